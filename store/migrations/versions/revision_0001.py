"""The first tables: cases and their access, conversations, decisions, attachments, mailboxes, secrets."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table, partial_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MAX_ENVELOPE_BYTES = 8 * 1024 * 1024


def upgrade() -> None:
    """Create the tables."""
    _instance()
    _case()
    _mailbox()
    _entry()
    _event()
    _blob()
    _access()
    _statistic()


def downgrade() -> None:
    """Drop the tables, those first that refer to others."""
    for table in (
        "blob", "identity_request", "event", "entry", "access", "standing", "exclusion", "identity", "own_places",
        "reporter_session", "slot", "statistic_reader", "statistic", "case", "instance",
    ):  # fmt: skip
        op.drop_table(table)


def _of_case(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("case", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f(f"fk_{table}_case"), ondelete="CASCADE"),
    )


def _place_in(table: str, column: str, referred: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["case", column],
        [f"{referred}.case", f"{referred}.sequence"],
        name=op.f(f"fk_{table}_{referred}"),
        ondelete="CASCADE",
    )


def _ciphertext(column: str) -> str:
    return f"length({column}) BETWEEN 1 AND {MAX_ENVELOPE_BYTES}"


def _instance() -> None:
    create_table(
        "instance",
        ("id",),
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("codename_salt", sa.LargeBinary(16), nullable=False),
        sa.Column("form_key", sa.LargeBinary(32), nullable=False),
        only_one="id = 1",
        codename_salt="length(codename_salt) = 16",
        form_key="length(form_key) = 32",
    )


def _case() -> None:
    create_table(
        "case",
        ("id",),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("sealing_key", sa.LargeBinary(32), nullable=False),
        sa.Column("voice_key", sa.LargeBinary(32), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("received", sa.Date, nullable=False),
        sa.Column("activity", sa.Date, nullable=False),
        sa.Column("last_sequence", sa.Integer, nullable=False),
        id="length(id) = 32",
        sealing_key="length(sealing_key) = 32",
        voice_key="length(voice_key) = 32",
        stage="length(stage) BETWEEN 1 AND 32",
        last_sequence="last_sequence >= 1",
    )
    create_table(
        "standing",
        ("case",),
        *_of_case("standing"),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("handler", sa.String(64), nullable=True),
        sa.Column("due", sa.Date, nullable=True),
        sa.Column("sought", sa.Integer, nullable=True),
        sa.Column("until", sa.Date, nullable=True),
        sa.Column("identified", sa.Boolean, nullable=False),
        events="events >= 0",
        head="length(head) = 64",
    )
    create_table(
        "exclusion",
        ("case",),
        *_of_case("exclusion"),
        sa.Column("record", sa.LargeBinary, nullable=False),
        record=_ciphertext("record"),
    )
    create_table(
        "identity",
        ("case",),
        *_of_case("identity"),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        envelope=_ciphertext("envelope"),
    )


def _mailbox() -> None:
    create_table(
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
    create_table(
        "reporter_session",
        ("lookup",),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        *_of_case("reporter_session"),
        sa.Column("wrapped", sa.LargeBinary(72), nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        lookup="length(lookup) = 32",
        wrapped="length(wrapped) = 72",
    )
    for table in ("slot", "reporter_session"):
        op.create_index(f"ix_{table}_case", table, ["case"])
        op.create_index(f"ix_{table}_expires", table, ["expires"])


def _entry() -> None:
    create_table(
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
        envelope=_ciphertext("envelope"),
        sealed=_ciphertext("sealed"),
    )
    partial_index("ix_entry_own_copy", "entry", ["day"], "sealed IS NOT NULL AND author = 'reporter'")
    create_table(
        "own_places",
        ("case",),
        *_of_case("own_places"),
        sa.Column("statement", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        statement="length(statement) BETWEEN 1 AND 65536",
        signature="length(signature) = 64",
    )


def _event() -> None:
    create_table(
        "event",
        ("case", "sequence"),
        *_of_case("event"),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("statement", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=True),
        sequence="sequence >= 1",
        statement="length(statement) BETWEEN 1 AND 16384",
        signature="length(signature) BETWEEN 1 AND 8192",
        content=_ciphertext("content"),
    )
    create_table(
        "identity_request",
        ("case", "sequence", "custodian"),
        sa.Column("case", sa.String(32), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("custodian", sa.String(64), nullable=False),
        sa.Column("answered", sa.Integer, nullable=True),
        _place_in("identity_request", "sequence", "event"),
        custodian="length(custodian) BETWEEN 1 AND 64",
    )
    columns = ["custodian", "case", "sequence"]
    op.create_index("ix_identity_request_custodian_case_sequence", "identity_request", columns)


def _blob() -> None:
    create_table(
        "blob",
        ("name",),
        sa.Column("name", sa.String(32), nullable=False),
        *_of_case("blob"),
        sa.Column("sequence", sa.Integer, nullable=True),
        sa.Column("event", sa.Integer, nullable=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        _place_in("blob", "sequence", "entry"),
        _place_in("blob", "event", "event"),
        name="length(name) = 32",
        size="size >= 0",
        one_place="sequence IS NULL OR event IS NULL",
    )
    op.create_index("ix_blob_case_sequence", "blob", ["case", "sequence"])
    op.create_index("ix_blob_case_event", "blob", ["case", "event"])
    partial_index("ix_blob_unbound", "blob", ["day"], "sequence IS NULL AND event IS NULL")


def _access() -> None:
    create_table(
        "access",
        ("case", "person"),
        *_of_case("access"),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("declared", sa.Boolean, nullable=False),
        sa.Column("mine", sa.Boolean, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("unread", sa.Integer, nullable=False),
        sa.Column("seen_sequence", sa.Integer, nullable=False),
        person="length(person) BETWEEN 1 AND 64",
        unread="unread >= 0",
        seen_sequence="seen_sequence >= 0",
        part="part IN ('officer', 'lead', 'member', 'leadership')",
        rank="rank IN (0, 1)",
    )
    order = ["person", "rank", "due", "case"]
    op.create_index("ix_access_person_rank_due_case", "access", order)
    op.create_index(
        "ix_access_person_stage_rank_due_case", "access", ["person", "stage", "rank", "due", "case"]
    )
    partial_index("ix_access_unread", "access", order, "unread > 0")
    partial_index("ix_access_mine", "access", order, "mine")


def _statistic() -> None:
    create_table(
        "statistic",
        ("case",),
        *_of_case("statistic"),
        sa.Column("record", sa.LargeBinary, nullable=False),
        record=_ciphertext("record"),
    )
    create_table(
        "statistic_reader",
        ("case", "person"),
        *_of_case("statistic_reader"),
        sa.Column("person", sa.String(64), nullable=False),
        person="length(person) BETWEEN 1 AND 64",
    )
    op.create_index("ix_statistic_reader_person_case", "statistic_reader", ["person", "case"])
