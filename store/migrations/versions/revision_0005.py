"""The texts from which officers start their messages, encrypted to all who answer reporters."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    create_table(
        "office_texts",
        ("id",),
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("record", sa.LargeBinary, nullable=False),
        single="id = 1",
        record="length(record) BETWEEN 1 AND 262144",
    )


def downgrade() -> None:
    """Go back; workstations still have the texts that they read last."""
    op.drop_table("office_texts")
