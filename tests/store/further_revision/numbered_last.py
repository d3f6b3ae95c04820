"""The day of arrival, moved from the case into a table apart; a column more for each entry.

It has the number of the file to which it was copied.
"""

from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table

revision = Path(__file__).stem.partition("_")[2]
down_revision = f"{int(revision) - 1:04}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_table(
        "arrival",
        ("case",),
        sa.Column("case", sa.String(32), nullable=False),
        sa.Column("received", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_arrival_case"), ondelete="CASCADE"),
    )
    op.execute('INSERT INTO arrival ("case", received) SELECT id, received FROM "case"')
    with op.batch_alter_table("case", recreate=recreated()) as batch:
        batch.drop_column("received")
    with op.batch_alter_table("entry", recreate=recreated()) as batch:
        batch.add_column(sa.Column("further", sa.Integer, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("entry", recreate=recreated()) as batch:
        batch.drop_column("further")
    with op.batch_alter_table("case", recreate=recreated()) as batch:
        batch.add_column(sa.Column("received", sa.Date, nullable=True))
    op.execute('UPDATE "case" SET received = arrival.received FROM arrival WHERE arrival."case" = "case".id')
    with op.batch_alter_table("case", recreate=recreated()) as batch:
        batch.alter_column("received", nullable=False)
    op.drop_table("arrival")


def recreated() -> Literal["always", "never"]:
    """SQLite copies the table, PostgreSQL alters it in place."""
    return "always" if op.get_context().dialect.name == "sqlite" else "never"
