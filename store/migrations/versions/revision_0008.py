"""The names of files that were withdrawn or destroyed, among names of none."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; of the files that are gone already, the store does not know why."""
    create_table(
        "blob_tombstone",
        ("name",),
        sa.Column("name", sa.String(32), nullable=False),
        name="length(name) = 32",
    )


def downgrade() -> None:
    """Go back; backups take files that are withdrawn later for lost, and keep them."""
    op.drop_table("blob_tombstone")
