"""The private records of the people of the office, encrypted to each alone."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    create_table(
        "private_record",
        ("person",),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("record", sa.LargeBinary, nullable=True),
        person="length(person) BETWEEN 1 AND 64",
        record="length(record) BETWEEN 1 AND 262144",
    )


def downgrade() -> None:
    """Go back; workstations still have what their officers kept last."""
    op.drop_table("private_record")
