"""The result of the step before, said on the page to which the step leads, and on no other."""

from enum import StrEnum


class Done(StrEnum):
    """The result as the address of that page gives it."""

    CODE = "code"
    MESSAGE = "message"
    WITHOUT_FILES = "without-files"
    AGAIN = "again"
    UNMARKED = "unmarked"
