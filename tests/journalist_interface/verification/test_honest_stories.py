"""Made-up stories of honest people and restored backups: none leaves an alarm once everybody has signed what was lost.

Each story is drawn from its number. Its name in a failure is enough to tell it again.
"""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import text

from crypto.errors import KentonganError
from journalist_interface.actions.losses import accept, proposal_key
from journalist_interface.verification.case_file import BadRow, CaseFile
from journalist_interface.verification.problems import RowProblem
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import (
    HeadlessWorkstation,
    HeadlessWorkstations,
    perform,
    send_reply,
)
from tests.journalist_interface.restored_case import RestoredCase, hand_out, signed_note, withdraw_notes
from tests.journalist_interface.verification.test_past_midnight import midnight, move_to
from tests.office import TestOffice

pytestmark = pytest.mark.slow
PEOPLE: Final = ("sari", "budi", "wati")
TWO: Final = ("sari", "wati")
SHORT: Final = (1036, 2000, 2014)
"""Stories in which an alarm stayed before a loss could be signed that is not missing any more."""
MOST_ROUNDS: Final = 12
"""The rounds of signing after which a story has an end: one for each loss that somebody misses, and one more."""


def is_alarmed(file: CaseFile) -> bool:
    """Return whether anything is called wrong; a message that is gone is said as it is."""
    rows = (entry.problem for entry in file.entries.values() if isinstance(entry, BadRow))
    return (
        bool(file.problems)
        or file.chain.broken is not None
        or any(row is not RowProblem.GONE for row in rows)
    )


class Story:
    """One case, its officers and its reporter, and whoever restores backups."""

    def __init__(
        self,
        office: TestOffice,
        people: HeadlessWorkstations,
        number: int,
        officers: tuple[str, ...] = PEOPLE,
        *,
        is_any_restored: bool = False,
    ) -> None:
        self.told: list[str] = []
        self._office, self._people, self._drawn = office, people, random.Random(number)  # noqa: S311 - a test
        self._case: GenuineCase = office.report("Isi pertama")
        self._backups: list[RestoredCase] = []
        self._signed_in: set[str] = set()
        self._restores = 0
        self._officers, self._is_any_restored = officers, is_any_restored
        perform(self._at("sari").work(self._case.case), "acknowledge")
        for name in sorted({*PEOPLE} - {*officers}):
            perform(self._at("sari").work(self._case.case), "dismiss", person=name, reason="Pindah tugas")

    def tell(self) -> None:
        """Tell it, and have everybody sign what was lost."""
        steps: dict[Callable[[], object], int] = {
            self._says: 3,
            self._attaches: 5,
            self._withdraws: 4,
            self._reads: 4,
            self._reads_anew: 5,
            self._replies: 2,
            self._notes: 1,
            self._is_backed_up: 3,
            self._is_restored: 4,
            self._signs: 3,
            self._next_day: 2,
            self._midnight: 1,
        }
        for _step in range(self._drawn.randrange(12, 30)):
            [step] = self._drawn.choices([*steps], [*steps.values()])
            self.told.append(step.__name__)
            step()
        self._all_sign()
        self._is_withdrawn_from()

    def alarmed(self) -> list[str]:
        """Return who is told in a new session that anything is wrong."""
        return [name for name in self._officers if is_alarmed(self._file(name, anew=True))]

    def _at(self, name: str, *, anew: bool = False) -> HeadlessWorkstation:
        if anew and name in self._signed_in:
            return self._people.anew(name)
        self._signed_in.add(name)
        return self._people.of(name)

    def _file(self, name: str, *, anew: bool = False) -> CaseFile:
        return self._at(name, anew=anew).work(self._case.case).file

    def _someone(self) -> str:
        return self._drawn.choice(self._officers)

    def _says(self) -> None:
        self._case.says(f"Pesan {self._drawn.random()}")

    def _attaches(self) -> None:
        self._case.attaches(b"isi %f" % self._drawn.random(), "Daftar.pdf")

    def _withdraws(self) -> None:
        not_fetched = 'SELECT sequence FROM blob WHERE "case" = :case AND NOT fetched ORDER BY sequence'
        with self._office.database.read() as session:
            places = list(session.scalars(text(not_fetched), {"case": self._case.case}))
        if places:
            self._case.withdraws(self._drawn.choice(places))

    def _reads(self) -> None:
        self._read(self._file(self._someone()))

    def _reads_anew(self) -> None:
        self._read(self._file(self._someone(), anew=True))

    def _read(self, file: CaseFile) -> None:
        assert self._restores or not is_alarmed(file), self.told

    def _replies(self) -> None:
        work = self._at(self._someone()).work(self._case.case)
        if not is_alarmed(work.file):
            send_reply(work, f"Jawaban {self._drawn.random()}")

    def _notes(self) -> None:
        work = self._at(self._someone()).work(self._case.case)
        if not is_alarmed(work.file):
            perform(work, "note", text=f"Catatan {self._drawn.random()}")

    def _is_backed_up(self) -> None:
        self._backups.append(RestoredCase.backed_up(self._office, self._case.case))

    def _is_restored(self) -> None:
        """To any backup; unless any is restored, later ones count as gone. A restore counts each file as fetched.

        Each has a reason of its own, as the command that signs notes demands.
        """
        if not self._backups:
            return
        restored = self._drawn.randrange(len(self._backups))
        if not self._is_any_restored:
            del self._backups[restored + 1 :]
        self._backups[restored].restore()
        with self._office.database.write() as session:
            session.execute(
                text('UPDATE blob SET fetched = TRUE WHERE "case" = :case'), {"case": self._case.case}
            )
        self._restores += 1
        reason = f"Pemulihan ke-{self._restores}"
        hand_out(
            self._office,
            signed_note(self._office, self._case.case, self._backups[restored].end, reason=reason),
        )

    def _signs(self) -> bool:
        return self._sign(self._someone())

    def _sign(self, name: str, *, anew: bool = False) -> bool:
        """Sign the first loss that is offered; return whether there was one."""
        work = self._at(name, anew=anew).work(self._case.case)
        offered = [proposal for proposal in work.file.chain.proposals if not proposal.mine]
        for proposal in offered[:1]:
            accept(work, proposal_key(proposal))
        return bool(offered)

    def _next_day(self) -> None:
        self._office.move(days=1)
        self._all_sign_in()

    def _midnight(self) -> None:
        """Somebody reads before it, and has the same session after it."""
        move_to(self._office, midnight(self._office) - timedelta(minutes=2))
        self._all_sign_in()
        self._file(self._someone())
        move_to(self._office, midnight(self._office))

    def _all_sign_in(self) -> None:
        for name in sorted(self._signed_in):
            self._people.anew(name)

    def _all_sign(self) -> None:
        self.told.append("all sign")
        for _round in range(MOST_ROUNDS):
            signed = [self._sign(name, anew=True) for name in self._officers]
            if not any(signed):
                return

    def _is_withdrawn_from(self) -> None:
        """The reporter goes on: a message, a file, and its withdrawal."""
        self._says()
        self._attaches()
        self._case.withdraws(self._case.last_sequence)


@pytest.fixture(autouse=True)
def _no_notes_left(own_office: TestOffice) -> Iterator[None]:
    yield
    withdraw_notes(own_office)


@pytest.mark.parametrize("number", SHORT)
def test_no_story_of_honest_people_leaves_an_alarm(
    own_office: TestOffice, people: HeadlessWorkstations, number: int
) -> None:
    leaves_no_alarm(own_office, people, number)


@pytest.mark.thorough
@pytest.mark.parametrize("first", range(0, 60, 5))
def test_no_story_of_many_leaves_an_alarm(
    own_office: TestOffice, people: HeadlessWorkstations, first: int
) -> None:
    for number in range(first, first + 5):
        leaves_no_alarm(own_office, people, number)


@pytest.mark.thorough
@pytest.mark.parametrize("officers", [PEOPLE, TWO], ids=["three", "two"])
@pytest.mark.parametrize("first", range(0, 30, 10))
def test_no_story_in_which_newer_backups_follow_older_ones_leaves_an_alarm(
    own_office: TestOffice, people: HeadlessWorkstations, first: int, officers: tuple[str, ...]
) -> None:
    for number in range(first, first + 10):
        leaves_no_alarm(own_office, people, number, officers, is_any_restored=True)


def leaves_no_alarm(
    office: TestOffice,
    people: HeadlessWorkstations,
    number: int,
    officers: tuple[str, ...] = PEOPLE,
    *,
    is_any_restored: bool = False,
) -> None:
    story = Story(office, people, number, officers, is_any_restored=is_any_restored)
    try:
        story.tell()
    except KentonganError as error:
        error.add_note(f"story {number}: {story.told}")
        raise
    assert story.alarmed() == [], story.told
