"""Notices for a person's next sign-in: wrong codes, and an exchanged second factor."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it tells no one of what happened before."""
    create_table(
        "sign_in_notice",
        ("person",),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("wrong_codes", sa.Integer, nullable=False),
        sa.Column("last_wrong", sa.Date, nullable=True),
        sa.Column("exchanged", sa.Date, nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["account.person"], name=op.f("fk_sign_in_notice_account"), ondelete="CASCADE"
        ),
        wrong_codes="wrong_codes >= 0",
    )


def downgrade() -> None:
    """Go back; the notices that wait are lost."""
    op.drop_table("sign_in_notice")
