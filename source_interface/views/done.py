"""What the step before led to: it is said on the page to which the step leads, and on no other."""

from enum import StrEnum


class Done(StrEnum):
    """As the address of that page says it."""

    CODE = "code"
    MESSAGE = "message"
    WITHOUT_FILES = "without-files"
    AGAIN = "again"
    UNMARKED = "unmarked"
