"""Notes that a colleague pointed out to this person."""

from journalist_interface.verification.case_file import CaseFile
from store.domain.event import Paper


def last_mention(file: CaseFile, me: str) -> int:
    """Return the number of the last note that a colleague points out to this person, 0 without one."""
    return max(mentions(file, me), default=0)


def mentions(file: CaseFile, me: str) -> list[int]:
    """Return, in order, the numbers of the notes that colleagues point out to this person.

    A note counts only if nothing is wrong with it. The caller holds the case's lock.
    """
    return [
        read.sequence
        for read in file.chain.papers(Paper.NOTE)
        if read.content is not None
        and me in read.content.mentions
        and read.event.actor != me
        and not read.remarks
    ]
