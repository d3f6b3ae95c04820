"""The office's texts about itself stand where they are needed, in both languages, beside the limits of protection."""

from pathlib import Path

import pytest

from source_interface.i18n.office_texts import MAX_CHARACTERS, OfficeTexts
from store.web.configuration import ConfigurationError, read_config
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter

TEXTS = OfficeTexts(
    contacts={"id": "Telepon 555 0100 <hari kerja>\n\nSurat ke kotak pos 7", "en": "Telephone 555 0100"},
    protection={"id": "Kami dapat memindahkan tempat kerja.", "en": "We can move your place of work."},
)


@pytest.fixture
def inside(box: Box) -> Reporter:
    """A reporter in the mailbox of an office that has texts of its own."""
    reporter = Reporter(box.app(texts=TEXTS).test_client())
    reporter.enter()
    return reporter


def test_the_offices_contacts_stand_beside_the_request_for_the_outcome(inside: Reporter) -> None:
    page = inside.open("/mailbox/outcome").text
    assert '<p class="text">Telepon 555 0100 &lt;hari kerja&gt;</p>' in page
    assert '<p class="text">Surat ke kotak pos 7</p>' in page
    assert "Jangan sebutkan Kode Rahasia Anda kepada siapa pun." in page
    assert "Telephone 555 0100" in inside.client.get("/en/mailbox/outcome").text


def test_the_page_for_threats_tells_of_protection_and_honestly_of_its_limits(inside: Reporter) -> None:
    page = inside.open("/mailbox/threat").text
    assert "LPSK (Lembaga Perlindungan Saksi dan Korban)" in page
    assert "Kami dapat memindahkan tempat kerja." in page
    assert "Laporan anonim mungkin tidak memenuhi syarat" in page
    assert "Kami tidak pernah meminta kartu identitas" in page
    english = inside.client.get("/en/mailbox/threat").text
    assert "Witness and Victim Protection Agency" in english
    assert "We can move your place of work." in english


def test_without_texts_of_the_office_the_pages_say_the_rest(reporter: Reporter) -> None:
    reporter.enter()
    assert "Cara lain menghubungi kantor ini" not in reporter.open("/mailbox/outcome").text
    assert "LPSK" in reporter.open("/mailbox/threat").text


def test_texts_are_read_from_the_configuration_and_bounded(tmp_path: Path) -> None:
    file = tmp_path / "texts.toml"
    file.write_text('[contacts]\nid = "Surat"\nen = "Letter"\n', "utf-8")
    assert read_config(file, OfficeTexts).contacts == {"id": "Surat", "en": "Letter"}
    for broken in ('[contacts]\nid = "Surat"\n', f'[law]\nid = "{"a" * (MAX_CHARACTERS + 1)}"\nen = "b"\n'):
        file.write_text(broken, "utf-8")
        with pytest.raises(ConfigurationError):
            read_config(file, OfficeTexts)
