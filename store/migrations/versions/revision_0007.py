"""The people who wrote the records of the figures, so that one person's broken ones cost a leader little time."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; of the records that are there, the store does not know who wrote them."""
    create_table(
        "statistic_author",
        ("case",),
        sa.Column("case", sa.String(32), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["case.id"], name=op.f("fk_statistic_author_case"), ondelete="CASCADE"
        ),
        person="length(person) BETWEEN 1 AND 64",
    )


def downgrade() -> None:
    """Go back; each record counts by itself again."""
    op.drop_table("statistic_author")
