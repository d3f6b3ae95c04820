"""The form of a page that tells of an error."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A page: HTTP status, heading, and what to do."""

    status: int
    title: str
    advice: str
    needs_link: bool = False
    way_in: bool = True
