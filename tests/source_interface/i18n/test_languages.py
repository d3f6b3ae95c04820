"""A third language needs one catalogue and one word list: here one whose every text can be told from all others."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from werkzeug.test import TestResponse

from install.catalogue import bring_up_to_date, read_catalogue, reporters_messages
from source_interface.i18n.language import number_in_words, size_in_words
from source_interface.i18n.languages import WORDS, Languages
from source_interface.i18n.office_texts import OfficeTexts
from store.web.configuration import ConfigurationError
from store.web.languages import CATALOGUE
from tests.source_interface.box import Box
from tests.source_interface.brought_language import CODE, write_language
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, shown_code

ACCENTS = str.maketrans("aceginorsuyACEGINORSUY", "äçéğïñöŕšüÿÄÇÉĞÏÑÖŔŠÜŸ")
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
PLACEHOLDER = re.compile(r"(%\(\w+\)[sd])")


def marked(text: str) -> str:
    """The text between marks, with accents wherever it is not a placeholder."""
    parts = PLACEHOLDER.split(text)
    return f"⟦{''.join(part if PLACEHOLDER.match(part) else part.translate(ACCENTS) for part in parts)}⟧"


def every_text_marked() -> Catalog:
    """A translation of all there is."""
    made = Catalog(locale=CODE)
    for message in reporters_messages():
        if isinstance(message.id, tuple):
            made.add(message.id, tuple(marked(message.id[-1]) for _ in range(made.num_plurals)))
        elif message.id:
            made.add(message.id, marked(str(message.id)))
    return made


@pytest.fixture
def languages(tmp_path: Path) -> Path:
    write_language(tmp_path / "languages" / CODE, every_text_marked())
    return tmp_path / "languages"


@pytest.fixture
def visitor(box: Box, languages: Path) -> Reporter:
    """A reporter on the pages of the third language."""
    return Reporter(box.app(languages=languages).test_client(), CODE)


def visible_text(page: TestResponse) -> str:
    """Return what a person sees or hears of a page, but what they typed themselves."""
    text = re.sub(r"<!--.*?-->|<textarea.*?</textarea>", " ", page.text, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', text)
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", text), *spoken]))


def untranslated(page: TestResponse, *known: str) -> str:
    """Return what is left of a page without all marked texts and without what needs no translation."""
    text, before = visible_text(page), ""
    while text != before:  # a translated text can stand within another
        text, before = MARKED.sub(" ", text), text
    for word in sorted(known, key=len, reverse=True):
        text = text.replace(word, " ")
    return " ".join(re.findall(r"[^\W\d_]{2,}", text))


def known_texts(box: Box) -> list[str]:
    """Names, what the office says in English, days, units, and what was typed."""
    roster = box.services().roster.current().roster
    texts = OfficeTexts()
    law = [part.strip() for part in texts.law["en"].split("\n\n")]
    months = [format_date(date(2026, month, 1), "MMMM", locale=CODE) for month in range(1, 13)]
    titles = [position.title_en for position in roster.positions]
    names = [roster.office.name, roster.office.unit, "Indonesia", "English", "Basa Sunda"]
    return [*law, *months, *titles, *names, "kB", "MB", "GB", *ANSWERS.values(), "bukti.txt", "Jaya"]


def test_a_folder_with_a_catalogue_and_a_word_list_is_a_language_on_every_page(
    visitor: Reporter, box: Box
) -> None:
    known = known_texts(box)
    assert untranslated(visitor.client.get("/en/help"), *known), "a text without its mark would be noticed"
    pages = [visitor.open(path) for path in ("/", "/about", "/help", "/open", "/left", "/report", "/nothing")]
    pages += [
        visitor.open(f"/help/{topic}")
        for topic in ("report", "handling", "tor", "phone", "speaking", "code", "protection")
    ]
    form = visitor.report_form()
    pages.append(visitor.send(form, what=""))
    pages.append(visitor.send(form, **ANSWERS, anonymous=None))
    pages.append(visitor.send(form_to(pages[-1], "/report/identity"), name="", contact=""))
    shown = visitor.send(form, **ANSWERS)
    code = shown_code(shown)
    slip = f"{code[:-1]}x"
    pages += [visitor.repeat(shown, slip), visitor.tries(slip)]
    assert visitor.repeat(shown).status_code == 303
    pages.append(visitor.attaches(("bukti.txt", b"isi"), ("", b"")))
    pages += [visitor.mailbox(), visitor.says("")]
    pages += [
        visitor.open(f"/mailbox/{path}") for path in ("outcome", "threat", "erase", "code", "code/taken")
    ]
    offered = visitor.send(form_to(visitor.open("/mailbox/code"), "/mailbox/code"))
    again = visitor.send(form, **ANSWERS)
    pages += [
        again,
        visitor.client.get("/su/mailbox/message"),
        visitor.client.post("/su/report", data={"a": "b"}),
    ]
    for page in [*pages, shown, offered]:
        assert '<html lang="su">' in page.text
        mine = [*known, *code.split(), *slip.split(), *(shown_code(offered).split())]
        assert untranslated(page, *mine) == "", page.request.path
        assert "⟦" in page.text


def test_its_codes_come_from_its_own_list_and_open_from_every_language(visitor: Reporter, box: Box) -> None:
    code = shown_code(visitor.report())
    assert len(code.split()) == 9
    assert set(code.split()) <= set(box.services().submissions.languages.lists[CODE])
    for language in ("id", "en", CODE):
        other = Reporter(visitor.client.application.test_client(), language)
        assert other.opens(code.upper())


def test_every_page_offers_every_language(visitor: Reporter) -> None:
    assert re.findall(r'hreflang="(\w+)">([^<]+)<', visitor.open("/").text) == [
        ("id", "Indonesia"),
        ("en", "English"),
    ]
    indonesian = Reporter(visitor.client.application.test_client())
    assert re.findall(r'hreflang="(\w+)">([^<]+)<', indonesian.open("/").text) == [
        ("en", "English"),
        (CODE, "Basa Sunda"),
    ]
    page = indonesian.open("/report")
    assert re.findall(r'formaction="/(\w+)/report"', page.text) == ["en", CODE]
    form = form_to(page, "/id/report")
    form.action = f"/{CODE}/report"
    switched = indonesian.send(form, what="Ketikan yang ikut", switch="1")
    assert '<html lang="su">' in switched.text
    assert form_to(switched, f"/{CODE}/report").fields["what"] == ["Ketikan yang ikut"]


def test_without_the_folder_its_addresses_are_not_there(reporter: Reporter) -> None:
    assert reporter.client.get("/su/").status_code == 404
    assert "Basa Sunda" not in reporter.open("/").text


def test_days_are_in_words_and_numbers_and_sizes_as_the_language_writes_them(
    box: Box, languages: Path
) -> None:
    app = box.app(languages=languages)
    expected = {"id": ("12.345", "1,5 MB"), "en": ("12,345", "1.5 MB"), CODE: ("12.345", "1,5 MB")}
    for language, (number, size) in expected.items():
        with app.test_request_context(f"/{language}/"):
            assert number_in_words(12_345) == number
            assert size_in_words(1_500_000).replace("\N{NO-BREAK SPACE}", " ") == size
    today = box.office.clock.today()
    visitor = Reporter(app.test_client(), CODE)
    visitor.enter()
    assert format_date(today, "long", locale=CODE) in visitor.mailbox().text


def test_a_translator_gets_everything_that_is_to_be_translated(tmp_path: Path) -> None:
    folder = tmp_path / "jv"
    missing = bring_up_to_date(folder, reporters_messages(), "the pages")
    assert len(missing) == len([message for message in reporters_messages() if message.id])
    kept = read_catalogue(folder)
    assert "Javanese" in (folder / CATALOGUE).with_suffix(".po").read_text()
    kept["Help"].string = "Pitulung"
    (folder / CATALOGUE).with_suffix(".po").write_bytes(po_bytes(kept))
    assert "Help" not in bring_up_to_date(folder, reporters_messages(), "the pages")
    assert b"Pitulung" in (folder / CATALOGUE).read_bytes()


def po_bytes(made: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, made)
    return file.getvalue()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / CODE / WORDS).unlink(), "words.txt must hold"),
        (lambda folder: (folder / CODE / WORDS).write_text("satu\ndua\n"), "words.txt must hold"),
        (lambda folder: (folder / CODE / CATALOGUE).unlink(), "has no catalogue"),
        (lambda folder: (folder / CODE).rename(folder / "en"), "two or three small letters"),
        (lambda folder: (folder / CODE).rename(folder / "Sunda!"), "two or three small letters"),
        (lambda folder: (folder / CODE).rename(folder / "xq"), "not known to CLDR"),
    ],
    ids=["no words", "few words", "no catalogue", "English again", "no code", "unknown"],
)
def test_a_language_that_is_not_whole_is_refused_when_the_program_starts(
    languages: Path, spoil: object, said: str
) -> None:
    assert callable(spoil)
    spoil(languages)
    with pytest.raises(ConfigurationError, match=said):
        Languages.open(languages)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Languages.open(tmp_path / "nothing")
