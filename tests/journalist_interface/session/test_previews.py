"""Files that a session opened to look at: one after another, within bounds, and gone with the session."""

import hashlib
import threading
from collections.abc import Callable, Generator, Iterable
from functools import partial

import pytest

from crypto.errors import KentonganError
from journalist_interface.evidence.errors import DamagedFileError
from journalist_interface.evidence.parts import (
    ConvertedFile,
    FactKind,
    FileFact,
    FileKind,
    LeftOut,
    OpenedFile,
    PagePicture,
    Part,
    SoundPiece,
)
from journalist_interface.session.background_job import UnexpectedError
from journalist_interface.session.previews import (
    MOST_SOUND_BYTES,
    AttachmentPreview,
    AttachmentPreviews,
    PreviewKey,
    PreviewState,
)
from journalist_interface.verification.case_attachments import case_attachment
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.office import TestOffice

CASE, OTHER = "0" * 32, "1" * 32
PATIENCE = 60.0
AUTHOR = FileFact(FactKind.AUTHOR, "Budi Contoh")
SIZE = 10_000


def key(blob: str, case: str = CASE, sha256: str = "") -> PreviewKey:
    """A file of a case, whose bytes are those of no other unless a sum says so."""
    return PreviewKey(case, f"lampiran-{blob}", blob, sha256 or hashlib.sha256(blob.encode()).hexdigest())


def page(number: int, size: int = SIZE) -> PagePicture:
    """A picture of this many bytes."""
    return PagePicture(number, 100, 100, "image/png", bytes(size))


class Conversions:
    """Conversions that note when they begin and end, and wait where they are told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.closed: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self.unwanted = False
        self.ended = threading.Event()
        self.go_on = threading.Event()
        self.reached = threading.Event()

    def of(
        self,
        name: str,
        parts: Iterable[Part | type[Exception]],
        stop_when: Callable[[], bool],
        *,
        waits: bool = False,
    ) -> Generator[Part]:
        """Yield these parts, raise what is an error among them, and with `waits` stop before the last until told."""
        self.begun.append(name)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            *first, last = parts
            for part in (*first, last):
                if part is last and waits:
                    self.reached.set()
                    assert self.go_on.wait(PATIENCE)
                    self.unwanted = stop_when()
                if isinstance(part, type):
                    raise part
                yield part
        finally:
            self.at_once -= 1
            self.closed.append(name)
            self.ended.set()


def opened(
    previews: AttachmentPreviews,
    conversions: Conversions,
    blob: str,
    parts: Iterable[Part | type[Exception]],
    *,
    case: str = CASE,
    waits: bool = False,
) -> AttachmentPreview:
    """Open a file that is converted so."""
    return previews.open(key(blob, case), partial(conversions.of, blob, parts, waits=waits))


def at_end(previews: AttachmentPreviews, preview: AttachmentPreview) -> AttachmentPreview:
    """Wait for the end of a conversion."""
    done = threading.Event()
    while preview.running and not done.wait(0.01):
        previews.wait_for_something(preview, 0.01)
    return preview


def test_what_was_shown_once_is_not_converted_again() -> None:
    previews, conversions = AttachmentPreviews(), Conversions()
    parts = (OpenedFile(FileKind.PDF, 2), AUTHOR, page(1), page(2), ConvertedFile(frozenset()))
    first = at_end(previews, opened(previews, conversions, "a", parts))
    again = at_end(previews, opened(previews, conversions, "a", parts))
    assert again is first
    assert conversions.begun == ["a"]
    assert (first.state, len(first.pictures), first.facts) == (PreviewState.DONE, 2, [AUTHOR])


def test_files_are_converted_one_after_another_in_the_order_in_which_they_were_asked_for() -> None:
    previews, conversions = AttachmentPreviews(), Conversions()
    running = opened(previews, conversions, "a", (page(1), ConvertedFile(frozenset())), waits=True)
    assert conversions.reached.wait(PATIENCE)
    waiting = [opened(previews, conversions, name, (page(1), ConvertedFile(frozenset()))) for name in "bc"]
    assert [each.state for each in (running, *waiting)] == ["running", "waiting", "waiting"]
    assert running.picture(1) is not None  # a page is shown before the last is there
    conversions.go_on.set()
    for each in (running, *waiting):
        assert at_end(previews, each).state is PreviewState.DONE
    assert (conversions.begun, conversions.most_at_once) == (["a", "b", "c"], 1)


def test_beyond_its_room_the_pictures_leave_that_were_looked_at_longest_ago() -> None:
    previews, conversions = AttachmentPreviews(most_bytes=3 * SIZE), Conversions()
    parts = (AUTHOR, page(1), ConvertedFile(frozenset()))
    first, second = (at_end(previews, opened(previews, conversions, name, parts)) for name in "ab")
    assert previews.of(key("a")) is first  # looked at last
    at_end(previews, opened(previews, conversions, "c", parts))
    assert (first.state, second.state) == (PreviewState.DONE, PreviewState.GONE)
    assert second.picture(1) is None
    assert previews.must_ask(key("b"))  # what it tells is known all the same
    anew = at_end(previews, opened(previews, conversions, "b", parts))
    assert (anew.state, anew.facts, conversions.begun) == (PreviewState.DONE, [AUTHOR], ["a", "b", "c", "b"])


def test_a_file_that_alone_takes_all_the_room_ends_there_and_says_so() -> None:
    previews, conversions = AttachmentPreviews(most_bytes=3 * SIZE), Conversions()
    pages = (page(number) for number in range(1, 1_000))
    found = at_end(previews, opened(previews, conversions, "a", (*pages, ConvertedFile(frozenset()))))
    assert found.state is PreviewState.DONE
    assert found.left_out == {LeftOut.PAGES}
    assert 0 < len(found.pictures) <= 4
    assert conversions.closed == ["a"]


def test_of_a_long_sound_as_much_is_kept_as_a_browser_plays_from_memory() -> None:
    previews, conversions = AttachmentPreviews(), Conversions()
    pieces = [SoundPiece(bytes(1_000_000))] * 12
    found = at_end(previews, opened(previews, conversions, "a", (*pieces, ConvertedFile(frozenset()))))
    assert sum(map(len, found.sound)) == MOST_SOUND_BYTES
    assert found.left_out == {LeftOut.SOUND}


@pytest.mark.parametrize(
    ("raised", "kept"), [(DamagedFileError, DamagedFileError), (ZeroDivisionError, UnexpectedError)]
)
def test_one_that_fails_says_why_can_be_tried_again_and_holds_up_no_other(
    raised: type[Exception], kept: type[KentonganError]
) -> None:
    previews, conversions = AttachmentPreviews(), Conversions()
    failed = at_end(previews, opened(previews, conversions, "a", (AUTHOR, page(1), raised)))
    assert failed.state is PreviewState.FAILED
    assert isinstance(failed.error, kept)
    assert previews.must_ask(key("a"))
    good = (page(1), ConvertedFile(frozenset()))
    for name in "ab":
        assert at_end(previews, opened(previews, conversions, name, good)).state is PreviewState.DONE
    assert previews.must_ask(key("a"))  # the second try told less


def test_an_original_that_tells_of_its_author_asks_once_and_another_does_not() -> None:
    previews, conversions = AttachmentPreviews(), Conversions()
    title = FileFact(FactKind.TITLE, "Daftar")
    for name, fact in (("tells", AUTHOR), ("not", title)):
        at_end(previews, opened(previews, conversions, name, (fact, ConvertedFile(frozenset()))))
    assert [previews.must_ask(key(name)) for name in ("tells", "not", "unopened")] == [True, False, False]
    previews.agree({key("tells")})
    assert not previews.must_ask(key("tells"))


def test_a_file_that_was_sent_twice_asks_wherever_it_is_saved_and_once() -> None:
    previews, conversions = AttachmentPreviews(), Conversions()
    at_end(previews, opened(previews, conversions, "a", (AUTHOR, page(1), ConvertedFile(frozenset()))))
    twin = key("b", sha256=key("a").sha256)
    assert previews.of(twin) is None
    assert previews.must_ask(twin)
    previews.agree({twin})
    assert not any(map(previews.must_ask, (key("a"), twin)))


def test_two_messages_that_name_the_same_blob_and_sum_are_two_files() -> None:
    """The one of a colleague may name it with a wrong key."""
    previews, conversions = AttachmentPreviews(), Conversions()
    at_end(previews, opened(previews, conversions, "a", (DamagedFileError,)))
    assert previews.of(key("a")._replace(label="lampiran-9")) is None


def test_what_names_the_same_blob_in_another_case_or_with_another_sum_is_another_file() -> None:
    previews, conversions = AttachmentPreviews(), Conversions()
    at_end(previews, opened(previews, conversions, "a", (AUTHOR, page(1), ConvertedFile(frozenset()))))
    others = (key("a", OTHER), key("a", sha256="cd" * 32))
    assert [previews.of(each) for each in others] == [None, None]
    assert not any(previews.must_ask(each) for each in others)
    previews.agree(others)
    assert previews.must_ask(key("a"))
    at_end(previews, opened(previews, conversions, "a", (page(1), ConvertedFile(frozenset())), case=OTHER))
    previews.forget(OTHER)
    found = previews.of(key("a"))
    assert found is not None
    assert (len(found.pictures), conversions.begun) == (1, ["a", "a"])


def test_an_original_that_was_not_searched_to_its_end_asks_too() -> None:
    previews, conversions = AttachmentPreviews(most_bytes=3 * SIZE), Conversions()
    end = ConvertedFile(frozenset({LeftOut.FACTS}))
    first = at_end(
        previews, opened(previews, conversions, "a", (FileFact(FactKind.TITLE, "Daftar"), page(1), end))
    )
    assert previews.must_ask(key("a"))
    parts = (page(1), page(2), ConvertedFile(frozenset()))
    at_end(previews, opened(previews, conversions, "b", parts))
    assert first.state is PreviewState.GONE
    assert previews.must_ask(key("a"))
    opened(previews, conversions, "a", (page(1), end), waits=True)
    assert conversions.reached.wait(PATIENCE)
    assert previews.must_ask(key("a"))  # until it is read anew
    conversions.go_on.set()


def test_an_original_asks_until_its_file_was_read_to_the_end() -> None:
    previews, conversions = AttachmentPreviews(most_bytes=3 * SIZE), Conversions()
    end = ConvertedFile(frozenset())
    at_end(previews, opened(previews, conversions, "failed", (page(1), DamagedFileError)))
    at_end(previews, opened(previews, conversions, "too large", (*map(page, range(1, 9)), end)))
    opened(previews, conversions, "stopped", (page(1), end), waits=True)
    assert conversions.reached.wait(PATIENCE)
    last = opened(previews, conversions, "a", (page(1), end))
    names = ("failed", "too large", "stopped", "a")
    assert all(previews.must_ask(key(name)) for name in names)
    previews.stop(key("stopped"))
    conversions.go_on.set()
    at_end(previews, last)
    assert [name for name in names if previews.must_ask(key(name))] == ["failed", "too large", "stopped"]
    for name in ("b", "c", "d"):
        at_end(previews, opened(previews, conversions, name, (page(1), end)))
    assert last.state is PreviewState.GONE
    assert not previews.must_ask(key("a"))  # nothing was found, and it was read
    at_end(previews, opened(previews, conversions, "failed", (page(1), end)))
    assert not previews.must_ask(key("failed"))


def test_one_that_is_stopped_makes_way_and_what_it_told_stays_known() -> None:
    previews, conversions = AttachmentPreviews(), Conversions()
    parts = (AUTHOR, page(1), page(2), ConvertedFile(frozenset()))
    running = opened(previews, conversions, "a", parts, waits=True)
    assert conversions.reached.wait(PATIENCE)
    waiting, last = (
        opened(previews, conversions, name, (page(1), ConvertedFile(frozenset()))) for name in "bc"
    )
    for name in "ab":
        previews.stop(key(name))
    conversions.go_on.set()
    assert at_end(previews, last).state is PreviewState.DONE
    assert [each.state for each in (running, waiting)] == [PreviewState.GONE] * 2
    assert (conversions.begun, conversions.unwanted) == (["a", "c"], True)
    assert previews.must_ask(key("a"))
    previews.stop(key("c"))  # which is done, and stays
    assert last.picture(1) is not None


def test_a_file_that_was_withdrawn_meanwhile_ends_and_leaves_nothing() -> None:
    previews, conversions = AttachmentPreviews(), Conversions()
    stays = opened(previews, conversions, "stays", (page(1), ConvertedFile(frozenset())), case=OTHER)
    at_end(previews, stays)
    parts = (AUTHOR, page(1), page(2), page(3), ConvertedFile(frozenset()))
    found = opened(previews, conversions, "a", parts, waits=True)
    assert conversions.reached.wait(PATIENCE)
    previews.retain(CASE, {key("another")})
    conversions.go_on.set()
    assert previews.of(key("a")) is None
    assert (found.state, found.pictures) == (PreviewState.GONE, [])
    after = at_end(previews, opened(previews, conversions, "b", (page(1), ConvertedFile(frozenset()))))
    assert after.state is PreviewState.DONE
    assert (found.pictures, conversions.closed, conversions.unwanted) == ([], ["stays", "a", "b"], True)
    assert previews.of(key("stays", OTHER)) is stays


def test_with_the_session_everything_goes_and_nothing_begins() -> None:
    previews, conversions = AttachmentPreviews(), Conversions()
    running = opened(previews, conversions, "a", (page(1), page(2), ConvertedFile(frozenset())), waits=True)
    assert conversions.reached.wait(PATIENCE)
    waiting = opened(previews, conversions, "b", (page(1), ConvertedFile(frozenset())))
    previews.close()
    conversions.go_on.set()
    late = opened(previews, conversions, "c", (page(1), ConvertedFile(frozenset())))
    for each in (running, waiting):
        assert at_end(previews, each).state is PreviewState.GONE
        assert each.picture(1) is None
    assert late.state is PreviewState.GONE
    assert conversions.begun == ["a"]
    assert conversions.ended.wait(PATIENCE)
    assert conversions.unwanted


def test_a_session_that_ends_and_a_case_that_is_left_take_their_pictures_along(
    office: TestOffice, gateway: str
) -> None:
    left, open_case = office.report(), office.report()
    for case in (left, open_case):
        case.attaches(b"isi", "isi.txt")
    with HeadlessWorkstations(office, gateway) as people:
        officer, conversions = people.of("sari").officer, Conversions()
        keys = []
        for case in (left, open_case):
            found = case_attachment(officer.case(case.case), "lampiran-2")
            assert found is not None
            keys.append(PreviewKey.of(case.case, found))
            converted = partial(conversions.of, found.content.blob, (page(1), ConvertedFile(frozenset())))
            at_end(officer.previews, officer.previews.open(keys[-1], converted))
        officer.case(left.case)
        kept = [officer.previews.of(each) for each in keys]
        assert [each is not None and each.picture(1) is not None for each in kept] == [True, True]
        officer.leave(left.case)
        assert [officer.previews.of(each) is None for each in keys] == [True, False]
        officer.close()
        assert [officer.previews.of(each) for each in keys] == [None, None]
        assert [each is not None and each.picture(1) for each in kept] == [None, None]


def test_a_file_that_was_withdrawn_is_forgotten_when_its_case_is_read(
    office: TestOffice, gateway: str
) -> None:
    case = office.report()
    case.attaches(b"isi", "isi.txt")
    with HeadlessWorkstations(office, gateway) as people:
        officer = people.of("sari").officer
        found = case_attachment(officer.case(case.case), "lampiran-2")
        assert found is not None
        known = PreviewKey.of(case.case, found)
        converted = partial(Conversions().of, found.content.blob, (page(1), ConvertedFile(frozenset())))
        at_end(officer.previews, officer.previews.open(known, converted))
        case.withdraws(2)
        assert officer.previews.of(known) is not None
        officer.case(case.case)
        assert officer.previews.of(known) is None
