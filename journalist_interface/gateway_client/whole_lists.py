"""All rows of a list that comes in pages, from a store that might never end it."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, Protocol, TypeVar

from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import GatewayDownError, HostileGatewayError
from store.api.messages import MOST_PAGE_CASES, CaseRow

MOST_PAGES: Final = 20_000  # a million cases


class ListPage(Protocol):
    """A page that says where the next one begins."""

    @property
    def next(self) -> str | None:
        """The cursor of the next page, None on the last one."""


P = TypeVar("P", bound=ListPage)
R = TypeVar("R")
T = TypeVar("T")


def once_more(ask: Callable[[], T]) -> T:
    """Return a later page of a list; if its connection breaks off, ask a second time, as the pages before it came."""
    try:
        return ask()
    except GatewayDownError as error:
        if type(error) is not GatewayDownError:
            raise  # the server's own word that it cannot
        return ask()


def all_rows_of(ask: Callable[[str | None], P], rows: Callable[[P], Sequence[R]]) -> Iterator[R]:
    """Yield the rows of all pages.

    Raises `HostileGatewayError` for an empty page before the last, a repeated cursor, or a list without end.
    """
    seen: set[str | None] = {None}
    cursor = None
    for _ in range(MOST_PAGES):
        page = ask(cursor) if cursor is None else once_more(partial(ask, cursor))
        found = rows(page)
        yield from found
        if page.next is None:
            return
        if not found or page.next in seen:
            break
        cursor = page.next
        seen.add(cursor)
    raise HostileGatewayError


def all_cases(client: GatewayClient, token: str, *, unread: bool = False) -> Iterator[CaseRow]:
    """Yield all cases of a person; raises what `all_rows_of` raises."""
    return all_rows_of(
        lambda cursor: client.cases(token, cursor, rows=MOST_PAGE_CASES, unread=unread),
        lambda page: page.cases,
    )
