"""Help that decides: short pages, linked at the moment they are needed, that name no office but the one they serve."""

import re
from html import unescape

import pytest

from install.catalogue import REPORTERS, read_catalogue
from source_interface.i18n.office_texts import OfficeTexts
from tests.source_interface.box import Box
from tests.source_interface.reporter import ANSWERS, Reporter, form_to

TOPICS = ("report", "handling", "tor", "phone", "speaking", "code", "protection")
MOST_WORDS = 260
SOP = {"id": "Setiap laporan <dicatat>.\n\nTim bekerja rahasia.", "en": "Every report is recorded."}


def text_of(page: str) -> str:
    inside = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inside)).split())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_help_page_is_short_and_reached_from_the_list_of_all(
    reporter: Reporter, language: str, topic: str
) -> None:
    page = reporter.client.get(f"/{language}/help/{topic}")
    assert page.status_code == 200
    assert len(text_of(page.text).split()) <= MOST_WORDS
    assert f'href="/{language}/help/{topic}"' in reporter.client.get(f"/{language}/help").text
    assert len(page.data) < 20_000


def test_four_questions_have_a_bad_and_a_good_example_each(reporter: Reporter) -> None:
    page = reporter.open("/help/report").text
    assert "<h1>Apa yang sebaiknya dicantumkan dalam laporan?</h1>" in page
    found = re.findall(
        r"<h2>([^<]+)</h2>\s*<dl class=\"pair\">\s*<dt>Kurang jelas</dt>\s*<dd>“[^<]+”</dd>\s*"
        r"<dt>Lebih baik</dt>\s*<dd>“([^<]+)”</dd>",
        page,
    )
    assert [question for question, _good in found] == [
        "Apa yang terjadi?",
        "Siapa yang terlibat?",
        "Kapan terjadinya?",
        "Bagaimana itu dilakukan?",
    ]
    assert all(len(good.split()) > 6 for _question, good in found)


def test_help_is_linked_where_it_is_needed(inside: Reporter) -> None:
    form = inside.open("/report").text
    assert form.index("/id/help/report") < form.index('href="/id/about"') < form.index('id="what"')
    first = inside.open("/").text
    for topic in ("report", "speaking", "handling", "tor", "phone"):
        assert f'href="/id/help/{topic}"' in first
    assert "/id/help/code" in inside.open("/open").text
    assert "/id/help/handling" in inside.mailbox().text
    assert "/id/help/code" in inside.report().text


def test_help_opens_beside_what_is_being_written(inside: Reporter) -> None:
    pages = [inside.open("/report"), inside.open("/open"), inside.mailbox(), inside.report()]
    pages.append(inside.report(anonymous=None))
    for page in pages:
        links = re.findall(r'<a href="/id/(?:help[^"]*|about)"[^>]*>', page.text)
        assert links
        for link in links:
            assert 'target="_blank" rel="noopener"' in link, link


def test_the_offices_procedure_stands_below_the_stages_as_it_wrote_it(box: Box) -> None:
    reporter = Reporter(box.app(texts=OfficeTexts(sop=SOP)).test_client())
    page = reporter.open("/help/handling").text
    assert page.index("<ol>") < page.index('id="sop"')
    assert (
        '<p class="text">Setiap laporan &lt;dicatat&gt;.</p>\n<p class="text">Tim bekerja rahasia.</p>'
        in page
    )
    assert "Every report is recorded." in reporter.client.get("/en/help/handling").text
    without = Reporter(box.app().test_client()).open("/help/handling").text
    assert 'id="sop"' not in without


def test_what_protects_is_said_before_a_report_too(reporter: Reporter) -> None:
    page = text_of(reporter.open("/help/protection").text)
    assert "LPSK (Lembaga Perlindungan Saksi dan Korban)" in page
    assert "Laporan anonim mungkin tidak memenuhi syarat" in page
    assert "Kami tidak pernah meminta kartu identitas." in page


def test_no_page_names_another_office(box: Box) -> None:
    """The name and the unit come from the roster, all else from the configuration: no text of ours holds a name."""
    name, unit = "Dinas Contoh Uji", "Unit Pengaduan Uji"
    roster = box.office.roster
    office = type(roster.office)(name, unit, roster.office.gateway)
    box.office.publish(office=office)
    reporter = Reporter(box.app().test_client())
    reporter.enter()
    paths = [
        "/",
        "/about",
        "/help",
        *(f"/help/{topic}" for topic in TOPICS),
        "/report",
        "/open",
        "/left",
        "/mailbox",
    ]
    paths += ["/mailbox/outcome", "/mailbox/threat", "/mailbox/erase", "/mailbox/code"]
    for language in ("id", "en"):
        for path in paths:
            page = reporter.client.get(f"/{language}{path}").text
            assert page.count(name) == 1, path
            assert unit in page
            rest = page.replace(name, "").replace(unit, "")
            for position in roster.positions:
                rest = rest.replace(position.title, "").replace(position.title_en, "")
            assert not OFFICES.search(unescape(rest)), path


OFFICES = re.compile(
    r"\b(Inspektorat|Dinas|Kementerian|Kabupaten|Provinsi|Pemerintah (Kota|Daerah)|Kota [A-Z]|Badan [A-Z]|Ministry of|"
    r"City of|Province of)\b"
)


def test_no_text_of_ours_names_an_office() -> None:
    for message in read_catalogue(REPORTERS):
        for text in (message.id, message.string):
            assert not OFFICES.search(str(text)), text


def test_the_page_for_the_name_shows_the_help_beside_too(reporter: Reporter) -> None:
    page = reporter.send(reporter.report_form(), **ANSWERS, anonymous=None)
    assert form_to(page, "/report/identity").fields["what"] == [ANSWERS["what"]]
    assert 'href="/id/about" target="_blank"' in page.text
