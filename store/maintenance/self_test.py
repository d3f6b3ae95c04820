"""The self-test of a server whose program is new: what it must show before it takes anything.

It leaves nothing behind: the row that it makes is never committed, and no list, person or other process ever sees it.
"""

import secrets
from typing import Final

from sqlalchemy import select

from crypto.errors import marked
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.self_test import require_working_gpg
from store.attachments.blobs import Blobs
from store.domain.clock import Clock
from store.domain.current_roster import CurrentRoster
from store.domain.stages import Stage
from store.engine.database import Database
from store.errors import StoreDamagedError, StoreFullError
from store.model import Case, Slot
from store.model.columns import HEX_DIGITS, KEY_BYTES, LOOKUP_BYTES
from store.values import SlotKind
from store.web.roster_keeper import RosterKeeper

_TEXT: Final = b"kentongan/self-test/1\n"
_UNREADABLE: Final = marked("A row that was just written to the database reads back as another.")


def prove_fit(database: Database, blobs: Blobs, roster: RosterKeeper, clock: Clock) -> None:
    """Raise a kind of `KentonganError` unless GnuPG, roster, database and attachments do what a report needs."""
    require_working_gpg()
    _prove_encryption(roster.current(), clock)
    _prove_database(database, clock)
    _prove_blobs(blobs)


def _prove_encryption(current: CurrentRoster, clock: Clock) -> None:
    """Encrypt to everyone who would read a report; an expired roster takes none, before an upgrade and after it."""
    if not current.expired():
        readers = current.recipients(current.usable_readers(()))
        current.require_encrypted(encrypt_bytes(_TEXT, readers, clock.today()))


def _prove_database(database: Database, clock: Clock) -> None:
    today = clock.today()
    case = secrets.token_hex(HEX_DIGITS // 2)
    lookup = secrets.token_bytes(LOOKUP_BYTES)
    with database.rehearsal() as session:
        session.add(
            Case(
                id=case,
                sealing_key=secrets.token_bytes(KEY_BYTES),
                voice_key=secrets.token_bytes(KEY_BYTES),
                stage=Stage.RECEIVED,
                received=today,
                activity=today,
                last_sequence=1,
            )
        )
        session.flush()
        session.add(Slot(lookup=lookup, case=case, kind=SlotKind.SPENT.value, expires=today))
        session.flush()
        if session.execute(select(Slot.case).where(Slot.lookup == lookup)).scalars().all() != [case]:
            raise StoreDamagedError(_UNREADABLE)


def _prove_blobs(blobs: Blobs) -> None:
    try:
        with blobs.create() as pending:
            pending.write(_TEXT)
            if pending.written(len(_TEXT)).head != _TEXT:
                raise StoreDamagedError(_UNREADABLE)
    except StoreFullError:
        return  # a disk too full for attachments takes texts all the same
