"""A full mailbox takes no more messages and files, and still lets its reporter withdraw each file that is there."""

import pytest

from source_interface.errors import MailboxFullError
from source_interface.submissions.sending import ENTRIES_BYTES
from source_interface.submissions.withdrawals import SentFileState
from tests.source_interface.correspondence import Correspondence


def test_a_file_can_be_withdrawn_however_much_the_mailbox_holds(talk: Correspondence) -> None:
    """Each new reader makes a withdrawal longer, which so can need more room than its file did."""
    files = [talk.case.attaches(b"bukti", f"{number}.txt") for number in range(6)]
    for place in range(4, len(files) + 2):
        talk.entry(place, envelope=bytes(ENTRIES_BYTES // 2))
    with pytest.raises(MailboxFullError):
        talk.case.attaches(b"bukti", "tiga.txt")
    with pytest.raises(MailboxFullError):
        talk.case.says("Pesan")
    assert [talk.case.withdraws(place) for place in (2, 3)] == [SentFileState.WITHDRAWN] * 2
