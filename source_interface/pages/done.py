"""What the step before led to: the mailbox says it on the page that the step leads to, and on no other."""

from enum import StrEnum


class Done(StrEnum):
    """As the address of the mailbox says it."""

    CODE = "code"
    MESSAGE = "message"
    WITHOUT_FILES = "without-files"
