"""Entries whose message is gone, marks on files that were fetched, and the destruction of cases with what stays."""

import sqlalchemy as sa
from alembic import op

from store.engine.migrating import create_table, rebuilt_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a message be gone; which files were fetched is unknown, so all count as fetched."""
    with rebuilt_table("entry") as entry:
        entry.alter_column("envelope", existing_type=sa.LargeBinary, nullable=True)
    with rebuilt_table("blob") as blob:
        blob.add_column(sa.Column("fetched", sa.Boolean, nullable=False, server_default=sa.true()))
    with rebuilt_table("blob") as blob:
        blob.alter_column("fetched", existing_type=sa.Boolean, server_default=None)
    with rebuilt_table("standing") as standing:
        standing.add_column(sa.Column("proposed", sa.Integer, nullable=True))
        standing.add_column(sa.Column("signatory", sa.String(64), nullable=True))
        standing.add_column(sa.Column("signed", sa.Date, nullable=True))
    op.create_index("ix_standing_signatory", "standing", ["signatory"])
    _destruction()


def _destruction() -> None:
    """Let figures outlive their case, count the days until it goes, and keep what two people signed."""
    for table in ("statistic", "statistic_reader"):
        with rebuilt_table(table) as statistic:
            statistic.drop_constraint(f"fk_{table}_case", type_="foreignkey")
    create_table(
        "countdown",
        ("case",),
        sa.Column("case", sa.String(32), nullable=False),
        sa.Column("proposed", sa.Integer, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("counted", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_countdown_case"), ondelete="CASCADE"),
        days="days >= 0",
    )
    signed = ("proposal", "proposal_signature", "confirmation", "confirmation_signature")
    create_table(
        "tombstone",
        ("case",),
        sa.Column("case", sa.String(32), nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        *(sa.Column(name, sa.LargeBinary, nullable=False) for name in signed),
        events="events >= 2",
        head="length(head) = 64",
        month="length(month) = 7",
        proposal="length(proposal) BETWEEN 1 AND 16384",
        proposal_signature="length(proposal_signature) BETWEEN 1 AND 8192",
        confirmation="length(confirmation) BETWEEN 1 AND 16384",
        confirmation_signature="length(confirmation_signature) BETWEEN 1 AND 8192",
    )


def downgrade() -> None:
    """Go back; a message that is gone becomes one that the older version names as damaged, in its place."""
    op.drop_table("tombstone")
    op.drop_table("countdown")
    for table in ("statistic", "statistic_reader"):
        op.execute(f'DELETE FROM {table} WHERE "case" NOT IN (SELECT id FROM "case")')  # noqa: S608 - our own names
        with rebuilt_table(table) as statistic:
            statistic.create_foreign_key(f"fk_{table}_case", "case", ["case"], ["id"], ondelete="CASCADE")
    op.drop_index("ix_standing_signatory", "standing")
    with rebuilt_table("standing") as standing:
        for name in ("proposed", "signatory", "signed"):
            standing.drop_column(name)
    entries = sa.table("entry", sa.column("envelope", sa.LargeBinary))
    op.execute(entries.update().where(entries.c.envelope.is_(None)).values(envelope=b"\0"))
    with rebuilt_table("blob") as blob:
        blob.drop_column("fetched")
    with rebuilt_table("entry") as entry:
        entry.alter_column("envelope", existing_type=sa.LargeBinary, nullable=False)
