"""Random walks through the procedure: random people in random parts put random events to a real gateway.

An oracle (`domain_oracle`) that knows the domain's text alone judges each answer. The tests walk a little; to walk far:

    python -m tests.store.procedure_walk --steps 5000 --seed 7
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import select
from werkzeug.test import TestResponse

from store.api.messages import Decision, DecisionReceipt, Refusal, ReplySubmission
from store.cases.case_list import case_row
from store.cases.chain import case_state
from store.cases.conversation import NewEntry
from store.cases.decisions import append_with_event
from store.domain.event import EventKind
from store.domain.procedure.errors import ERRORS, ProcedureError
from store.domain.roster import REPORTER
from store.model import Access
from tests import stand_ins
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.signed_events import DraftedEvent, EventSigner
from tests.some_own_places import SOME_PLACES
from tests.store.domain_oracle import Oracle
from tests.store.walk_choices import OFFICERS, ROLES, Choices

STEPS_OF_A_CASE: Final = 120
PROBLEMS: Final = {"procedure", "not-found", "conflict", "invalid"}


@dataclass
class Outcome:
    """The results of a walk: accepted moves, accepted events, and why others were refused."""

    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)


class Walk:
    """One office and one identified case, walked through step by step."""

    def __init__(self, office: TestOffice, seed: int, outcome: Outcome) -> None:
        self.office = office
        self.outcome = outcome
        self.random = random.Random(seed)  # noqa: S311 - a walk that can be repeated
        office.with_everybody()
        self.client = office.gateway().test_client()
        self.tokens: dict[str, str] = {}
        self.case = office.report(name="Nama Pelapor")
        self.signer = EventSigner(office, self.case)
        self.oracle = Oracle(ROLES, set(OFFICERS))
        self.choices = Choices(office, self.case, self.oracle, self.random)

    def step(self) -> None:
        """Append an event by a person, and look at what came of it."""
        if self.random.random() < 0.04:
            self.office.move(days=self.random.randint(1, 31))
            self.office.publish(expires=self.office.clock.today() + timedelta(days=300))
        person, draft = self.choices.sensible() if self.random.random() < 0.7 else self.choices.wild()
        if person == REPORTER:
            self.append_message(draft)
        else:
            self.append_decision(person, draft)
        self.everything_agrees()

    # What comes of it

    def append_decision(self, person: str, draft: DraftedEvent) -> None:
        """Through the gateway, as a workstation does it."""
        entry = draft.fields.get("entry")
        reply = (
            None
            if entry is None
            else ReplySubmission(msgspec.convert(entry, int), stand_ins.message(), stand_ins.sealed())
        )
        decision = self.signer.decision(person, draft, reply=reply)
        answer = self.post(person, decision)
        event = decision.events[0].event.read()
        if answer.status_code == 201:
            receipt = msgspec.json.decode(answer.data, type=DecisionReceipt)
            assert (receipt.events, receipt.head) == (event.sequence, decision.events[0].event.digest)
            self.accepted(decision)
            return
        refusal = msgspec.json.decode(answer.data, type=Refusal)
        assert refusal.problem in PROBLEMS, (refusal, event)
        assert (refusal.reason in ERRORS) == (refusal.problem == "procedure"), (refusal, event)
        self.refused(decision, refusal.reason or refusal.problem)

    def append_message(self, draft: DraftedEvent) -> None:
        """Append as the source interface does: a message and the event that speaks of it."""
        decision = self.signer.decision(REPORTER, draft)
        event = decision.events[0].event.read()
        entry = NewEntry(
            self.case.case, event.entry or 0, event.day, stand_ins.message(), stand_ins.sealed(), SOME_PLACES
        )
        deadlines = self.office.config.store.open_deadlines()
        try:
            append_with_event(self.office.database, entry, decision.events[0].event, deadlines)
        except ProcedureError as error:
            self.refused(decision, error.code)
        else:
            self.accepted(decision)

    def post(self, person: str, decision: Decision) -> TestResponse:
        """Signed in, again when the clock ended the session."""
        answer: TestResponse | None = None
        while answer is None or answer.status_code == 401:
            if answer is not None or person not in self.tokens:
                self.tokens[person] = self.office.sign_in(self.client, person)
            answer = self.client.post(
                f"/v1/cases/{self.case.case}/events",
                data=msgspec.json.encode(decision),
                headers={
                    "Authorization": f"Bearer {self.tokens[person]}",
                    "Content-Type": "application/json",
                },
            )
        return answer

    def accepted(self, decision: Decision) -> None:
        """The text allows it, and the case stands where the text says."""
        for event in (new.event.read() for new in decision.events):
            before = self.oracle.stage
            assert self.oracle.objection(event) is None, (self.oracle.objection(event), self.oracle, event)
            self.oracle.happened(event)
            self.outcome.events[event.kind.value] += 1
            if event.kind is EventKind.MOVE:
                self.outcome.moves[before, self.oracle.stage] += 1

    def refused(self, decision: Decision, reason: str) -> None:
        """A refusal gives a reason, and no move is refused that the text allows."""
        self.outcome.refusals[reason] += 1
        event = decision.events[0].event.read()
        if event.kind is EventKind.MOVE:
            assert self.oracle.objection(event) is not None, (reason, self.oracle, event)

    def everything_agrees(self) -> None:
        """The store's own tables say what the text says: stage, length of the chain, who sees the case and how."""
        state = case_state(self.office.database, self.case.case)
        assert (state.stage.value, state.sequence) == (self.oracle.stage, self.oracle.events)
        with self.office.database.read() as session:
            rows = session.execute(select(Access.person, Access.part).where(Access.case == self.case.case))
            found = {person: part for person, part in rows}  # noqa: C416 - rows are no pairs to a type checker
        assert found == self.oracle.access
        for person in found:
            row = case_row(self.office.database, person, self.case.case)
            assert (row.stage, row.events, row.head) == (state.stage.value, state.sequence, state.head)
            assert row.declared == (person not in self.oracle.team or person in self.oracle.declared)
            assert row.handler == state.handler


def walk(folder: Path, keys: OfficeKeys, steps: int, seed: int) -> Outcome:
    """So many steps, in as many offices as it takes; the same seed takes the same steps."""
    outcome = Outcome()
    for begun in range(0, steps, STEPS_OF_A_CASE):
        office = TestOffice(folder / f"office-{begun}", keys)
        try:
            walked = Walk(office, seed + begun, outcome)
            for _ in range(min(STEPS_OF_A_CASE, steps - begun)):
                walked.step()
        finally:
            office.close()
    return outcome


def main() -> None:
    """Walk as far as the command line says, and tell what was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, OfficeKeys(Path(folder) / "keys") as keys:
        outcome = walk(Path(folder), keys, arguments.steps, arguments.seed)
    for title, counted in (
        ("moves", {f"{origin} -> {target}": n for (origin, target), n in outcome.moves.items()}),
        ("events", dict(outcome.events)),
        ("refusals", dict(outcome.refusals)),
    ):
        lines = (f"  {times:6d} {name}\n" for name, times in sorted(counted.items()))
        sys.stdout.write(f"{title}:\n{''.join(lines)}")


if __name__ == "__main__":
    main()
