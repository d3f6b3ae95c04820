"""Pages for the statuses of HTTP that no error of ours explains. Texts are message ids."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A page that tells of an error: HTTP status, heading, and what to do."""

    status: int
    title: str
    advice: str
    needs_link: bool = False
    way_in: bool = True


HTTP_PAGES: Final = {
    400: ErrorPage(400, "The request was not understood", "Go back and try again."),
    403: ErrorPage(
        403,
        "This request was refused",
        "It did not come from a page of this Kentongan. Type or paste the address into the address bar.",
    ),
    404: ErrorPage(404, "There is nothing here", "Check the address, or go back to the list of cases."),
    405: ErrorPage(405, "This address is used in another way", "Go back to the page and use its buttons."),
    413: ErrorPage(413, "This is too large", "Send less at once."),
    429: ErrorPage(429, "Wait a while", "Too much came at once. Try again in a minute."),
    500: ErrorPage(
        500,
        "Something went wrong here",
        "Nothing was sent. Try again; if it happens again, tell the administrator what you did.",
    ),
    503: ErrorPage(
        503,
        "Kentongan cannot work now",
        "Nothing was sent. Try again in a minute. If it lasts, tell the administrator.",
    ),
}
