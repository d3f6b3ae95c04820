"""What the list and the search know of each case at the next sign-in: only what the index has, and nothing longer."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from journalist_interface.cache.case_cache import MOST_FILE_BYTES, SUMMARIES
from journalist_interface.cache.sealed_summaries import CaseSummary, load_summaries, save_summaries
from journalist_interface.presenters.searching import holds, words_of
from journalist_interface.session.held_summaries import HeldSummaries
from journalist_interface.verification.case_summary import summary_of
from tests.genuine_case import GenuineCase
from tests.journalist_interface.cache.test_cache import again, file_of, files, recalled
from tests.journalist_interface.filled_case import note, write
from tests.journalist_interface.headless_workstation import (
    HeadlessWorkstation,
    HeadlessWorkstations,
    perform,
    send_reply,
)
from tests.office import TestOffice

WORDS = ("RahasiaLaporan", "RahasiaPesan", "RahasiaBalasan", "RahasiaCatatan", "rahasia-label")


@pytest.fixture(scope="module")
def workstation(busy_office: TestOffice, busy_gateway: str) -> Iterator[HeadlessWorkstation]:
    """Sari at a workstation of her own, at which she signs in again and again."""
    with HeadlessWorkstations(busy_office, busy_gateway, "summaries") as made:
        yield made.of("sari")


@pytest.fixture
def case(busy_office: TestOffice, workstation: HeadlessWorkstation) -> GenuineCase:
    """A case with a message, a reply, a paper and a label, which sari has opened."""
    again(workstation)
    made = busy_office.report("RahasiaLaporan")
    made.says("RahasiaPesan")
    perform(workstation.work(made.case), "acknowledge")
    send_reply(workstation.work(made.case), "RahasiaBalasan")
    perform(workstation.work(made.case), "note", text="RahasiaCatatan")
    perform(workstation.work(made.case), "label", new_labels="rahasia-label")
    return made


def summaries_of(workstation: HeadlessWorkstation) -> Path:
    return files(workstation) / SUMMARIES


def of(workstation: HeadlessWorkstation, case: GenuineCase) -> CaseSummary:
    found = workstation.officer.summaries.of(case.case)
    assert found is not None
    return found


def test_the_index_tells_of_a_case_what_its_reading_told(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    read = of(workstation, case)
    again(workstation)
    assert summary_of(recalled(workstation, case), workstation.person) == read
    assert (read.category, read.first_line, read.labels) == (
        "corruption",
        "RahasiaLaporan",
        ("rahasia-label",),
    )
    assert all(holds(read, case.case, (), words_of(word)) for word in WORDS)


def test_the_next_session_knows_every_case_without_opening_one(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    read = of(workstation, case)
    again(workstation)
    file_of(workstation, case).unlink()
    assert of(workstation, case) == read
    assert workstation.officer.at_hand(case.case) is None


def test_nothing_of_a_case_is_readable_in_the_file(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    workstation.officer.close()
    kept = summaries_of(workstation).read_bytes()
    assert all(word.encode() not in kept for word in (*WORDS, *map(str.lower, WORDS), case.case))
    assert summaries_of(workstation).stat().st_mode & 0o777 == 0o600


def test_a_summary_ends_with_the_case_file_from_which_it_was_made(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    workstation.officer.close()
    file_of(workstation, case).unlink()
    again(workstation)
    assert workstation.officer.summaries.of(case.case) is None


def test_a_case_that_another_program_wrote_anew_is_opened_again(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    workstation.officer.close()
    path = file_of(workstation, case)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    again(workstation)
    assert workstation.officer.summaries.of(case.case) is None


def test_what_is_forgotten_leaves_the_disk_at_once_and_is_not_kept_again(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    again(workstation)
    of(workstation, case)
    assert summaries_of(workstation).exists()
    workstation.officer.forget(case.case)
    assert not summaries_of(workstation).exists()
    again(workstation)
    assert summaries_of(workstation).exists()
    assert workstation.officer.summaries.of(case.case) is None


def test_texts_that_were_dropped_are_in_no_summary(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    workstation.officer.case_cache.keep_texts_of(set())
    again(workstation)
    assert workstation.officer.summaries.of(case.case) is None


def test_a_damaged_file_costs_nothing_but_time(workstation: HeadlessWorkstation, case: GenuineCase) -> None:
    read = of(workstation, case)
    workstation.officer.close()
    summaries_of(workstation).write_bytes(b"rubbish")
    again(workstation)
    assert of(workstation, case) == read
    assert workstation.officer.case_cache.take_notices() == []


def test_a_case_with_a_fault_is_summarised_for_this_session_alone(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    workstation.officer.close()
    summaries_of(workstation).unlink()
    again(workstation)
    file = workstation.work(case.case).file
    file.chain.state = None
    workstation.officer.summaries.take(file)
    again(workstation)
    file_of(workstation, case).unlink()
    assert workstation.officer.summaries.of(case.case) is None


def test_what_was_written_in_place_with_its_time_set_back_is_opened_again(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    workstation.officer.close()
    path = file_of(workstation, case)
    before = path.stat()
    with path.open("r+b") as file:
        file.write(b"rubbish")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    again(workstation)
    assert workstation.officer.summaries.of(case.case) is None


def test_a_reading_that_the_disk_did_not_take_is_not_kept_with_the_older_file(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    workstation.officer.close()
    before = file_of(workstation, case).read_bytes()
    again(workstation)
    case.says("Pesan sesudah disk penuh")
    shutil.move(files(workstation), moved := files(workstation).with_name("away"))
    workstation.officer.case(case.case)
    shutil.move(moved, files(workstation))
    assert file_of(workstation, case).read_bytes() == before
    again(workstation)
    assert of(workstation, case) == summary_of(recalled(workstation, case), workstation.person)


def test_another_roster_lets_no_summary_count(office: TestOffice, gateway: str) -> None:
    made = office.report("Laporan tentang kepala", ["kepala"])
    with HeadlessWorkstations(office, gateway) as workstations:
        sari = workstations.of("sari")
        sari.officer.case(made.case)
        again(sari)
        assert sari.officer.summaries.of(made.case) is not None
        office.publish(people=office.people_with("sari", position="kepala"))
        sari.services.rosters.refresh()
        again(sari)
        assert sari.officer.summaries.of(made.case) is None


def with_text(text: str | None) -> CaseSummary:
    return CaseSummary(1, "head", None, False, (), "", 0, None, (), 0, text)


def test_a_case_full_of_letters_that_become_many_is_searched_by_opening_it(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    write(workstation, case, [note("\u3316" * 400_000)])
    workstation.work(case.case)
    assert of(workstation, case).text is None
    assert holds(of(workstation, case), case.case, (), words_of("rahasiacatatan"))


def test_a_case_full_of_signs_for_sentences_is_searched_by_its_summary(
    workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    write(workstation, case, [note("\ufdfa" * 600_000 + " terakhir")])
    workstation.work(case.case)
    text = of(workstation, case).text
    assert text is not None
    assert len(text) < 700_000
    assert holds(of(workstation, case), case.case, (), words_of("terakhir"))


def test_a_text_that_does_not_fit_into_the_file_takes_no_room_from_other_cases(
    workstation: HeadlessWorkstation, busy_office: TestOffice, case: GenuineCase
) -> None:
    workstation.officer.case(busy_office.report("Laporan lain").case)
    workstation.officer.case(case.case)
    cache = workstation.officer.case_cache
    first, *others = cache.known_stamps()
    assert others
    long = with_text("x" * (MOST_FILE_BYTES + 1))
    save_summaries(cache, "0" * 64, {first: long, **dict.fromkeys(others, with_text("pendek"))})
    kept = load_summaries(cache, "0" * 64)
    assert kept.pop(first).text is None
    assert [each.text for each in kept.values()] == ["pendek"] * len(others)


def test_the_texts_of_a_session_have_a_bound_and_the_longest_ones_go_first() -> None:
    quarter = MOST_FILE_BYTES // 4
    held = HeldSummaries({"short": with_text("pendek")})
    for number in range(6):
        held.set(f"{number}", with_text("x" * (quarter - 100 + number)))
    held.set("short again", with_text("pendek"))
    held.set("without", with_text(None))
    assert {case for case, each in held.known().items() if each.text is None} == {"4", "5", "without"}
    assert all(each == with_text(each.text) for each in held.known().values())
    held.drop("0")
    held.set("5", with_text("x" * (quarter - 100)))
    assert held.known()["5"].text is not None
    assert "0" not in held
