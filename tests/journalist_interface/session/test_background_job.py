"""Long work: it goes on by itself, can be stopped, and ends with a sentence whatever happens."""

import threading

from crypto.gpg.errors import KeyLockedError
from journalist_interface.session.background_job import (
    BackgroundJob,
    JobKind,
    JobStep,
    JobSteps,
    UnexpectedError,
)


def work_of(steps: JobSteps, total: int = 3) -> BackgroundJob:
    made = BackgroundJob(JobKind.OPEN, total, steps, "/id/cases")
    made.start()
    return made


def test_it_counts_what_was_done_until_the_end() -> None:
    made = work_of(JobStep(str(number)) for number in range(3))
    assert made.wait(30)
    assert [step.case for step in made.done] == ["0", "1", "2"]
    assert (made.running, made.cancelled, made.stopped_by) == (False, False, None)


def test_who_stops_it_waits_for_one_step_at_most() -> None:
    begun, go_on, closed = threading.Event(), threading.Event(), []

    def steps() -> JobSteps:
        try:
            for number in range(3):
                begun.set()
                assert go_on.wait(30)
                yield JobStep(str(number))
        finally:
            closed.append(True)

    made = work_of(steps())
    assert begun.wait(30)
    made.cancel()
    go_on.set()
    assert made.wait(30)
    assert len(made.done) == 1
    assert made.cancelled
    assert closed == [True]


def test_a_locked_key_ends_it_with_its_sentence() -> None:
    def steps() -> JobSteps:
        yield JobStep("0")
        raise KeyLockedError

    made = work_of(steps())
    assert made.wait(30)
    assert isinstance(made.stopped_by, KeyLockedError)
    assert len(made.done) == 1


def test_a_mistake_of_ours_ends_it_and_says_so() -> None:
    def steps() -> JobSteps:
        yield JobStep("0")
        raise ZeroDivisionError

    made = work_of(steps())
    assert made.wait(30)
    assert isinstance(made.stopped_by, UnexpectedError)
