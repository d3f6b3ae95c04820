"""An oracle for random walks: the procedure's text about one case, without a look at the code that is tested."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import msgspec

from store.domain.event import Check, Event, EventKind, Paper
from tests.store.domain_table import MOVES

TEAM_STAGES: Final = {"review", "assignment", "investigation", "leadership", "deliberation"}
PAPERS: Final[dict[Paper, tuple[set[str], set[str] | None]]] = {
    Paper.REVIEW_SHEET: ({"officer"}, {"review"}),
    Paper.NOTE: ({"officer", "lead", "member"}, None),
    Paper.FINDINGS: ({"lead"}, {"investigation"}),
    Paper.MINUTES: ({"officer"}, {"deliberation"}),
    Paper.CONCLUSION: ({"officer"}, {"deliberation"}),
    Paper.RECOMMENDATION: ({"officer"}, {"deliberation"}),
}
ACTORS: Final[dict[EventKind, set[str]]] = {
    EventKind.TAKE: {"officer"},
    EventKind.ASSIGN: {"officer"},
    EventKind.DISMISS: {"officer", "lead", "member", "leadership"},
    EventKind.DECLARE: {"lead", "member"},
    EventKind.ADMIT: {"officer", "lead"},
    EventKind.ASK: {"officer"},
    EventKind.DISCLOSE: {"custodian"},
    EventKind.REFUSE: {"custodian"},
    EventKind.CLASSIFY: {"officer"},
    EventKind.ASSESS: {"officer"},
    EventKind.EXPORT: {"officer", "lead", "member", "leadership"},
    EventKind.RESOLVE_REQUEST: {"officer"},
    EventKind.EXTEND: {"officer", "leadership"},
    EventKind.ACCEPT_RESTORE: {"officer", "lead", "member", "leadership"},
    EventKind.PROPOSE_DESTRUCTION: {"officer"},
    EventKind.CONFIRM_DESTRUCTION: {"signatory"},
    EventKind.HOLD: {"officer", "lead", "member", "leadership"},
    EventKind.RELEASE: {"leadership"},
    EventKind.REQUEST_ATTENTION: {"reporter"},
}


@dataclass
class Oracle:
    """One case as the text sees it. `roles` are the roster's; `officers` have access as such."""

    roles: dict[str, set[str]]
    officers: set[str]
    stage: str = "received"
    team: dict[str, str] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    leaders: set[str] = field(default_factory=set)
    written: dict[Paper, int] = field(default_factory=dict)
    entered: dict[str, int] = field(default_factory=dict)
    asked: dict[int, tuple[str, frozenset[str], date]] = field(default_factory=dict)
    given: set[tuple[str, str, str, str | None]] = field(default_factory=set)
    losses: set[tuple[str, bytes]] = field(default_factory=set)
    until: date | None = None
    holds: dict[int, str] = field(default_factory=dict)
    proposed: tuple[int, str, str] | None = None  # the event, by whom, and who is asked; nothing since
    events: int = 0

    def part(self, person: str) -> str | None:
        """In which part this person sees the case now."""
        if person in self.team:
            return self.team[person]
        if person in self.leaders:
            return "leadership"
        return "officer" if person in self.officers else None

    @property
    def lead(self) -> str | None:
        return next((member for member, part in self.team.items() if part == "lead"), None)

    @property
    def access(self) -> dict[str, str]:
        """Return who sees the case, in which part."""
        return dict.fromkeys(self.officers, "officer") | self.team | dict.fromkeys(self.leaders, "leadership")

    def objection(self, event: Event) -> str | None:
        """Why the text forbids this; for a move None also means that the text allows it."""
        return self._objection_to_actor(event) or {
            EventKind.MOVE: self._objection_to_move,
            EventKind.PAPER: self._objection_to_paper,
        }.get(event.kind, self._objection_to_people)(event)

    def happened(self, event: Event) -> None:
        """Apply what this changes."""
        self.events += 1
        self._note_the_end(event)
        person, role = event.person or "", "" if event.role is None else event.role.value
        self._note_what_is_done_once(event, person, role)
        if event.kind is EventKind.MOVE:
            self.stage, self.until = event.target or "", event.until
            self.entered[self.stage] = self.events
        elif event.kind is EventKind.PAPER and event.paper is not None:
            self.written[event.paper] = self.events
        elif event.kind is EventKind.ASSIGN:
            self._forget(person)
            self.team[person] = role
        elif event.kind is EventKind.DISMISS:
            self._forget(person)
        elif event.kind is EventKind.DECLARE:
            self.declared.add(event.actor)
        elif event.kind is EventKind.ADMIT and role == "leadership":
            self._forget(person)
            self.leaders.add(person)
        elif event.kind is EventKind.ADMIT and role == "officer":
            self.officers.add(person)
        elif event.kind is EventKind.ASK:
            self.asked[self.events] = (event.actor, frozenset(event.people), event.day)
        elif event.kind in {EventKind.DISCLOSE, EventKind.REFUSE}:
            del self.asked[event.about or 0]

    def _note_the_end(self, event: Event) -> None:
        self.proposed = None  # whatever happens; and a signature counts once
        if event.kind is EventKind.HOLD:
            self.holds[self.events] = event.actor
        elif event.kind is EventKind.RELEASE:
            del self.holds[event.about or 0]
        elif event.kind is EventKind.PROPOSE_DESTRUCTION:
            self.proposed = self.events, event.actor, event.person or ""

    def _note_what_is_done_once(self, event: Event, person: str, role: str) -> None:
        if event.kind in {EventKind.ASSIGN, EventKind.DISMISS}:
            self.given = {grant for grant in self.given if grant[1] != person}
        elif event.kind is EventKind.ACCEPT_RESTORE:
            self.losses.add((event.actor, msgspec.json.encode(event.loss)))
        elif event.kind is EventKind.ADMIT:
            self.given.add((event.actor, person, role, event.keys))

    def _forget(self, person: str) -> None:
        self.team.pop(person, None)
        for group in (self.declared, self.leaders, self.officers):
            group.discard(person)

    def _objection_to_move(self, event: Event) -> str | None:
        needs = MOVES.get((self.stage, event.target or ""), {}).get(event.part.value)
        if needs is None:
            return "the table has no such move"
        missing = [need for need in needs if not self._met(need, event)]
        if missing:
            return f"missing: {missing}"
        wanted = {"content"}
        wanted |= {"entry"} if {"question", "notice", "answer"} & set(needs) else set()
        wanted |= {"until"} if "question" in needs else set()
        wanted |= {"checks"} if "checklist" in needs else set()
        brought = {
            name
            for name in (
                "person",
                "role",
                "paper",
                "checks",
                "people",
                "until",
                "entry",
                "about",
                "keys",
                "content",
            )
            if getattr(event, name)
        }
        return None if brought <= wanted else "it brings what means nothing"

    def _met(self, need: str, event: Event) -> bool:
        late = self.until is not None and event.day > self.until
        asked = event.entry is not None and event.until is not None and event.until > event.day
        met = {
            "checklist": set(event.checks) == {Check.CLARITY, Check.COMPLETENESS},
            "question": asked,
            "notice": event.entry is not None,
            "answer": event.entry is not None,
            "reason": event.content is not None,
            "deadline": late,
            "team": self.lead is not None,
            "declaration": self.declared == set(self.team),
            "leadership": bool(self.leaders),
            "conclusion": self._written(Paper.CONCLUSION) and self._written(Paper.RECOMMENDATION),
        }
        return met[need] if need in met else self._written(Paper(need))

    def _written(self, paper: Paper) -> bool:
        """Since the case came to this stage the last time."""
        return self.written.get(paper, 0) > self.entered.get(self.stage, 0)

    def _objection_to_actor(self, event: Event) -> str | None:
        part = event.part.value
        undeclared = event.actor in self.team and event.actor not in self.declared
        return first(
            (
                part not in {"custodian", "reporter", "signatory"} and part != self.part(event.actor),
                "no person acts in a part that they do not have",
            ),
            (
                part == "custodian" and "custodian" not in self.roles.get(event.actor, ()),
                "only custodians act as custodians",
            ),
            (
                part == "custodian" and (event.actor in self.team or event.actor in self.leaders),
                "no member of the team and no leader keeps the identity",
            ),
            ((part == "reporter") != (event.actor == "reporter"), "only the reporter acts as the reporter"),
            (
                undeclared and event.kind not in {EventKind.DECLARE, EventKind.DISMISS},
                "a member declares first",
            ),
        )

    def _objection_to_paper(self, event: Event) -> str | None:
        if event.paper is None or event.content is None:
            return "a paper has a kind and says something"
        writers, stages = PAPERS[event.paper]
        if event.part.value not in writers or (stages is not None and self.stage not in stages):
            return "not written by this part, or not in this stage"
        if event.paper is not Paper.MINUTES:
            return None
        present = set(event.people)
        parties = [present & self.leaders, present & self.officers]
        parties += [present & set(self.team)] if self.team else []
        return None if all(parties) else "all parties were present"

    def _objection_to_people(self, event: Event) -> str | None:
        part, named = event.part.value, None if event.role is None else event.role.value
        if part not in ACTORS[event.kind]:
            return "this part does not act so"
        if event.kind in {EventKind.ASSIGN, EventKind.ADMIT}:
            return self._objection_to_newcomer(event, self.roles.get(event.person or "", set()), named)
        if event.kind in {EventKind.DISCLOSE, EventKind.REFUSE}:
            return self._objection_to_answer(event)
        other = {
            EventKind.EXTEND: self._objection_to_more_time,
            EventKind.ACCEPT_RESTORE: self._objection_to_loss,
            EventKind.PROPOSE_DESTRUCTION: self._objection_to_the_end,
            EventKind.CONFIRM_DESTRUCTION: self._objection_to_the_end,
            EventKind.RELEASE: self._objection_to_the_end,
        }.get(event.kind)
        if other is not None:
            return other(event)
        off, ask = event.kind is EventKind.DISMISS, event.kind is EventKind.ASK
        strangers = any("custodian" not in self.roles.get(person, ()) for person in event.people)
        return first(
            (
                event.kind is EventKind.TAKE and event.person not in self.officers,
                "only an officer of the case handles it",
            ),
            (
                off and part != "officer" and event.person != event.actor,
                "who is no officer steps back alone",
            ),
            (off and self.officers == {event.person}, "one officer stays"),
            (
                off and event.person != event.actor and self.officers == {event.person, event.actor},
                "who takes a colleague off is not alone then",
            ),
            (off and event.person not in self.access, "only who is in the case is taken off"),
            (ask and (strangers or not event.people), "custodians are asked"),
            (
                ask and any(person in self.team or person in self.leaders for person in event.people),
                "no member of the team and no leader is asked",
            ),
        )

    def _objection_to_newcomer(self, event: Event, roles: set[str], named: str | None) -> str | None:
        assigned = event.kind is EventKind.ASSIGN
        by_lead = event.part.value == "lead" and (named, self.stage) != ("leadership", "investigation")
        team = {"lead", "member"}
        return first(
            (assigned and named not in team, "the team is a lead and members"),
            (assigned and self.stage not in TEAM_STAGES, "a team is needed after a review has begun"),
            (
                assigned and named == "lead" and self.lead not in {None, event.person},
                "a team has one lead",
            ),
            (named in team and "investigator" not in roles, "investigators are the team"),
            (not assigned and named in team and self.team.get(event.person or "") != named, "assigned first"),
            (named == "leadership" and "leadership" not in roles, "only leaders are let in as leaders"),
            (named == "leadership" and event.person == event.actor, "no leader approves what they wrote"),
            (named == "officer" and "officer" not in roles, "only officers are let in as officers"),
            (
                not assigned and (event.actor, event.person, named, event.keys) in self.given,
                "no person gives the same keys twice",
            ),
            (by_lead, "the lead lets leadership in with the findings"),
        )

    def _objection_to_more_time(self, event: Event) -> str | None:
        days = 0 if event.until is None else (event.until - event.day).days
        return first(
            (self.stage not in {"verification", *TEAM_STAGES}, "only the office's own time is extended"),
            (not 1 <= days <= 180, "to a day that comes, within half a year"),
            (event.content is None, "there is a reason"),
        )

    def _objection_to_loss(self, event: Event) -> str | None:
        return first(
            (event.loss is None, "it says what was lost"),
            ((event.actor, msgspec.json.encode(event.loss)) in self.losses, "no person signs the same twice"),
        )

    def _objection_to_the_end(self, event: Event) -> str | None:
        if event.kind is EventKind.RELEASE:
            laid_by = self.holds.get(event.about or 0)
            return first((laid_by in {None, event.actor}, "another leader lifts a hold that stands"))
        number, proposer, asked = self.proposed or (0, "", "")
        proposes = event.kind is EventKind.PROPOSE_DESTRUCTION
        return first(
            (self.stage not in {"concluded", "archived"}, "only a closed case is destroyed"),
            (proposes and bool(self.holds), "nothing is destroyed under a hold"),
            (proposes and event.person in {event.actor, *self.team}, "a second person, not of the team"),
            (
                proposes and "leadership" not in self.roles.get(event.person or "", ()),
                "a leader is asked",
            ),
            (not proposes and event.about != number, "right after the proposal, once"),
            (not proposes and event.actor != asked, "who was asked signs"),
            (not proposes and event.actor == proposer, "two people"),
        )

    def _objection_to_answer(self, event: Event) -> str | None:
        asker, custodians, day = self.asked.get(event.about or 0, ("", frozenset(), event.day))
        disclosed = event.kind is EventKind.DISCLOSE
        return first(
            (
                event.actor not in custodians or event.person != asker,
                "who was asked answers the asker, once",
            ),
            (disclosed and asker not in self.officers, "an identity goes to an officer of the case"),
            (disclosed and (event.day - day).days > 14, "an identity is disclosed within fourteen days"),
        )


def first(*objections: tuple[bool, str]) -> str | None:
    """The first that applies."""
    return next((words for applies, words in objections if applies), None)
