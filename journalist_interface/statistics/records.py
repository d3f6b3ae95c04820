"""The statistics records that a leader may see, each verified before it counts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crypto.errors import CryptoError
from crypto.gpg.errors import GpgFaultError, KeyLockedError, UnprocessableError
from journalist_interface.gateway_client.whole_lists import all_rows_of
from journalist_interface.session.case_services import CaseServices
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.statistics.pins import FiguresPins
from journalist_interface.verification.case_figures import CaseFigures
from journalist_interface.verification.chain_reader import side_by_side
from journalist_interface.verification.decryption import AT_ONCE
from store.api.messages import StatisticsRow
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError, RosterError
from store.domain.event import CaseRole
from store.domain.procedure.role_eligibility import may_act_as
from store.domain.statistics import StatisticsRecord, read_statistics

_AUTHORS = (CaseRole.OFFICER, CaseRole.LEAD, CaseRole.LEADERSHIP)


def records(services: CaseServices, officer: OfficerSession) -> list[StatisticsRow]:
    """Return all records of this leader, encrypted; raises `HostileGatewayError` for a list without end."""
    return list(
        all_rows_of(
            lambda cursor: services.client.statistics(officer.token, cursor), lambda page: page.records
        )
    )


def read(
    services: CaseServices, pins: FiguresPins, officer: OfficerSession, rows: Sequence[StatisticsRow]
) -> Iterator[CaseFigures]:
    """Decrypt, verify and yield the figures, some at a time; what this session already knows is not asked for again.

    A case counts once, however often the store sends it, and never with a record older than one that counted before.
    """
    current = services.rosters.refresh()
    before, counted = pins.events(), dict[str, int]()
    for start in range(0, len(rows), AT_ONCE):
        for one in side_by_side(lambda row: _read(current, officer, row), rows[start : start + AT_ONCE]):
            record = one.record
            if record is not None and (one.case in counted or record.events < before.get(one.case, 0)):
                record = None
            if record is not None:
                counted[one.case] = record.events
            yield replace(one, record=record)
    pins.remember(counted)


def _read(current: CurrentRoster, officer: OfficerSession, row: StatisticsRow) -> CaseFigures:
    def verify(record: StatisticsRecord, text: bytes, signature: bytes) -> None:
        officer.figures_memo.verify(current, record.author, text, signature, record.day)
        author = current.roster.person(record.author)
        if author is None or not any(may_act_as(author, part) for part in _AUTHORS):
            raise AuthorError

    try:
        padded, _key = officer.figures_memo.open(row.record, (), officer.key.open, row.case)
        record = read_statistics(padded, row.case, verify)
    except (KeyLockedError, GpgFaultError, RosterError):
        raise  # not the record's fault
    except UnprocessableError:
        return CaseFigures(row.case, None, row.due, unprocessable=True)
    except CryptoError:
        return CaseFigures(row.case, None, row.due)
    # A record of the future would be remembered, and keep out every later one after its author has gone.
    return CaseFigures(row.case, record if record.events <= row.events else None, row.due)
