"""The reporter's places. The server cannot sign for an existing case: its list begins with its next entry."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of the lists."""
    op.create_table(
        "own_places",
        sa.Column("case", sa.String(32), nullable=False),
        sa.Column("statement", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_own_places_case"), ondelete="CASCADE"),
        sa.CheckConstraint("length(statement) BETWEEN 1 AND 65536", name=op.f("ck_own_places_statement")),
        sa.CheckConstraint("length(signature) = 64", name=op.f("ck_own_places_signature")),
        sa.PrimaryKeyConstraint("case", name=op.f("pk_own_places")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the table; the older program trusts the store's word again."""
    op.drop_table("own_places")
