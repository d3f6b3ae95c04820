"""The pages of a case's messages, as the gateway sends them: what is new, and what of the bad rows may be mended."""

from collections.abc import Iterator, Sequence
from functools import partial
from heapq import nlargest
from itertools import pairwise
from typing import Final

from journalist_interface.gateway_client.errors import HostileGatewayError
from journalist_interface.gateway_client.whole_lists import once_more
from journalist_interface.verification.case_file import BadRow, CaseFile
from journalist_interface.verification.chain_reader import ReadingServices
from journalist_interface.verification.problems import CaseProblem
from journalist_interface.verification.row_selection import may_be_mended
from store.api.messages import EntryPage, EntryRow
from store.domain.fields import MAX_SEQUENCE

_MOST_EXTENTS: Final = 8
"""The most separate parts of a conversation in which bad rows are fetched: each costs a round trip."""


class EntryPages:
    """The pages that one signed-in person may ask for."""

    def __init__(self, services: ReadingServices) -> None:
        self._services = services

    def one(self, case: str, after: int, through: int | None = None, *, digests: bool = False) -> EntryPage:
        """Return the page after a number; raises `HostileGatewayError` for that of another case, or of another kind."""
        page = self._services.client.entries(self._services.token, case, after, through, digests=digests)
        surplus = (row.envelope if digests else row.digest for row in page.entries)
        if page.case.case != case or any(each is not None for each in surplus):
            raise HostileGatewayError
        return page

    def all(self, file: CaseFile, start: int, first: EntryPage | None) -> Iterator[EntryPage]:
        """Yield the pages after a number, each with only the rows that come in order."""
        return self._pages(file, start, first=first)

    def again(self, file: CaseFile, through: int) -> Iterator[EntryPage]:
        """Yield in order what of the bad rows up to a number may be mended; forget those that are not listed any more.

        The first page is empty: once it came, the keys of grants are to be taken. Bad rows are asked for by their
        digests first, and fetched only if they changed or another key may open them: one person's bad rows would
        otherwise have much fetched anew at each reading.
        """
        bad = {
            at: entry
            for at, entry in sorted(file.entries.items())
            if isinstance(entry, BadRow) and at <= through
        }
        if not bad:
            return
        listed: dict[int, EntryRow] = {}
        for page in self._pages(file, min(bad) - 1, max(bad), digests=True):
            listed |= {row.sequence: row for row in page.entries if row.sequence in bad}
            yield EntryPage(page.case, (), more=True)
        for place in bad.keys() - listed.keys():
            del file.entries[place]
        waiting = [row for at, row in listed.items() if may_be_mended(file, row, bad[at])]
        known = [row for row in waiting if row.digest is None or row.digest in file.cache.opened]
        fetched = {row.sequence for row in waiting} - {row.sequence for row in known}
        for first, last in _extents(sorted(fetched)):
            for page in self._pages(file, first - 1, last):
                rows = [row for row in page.entries if row.sequence in fetched]
                end = max((row.sequence for row in rows), default=0)
                before = [row for row in known if row.sequence < end]
                del known[: len(before)]
                in_order = sorted([*before, *rows], key=lambda row: row.sequence)
                yield EntryPage(page.case, tuple(in_order), more=True)
        if known:
            yield EntryPage(file.row, tuple(known), more=True)

    def _pages(
        self,
        file: CaseFile,
        start: int,
        through: int | None = None,
        *,
        first: EntryPage | None = None,
        digests: bool = False,
    ) -> Iterator[EntryPage]:
        after = start
        while CaseProblem.TOO_LONG not in file.problems:
            ask = partial(self.one, file.case, after, through, digests=digests)
            page = once_more(ask) if after > start else first if first is not None and after == 0 else ask()
            rows = []
            for row in page.entries:
                if after < row.sequence <= (through or MAX_SEQUENCE):
                    rows.append(row)
                    after = row.sequence
                else:
                    file.problems.add(CaseProblem.OUT_OF_ORDER)
            yield EntryPage(page.case, tuple(rows), page.more)
            if not page.more or not rows:  # promised but not sent: the gap is named where it is shown
                return


def _extents(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of at most `_MOST_EXTENTS` parts that have all these places, in order.

    They lie between the widest gaps. One person can have thousands of bad rows, each between two that stay.
    """
    gaps = [(one, other) for one, other in pairwise(places) if other - one > 1]
    widest = nlargest(_MOST_EXTENTS - 1, gaps, key=lambda gap: gap[1] - gap[0])
    begins = [*places[:1], *sorted(after for _before, after in widest)]
    ends = [*sorted(before for before, _after in widest), *places[-1:]]
    yield from zip(begins, ends, strict=True)
