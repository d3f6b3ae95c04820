"""The first tables: cases, access, conversations, blobs, mailboxes and the instance's secrets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MAX_ENVELOPE_BYTES = 8 * 1024 * 1024


def upgrade() -> None:
    """Create the tables."""
    _case()
    _instance()
    _access()
    _entry()
    _identity()
    _reporter_session()
    _slot()
    _blob()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("blob", "slot", "reporter_session", "identity", "entry", "access", "instance", "case"):
        op.drop_table(table)


def _table(table: str, primary_key: tuple[str, ...], /, *parts: SchemaItem, **checks: str) -> None:
    named = [sa.CheckConstraint(check, name=op.f(f"ck_{table}_{key}")) for key, check in checks.items()]
    op.create_table(
        table,
        *parts,
        *named,
        sa.PrimaryKeyConstraint(*primary_key, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def _of_case(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("case", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f(f"fk_{table}_case"), ondelete="CASCADE"),
    )


def _case() -> None:
    _table(
        "case",
        ("id",),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("sealing_key", sa.LargeBinary(32), nullable=False),
        sa.Column("voice_key", sa.LargeBinary(32), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("received", sa.Date, nullable=False),
        sa.Column("activity", sa.Date, nullable=False),
        sa.Column("last_sequence", sa.Integer, nullable=False),
        sa.Column("exclusion", sa.LargeBinary, nullable=False),
        id="length(id) = 32",
        sealing_key="length(sealing_key) = 32",
        voice_key="length(voice_key) = 32",
        stage="length(stage) BETWEEN 1 AND 32",
        exclusion=f"length(exclusion) BETWEEN 1 AND {MAX_ENVELOPE_BYTES}",
        last_sequence="last_sequence >= 1",
    )


def _instance() -> None:
    _table(
        "instance",
        ("id",),
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("codename_salt", sa.LargeBinary(16), nullable=False),
        sa.Column("form_key", sa.LargeBinary(32), nullable=False),
        only_one="id = 1",
        codename_salt="length(codename_salt) = 16",
        form_key="length(form_key) = 32",
    )


def _access() -> None:
    _table(
        "access",
        ("case", "person"),
        *_of_case("access"),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("activity", sa.Date, nullable=False),
        sa.Column("unread", sa.Integer, nullable=False),
        sa.Column("seen_sequence", sa.Integer, nullable=False),
        person="length(person) BETWEEN 1 AND 64",
        unread="unread >= 0",
        seen_sequence="seen_sequence >= 0",
    )
    op.create_index("ix_access_person_activity_case", "access", ["person", "activity", "case"])


def _entry() -> None:
    _table(
        "entry",
        ("case", "sequence"),
        *_of_case("entry"),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=True),
        sequence="sequence >= 1",
        author="length(author) BETWEEN 1 AND 64",
        envelope=f"length(envelope) BETWEEN 1 AND {MAX_ENVELOPE_BYTES}",
        sealed=f"length(sealed) BETWEEN 1 AND {MAX_ENVELOPE_BYTES}",
    )
    own_copy = sa.text("sealed IS NOT NULL AND author = 'reporter'")
    op.create_index("ix_entry_own_copy", "entry", ["day"], sqlite_where=own_copy, postgresql_where=own_copy)


def _identity() -> None:
    _table(
        "identity",
        ("case",),
        *_of_case("identity"),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        envelope=f"length(envelope) BETWEEN 1 AND {MAX_ENVELOPE_BYTES}",
    )


def _reporter_session() -> None:
    _table(
        "reporter_session",
        ("lookup",),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        *_of_case("reporter_session"),
        sa.Column("wrapped", sa.LargeBinary(72), nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        lookup="length(lookup) = 32",
        wrapped="length(wrapped) = 72",
    )
    op.create_index("ix_reporter_session_case", "reporter_session", ["case"])
    op.create_index("ix_reporter_session_expires", "reporter_session", ["expires"])


def _slot() -> None:
    _table(
        "slot",
        ("lookup",),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        *_of_case("slot"),
        sa.Column("wrapped", sa.LargeBinary(72), nullable=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("expires", sa.Date, nullable=True),
        lookup="length(lookup) = 32",
        kind="kind IN ('codename', 'form', 'spent')",
        spent_is_empty="(kind = 'spent') = (wrapped IS NULL)",
        codename_stays="(kind = 'codename') = (expires IS NULL)",
        wrapped="length(wrapped) = 72",
    )
    op.create_index("ix_slot_case", "slot", ["case"])
    op.create_index("ix_slot_expires", "slot", ["expires"])


def _blob() -> None:
    _table(
        "blob",
        ("name",),
        sa.Column("name", sa.String(32), nullable=False),
        *_of_case("blob"),
        sa.Column("sequence", sa.Integer, nullable=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(
            ["case", "sequence"],
            ["entry.case", "entry.sequence"],
            name=op.f("fk_blob_entry"),
            ondelete="CASCADE",
        ),
        name="length(name) = 32",
        size="size >= 0",
    )
    op.create_index("ix_blob_case_sequence", "blob", ["case", "sequence"])
    unbound = sa.text("sequence IS NULL")
    op.create_index("ix_blob_unbound", "blob", ["day"], sqlite_where=unbound, postgresql_where=unbound)
