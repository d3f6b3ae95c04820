"""The key that signed in, named by each session. Older sessions lack it and end: their people sign in again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Recreate the table of sessions with the fingerprint of the key."""
    fingerprint = sa.Column("fingerprint", sa.String(40), nullable=False)
    _make_anew(fingerprint, sa.CheckConstraint("length(fingerprint) = 40", name=_name("ck", "fingerprint")))


def downgrade() -> None:
    """Recreate the table of sessions without it."""
    _make_anew()


def _make_anew(*further: SchemaItem) -> None:
    op.drop_table("officer_session")
    op.create_table(
        "officer_session",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        *further,
        sa.Column("idle_until", sa.BigInteger, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["account.person"], name=_name("fk", "account"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("length(token_hash) = 32", name=_name("ck", "token_hash")),
        sa.CheckConstraint("idle_until <= ends", name=_name("ck", "idle_until")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_officer_session")),
        sqlite_with_rowid=False,
    )
    for column in ("person", "idle_until"):
        op.create_index(_name("ix", column), "officer_session", [column])


def _name(kind: str, column: str) -> str:
    return op.f(f"{kind}_officer_session_{column}")
