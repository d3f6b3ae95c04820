"""The lines above the conversation are what an officer decided: no reply that came later exchanges them."""

import re
from datetime import date, timedelta

from store.domain.event import EventKind
from store.domain.reply import Notice
from store.domain.stages import Stage
from tests.signed_events import CONTENT, drafted
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import answer


def later_reply(talk: Correspondence, notice: Notice, text: str = "Kabar biasa") -> None:
    """A reply outside any decision, as a workstation of one's own making could send it."""
    answer(talk.office, "budi", talk.case, text, notice=notice)


def test_no_later_reply_exchanges_the_reason_for_which_a_case_was_archived(
    talk: Correspondence, handling: Handling
) -> None:
    handling.to_verification()
    handling.archive("Bukan wewenang kami", Notice("archived", reason="unclear"))
    reason = top(talk.page())
    assert "tidak jelas" in reason
    later_reply(talk, Notice("archived", reason="out-of-scope", referred="Kantor di seberang jalan"))
    assert top(talk.page()) == reason
    assert "Kantor di seberang jalan" not in top(talk.page())


def test_no_later_reply_exchanges_the_question_or_its_day(talk: Correspondence, handling: Handling) -> None:
    handling.to_verification()
    handling.ask("Kuitansi nomor berapa?", talk.office.clock.today() + timedelta(days=7))
    before = top(talk.page())
    assert "Kuitansi nomor berapa?" in before
    later_reply(talk, Notice("question", until=date(2031, 1, 5)), "Pertanyaan lain?")
    after = top(talk.page())
    assert after == before


def test_who_did_not_decide_it_announces_nothing(talk: Correspondence, handling: Handling) -> None:
    """An event by one officer that names the reply of another."""
    handling.to_verification()
    handling.archive("Bukan wewenang kami", Notice("archived", reason="unclear"))
    later_reply(talk, Notice("archived", reason="out-of-scope", referred="Kantor di seberang jalan"))
    handling.plant("sari", drafted(EventKind.MOVE, content=CONTENT, target=Stage.ARCHIVED.value, entry=3))
    assert "Kantor di seberang jalan" not in top(talk.page())


def top(page: str) -> str:
    """Return what stands above the conversation, as it is read: without the hidden fields of the message."""
    above = page.split('<section aria-labelledby="conversation">', maxsplit=1)[0].split("<main")[1]
    return re.sub(r'<input type="hidden"[^>]*>', "", above)
