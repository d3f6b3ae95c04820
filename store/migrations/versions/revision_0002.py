"""Entries whose message is gone, a mark on each file that the office fetched, and proposals to destroy a case."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import rebuilt_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a message be gone; nobody knows of the files that are there, so they count as fetched."""
    with rebuilt_table("entry") as entry:
        entry.alter_column("envelope", existing_type=sa.LargeBinary, nullable=True)
    with rebuilt_table("blob") as blob:
        blob.add_column(sa.Column("fetched", sa.Boolean, nullable=False, server_default=sa.true()))
    with rebuilt_table("blob") as blob:
        blob.alter_column("fetched", existing_type=sa.Boolean, server_default=None)
    with rebuilt_table("standing") as standing:
        standing.add_column(sa.Column("proposed", sa.Integer, nullable=True))
        standing.add_column(sa.Column("signatory", sa.String(64), nullable=True))
        standing.add_column(sa.Column("signed", sa.Date, nullable=True))
    op.create_index("ix_standing_signatory", "standing", ["signatory"])


def downgrade() -> None:
    """Go back; a message that is gone becomes one that the older version names as damaged, in its place."""
    op.drop_index("ix_standing_signatory", "standing")
    with rebuilt_table("standing") as standing:
        for name in ("proposed", "signatory", "signed"):
            standing.drop_column(name)
    entries = sa.table("entry", sa.column("envelope", sa.LargeBinary))
    op.execute(entries.update().where(entries.c.envelope.is_(None)).values(envelope=b"\0"))
    with rebuilt_table("blob") as blob:
        blob.drop_column("fetched")
    with rebuilt_table("entry") as entry:
        entry.alter_column("envelope", existing_type=sa.LargeBinary, nullable=False)
