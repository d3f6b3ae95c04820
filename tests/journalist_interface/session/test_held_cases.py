"""However much one person writes into how many cases, a colleague's session holds little of it at a time."""

from collections.abc import Iterator
from typing import Final

import pytest

from crypto import signing
from journalist_interface.cache import verification_cache
from journalist_interface.session import held_cases
from journalist_interface.session.held_cases import MOST_BYTES, HeldCases, memory_of
from journalist_interface.verification.case_file import BadRow, CaseFile, FromOffice
from journalist_interface.verification.case_texts import texts_of
from journalist_interface.verification.problems import CaseProblem, RowProblem
from store.domain.event import EventKind, Paper
from store.domain.labels import Label
from store.domain.reply import Reply
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.hostile_packets import encrypted_raw, silent_packets
from tests.journalist_interface.cache.test_cache import again, file_of
from tests.journalist_interface.filled_case import note, write
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import search, shown
from tests.journalist_interface.store_rows import put_envelope, put_plaintext
from tests.journalist_interface.workstation import workstation_process
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice
from tests.signed_events import EventSigner, drafted
from tests.source_interface.gpg_runs import GpgRuns

LETTERS: Final = 99_000
WIDE: Final = "a" * LETTERS + "\U0001f600"
"""A text of which each letter takes four bytes of memory, because of its last one."""
ORDINARY_CASES: Final = 10_000


@pytest.fixture(scope="module")
def stations(busy_office: TestOffice, busy_gateway: str) -> Iterator[HeadlessWorkstations]:
    with HeadlessWorkstations(busy_office, busy_gateway, "held") as made:
        yield made


@pytest.fixture
def sari(stations: HeadlessWorkstations) -> HeadlessWorkstation:
    """Sari, just signed in."""
    made = stations.of("sari")
    again(made)
    return made


def filled(office: TestOffice, stations: HeadlessWorkstations, text: str) -> GenuineCase:
    case = office.report("Laporan")
    write(stations.of("wati"), case, [note(text)])
    return case


def opened(workstation: HeadlessWorkstation, case: GenuineCase) -> CaseFile:
    return workstation.officer.case(case.case)


def held_bytes(workstation: HeadlessWorkstation, cases: list[GenuineCase]) -> int:
    found = (workstation.officer.known_case(case.case) for case in cases)
    return sum(memory_of(file) for file in found if file is not None)


def test_ten_thousand_ordinary_cases_are_held(
    busy_office: TestOffice, stations: HeadlessWorkstations, sari: HeadlessWorkstation
) -> None:
    case = busy_office.report("Laporan biasa, dua halaman. " * 150)
    case.says("Jawaban saya. " * 40)
    perform(stations.of("wati").work(case.case), "acknowledge")
    perform(stations.of("wati").work(case.case), "note", text="Catatan. " * 50)
    assert memory_of(opened(sari, case)) * ORDINARY_CASES < MOST_BYTES


def test_a_letter_of_another_script_counts_as_the_memory_that_it_makes_of_the_text(
    busy_office: TestOffice, stations: HeadlessWorkstations, sari: HeadlessWorkstation
) -> None:
    plain, wide = (filled(busy_office, stations, text) for text in ("a" * LETTERS, WIDE))
    assert 2 * LETTERS < memory_of(opened(sari, plain)) < 2.5 * LETTERS
    assert 5 * LETTERS < memory_of(opened(sari, wide)) < 5.5 * LETTERS


def test_of_cases_that_one_officer_filled_few_are_held_and_the_others_cost_no_colleagues_case(
    busy_office: TestOffice,
    stations: HeadlessWorkstations,
    sari: HeadlessWorkstation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bound = 10 * LETTERS
    monkeypatch.setattr(held_cases, "MOST_BYTES", bound)
    ordinary = busy_office.report("Laporan biasa")
    opened(sari, ordinary)
    many = [filled(busy_office, stations, WIDE) for _ in range(5)]
    largest = max([memory_of(opened(sari, case)) for case in many])
    assert held_bytes(sari, many) <= bound + largest
    assert sari.officer.known_case(ordinary.case) is not None
    assert sari.officer.known_case(many[-1].case) is not None
    for case in many:  # as the search looks through them, and as their pages are opened
        at_hand = sari.officer.at_hand(case.case)
        assert at_hand is not None
        assert WIDE in [found.text for found in texts_of(at_hand)]
        assert WIDE in [found.text for found in texts_of(opened(sari, case))]
    assert held_bytes(sari, many) <= bound + largest


def test_a_search_holds_no_more_than_opening_does(
    busy_office: TestOffice, stations: HeadlessWorkstations, sari: HeadlessWorkstation
) -> None:
    case = filled(busy_office, stations, WIDE)
    file, held = opened(sari, case), HeldCases()
    share = MOST_BYTES // 3
    for number in range(9):
        assert held.recall(f"{number}", file, share + number) is file
    assert [number for number in range(9) if f"{number}" in held] == [0, 1, 8]
    assert held.recall("small", file, 1) is file
    assert [name for name in ("0", "1", "8", "small") if name in held] == ["0", "1", "small"]


def test_a_case_in_which_something_is_wrong_is_not_taken_for_what_the_index_has_of_it(
    busy_office: TestOffice,
    stations: HeadlessWorkstations,
    sari: HeadlessWorkstation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(held_cases, "MOST_BYTES", LETTERS)
    sound, wrong, last = (filled(busy_office, stations, WIDE) for _ in range(3))
    opened(sari, sound)
    opened(sari, wrong).problems.add(CaseProblem.SHORTENED)
    opened(sari, last)
    assert file_of(sari, wrong).exists()
    assert sari.officer.at_hand(wrong.case) is None
    assert sari.officer.at_hand(sound.case) is not None
    assert WIDE in [found.text for found in texts_of(opened(sari, wrong))]
    assert sari.officer.at_hand(wrong.case) is not None


def test_what_was_forgotten_during_a_reading_is_not_held_after_it(
    busy_office: TestOffice, stations: HeadlessWorkstations, sari: HeadlessWorkstation
) -> None:
    held, file = HeldCases(), opened(sari, filled(busy_office, stations, WIDE))
    held.begin(file)
    held.drop(file.case)
    held.weigh(file, memory_of(file))
    assert file.case not in held
    held.begin(file)
    held.weigh(file, memory_of(file))
    assert held.read(file.case) is file


def test_a_search_counts_the_cases_that_it_could_not_look_through(
    busy_office: TestOffice, busy_gateway: str, stations: HeadlessWorkstations
) -> None:
    case = filled(busy_office, stations, "\u3316" * 400_000 + " zirkonium").case  # too long for a summary
    with workstation_process(busy_office, busy_gateway, name="held-search") as station:
        with station.signed_in() as sari:
            sari.get(f"/id/cases/{case}")
            found = search(sari, "zirkonium")
            assert case in shown(found)
            assert "tidak ikut dicari" not in found.text
        with station.signed_in() as sari:
            [kept] = station.folder.rglob(f"{case}.idx")
            kept.unlink()
            found = search(sari, "zirkonium")
            assert case not in shown(found)
            assert "1 laporan tidak ikut dicari" in found.text


def forged_replies(office: TestOffice, case: GenuineCase, places: range) -> None:
    """Replies of wati with her signature of something else."""
    day = office.clock.today()
    signature = office.keys.holder("wati").sign(b"lain", day)
    for place in places:
        statement = signing.compose(Label.REPLY, Reply(case.case, place, "wati", day, "Palsu"))
        put_plaintext(office, case, place, signing.pack(statement, signature), "wati")


def problems(file: CaseFile) -> list[RowProblem]:
    return [entry.problem for entry in file.entries.values() if isinstance(entry, BadRow)]


def test_a_signature_that_was_refused_is_not_verified_again_because_the_case_was_dropped(
    busy_office: TestOffice,
    stations: HeadlessWorkstations,
    sari: HeadlessWorkstation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(held_cases, "MOST_BYTES", LETTERS)
    bad, other = (filled(busy_office, stations, WIDE) for _ in range(2))
    forged_replies(busy_office, bad, range(2, 5))
    assert problems(opened(sari, bad)) == [RowProblem.FORGED_REPLY] * 3
    opened(sari, other)
    assert sari.officer.known_case(bad.case) is None
    runs = GpgRuns("--verify")
    assert problems(opened(sari, bad)) == [RowProblem.FORGED_REPLY] * 3
    assert runs.count == 0
    runs.counting = False


def test_of_an_author_given_up_no_remembered_reply_is_verified_until_the_officer_asks_for_it(
    busy_office: TestOffice,
    stations: HeadlessWorkstations,
    sari: HeadlessWorkstation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The index has of earlier sessions what they opened, and nothing of what they refused."""
    case = busy_office.report("Laporan")
    wati = stations.of("wati")
    wati.services.client.reply(
        wati.officer.token, case.case, busy_office.reply("wati", case, 2, "Balasan wati")
    )
    forged_replies(busy_office, case, range(3, 6))
    opened(sari, case)
    sari = stations.anew("sari")
    monkeypatch.setattr(verification_cache, "MOST_SECONDS_OF_ONE_AUTHOR", 0.0)
    runs = GpgRuns("--verify")
    file = opened(sari, case)
    assert isinstance(file.entries[2], FromOffice)
    assert problems(file) == [RowProblem.UNPROCESSABLE] * 3
    assert runs.count == 0
    file.try_message_again(4)
    assert problems(opened(sari, case)) == [
        RowProblem.UNPROCESSABLE,
        RowProblem.FORGED_REPLY,
        RowProblem.UNPROCESSABLE,
    ]
    assert runs.count == 1
    runs.counting = False


def unread_replies(office: TestOffice, case: GenuineCase, places: range) -> None:
    """Replies of wati that are encrypted to nobody here, and others that are padded wrongly."""
    for place in places:
        put_envelope(office, case.case, place, stand_ins.message(b"%d" % place), "wati")
        put_plaintext(office, case, place + len(places), b"%d" % place, "wati")


def test_what_no_key_opened_is_not_tried_again_because_the_case_was_dropped(
    busy_office: TestOffice,
    stations: HeadlessWorkstations,
    sari: HeadlessWorkstation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(held_cases, "MOST_BYTES", LETTERS)
    bad, other = (filled(busy_office, stations, WIDE) for _ in range(2))
    unread_replies(busy_office, bad, range(2, 4))
    expected = [RowProblem.UNREADABLE] * 2 + [RowProblem.DAMAGED] * 2
    assert problems(opened(sari, bad)) == expected
    opened(sari, other)
    assert sari.officer.known_case(bad.case) is None
    runs = GpgRuns("--decrypt")
    assert problems(opened(sari, bad)) == expected
    assert runs.count == 0
    runs.counting = False


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("refused", [RowProblem.FORGED_REPLY] * 4),
        ("closed", [RowProblem.UNREADABLE] * 2 + [RowProblem.DAMAGED] * 2),
    ],
)
def test_bad_rows_take_a_bounded_memory_in_all_cases_together(
    busy_office: TestOffice,
    sari: HeadlessWorkstation,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    expected: list[RowProblem],
) -> None:
    monkeypatch.setattr(verification_cache, f"_MOST_{kind.upper()}", 5)
    remembered = {}
    for _ in range(3):
        case = busy_office.report("Laporan")
        if kind == "refused":
            forged_replies(busy_office, case, range(2, 6))
        else:
            unread_replies(busy_office, case, range(2, 4))
        file = opened(sari, case)
        assert problems(file) == expected
        found = getattr(file.cache, kind)
        remembered[id(found)] = found
    assert 0 < sum(map(len, remembered.values())) <= 5


@pytest.mark.usefixtures("impatient_gpg")
def test_what_gnupg_failed_over_is_not_tried_again_because_the_case_was_dropped(
    busy_office: TestOffice,
    stations: HeadlessWorkstations,
    sari: HeadlessWorkstation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of two filled cases would cost what hostile papers may cost at every visit."""
    monkeypatch.setattr(held_cases, "MOST_BYTES", LETTERS)
    bad, other = (filled(busy_office, stations, WIDE) for _ in range(2))
    before = CaseRows.taken(busy_office, bad.case)
    poison = encrypted_raw(silent_packets(), bad.recipients(), busy_office.clock.today())
    papers = [
        drafted(EventKind.PAPER, content=poison[:-1] + bytes([at]), paper=Paper.NOTE) for at in range(2)
    ]
    wati = stations.of("wati")
    decision = EventSigner(busy_office, bad).decision("wati", *papers)
    wati.services.client.decide(wati.officer.token, bad.case, decision)
    failed = len(opened(sari, bad).cache.failures)
    assert failed > 0
    opened(sari, other)
    assert sari.officer.known_case(bad.case) is None
    runs = GpgRuns("--decrypt")
    assert len(opened(sari, bad).cache.failures) == failed
    assert runs.count == 0
    runs.counting = False
    before.put_back()  # it would take seconds of each later session of anybody
