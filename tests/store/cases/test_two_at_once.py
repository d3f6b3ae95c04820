"""Two who decide about one case at the same moment: one does, the other is told that a colleague was faster."""

import hashlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Final

import pytest
from sqlalchemy import delete, update

from crypto import signing
from store.api.messages import Decision, NewEvent
from store.cases.case_list import mark_seen
from store.cases.chain import case_state, state_in
from store.cases.conversation import NewEntry, NewReply, append_reply, append_reporter_entry
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision, append_with_event, lock
from store.cases.intake import NewCase
from store.domain.deadlines import DeadlineConfig
from store.domain.event import NO_EVENT, CaseRole, Event, EventKind, SignedEvent
from store.domain.labels import Label
from store.engine.database import Database, open_database
from store.errors import ConflictError, NotFoundError, StoreDamagedError
from store.model import Access, StoredEvent
from tests import stand_ins
from tests.some_own_places import SOME_PLACES
from tests.some_roster import SOME_ROSTER
from tests.store.conftest import CaseMaker
from tests.store.processes import Process

ROUNDS: Final = 5


def signed(event: Event) -> SignedEvent:
    """The store takes signatures for good: who calls it has verified them."""
    statement = signing.compose(Label.EVENT, event)
    return SignedEvent(statement, hashlib.sha256(statement).digest())


def move(database: Database, case: str, person: str, day: date, target: str | None = None) -> Decision:
    """The next thing that this officer may do here."""
    state = case_state(database, case)
    fields = (
        {"kind": EventKind.MOVE, "target": target} if target else {"kind": EventKind.TAKE, "person": person}
    )
    event = Event(case, state.sequence + 1, state.head, person, CaseRole.OFFICER, day=day, **fields)  # type: ignore[arg-type]  # one of two shapes
    return Decision((NewEvent(signed(event)),))


def decides(url: str, new: NewDecision) -> str:
    """In a process of its own."""
    database = open_database(url)
    try:
        append_decision(database, new, DeadlineConfig().open())
    except ConflictError:
        return "conflict"
    finally:
        database.close()
    return "done"


def test_of_two_processes_one_moves_the_case_and_one_learns_that_it_moved(
    database: Database, url: str, make_case: CaseMaker
) -> None:
    for _ in range(ROUNDS):
        made = make_case()
        decisions = [
            NewDecision(
                made.case,
                person,
                made.day,
                move(database, made.case, person, made.day, "verification"),
                SOME_ROSTER,
            )
            for person in ("sari", "budi")
        ]
        running = [Process(decides, url, new) for new in decisions]
        assert sorted(process.result() for process in running) == ["conflict", "done"]
        state = case_state(database, made.case)
        assert (state.sequence, state.stage.value) == (1, "verification")


def together(*writes: Callable[[], object]) -> list[str]:
    """Return what came of writes that begin at the same moment."""
    outcomes: list[str] = []
    ready = threading.Barrier(len(writes))

    def run(write: Callable[[], object]) -> None:
        ready.wait()
        try:
            write()
        except ConflictError:
            outcomes.append("conflict")
        else:
            outcomes.append("done")

    threads = [threading.Thread(target=run, args=(write,)) for write in writes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_an_officer_and_the_reporter_at_the_same_moment_one_is_first(
    database: Database, make_case: CaseMaker
) -> None:
    deadlines = DeadlineConfig().open()
    for _ in range(ROUNDS):
        made = make_case()
        request = Event(
            made.case,
            1,
            NO_EVENT,
            "reporter",
            CaseRole.REPORTER,
            EventKind.REQUEST_ATTENTION,
            made.day,
            entry=2,
        )
        entry = NewEntry(made.case, 2, made.day, stand_ins.message(), stand_ins.sealed(), SOME_PLACES)
        taken = NewDecision(
            made.case, "sari", made.day, move(database, made.case, "sari", made.day), SOME_ROSTER
        )
        outcomes = together(
            partial(append_with_event, database, entry, signed(request), deadlines),
            partial(append_decision, database, taken, deadlines),
        )
        assert outcomes == ["conflict", "done"]
        assert case_state(database, made.case).sequence == 1


def test_of_two_windows_of_an_officer_the_one_that_has_read_less_takes_nothing_back(
    database: Database, make_case: CaseMaker
) -> None:
    made = make_case()
    append_reporter_entry(
        database, NewEntry(made.case, 2, made.day, stand_ins.message(), stand_ins.sealed(), SOME_PLACES)
    )
    with ThreadPoolExecutor(1) as elsewhere:
        with database.write() as session:
            here = session.get_one(Access, (made.case, "sari"), with_for_update=True)
            late = elsewhere.submit(mark_seen, database, "sari", made.case, 1)
            time.sleep(0.3)  # by now it waits
            here.seen_sequence, here.unread = 2, 0
        late.result()
    with database.read() as session:
        seen = session.get_one(Access, (made.case, "sari"))
        assert (seen.seen_sequence, seen.unread) == (2, 0)


def reply(database: Database, made: NewCase) -> None:
    append_reply(database, NewReply(made.case, 2, made.day, "sari", stand_ins.message(), stand_ins.sealed()))


def see(database: Database, made: NewCase) -> None:
    mark_seen(database, "sari", made.case, 1)


@pytest.mark.parametrize("do", [reply, see])
def test_a_colleague_who_is_taken_off_meanwhile_does_nothing_in_the_case_any_more(
    database: Database, make_case: CaseMaker, do: Callable[[Database, NewCase], None]
) -> None:
    made = make_case()
    with ThreadPoolExecutor(1) as elsewhere:
        with database.write() as session:
            lock(session, made.case)
            session.execute(delete(Access).where(Access.case == made.case, Access.person == "sari"))
            late = elsewhere.submit(do, database, made)
            time.sleep(0.2)  # by now it waits
        with pytest.raises(NotFoundError):
            late.result()


def test_what_was_added_meanwhile_is_all_that_is_read_again(database: Database, make_case: CaseMaker) -> None:
    made, deadlines = make_case(), DeadlineConfig().open()
    known = whole = case_state(database, made.case)
    for person in ("sari", "budi", "sari"):
        decision = move(database, made.case, person, made.day)
        append_decision(database, NewDecision(made.case, person, made.day, decision, SOME_ROSTER), deadlines)
        whole = case_state(database, made.case)
        with database.read() as session:
            assert state_in(session, made.case, known) == whole
            assert state_in(session, made.case, whole) == whole
    assert whole.sequence == known.sequence + 3


def test_a_chain_that_was_altered_is_a_damaged_store_to_which_nothing_is_added(
    database: Database, make_case: CaseMaker
) -> None:
    made, deadlines = make_case(), DeadlineConfig().open()
    first = NewDecision(made.case, "sari", made.day, move(database, made.case, "sari", made.day), SOME_ROSTER)
    append_decision(database, first, deadlines)
    second = NewDecision(
        made.case, "budi", made.day, move(database, made.case, "budi", made.day), SOME_ROSTER
    )
    append_decision(database, second, deadlines)
    third = NewDecision(made.case, "sari", made.day, move(database, made.case, "sari", made.day), SOME_ROSTER)
    with database.write() as session:
        session.execute(update(StoredEvent).where(StoredEvent.sequence == 1).values(signature=b"another"))
    with pytest.raises(StoreDamagedError):
        append_decision(database, third, deadlines)
