"""A count of how often the procedure judges one event, on its way from the form to where it is read again."""

import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from store.domain.procedure.rules import apply
from store.domain.stages import Stage
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.tools.flows import archive
from tests.tools.passed_modules import modules_of


def test_an_event_is_judged_once_when_made_twice_by_the_gateway_and_once_when_read_again(
    tmp_path: Path, office_keys: OfficeKeys
) -> None:
    """The gateway judges before GnuPG verifies the signature, and again in the transaction that appends it."""
    office = TestOffice(tmp_path / "office", office_keys)
    with closing(office), archive(office) as send, judging(Stage.ARCHIVED) as files:
        send()
    assert [modules_of([file]) for file in files] == [
        ["journalist_interface.actions.decision_draft"],
        ["store.cases.decisions"],
        ["store.cases.decisions"],
        ["store.domain.procedure.chain_verification"],
    ]


@contextmanager
def judging(target: Stage) -> Iterator[list[str]]:
    """Which files have a move to this stage judged, one after the other."""
    files: list[str] = []

    def called(frame: FrameType, event: str, _argument: object) -> None:
        judged = event == "call" and frame.f_code is apply.__code__
        if judged and frame.f_locals["event"].target == target and frame.f_back is not None:
            files.append(frame.f_back.f_code.co_filename)

    before, before_in_threads = sys.getprofile(), threading.getprofile()
    threading.setprofile(called)
    sys.setprofile(called)
    try:
        yield files
    finally:
        sys.setprofile(before)
        threading.setprofile(before_in_threads)
