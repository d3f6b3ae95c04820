"""The procedure: events, standings, identity requests, statistics; and changes to older tables for lists and papers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MAX_ENVELOPE_BYTES = 8 * 1024 * 1024
NO_EVENT = "0" * 64
NOT_DUE = "9999-12-31"
OLD_EXCLUSION = f"length(exclusion) BETWEEN 1 AND {MAX_ENVELOPE_BYTES}"
CASE_COLUMNS = "id, sealing_key, voice_key, stage, received, activity, last_sequence"


def upgrade() -> None:
    """Create the tables of the procedure and rebuild the older ones."""
    _event()
    _exclusion()
    _rebuild_case()
    _standing()
    _identity_request()
    _statistic()
    _rebuild_access()
    _rebuild_blob()


def downgrade() -> None:
    """Restore the older tables. Events and their contents are lost; the conversation stays."""
    _old_blob()
    _old_access()
    _old_case()
    for table in ("statistic_reader", "statistic", "identity_request", "standing", "exclusion", "event"):
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


def _event() -> None:
    _table(
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
        content=f"length(content) BETWEEN 1 AND {MAX_ENVELOPE_BYTES}",
    )


def _exclusion() -> None:
    _table(
        "exclusion",
        ("case",),
        *_of_case("exclusion"),
        sa.Column("record", sa.LargeBinary, nullable=False),
        record=f"length(record) BETWEEN 1 AND {MAX_ENVELOPE_BYTES}",
    )
    op.execute('INSERT INTO exclusion ("case", record) SELECT id, exclusion FROM "case"')


def _rebuild_case() -> None:
    """Move the exclusion out of the case's table, so that its rows are small."""
    if _keeps_references():
        op.drop_column("case", "exclusion")  # this drops its check, too
        return
    _set_aside("case")
    _case()
    op.execute(f'INSERT INTO "case" ({CASE_COLUMNS}) SELECT {CASE_COLUMNS} FROM case_before')  # noqa: S608 - our own constant
    op.drop_table("case_before")


def _old_case() -> None:
    if _keeps_references():
        op.add_column("case", sa.Column("exclusion", sa.LargeBinary, nullable=True))
        op.execute('UPDATE "case" SET exclusion = record FROM exclusion WHERE exclusion."case" = "case".id')
        op.alter_column("case", "exclusion", nullable=False)
        op.create_check_constraint(op.f("ck_case_exclusion"), "case", OLD_EXCLUSION)
        return
    _set_aside("case")
    _case(sa.Column("exclusion", sa.LargeBinary, nullable=False), exclusion=OLD_EXCLUSION)
    op.execute(
        f'INSERT INTO "case" ({CASE_COLUMNS}, exclusion) SELECT {CASE_COLUMNS}, record '  # noqa: S608 - our own constant
        'FROM case_before JOIN exclusion ON exclusion."case" = case_before.id'
    )
    op.drop_table("case_before")


def _keeps_references() -> bool:
    """Return whether tables that others refer to stay: PostgreSQL cannot drop them, and alters them in place."""
    return op.get_context().dialect.name == "postgresql"


def _case(*columns: sa.Column[bytes], **checks: str) -> None:
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
        *columns,
        id="length(id) = 32",
        sealing_key="length(sealing_key) = 32",
        voice_key="length(voice_key) = 32",
        stage="length(stage) BETWEEN 1 AND 32",
        last_sequence="last_sequence >= 1",
        **checks,
    )


def _standing() -> None:
    _table(
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
    op.execute(
        f'INSERT INTO standing ("case", events, head, identified) '  # noqa: S608 - our own constant
        f'SELECT id, 0, \'{NO_EVENT}\', EXISTS (SELECT 1 FROM identity WHERE identity."case" = id) FROM "case"'
    )


def _identity_request() -> None:
    _table(
        "identity_request",
        ("case", "sequence", "custodian"),
        sa.Column("case", sa.String(32), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("custodian", sa.String(64), nullable=False),
        sa.Column("answered", sa.Integer, nullable=True),
        sa.ForeignKeyConstraint(
            ["case", "sequence"],
            ["event.case", "event.sequence"],
            name=op.f("fk_identity_request_event"),
            ondelete="CASCADE",
        ),
        custodian="length(custodian) BETWEEN 1 AND 64",
    )
    op.create_index(
        "ix_identity_request_custodian_case_sequence", "identity_request", ["custodian", "case", "sequence"]
    )


def _statistic() -> None:
    _table(
        "statistic",
        ("case",),
        *_of_case("statistic"),
        sa.Column("record", sa.LargeBinary, nullable=False),
        record=f"length(record) BETWEEN 1 AND {MAX_ENVELOPE_BYTES}",
    )
    _table(
        "statistic_reader",
        ("case", "person"),
        *_of_case("statistic_reader"),
        sa.Column("person", sa.String(64), nullable=False),
        person="length(person) BETWEEN 1 AND 64",
    )
    op.create_index("ix_statistic_reader_person_case", "statistic_reader", ["person", "case"])


def _rebuild_access() -> None:
    """Rebuild the table; everyone who had access was an officer."""
    _set_aside("access")
    _table(
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
    op.create_index("ix_access_person_rank_due_case", "access", ["person", "rank", "due", "case"])
    op.create_index(
        "ix_access_person_stage_rank_due_case", "access", ["person", "stage", "rank", "due", "case"]
    )
    for name, condition in (("ix_access_unread", "unread > 0"), ("ix_access_mine", "mine")):
        where = sa.text(condition)
        op.create_index(
            name, "access", ["person", "rank", "due", "case"], sqlite_where=where, postgresql_where=where
        )
    op.execute(
        'INSERT INTO access ("case", person, part, declared, mine, rank, due, stage, unread, seen_sequence) '  # noqa: S608 - our own constant
        f"SELECT before.\"case\", person, 'officer', true, false, 1, '{NOT_DUE}', stage, unread, seen_sequence "
        'FROM access_before AS before JOIN "case" ON "case".id = before."case"'
    )
    op.drop_table("access_before")


def _old_access() -> None:
    """Restore the table for officers' access alone; lists go by the case's last activity again."""
    _set_aside("access")
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
    op.execute(
        'INSERT INTO access ("case", person, activity, unread, seen_sequence) '
        'SELECT before."case", person, activity, unread, seen_sequence '
        'FROM access_before AS before JOIN "case" ON "case".id = before."case" WHERE part = \'officer\''
    )
    op.drop_table("access_before")


def _rebuild_blob() -> None:
    _set_aside("blob")
    _blob(
        sa.Column("event", sa.Integer, nullable=True),
        after=(
            sa.ForeignKeyConstraint(
                ["case", "event"],
                ["event.case", "event.sequence"],
                name=op.f("fk_blob_event"),
                ondelete="CASCADE",
            ),
        ),
        unbound="sequence IS NULL AND event IS NULL",
        one_place="sequence IS NULL OR event IS NULL",
    )
    op.create_index("ix_blob_case_event", "blob", ["case", "event"])
    _take_back_blobs()


def _old_blob() -> None:
    """Restore the table; a working paper's file goes with its event, and the next sweep deletes it from the disk."""
    op.execute("DELETE FROM blob WHERE event IS NOT NULL")
    _set_aside("blob")
    _blob(after=(), unbound="sequence IS NULL")
    _take_back_blobs()


def _blob(
    *columns: sa.Column[int], after: tuple[sa.ForeignKeyConstraint, ...], unbound: str, **checks: str
) -> None:
    entry = sa.ForeignKeyConstraint(
        ["case", "sequence"], ["entry.case", "entry.sequence"], name=op.f("fk_blob_entry"), ondelete="CASCADE"
    )
    _table(
        "blob",
        ("name",),
        sa.Column("name", sa.String(32), nullable=False),
        *_of_case("blob"),
        sa.Column("sequence", sa.Integer, nullable=True),
        *columns,
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        entry,
        *after,
        name="length(name) = 32",
        size="size >= 0",
        **checks,
    )
    op.create_index("ix_blob_case_sequence", "blob", ["case", "sequence"])
    where = sa.text(unbound)
    op.create_index("ix_blob_unbound", "blob", ["day"], sqlite_where=where, postgresql_where=where)


def _take_back_blobs() -> None:
    op.execute(
        'INSERT INTO blob (name, "case", sequence, size, day) SELECT name, "case", sequence, size, day FROM blob_before'
    )
    op.drop_table("blob_before")


def _set_aside(table: str) -> None:
    """Keep the rows and drop the table, so that the new one can bear its name and its constraints' names."""
    op.execute(f'CREATE TABLE {table}_before AS SELECT * FROM "{table}"')  # noqa: S608 - our own constant
    op.drop_table(table)
