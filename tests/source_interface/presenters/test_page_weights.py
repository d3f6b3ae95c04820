"""Nothing that an officer writes makes one mailbox's pages larger than everybody's."""

import re
from datetime import date, timedelta
from sys import getsizeof

import pytest
from flask import g, render_template
from hypothesis import given
from hypothesis import strategies as st

from crypto.mailbox import SEED_BYTES, Mailbox
from source_interface.conversation.consents import MOST_SHOWN
from source_interface.conversation.conversation_line import ConversationLine
from source_interface.presenters.paging import PAGE_WEIGHT, PIECE_WEIGHT, ConversationPages, Piece
from source_interface.presenters.response_padding import PAGE_BYTES
from source_interface.session import MailboxSession
from source_interface.web.place_tags import TAG_DIGITS
from store.domain.envelope import Attachment, Report
from store.domain.reply import Notice, ReplyAttachment
from store.web.visible import LINE_CHARACTERS, sanitize_line
from tests.counted_work import peak_of
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.presenters.test_same_shape import all_pages
from tests.source_interface.report_reader import answer

DAY = date(2026, 12, 31)
# Line breaks, what turns the direction, what HTML writes with five bytes, what UTF-8 writes with four.
HEAVY = st.sampled_from("\n\r\t\u202e\u2066\u00ad\u0000\"'<>&\U0001f4ce\U0010ffffaé ع")
CHARACTER = st.one_of(HEAVY, st.characters())


def long(most: int) -> st.SearchStrategy[str]:
    """Also as long as is allowed at all, which hypothesis would not write out by itself."""
    some = st.text(CHARACTER, max_size=40)
    return st.one_of(some, some.map(lambda text: (text * most)[:most]))


FILES = st.lists(
    st.builds(
        ReplyAttachment,
        blob=st.just("f" * 32),
        key=st.just(bytes(32)),
        name=long(4_096),
        size=st.sampled_from((0, 1_536, 1 << 50)),
        sha256=st.just("0" * 64),
    ),
    max_size=12,
).map(tuple)
NOTICES = st.builds(
    Notice, st.sampled_from(("question", "archived", "consent")), st.just(DAY), st.just("scope"), long(4_096)
)
REPLIES = st.builds(
    ConversationLine,
    st.just(1_000_000),
    by_reporter=st.just(False),
    day=st.just(DAY),
    text=long(20_000),
    files=FILES,
    notice=st.one_of(st.none(), NOTICES),
)
REPORTS = st.builds(
    ConversationLine,
    st.just(1),
    by_reporter=st.just(True),
    day=st.just(DAY),
    kind=st.just("report"),
    report=st.builds(Report, what=long(20_000), who=long(9_000), when=st.just("x"), how=st.just("")),
)
OWN_FILES = st.builds(
    ConversationLine,
    st.just(9),
    by_reporter=st.just(True),
    day=st.just(DAY),
    kind=st.just("attachment"),
    own_file=st.builds(Attachment, st.just("f" * 32), long(4_096), st.just(1 << 50), st.just("0" * 64)),
)
WITHDRAWALS = st.builds(
    ConversationLine,
    st.just(9),
    by_reporter=st.just(True),
    day=st.just(DAY),
    kind=st.sampled_from(("withdrawn", "withdrawal-missing", "withdrawal")),
)
LINES = st.one_of(REPLIES, REPORTS, OWN_FILES, WITHDRAWALS)


def printed(piece: Piece) -> int:
    """The bytes of it on the page, with the list's item around it, whatever became of its file."""
    g.session = MailboxSession(Mailbox(bytes(SEED_BYTES)), bytes(32))
    pages = [
        render_template(
            "_piece.html",
            piece=piece,
            archive_notice=piece.line,
            asked=[piece.line],
            open_for_yes={piece.line.digest},
            fetched=fetched,
            tag_of=lambda _place: "0" * TAG_DIGITS,
        )
        for fetched in ({}, {"f" * 32: True}, {"f" * 32: False})
    ]
    return max(len(f'<li id="latest" class="office-reply">\n{page}\n</li>\n'.encode()) for page in pages)


def test_nothing_weighs_less_than_it_prints_and_no_page_holds_more_than_it_takes(box: Box) -> None:
    app = box.app()

    @given(st.lists(LINES, min_size=1, max_size=5), st.sampled_from(("id", "en")))
    def weigh(lines: list[ConversationLine], language: str) -> None:
        pages = ConversationPages(lines)
        with app.test_request_context(f"/{language}/mailbox"):
            for number in range(1, pages.page(1).count + 1):
                pieces = pages.page(number).pieces
                assert all(printed(piece) <= piece.weight <= PIECE_WEIGHT + 2_000 for piece in pieces)
                assert sum(map(printed, pieces)) <= PAGE_WEIGHT

    weigh()


def test_of_long_texts_only_what_the_page_shows_is_written_out() -> None:
    text = "\x7f" * 500_000 + "\U0001f4ce"  # written out, each character becomes eight, of four bytes each
    line = ConversationLine(2, by_reporter=False, day=DAY, text=text)
    assert peak_of(lambda: ConversationPages([line]).page(1)) < getsizeof(text)


@given(long(4_096))
def test_a_line_of_a_stranger_is_one_line_of_a_bounded_length(text: str) -> None:
    line = sanitize_line(text)
    assert len(line) <= LINE_CHARACTERS
    assert "\n" not in line
    assert "\u202e" not in line


def test_of_a_long_name_the_beginning_and_the_ending_are_shown() -> None:
    assert sanitize_line("a" * 251 + ".pdf") == "a" * 251 + ".pdf"
    line = sanitize_line("laporan" + "a" * 300 + ".pdf.exe")
    assert line.startswith("laporana")
    assert "…" in line
    assert line.endswith("a.pdf.exe")


@pytest.mark.parametrize("character", ["\n", "\u202e", '"', "\U0001f4ce"])
def test_file_names_of_an_officer_leave_the_page_its_size(talk: Correspondence, character: str) -> None:
    for _reply in range(2):
        files = tuple(talk.attach(character * 1_000, b"x") for _each in range(10))
        answer(talk.office, "sari", talk.case, '"' * 9_000, files)
    pages = all_pages(talk.reporter)
    assert {len(page.data) for page in pages} == {PAGE_BYTES}
    assert sum(page.text.count("/mailbox/attachments/") for page in pages) == 20


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_question_of_the_heaviest_kind_leaves_the_page_its_size(
    talk: Correspondence, language: str
) -> None:
    handling = Handling(talk.office, talk.case)
    handling.to_verification()
    for _each in range(2):
        answer(talk.office, "sari", talk.case, '"' * 9_000)
    handling.ask('"' * 9_000, talk.office.clock.today() + timedelta(days=300))
    talk.reporter.language = language
    assert {len(page.data) for page in all_pages(talk.reporter)} == {PAGE_BYTES}


@pytest.mark.parametrize("place", ["\n" * 4_095 + "x", '"' * 4_096, "Kantor lain"])
def test_the_office_to_which_a_case_was_referred_leaves_the_page_its_size(
    talk: Correspondence, place: str
) -> None:
    handling = Handling(talk.office, talk.case)
    handling.to_verification()
    handling.archive('"' * 9_000, Notice("archived", reason="out-of-scope", referred=place))
    page = talk.reporter.mailbox()
    assert len(page.data) == PAGE_BYTES
    assert "diteruskan ke" in page.text


@pytest.mark.parametrize("questions", [100, pytest.param(250, marks=pytest.mark.thorough)])
def test_no_number_of_questions_for_consent_makes_a_page_larger_and_each_stands_on_some_page(
    talk: Correspondence, questions: int
) -> None:
    until = talk.office.clock.today() + timedelta(days=10)
    for number in range(questions):
        notice = Notice("consent", until, referred=f"{number}" + "'" * 300)
        text = "" if number else "\u00ad" * 9_000
        answer(talk.office, "sari", talk.case, text, notice=notice)
    assert len(talk.reporter.mailbox().data) == PAGE_BYTES  # reads as many of one officer as a visit may
    pages = all_pages(talk.reporter)
    assert {len(page.data) for page in pages} == {PAGE_BYTES}
    places = [set(re.findall(r"/mailbox/consent/(\d+)", page.text)) for page in pages]
    assert set.union(*places) == {str(number) for number in range(2, 2 + questions)}
    above = pages[0].text.partition('id="conversation"')[0]
    assert above.count("/mailbox/consent/") == MOST_SHOWN
    assert f"{questions - MOST_SHOWN} pertanyaan serupa yang lebih lama" in above
    for asked in (2, 1 + questions):
        assert len(talk.reporter.open(f"/mailbox/consent/{asked}").data) == PAGE_BYTES
