"""A report that was encrypted before it was sent is accepted, and opened on the workstation: both layers."""

import base64
import html
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from crypto.gpg.home import GnupgHome
from crypto.gpg.invocation import program
from journalist_interface.verification.nested_pgp import MOST_MESSAGES, has_message, messages_in
from store.model import Case, StoredEvent
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.workstation import OfficerBrowser, Workstation, workstation_process
from tests.office import TestOffice
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter

BEGIN = "-----BEGIN PGP MESSAGE-----"
END = "-----END PGP MESSAGE-----"
PHRASE = "frasa sandi contoh yang panjang"
SECRET = "Bendahara mengubah kuitansi. <b>tebal</b> \u202emundur"


def certificates(office: TestOffice, people: tuple[str, ...], folder: Path) -> list[Path]:
    """The keys as the reporter saved them."""
    found = []
    for person in people:
        (certificate,) = office.keys.holder(person).in_roster().certificates
        path = folder / f"{person}.gpg"
        path.write_bytes(certificate.data)
        found.append(path)
    return found


def encrypted(
    office: TestOffice, plain: bytes, folder: Path, *options: str, to: tuple[str, ...] = ("sari", "budi")
) -> bytes:
    """Return what the reporter's own gpg makes of it, with its own defaults."""
    return made_by_gpg(plain, folder, certificates(office, to, folder), *options)


def made_by_gpg(plain: bytes, folder: Path, certificates: list[Path], *options: str) -> bytes:
    """Encrypt as the page of the keys tells to do it."""
    home = folder / "rumah"
    home.mkdir(mode=0o700, exist_ok=True)
    keys = [word for path in certificates for word in ("--recipient-file", str(path))]
    command = [program("gpg"), "--homedir", str(home), "--batch", "--quiet", "--encrypt", *options, *keys]
    return subprocess.run(command, input=plain, capture_output=True, check=True).stdout


@pytest.fixture
def place(station: Workstation) -> TestOffice:
    return station.office


def cases_of(office: TestOffice) -> set[str]:
    """All cases; a page of the list holds fifty of them."""
    with office.database.read() as session:
        return set(session.scalars(select(Case.id)))


def inner_page(officer: OfficerBrowser, case: str, sequence: int) -> str:
    page = officer.get(f"/id/cases/{case}/inner/{sequence}")
    assert page.status == 200, page.text
    return page.html


def test_an_encrypted_answer_is_named_as_such_and_opens_with_the_officers_key(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    armor = encrypted(place, SECRET.encode(), tmp_path, "--armor").decode()
    case = place.report(f"Mohon dibuka:\n{armor}").case
    page = officer.case(case)
    assert "Dienkripsi oleh pelapor" in page.text
    assert f"/id/cases/{case}/inner/1" in page.links
    assert "Bendahara" not in page.html
    opened = inner_page(officer, case, 1)
    assert "Bendahara mengubah kuitansi." in opened


def test_from_the_page_of_the_keys_through_the_form_to_the_officers_page(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    """The whole way of a reporter who encrypts beforehand, with their own gpg and the keys that the page offers."""
    box = Box(place)
    reporter = Reporter(box.app().test_client())
    addresses = re.findall(r'href="(/id/keys/[0-9A-F]+)"', reporter.open("/keys").text)
    for number, address in enumerate(addresses):
        (tmp_path / f"{number}.gpg").write_bytes(reporter.client.get(address).data)
    armor = made_by_gpg(SECRET.encode(), tmp_path, sorted(tmp_path.glob("*.gpg")), "--armor").decode().strip()
    before = cases_of(place)
    reporter.enter(what=armor)
    box.close()
    [case] = cases_of(place) - before
    assert armor[40:90] in officer.case(case).text
    assert "Bendahara mengubah kuitansi." in inner_page(officer, case, 1)


def test_more_messages_than_a_page_opens_stand_on_the_next_and_each_has_its_question(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    armors = [
        encrypted(place, f"isi {number}.".encode(), tmp_path, "--armor").decode() for number in range(12)
    ]
    before, box = cases_of(place), Box(place)
    Reporter(box.app().test_client()).report(what="".join(armors[:6]), who="".join(armors[6:]))
    box.close()
    [case] = cases_of(place) - before
    first, second = (officer.get(f"/id/cases/{case}/inner/1?page={number}") for number in (1, 2))
    assert [f"isi {number}." in first.text for number in range(12)] == [True] * 8 + [False] * 4
    assert [f"isi {number}." in second.text for number in range(12)] == [False] * 8 + [True] * 4
    assert first.html.count("<h3>") == 8
    assert "Halaman ini memuat 8 dari 12" in first.text
    assert "isi 11." in officer.get(f"/id/cases/{case}/inner/1/12").text
    assert officer.get(f"/id/cases/{case}/inner/1/13").status == 404


def test_messages_beyond_those_that_one_text_opens_are_counted(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    armor = encrypted(place, SECRET.encode(), tmp_path, "--armor").decode()
    of_six, of_nine = (place.report(armor * (MOST_MESSAGES + more)).case for more in (0, 3))
    assert "Tidak dibuka:" not in inner_page(officer, of_six, 1)
    assert "Tidak dibuka: 3." in inner_page(officer, of_nine, 1)


def test_what_is_inside_is_a_strangers_text(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    armor = encrypted(place, SECRET.encode(), tmp_path, "--armor").decode()
    opened = inner_page(officer, place.report(armor).case, 1)
    assert "<b>tebal" not in opened
    assert html.escape("<b>tebal</b>") in opened
    assert "[U+202E]" in opened
    assert "\u202e" not in opened


def test_an_encrypted_message_in_the_chat_opens_too(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    case = place.report("Laporan")
    case.says(encrypted(place, SECRET.encode(), tmp_path, "--armor").decode())
    assert f"/id/cases/{case.case}/inner/2" in officer.case(case.case).links
    assert "Bendahara mengubah kuitansi." in inner_page(officer, case.case, 2)


@pytest.mark.parametrize("options", [(), ("--armor",), ("--compress-algo", "bzip2")])
def test_an_encrypted_file_is_saved_byte_for_byte_without_either_layer(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path, options: tuple[str, ...]
) -> None:
    plain = bytes(range(256)) * 1_000
    case = place.report("Laporan")
    case.attaches(encrypted(place, plain, tmp_path, *options), "daftar harga.xlsx.gpg")
    page = officer.case(case.case)
    assert "Buka dengan kunci Anda dan simpan" in page.text
    (address,) = {link for link in page.links if link.endswith("/inner")}
    answer = officer.http.get(address)
    assert answer.content == plain
    assert "daftar" in answer.headers["Content-Disposition"]
    assert ".gpg" not in answer.headers["Content-Disposition"]
    outer = officer.http.get(address.removesuffix("/inner"))
    assert plain[:300] not in outer.content


def test_of_an_encrypted_file_what_is_inside_is_shown_and_its_saving_asked_about(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    case = place.report("Laporan")
    case.attaches(encrypted(place, made_files.pdf(), tmp_path), "daftar.pdf.gpg")
    evidence, inner = (
        f"/id/cases/{case.case}/{part}" for part in ("evidence/lampiran-2", "attachments/2/inner")
    )
    assert officer.http.get(inner).content == made_files.pdf()
    page = officer.shown(case.case)
    assert f"Penulis: {made_files.AUTHOR}" in page.text
    assert "mengenkripsi berkas ini" in page.text
    asked = officer.get(inner)
    assert asked.path == evidence
    officer.post(asked.form("/original"))
    assert inner in officer.get(evidence).links
    assert officer.http.get(inner).content == made_files.pdf()


def test_recipients_that_are_hidden_are_no_hindrance(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    """GnuPG tries every key then, and complains of those that do not fit."""
    armor = encrypted(place, SECRET.encode(), tmp_path, "--armor", "--throw-keyids", to=("budi", "sari"))
    assert "Bendahara mengubah kuitansi." in inner_page(officer, place.report(armor.decode()).case, 1)


def test_what_is_encrypted_to_a_stranger_or_damaged_says_so(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    for_budi = encrypted(place, SECRET.encode(), tmp_path, "--armor", to=("budi",)).decode()
    lines = encrypted(place, SECRET.encode(), tmp_path, "--armor").decode().splitlines()
    damaged = "\n".join([*lines[:3], "A" * len(lines[3]), *lines[4:]])
    case = place.report(f"{for_budi}\n{damaged}").case
    opened = inner_page(officer, case, 1)
    assert opened.count('class="problem"') == 2
    assert "Bendahara" not in opened


@pytest.fixture
def signing(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """The options with which the reporter's own gpg signs too, by a key that no one of the office knows."""
    with GnupgHome(tmp_path / "rumah") as home:
        home.generate("Pelapor Rahasia <pelapor@contoh.invalid>", PHRASE)
        yield ("--sign", "--pinentry-mode", "loopback", "--passphrase", PHRASE)


def test_a_text_that_the_reporter_signed_opens_and_their_key_is_not_named(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path, signing: tuple[str, ...]
) -> None:
    """Kleopatra signs unless told not to."""
    armor = encrypted(place, SECRET.encode(), tmp_path, "--armor", *signing).decode()
    opened = inner_page(officer, place.report(armor).case, 1)
    assert "Bendahara mengubah kuitansi." in opened
    assert 'class="problem"' not in opened
    assert "Pelapor Rahasia" not in opened


def test_a_file_that_the_reporter_signed_is_saved_byte_for_byte(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path, signing: tuple[str, ...]
) -> None:
    plain = bytes(range(256)) * 1_000
    case = place.report("Laporan")
    case.attaches(encrypted(place, plain, tmp_path, *signing), "bukti.pdf.gpg")
    assert officer.http.get(f"/id/cases/{case.case}/attachments/2/inner").content == plain


def test_what_is_signed_and_damaged_is_still_refused(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path, signing: tuple[str, ...]
) -> None:
    lines = encrypted(place, SECRET.encode(), tmp_path, "--armor", *signing).decode().splitlines()
    case = place.report("\n".join([*lines[:3], "A" * len(lines[3]), *lines[4:]])).case
    opened = inner_page(officer, case, 1)
    assert opened.count('class="problem"') == 1
    assert "Bendahara" not in opened


def test_marks_without_end_are_looked_through_at_once() -> None:
    """The time grows with the text: one anonymous form must not stop the workstation of the officer who opens it."""
    began = time.process_time()
    assert not has_message(f"{BEGIN}\n" * 100_000)
    assert not has_message(f"{END}\n" * 100_000)
    assert len(list(messages_in(f"{BEGIN}{BEGIN}\n{END}" * 100_000))) == 100_000
    assert time.process_time() - began < 5


def test_a_mark_that_is_only_spoken_of_does_not_hide_the_message_behind_it() -> None:
    message = f"{BEGIN}\n\nhQEMA\n{END}"
    assert list(messages_in(f"Yang mulai dengan {BEGIN} saya tempel:\n{message}\n{message}")) == [message] * 2


def test_a_form_full_of_marks_opens_like_any_other_report(officer: OfficerBrowser, place: TestOffice) -> None:
    marks = (f"{BEGIN}\n" * 4_000)[:97_000]
    box = Box(place)
    reporter = Reporter(box.app().test_client())
    questions = ("what", "who", "when", "how", "where", "why")
    before = cases_of(place)
    assert reporter.report(**dict.fromkeys(questions, marks)).status_code == 200
    box.close()
    [case] = cases_of(place) - before
    assert (
        officer.case(case).html.count(BEGIN) > 12_000
    )  # of six answers 60 kB each; the browser waits a minute for it


def test_a_note_and_a_file_of_another_case_are_not_given_out_as_this_reporters(
    office: TestOffice, gateway: str, tmp_path: Path
) -> None:
    """An attacker with the store sends another case's ciphertexts on, as encrypted text and as encrypted files."""
    other = office.report("Kasus A")
    raw = other.attaches(b"BERKAS RAHASIA KASUS A", "a.txt")
    with HeadlessWorkstations(office, gateway) as workstations:
        perform(workstations.of("budi").work(other.case), "note", text="CATATAN RAHASIA KASUS A")
    with office.database.read() as session:
        note = session.execute(select(StoredEvent.content).where(StoredEvent.case == other.case)).scalar_one()
    assert note is not None
    with office.blobs.open(raw.name) as blob:
        file = blob.read()
    armor = "\n".join([BEGIN, "", *base64.encodebytes(note).decode().split(), END])
    case = office.report(f"Mohon dibuka:\n{armor}")
    case.attaches(note, "catatan.gpg")
    case.attaches(file, "berkas.gpg")
    case.attaches(encrypted(office, b"milik pelapor", tmp_path), "asli.gpg")
    with workstation_process(office, gateway) as workstation, workstation.signed_in() as officer:
        opened = inner_page(officer, case.case, 1)
        assert "KASUS A" not in opened
        assert "berada di tempat yang salah" in opened
        answers = [officer.http.get(f"/id/cases/{case.case}/attachments/{at}/inner") for at in (2, 3, 4)]
        assert [b"KASUS A" in answer.content for answer in answers] == [False, False, False]
        assert answers[2].content == b"milik pelapor"


def test_a_message_of_this_system_out_of_its_place_is_not_shown(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    """An attacker with the store copies an envelope of another case into a report of their own."""
    ours = b'{"statement":"kentongan/envelope/1 dari perkara lain","signature":""}'
    case = place.report(encrypted(place, ours, tmp_path, "--armor").decode())
    opened = inner_page(officer, case.case, 1)
    assert "perkara lain" not in opened
    assert opened.count('class="problem"') == 1
    case.attaches(encrypted(place, ours, tmp_path), "x.gpg")
    assert b"perkara lain" not in officer.http.get(f"/id/cases/{case.case}/attachments/2/inner").content


def test_a_bomb_in_the_inner_layer_is_broken_off(
    officer: OfficerBrowser, place: TestOffice, tmp_path: Path
) -> None:
    case = place.report(encrypted(place, bytes(40_000_000), tmp_path, "--armor", "-z", "9").decode())
    opened = inner_page(officer, case.case, 1)
    assert opened.count('class="problem"') == 1
    case.attaches(encrypted(place, bytes(40_000_000), tmp_path, "-z", "9"), "bom.gpg")
    address = f"/id/cases/{case.case}/attachments/2/inner"
    with (
        officer.http.stream("GET", address) as answer,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        answer.read()
    assert "tidak tersimpan" in officer.get("/id/cases").text


def test_nothing_encrypted_nothing_to_open(officer: OfficerBrowser, place: TestOffice) -> None:
    case = place.report("Biasa saja").case
    assert officer.get(f"/id/cases/{case}/inner/1").status == 404
    assert officer.get(f"/id/cases/{case}/inner/99").status == 404
    assert "Dienkripsi oleh pelapor" not in officer.case(case).text
