"""The people whose signature under a destruction the gateway refuses, because a report excludes them."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; of the cases that are there, the store does not know whom they exclude."""
    create_table(
        "excluded_signatory",
        ("case", "person"),
        sa.Column("case", sa.String(32), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("position", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["case.id"], name=op.f("fk_excluded_signatory_case"), ondelete="CASCADE"
        ),
        person="length(person) BETWEEN 1 AND 64",
        position="length(position) BETWEEN 1 AND 64",
    )


def downgrade() -> None:
    """Go back; workstations and mailboxes still refuse what an excluded person signed."""
    op.drop_table("excluded_signatory")
