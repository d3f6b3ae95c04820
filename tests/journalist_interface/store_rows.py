"""An attacker with the database in their hands."""

from typing import Final

from sqlalchemy import text

from crypto.gpg.encrypt import encrypt_bytes
from store.cases.chain import case_state
from store.domain.event import SignedEvent
from store.domain.tombstone import PartTombstone
from store.model import StoredPartTombstone
from tests.genuine_case import GenuineCase
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

DAY: Final = '(SELECT day FROM entry WHERE "case" = :case ORDER BY sequence LIMIT 1)'


def sealed_of(office: TestOffice, case: str, sequence: int) -> bytes:
    """Return what lies sealed for the mailbox at this place."""
    return _column(office, "sealed", case, sequence)


def envelope_of(office: TestOffice, case: str, sequence: int) -> bytes:
    """Return what lies encrypted for the readers at this place."""
    return _column(office, "envelope", case, sequence)


def put_envelope(
    office: TestOffice, case: str, sequence: int, envelope: bytes, author: str = "reporter"
) -> None:
    """Exchange an envelope, or add a row at this place."""
    with office.database.write() as session:
        session.execute(
            text('DELETE FROM entry WHERE "case" = :case AND sequence = :sequence'),
            {"case": case, "sequence": sequence},
        )
        session.execute(
            text(
                f'INSERT INTO entry ("case", sequence, author, day, envelope) '  # noqa: S608 - our own words
                f"VALUES (:case, :sequence, :author, "
                f'COALESCE({DAY}, (SELECT received FROM "case" WHERE id = :case)), :envelope)'
            ),
            {"case": case, "sequence": sequence, "author": author, "envelope": envelope},
        )
        session.execute(
            text('UPDATE "case" SET last_sequence = MAX(last_sequence, :sequence) WHERE id = :case'),
            {"case": case, "sequence": sequence},
        )


def set_sealed(office: TestOffice, case: str, sequence: int, sealed: bytes | None) -> None:
    """Set what the mailbox is shown at this place; None keeps it back."""
    with office.database.write() as session:
        session.execute(
            text('UPDATE entry SET sealed = :sealed WHERE "case" = :case AND sequence = :sequence'),
            {"case": case, "sequence": sequence, "sealed": sealed},
        )


def empty_envelope(office: TestOffice, case: str, sequence: int) -> None:
    """Let the store say that the message at this place is gone."""
    with office.database.write() as session:
        session.execute(
            text('UPDATE entry SET envelope = NULL WHERE "case" = :case AND sequence = :sequence'),
            {"case": case, "sequence": sequence},
        )


def put_plaintext(
    office: TestOffice, case: GenuineCase, sequence: int, padded: bytes, author: str = "reporter"
) -> None:
    """A row whose envelope is properly encrypted to the case's readers: any person can encrypt."""
    put_envelope(office, case.case, sequence, case.encrypted(padded), author)


def encrypted_to(office: TestOffice, person: str, data: bytes) -> bytes:
    """An OpenPGP message to one person alone."""
    current = office.keeper().current()
    found = current.roster.person(person)
    assert found is not None
    return encrypt_bytes(data, current.recipients([found]), office.clock.today())


def take_back_withdrawal(before: CaseRows, sequence: int = 2) -> None:
    """Bring the case back to what it was, but for the reporter's own copy of what they signed for this place."""
    statement = sealed_of(before.office, before.case, sequence)
    before.put_back()
    set_sealed(before.office, before.case, sequence, statement)


def drop(office: TestOffice, case: str, sequence: int, *, count_again: bool = False) -> None:
    """Remove a row; `count_again` also sets the case's last number to what is left."""
    with office.database.write() as session:
        session.execute(
            text('DELETE FROM entry WHERE "case" = :case AND sequence = :sequence'),
            {"case": case, "sequence": sequence},
        )
        if count_again:
            session.execute(
                text(
                    'UPDATE "case" SET last_sequence = '
                    '(SELECT MAX(sequence) FROM entry WHERE "case" = :case) WHERE id = :case'
                ),
                {"case": case},
            )


def hide_case(office: TestOffice, case: str) -> CaseRows:
    """Let the store know no one who may read a case; return the rows with which it is back."""
    before = CaseRows.taken(office, case)
    before.write('DELETE FROM access WHERE "case" = ?', case)
    return before


def count_as_destroyed(office: TestOffice, case: str, sequence: int) -> None:
    """Let the store count a message as destroyed that nobody signed away."""
    forged = SignedEvent(b"forged", b"forged")
    put_part_tombstone(office, case, sequence, PartTombstone(forged, forged))


def put_part_tombstone(office: TestOffice, case: str, sequence: int, tombstone: PartTombstone) -> None:
    """Let the store keep these two signed events beside a place."""
    row = StoredPartTombstone(
        case=case,
        sequence=sequence,
        proposal=tombstone.proposal.statement,
        proposal_signature=tombstone.proposal.signature,
        confirmation=tombstone.confirmation.statement,
        confirmation_signature=tombstone.confirmation.signature,
    )
    with office.database.write() as session:
        session.add(row)


def end_chain_where_it_ends(office: TestOffice, case: str) -> None:
    """Let the store say that the chain ends with the last event that lies there."""
    state = case_state(office.database, case)
    with office.database.write() as session:
        session.execute(
            text('UPDATE standing SET events = :events, head = :head WHERE "case" = :case'),
            {"events": state.sequence, "head": state.head, "case": case},
        )


def spoil_decision(office: TestOffice, case: str, sequence: int) -> None:
    """Put the signature of the case's first decision under another one."""
    with office.database.write() as session:
        session.execute(
            text(
                'UPDATE event SET signature = (SELECT signature FROM event WHERE "case" = :case AND sequence = 1) '
                'WHERE "case" = :case AND sequence = :sequence'
            ),
            {"case": case, "sequence": sequence},
        )


def _column(office: TestOffice, column: str, case: str, sequence: int) -> bytes:
    with office.database.read() as session:
        found = session.execute(
            text(f'SELECT {column} FROM entry WHERE "case" = :case AND sequence = :sequence'),  # noqa: S608
            {"case": case, "sequence": sequence},
        ).scalar_one()
    return bytes(found)
