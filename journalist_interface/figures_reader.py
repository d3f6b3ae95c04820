"""The statistics records that a leader may see, each verified before it counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crypto.errors import CryptoError, ReplyError, RosterError
from crypto.event import Part
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from journalist_interface.chain_reader import side_by_side
from journalist_interface.entitled import may_act_as
from journalist_interface.officer_session import OfficerSession
from journalist_interface.workplace import Workplace
from store.contract.messages import StatisticsRow
from store.contract.roster_keeper import CurrentRoster
from store.contract.statistics import StatisticsRecord, read_statistics

_AUTHORS = (Part.OFFICER, Part.LEAD, Part.LEADERSHIP)


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """What one case adds to the figures: `record` is None if it did not prove itself. `due` is the store's word."""

    case: str
    record: StatisticsRecord | None
    due: date | None


def figures(place: Workplace, officer: OfficerSession) -> Iterator[CaseFigures]:
    """All records of this leader, page by page."""
    current = place.rosters.refresh()
    cursor = None
    while True:
        page = place.client.statistics(officer.token, cursor)
        yield from side_by_side(lambda row: _read(current, officer, row), page.records)
        if page.next is None or page.next == cursor:
            return
        cursor = page.next


def _read(current: CurrentRoster, officer: OfficerSession, row: StatisticsRow) -> CaseFigures:
    def verify(record: StatisticsRecord, text: bytes, signature: bytes) -> None:
        current.verify_by(record.author, text, signature, record.day)
        author = current.roster.person(record.author)
        if author is None or not any(may_act_as(author, part) for part in _AUTHORS):
            raise ReplyError

    try:
        record = read_statistics(officer.key.decrypt(row.record), row.case, verify)
    except (KeyLockedError, GpgFaultError, RosterError):
        raise  # not the record's fault
    except CryptoError:
        return CaseFigures(row.case, None, row.due)
    return CaseFigures(row.case, record, row.due)
