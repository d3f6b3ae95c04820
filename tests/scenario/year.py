"""The end of a year: one archived report is held, another is destroyed, and nothing of it is left but the figures."""

from typing import Final

from install.demonstration.people import LEADER, OFFICER_ONE
from store.domain.retention import WAITING_DAYS
from tests.scenario import story_texts
from tests.scenario.hands import Reporter, StoryError
from tests.scenario.telling import Telling
from tests.scenario.vocabulary import OfficeLabels

_YEAR_DAYS: Final = 367  # beyond twelve months, also of a leap year


def a_year_passes(telling: Telling, held: str, ends: str, reporter: Reporter) -> None:
    """Play the end of two archived reports; `reporter` sent the one that ends."""
    text = telling.text
    telling.tell(
        "Setahun berlalu. Masa simpan laporan yang diarsipkan berakhir; satu ditangguhkan untuk pengadilan.",
        "A year passes. The period of archived reports has ended; one is held, as a court needs it.",
    )
    telling.let_days_pass(_YEAR_DAYS)
    officer, leader = telling.worker(OFFICER_ONE), telling.worker(LEADER)
    officer.do(held, OfficeLabels.HOLD, {OfficeLabels.REASON: text(story_texts.IN_COURT)})
    if officer.window.page().has_link(officer.words(OfficeLabels.PROPOSE.button)):
        raise StoryError("The destruction of a report under a legal hold is offered.")
    telling.tell(
        "Pemusnahan laporan yang lain diusulkan petugas dan ditandatangani pimpinan.",
        "The officer proposes to destroy the other one, and the leader signs.",
    )
    officer.do(ends, OfficeLabels.PROPOSE, {OfficeLabels.SECOND_SIGNATURE: telling.described(LEADER)})
    leader.signs_destruction(ends, OFFICER_ONE.name, OfficeLabels.SIGN_END, days=WAITING_DAYS)
    pieces = telling.pieces_of(ends)
    if not pieces:
        raise StoryError("The byte search finds nothing of a report that is there.")
    telling.keep_house()
    for _day in range(WAITING_DAYS):
        telling.let_days_pass(1)
        telling.keep_house()
    telling.tell(
        "Tujuh hari kemudian laporan itu tidak ada di mana pun. Kodenya tidak membuka apa pun.",
        "Seven days later that report is nowhere. Its code opens nothing.",
    )
    cases = telling.worker(OFFICER_ONE).cases()
    if ends in cases or held not in cases:
        raise StoryError("The wrong report was destroyed, or none.")
    if left := telling.found(pieces):
        raise StoryError(
            f"{len(left)} of {len(pieces)} pieces of the destroyed report are left on the server."
        )
    reporter.finds_nothing()
    telling.codes.remove(reporter.code)
