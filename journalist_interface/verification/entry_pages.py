"""The pages of a case's messages, as the gateway sends them."""

from collections.abc import Iterator
from functools import partial

from journalist_interface.gateway_client.errors import HostileGatewayError
from journalist_interface.gateway_client.whole_lists import once_more
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain_reader import ReadingServices
from journalist_interface.verification.problems import CaseProblem
from store.api.messages import EntryPage


class EntryPages:
    """The pages that one signed-in person may ask for."""

    def __init__(self, services: ReadingServices) -> None:
        self._services = services

    def one(self, case: str, after: int) -> EntryPage:
        """Return the page after a number; raises `HostileGatewayError` for that of another case."""
        page = self._services.client.entries(self._services.token, case, after)
        if page.case.case != case:
            raise HostileGatewayError
        return page

    def all(self, file: CaseFile, start: int, first: EntryPage | None) -> Iterator[EntryPage]:
        """Yield the pages after a number, each with only the rows that come in order."""
        after = start
        while CaseProblem.TOO_LONG not in file.problems:
            ask = partial(self.one, file.case, after)
            page = once_more(ask) if after > start else first if first is not None and after == 0 else ask()
            rows = []
            for row in page.entries:
                if row.sequence > after:
                    rows.append(row)
                    after = row.sequence
                else:
                    file.problems.add(CaseProblem.OUT_OF_ORDER)
            yield EntryPage(page.case, tuple(rows), page.more)
            if not page.more or not rows:  # promised but not sent: the gap is named where it is shown
                return
