"""A gateway in other hands that answers for a file with something else, after it was shown and before it is saved."""

import io
import tarfile
from collections.abc import Iterator

import httpx
import pytest

from store.values import StoredBlob
from tests.genuine_case import GenuineCase
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.hostile_gateway import HostileGateway, Lie, raw
from tests.journalist_interface.workstation import OfficerBrowser, workstation_process
from tests.office import TestOffice

pytestmark = pytest.mark.slow
ALTERED = "Lampiran telah diubah"
NOT_SAVED = "tidak tersimpan"
NOT_WHOLE = "ukuran atau SHA-256-nya berbeda"


@pytest.fixture
def hostile(gateway: str) -> Iterator[HostileGateway]:
    with HostileGateway(gateway) as made:
        yield made


@pytest.fixture
def victim(office: TestOffice, hostile: HostileGateway) -> Iterator[OfficerBrowser]:
    with workstation_process(office, hostile.address) as station, station.signed_in() as browser:
        yield browser


def stored(hostile: HostileGateway, case: GenuineCase, blob: StoredBlob) -> bytes:
    """What the store has of a file, as the officer's own session gets it."""
    asked = next(headers for _, headers in reversed(hostile.asked) if "Authorization" in headers)
    passed = {"Authorization": asked["Authorization"]}
    return hostile.real.get(f"/v1/cases/{case.case}/blobs/{blob.name}", headers=passed).content


def lies_about(whole: bytes, *others: bytes) -> list[Lie]:
    """Other files in its place, and less of it than there is."""
    return [
        *(raw(200, other) for other in others),
        raw(200, whole[:-40]),
        raw(206, whole[:500], Content_Range=f"bytes 0-499/{len(whole)}"),
    ]


def test_a_file_that_was_exchanged_after_it_was_shown_is_in_no_copy_and_the_page_says_so(
    office: TestOffice, hostile: HostileGateway, victim: OfficerBrowser
) -> None:
    case, another = office.report(), office.report()
    shown = case.attaches(made_files.pdf(), "daftar.pdf")
    beside = case.attaches(made_files.photo(), "foto.jpg")
    elsewhere = another.attaches(made_files.pdf(1), "lain.pdf")
    path = f"/v1/cases/{case.case}/blobs/{shown.name}"
    page = victim.shown(case.case)
    agreed = victim.post(page.form("/original")).answer
    assert agreed.content == made_files.pdf()
    others = [stored(hostile, case, beside), stored(hostile, another, elsewhere)]
    for lie in lies_about(stored(hostile, case, shown), *others):
        with hostile.lying("GET", path, lie):
            for way in (f"{page.path}/cleaned", f"{page.path}/pictures", agreed.url.path):
                refused = victim.get(way)
                assert (refused.status, ALTERED in refused.text) == (502, True), way
    assert "<img" in victim.get(page.path).html  # of the file that its reporter sent


def test_an_archive_breaks_off_at_an_exchanged_file_and_the_next_one_lacks_that_file_alone(
    office: TestOffice, hostile: HostileGateway, victim: OfficerBrowser
) -> None:
    case, another = office.report(), office.report()
    exchanged = [case.attaches(f"isi {number}".encode() * 300, "catatan.txt") for number in range(4)]
    beside = case.attaches(made_files.photo(), "foto.jpg")
    elsewhere = another.attaches(b"lain" * 300, "lain.txt")
    victim.case(case.case)
    others = [stored(hostile, case, beside), stored(hostile, another, elsewhere)]
    archive = f"/id/cases/{case.case}/evidence/archive"
    for number, blob in enumerate(exchanged):
        lie = lies_about(stored(hostile, case, blob), *others)[number]
        with hostile.lying("GET", f"/v1/cases/{case.case}/blobs/{blob.name}", lie):
            with pytest.raises(httpx.RemoteProtocolError):
                victim.get(archive)
            assert NOT_SAVED in victim.get("/id/cases").text
    with tarfile.open(fileobj=io.BytesIO(victim.http.get(archive).content), mode="r:") as tar:
        assert [name.partition("/")[2] for name in tar.getnames()] == ["SHA256SUMS", "lampiran-6_foto.jpg"]


def test_a_file_that_is_exchanged_before_it_is_shown_shows_nothing(
    office: TestOffice, hostile: HostileGateway, victim: OfficerBrowser
) -> None:
    case = office.report()
    blobs = [case.attaches(made_files.pdf(pages), "daftar.pdf") for pages in (1, 2)]
    victim.case(case.case)
    lie = raw(200, stored(hostile, case, blobs[1]))
    with hostile.lying("GET", f"/v1/cases/{case.case}/blobs/{blobs[0].name}", lie):
        page = victim.shown(case.case)
    assert NOT_WHOLE in page.text
    assert "<img" not in page.html
    assert made_files.AUTHOR not in page.text
