"""The first tables: accounts, officers' sessions, spent tickets and the key of the tickets."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _account()
    _officer_session()
    _tickets()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("ticket_key", "spent_ticket", "officer_session", "account"):
        op.drop_table(table)


def _account() -> None:
    create_table(
        "account",
        ("person",),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("totp_secret", sa.String(32), nullable=False),
        sa.Column("highest_step", sa.BigInteger, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("throttled_until", sa.BigInteger, nullable=False),
        sa.CheckConstraint("length(totp_secret) = 32", name=op.f("ck_account_totp_secret")),
        person="length(person) BETWEEN 1 AND 64",
        highest_step="highest_step >= -1",
        failures="failures >= 0",
        throttled_until="throttled_until >= 0",
    )


def _officer_session() -> None:
    create_table(
        "officer_session",
        ("token_hash",),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(40), nullable=False),
        sa.Column("idle_until", sa.BigInteger, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["account.person"], name=op.f("fk_officer_session_account"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_officer_session_token_hash")),
        fingerprint="length(fingerprint) = 40",
        idle_until="idle_until <= ends",
    )
    op.create_index("ix_officer_session_person", "officer_session", ["person"])
    op.create_index("ix_officer_session_idle_until", "officer_session", ["idle_until"])


def _tickets() -> None:
    create_table(
        "spent_ticket",
        ("nonce_hash",),
        sa.Column("nonce_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        nonce_hash="length(nonce_hash) = 32",
    )
    op.create_index("ix_spent_ticket_expires", "spent_ticket", ["expires"])
    create_table(
        "ticket_key",
        ("id",),
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        only_one="id = 1",
        key="length(key) = 32",
    )
