"""Many rows of one person, of each sort that one can write: colleagues read what others wrote beside them, in time."""

import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Final

from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import seal_reply
from crypto.padding import pad
from crypto.signing import compose
from journalist_interface.actions import identity_requests
from store.cases.chain import case_state
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision
from store.domain.event import Content, Event, EventKind, Paper, SignedEvent, chain_digest, content_text
from store.domain.labels import Label
from store.domain.reply import Reply
from store.domain.restored_history import HistoryEnd, Loss
from store.errors import StoreError
from tests.journalist_interface.restored_case import end_of, signed_note
from tests.mutations.row_kinds import Kind, Original, Place, Value, in_statement
from tests.mutations.scene import Scene, word
from tests.signed_events import DraftedEvent, EventSigner, drafted

_AUTHOR: Final = "sari"
_READER: Final = "budi"
_READERS: Final = ("sari", "budi", "wati", "joko")
_OF_OTHERS: Final = tuple(map(word, ("laporan", "pesan", "catatan", "balasan")))
_AT_FIRST: Final = 12  # of each sort, in the short form too
_PAGE: Final = 100  # rows, beyond which earlier ones may stand on another page
MOST_SECONDS: Final = 5.0
MOST_SECONDS_OF_ROW: Final = 0.15
"""The most processor time of a reading, and of each row more: a row takes one or two runs of gpg."""
_Row = tuple[bytes, bytes | None]


class HiddenError(Exception):
    """A flood hides what other people wrote."""


class SlowError(Exception):
    """A flood takes a colleague more time than its rows account for."""


@dataclass
class _Rows:
    """The rows of one person, made once for all floods of an office: events as a chain, replies by their place."""

    scene: Scene
    replies: dict[str, list[_Row]] = field(default_factory=dict)
    events: dict[str, list[tuple[SignedEvent, bytes | None]]] = field(default_factory=dict)

    def replies_of(self, sort: str, count: int) -> Sequence[_Row]:
        """Rows for the places after the last."""
        made = self.replies.setdefault(sort, [])
        first = self.scene.story.case.last_sequence + 1
        while len(made) < count:
            made.append(self._reply(sort, first + len(made)))
        return made[:count]

    def events_of(self, sort: str, count: int) -> Sequence[tuple[SignedEvent, bytes | None]]:
        """Events that follow each other, after the last."""
        made = self.events.setdefault(sort, [])
        signer = EventSigner(self.scene.office, self.scene.reporter)
        state = case_state(self.scene.office.database, self.scene.case)
        while len(made) < count:
            head = chain_digest(made[-1][0].statement, made[-1][0].signature) if made else state.head
            sequence = state.sequence + len(made) + 1
            draft = self._draft(sort, sequence, len(made))
            event = signer.event(_AUTHOR, draft, sequence, head)
            made.append((signer.signed(event, _AUTHOR), draft.content))
        return made[:count]

    def _reply(self, sort: str, sequence: int) -> _Row:
        scene, day = self.scene, self.scene.office.clock.today()
        if sort == "broken replies":
            message = self.replies_of("moved replies", 1)[0][0]
            return message[:-4] + sequence.to_bytes(4), None
        place = scene.story.case.last_sequence + 1_000 if sort == "moved replies" else sequence
        text = compose(Label.REPLY, Reply(scene.case, place, _AUTHOR, day, f"kenari-banjir {sequence}"))
        padded = pad(in_statement(text, scene.office.keys.holder(_AUTHOR).sign(text, day)))
        sealed = seal_reply(scene.reporter.mailbox.sealing_key, padded)
        return encrypt_bytes(padded, scene.recipients(*_READERS), day), sealed

    def _draft(self, sort: str, sequence: int, number: int) -> DraftedEvent:
        if sort == "losses":
            return drafted(EventKind.ACCEPT_RESTORE, loss=self._loss(number))
        place = sequence + 1_000 if sort == "moved notes" else sequence
        day = self.scene.office.clock.today()
        bare = drafted(EventKind.PAPER)
        event = Event(self.scene.case, place, "0" * 64, _AUTHOR, bare.part, EventKind.PAPER, day)
        padded = pad(content_text(event, Content(text=f"kenari-banjir {number}")))
        content = encrypt_bytes(padded, self.scene.recipients(*_READERS), day)
        return drafted(EventKind.PAPER, content=content, paper=Paper.NOTE)

    def _loss(self, number: int) -> Loss:
        """One that nobody else remembers, by one of a few notes of the office."""
        office, case = self.scene.office, self.scene.case
        end = end_of(office, case)
        note = signed_note(office, case, end, reason=f"kenari-banjir {number % 30}")
        return Loss(note, HistoryEnd(end.events + 2 + number, "a" * 64, f"{number:064x}", end.messages))


_of_office: list[_Rows] = []


class FloodKind(Kind):
    """So many rows of one sort; the value says which, as JSON."""

    name = "flood"
    genuine = "kenari-banjir 0"
    readers = (
        "journalist_interface.verification.case_reader:BadRow",
        "journalist_interface.verification.case_reader:read_reply",
        "journalist_interface.verification.chain:read_content",
        "store.domain.current_roster:CurrentRoster.verify_by",
    )

    def __init__(self, scene: Scene) -> None:
        if not _of_office or _of_office[0].scene is not scene:
            _of_office[:] = [_Rows(scene)]
        [self._rows] = _of_office
        self._sort, self._count, self._bad = "notes", 0, False
        super().__init__(scene)

    def made(self) -> Original:
        named = {f"many {sort}": partial(_value, sort, _AT_FIRST) for sort in self._sorts()}
        named["a bad event behind many"] = partial(_value, "notes", _AT_FIRST, _AT_FIRST - 1)
        return Original(stored=_value("notes", 1), named=named, chance=self._chance, alone=True)

    def put(self, value: Value) -> None:
        told = json.loads(value[0])
        self._sort, self._count, self._bad = told["sort"], told["count"], told["bad"] is not None
        self._sorts()[self._sort](told["count"], told["bad"])

    def read(self) -> str:
        """Read the case as a colleague, and the requests as the custodian."""
        scene = self.scene
        rina = scene.people["rina"]
        rina.officer.requests_cache.opened.clear()
        scene.forget(_READER)
        began = _seconds()
        file = scene.people[_READER].case(scene.case)
        asked = identity_requests.requests(rina.place.cases, rina.officer)
        seconds = _seconds() - began
        if seconds > MOST_SECONDS + self._count * MOST_SECONDS_OF_ROW:
            raise SlowError(f"{seconds:.1f} seconds")
        shown = repr([*file.entries.values(), *(event.content for event in file.events), asked])
        if hidden := [said for said in _OF_OTHERS if said not in shown]:
            raise HiddenError(", ".join(hidden))
        return shown

    def hides(self, page: Place, said: str) -> bool:
        """Allow what stands on the next page, what no one does where the chain is broken, and the author's requests."""
        refused = "/do/" in page.address or "/export/" in page.address
        broken = self._bad and (refused or said in {word("nama"), word("teks")})
        requests = page.person == "rina" and said in {word("alasan"), word("nama")}
        return self._count > _PAGE or broken or requests

    def _sorts(self) -> dict[str, Callable[[int, int | None], None]]:
        replies = ("replies", "moved replies", "broken replies")
        events = ("notes", "moved notes", "losses")
        return {
            "notes": partial(self._put_events, "notes"),
            **{sort: partial(self._put_replies, sort) for sort in replies},
            **{sort: partial(self._put_events, sort) for sort in events},
            "requests": self._put_requests,
            "messages": self._put_messages,
        }

    def _chance(self, random: Random) -> tuple[str, Value]:
        sort = random.choice(sorted(self._sorts()))
        slow = sort in {"messages", "requests"}
        count = random.choice((2, 5, 10, 20) if slow else (2, 5, 10, 30, 60))
        if not slow and random.random() < 0.01:
            count = 1_000
        bad = random.randrange(count) if random.random() < 0.3 else None
        return f"{count} {sort}", _value(sort, count, bad)

    def _put_replies(self, sort: str, count: int, bad: int | None) -> None:
        rows, scene = self._rows.replies_of(sort, count), self.scene
        first, day = scene.story.case.last_sequence + 1, scene.office.clock.today().isoformat()
        with scene.rows.open() as database:
            for number, (envelope, sealed) in enumerate(rows):
                data = envelope[:-1] + bytes([envelope[-1] ^ 1]) if number == bad else envelope
                database.execute(
                    'INSERT INTO entry ("case", sequence, author, day, envelope, sealed) VALUES (?, ?, ?, ?, ?, ?)',
                    [scene.case, first + number, _AUTHOR, day, data, sealed],
                )
            _last(database, scene.case, first + count - 1)

    def _put_events(self, sort: str, count: int, bad: int | None) -> None:
        rows, scene = self._rows.events_of(sort, count), self.scene
        first = case_state(scene.office.database, scene.case).sequence + 1
        with scene.rows.open() as database:
            for number, (signed, content) in enumerate(rows):
                signature = rows[number - 1][0].signature if number == bad else signed.signature
                database.execute(
                    'INSERT INTO event ("case", sequence, statement, signature, content) VALUES (?, ?, ?, ?, ?)',
                    [scene.case, first + number, signed.statement, signature, content],
                )
            last = rows[-1][0]
            database.execute(
                'UPDATE standing SET events = ?, head = ? WHERE "case" = ?',
                [first + count - 1, chain_digest(last.statement, last.signature), scene.case],
            )

    def _put_requests(self, count: int, _bad: int | None) -> None:
        """Through the store itself, until it takes no more."""
        office, scene = self.scene.office, self.scene
        content = encrypt_bytes(b"x", scene.recipients(_AUTHOR, "rina"), office.clock.today())
        for _ in range(count):
            ask = drafted(EventKind.ASK, content=content, people=("rina",))
            decision = EventSigner(office, scene.reporter).decision(_AUTHOR, ask)
            new = NewDecision(scene.case, _AUTHOR, office.clock.today(), decision, office.roster)
            try:
                append_decision(office.database, new, office.config.store.deadlines.open())
            except StoreError:
                return

    def _put_messages(self, count: int, _bad: int | None) -> None:
        """As the reporter sends them."""
        for number in range(count):
            self.scene.reporter.says(f"kenari-banjir {number}")


def _value(sort: str, count: int, bad: int | None = None) -> Value:
    return (json.dumps({"sort": sort, "count": count, "bad": bad}).encode(),)


def _last(database: sqlite3.Connection, case: str, sequence: int) -> None:
    database.execute('UPDATE "case" SET last_sequence = ? WHERE id = ?', [sequence, case])


def _seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


ALL: tuple[type[Kind], ...] = (FloodKind,)
