"""The destruction of single messages, with what stays of each."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what two people signed beside the empty place of a message."""
    signed = ("proposal", "proposal_signature", "confirmation", "confirmation_signature")
    create_table(
        "part_tombstone",
        ("case", "sequence"),
        sa.Column("case", sa.String(32), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        *(sa.Column(name, sa.LargeBinary, nullable=False) for name in signed),
        sa.ForeignKeyConstraint(
            ["case", "sequence"],
            ["entry.case", "entry.sequence"],
            name=op.f("fk_part_tombstone_entry"),
            ondelete="CASCADE",
        ),
        sequence="sequence >= 2",
        proposal="length(proposal) BETWEEN 1 AND 16384",
        proposal_signature="length(proposal_signature) BETWEEN 1 AND 8192",
        confirmation="length(confirmation) BETWEEN 1 AND 16384",
        confirmation_signature="length(confirmation_signature) BETWEEN 1 AND 8192",
    )


def downgrade() -> None:
    """Go back; a message that was destroyed becomes one that is gone."""
    op.drop_table("part_tombstone")
