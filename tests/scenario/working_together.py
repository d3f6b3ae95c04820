"""Two officers work on one report: labels, a note that is pointed out, a reminder, and a text of the office."""

from install.demonstration.people import OFFICER_ONE, OFFICER_TWO
from store.domain.stages import Stage
from tests.scenario import story_texts
from tests.scenario.hands import Reporter, StoryError, Worker, expect, expect_not
from tests.scenario.telling import Telling
from tests.scenario.vocabulary import OfficeLabels
from tests.scenario.window import Value


def works_together(telling: Telling, reporter: Reporter, case: str) -> None:
    """Tell what the first officer keeps, shares and sends, and what of it the second one sees."""
    officer, other = telling.worker(OFFICER_ONE), telling.worker(OFFICER_TWO)
    _labels(telling, officer, case)
    _mentions(telling, officer, other, case)
    _reminds(telling, officer, other, case)
    _answers_from_a_text(telling, officer, reporter, case)


def _labels(telling: Telling, officer: Worker, case: str) -> None:
    telling.tell("Petugas memberi label pada laporan itu.", "The officer labels the report.")
    label = telling.text(story_texts.LABEL)
    officer.reach(case, OfficeLabels.LABEL)
    officer.show("officer-labels")
    officer.fill_in(OfficeLabels.LABEL, {OfficeLabels.NEW_LABELS: label})
    expect(officer.window, label)


def _mentions(telling: Telling, officer: Worker, other: Worker, case: str) -> None:
    telling.tell(
        "Petugas menulis catatan dan menunjukkannya kepada rekannya, yang membacanya.",
        "The officer writes a note and points it out to a colleague, who reads it.",
    )
    note, label = telling.text(story_texts.NOTE), telling.text(story_texts.LABEL)
    pointed: dict[str, Value] = {OfficeLabels.NOTE_TEXT: note, telling.described(OFFICER_TWO): True}
    officer.do(case, OfficeLabels.NOTE, pointed)
    other.open(case)
    expect(other.window, label, other.words(OfficeLabels.POINTED_OUT))
    other.show("officer-mentioned")
    if _count(other, OfficeLabels.MENTIONED) != 1:
        raise StoryError("The first page does not count the note that was pointed out.")
    other.open(case)
    other.window.follow(other.words(OfficeLabels.READ_PAPERS))
    expect(other.window, note)
    if _count(other, OfficeLabels.MENTIONED) != 0:
        raise StoryError("The note still counts, although it was read.")


def _count(worker: Worker, line: str) -> int:
    """Return the number of this line of the first page."""
    worker.window.open(f"/{worker.words.language}/today")
    words = worker.words(line)
    [found] = [link.words for link in worker.window.page().links if link.words.endswith(words)]
    return int(found.removesuffix(words))


def _reminds(telling: Telling, officer: Worker, other: Worker, case: str) -> None:
    telling.tell(
        "Petugas mengingatkan dirinya sendiri; rekannya tidak melihatnya.",
        "The officer sets a reminder that the colleague does not see.",
    )
    text = telling.text(story_texts.REMINDER)
    officer.open(case, "private")
    today = telling.folder.clock.today().isoformat()
    fields = {OfficeLabels.REMIND_ON: today, OfficeLabels.REMIND_OF: text}
    officer.window.send(
        officer.words(OfficeLabels.REMIND), {officer.words(label): value for label, value in fields.items()}
    )
    expect(officer.window, officer.words(OfficeLabels.REMINDED))
    for worker in (officer, other):
        worker.window.open(f"/{worker.words.language}/today")
    expect(officer.window, text)
    officer.show("officer-today")
    expect_not(other.window, text)


def _answers_from_a_text(telling: Telling, officer: Worker, reporter: Reporter, case: str) -> None:
    telling.tell(
        "Petugas menandatangani sebuah teks kantor dan memulai balasannya dari teks itu.",
        "The officer signs a text of the office, and starts an answer from it.",
    )
    words, title = officer.words, telling.text(story_texts.TEMPLATE_TITLE)
    officer.window.open(f"/{words.language}/texts/new")
    officer.show("officer-text")
    officer.window.send(
        words(OfficeLabels.SAVE_TEXT),
        {
            words(OfficeLabels.OFFERED): words(OfficeLabels.FOR_REPLIES),
            words(OfficeLabels.TITLE): title,
            words(OfficeLabels.TEMPLATE): telling.text(story_texts.TEMPLATE),
        },
    )
    expect(officer.window, words(OfficeLabels.TEXT_SAVED), title)
    officer.show("officer-texts")
    officer.open(case)
    officer.window.send(words(OfficeLabels.INSERT), {words(OfficeLabels.START_FROM): title})
    filled = telling.text(story_texts.FILLED)
    if filled not in officer.window.page().everything:
        raise StoryError("The text of the office was not put into the answer, filled in from the case.")
    officer.show("officer-reply-from-text")
    officer.window.send(words(OfficeLabels.REPLY), {})
    reporter.come_back(Stage.VERIFICATION, filled)
    reporter.leave()
