"""Opening every case, so that categories are known and the search finds words in all of them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from crypto.errors import KentonganError
from crypto.gpg.errors import KeyLockedError
from journalist_interface.gateway_client.errors import SessionEndedError
from journalist_interface.keyring import AT_ONCE
from journalist_interface.session.background_job import JobStep, JobSteps
from journalist_interface.session.officer_session import OfficerSession


def open_all(officer: OfficerSession, cases: Sequence[str]) -> JobSteps:
    """Read these cases, some at a time, and yield each; one failing case does not stop the others."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="open-all") as threads:
        waiting = [threads.submit(_step, officer, case) for case in cases]
        try:
            for one in as_completed(waiting):
                yield one.result()
        finally:
            threads.shutdown(wait=True, cancel_futures=True)


def _step(officer: OfficerSession, case: str) -> JobStep:
    try:
        officer.case(case)
    except (SessionEndedError, KeyLockedError):
        raise  # no other case would fare better
    except KentonganError as error:
        return JobStep(case, error)
    return JobStep(case)
