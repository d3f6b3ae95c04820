"""The office's texts are changed on a page and signed; altered and older ones are refused; colleagues share them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest

from crypto import signing
from crypto.gpg.encrypt import encrypt_bytes
from journalist_interface.reply_templates import (
    MOST_TEXT_CHARACTERS,
    MOST_TEXTS,
    MOST_TITLE_CHARACTERS,
    ReplyTemplate,
    read_templates,
    text_key,
    with_text,
    without_text,
)
from journalist_interface.sealed_records.office_texts import TextsProblem, TextsRefusedError
from journalist_interface.sealed_records.sealed_office_texts import (
    TextsChangedTooOftenError,
    TextsStatement,
    TooManyTextsError,
    most_serial,
)
from store.cases.sealed_records import office_texts
from store.domain.current_roster import CurrentRoster
from store.domain.labels import Label
from store.domain.roster import Person, answers_reporters
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations
from tests.journalist_interface.officer_page import Form
from tests.journalist_interface.workstation import OfficerBrowser, Workstation, workstation_process
from tests.office import STORE_FILE, TestOffice

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]
GREETING = ReplyTemplate(use="reply", title="Salam kami", text="Salam dari [nama kantor].")
ANOTHER = ReplyTemplate(use="question", title="Tanya", text="Apa yang terjadi?")


@pytest.fixture
def people(office: TestOffice, gateway: str) -> Iterator[HeadlessWorkstations]:
    office.with_everybody()
    with HeadlessWorkstations(office, gateway) as made:
        yield made


@pytest.fixture
def sari(own_workstation: Workstation) -> Iterator[OfficerBrowser]:
    with own_workstation.signed_in() as browser:
        yield browser


def offered(workstation: HeadlessWorkstation) -> set[str]:
    return {template.title for template in workstation.officer.texts.refresh().file.templates}


def add(workstation: HeadlessWorkstation, template: ReplyTemplate) -> None:
    workstation.officer.texts.change(lambda texts: (*texts, template))


def address_of(browser: OfficerBrowser, title: str) -> str:
    """The address of the text with this title, found by the list."""
    links = [
        link for link in browser.get("/id/texts").links if "/texts/" in link and not link.endswith("/new")
    ]
    [found] = [link for link in links if browser.get(link).form("/save").fields["title"] == title]
    return found


def form_of(browser: OfficerBrowser, title: str) -> Form:
    """The form with the text of this title."""
    return browser.get(address_of(browser, title)).form("/texts/save")


def person_of(current: CurrentRoster, name: str) -> Person:
    found = current.roster.person(name)
    assert found is not None
    return found


def put(office: TestOffice, record: bytes | None) -> None:
    """What an attacker with the store does."""
    with closing(sqlite3.connect(office.folder / "database" / STORE_FILE)) as database, database:
        database.execute("DELETE FROM office_texts")
        if record is not None:
            database.execute("INSERT INTO office_texts VALUES (1, ?)", (record,))


def test_a_text_that_an_officer_saves_is_offered_to_colleagues_with_name_and_day_until_one_removes_it(
    office: TestOffice, gateway: str, sari: OfficerBrowser
) -> None:
    case = office.report().case
    form = sari.get("/id/texts/new").form("/texts/save")
    kept = sari.post(form, {"use": "reply", "title": "", "text": "Salam dari [nama kantor]."})
    assert (kept.status, "Salam dari [nama kantor]." in kept.html) == (400, True)
    saved = sari.post(kept.form("/texts/save"), {"use": "reply", "title": "Salam kami"})
    assert "Ditandatangani oleh Sari" in saved.text
    assert "Salam kami" in saved.text
    with workstation_process(office, gateway, "budi", "budi") as station, station.signed_in() as budi:
        page = budi.get("/id/texts")
        assert "Ditandatangani oleh Sari" in page.text
        reply = budi.case(case).form("/reply")
        last = reply.choices["template"][-1]
        again = budi.post(reply, {"fill": "1", "template": last}, []).form("/reply")
        assert again.fields["text"] == "Salam dari Inspektorat Uji."
        [address] = [link for link in page.links if "/texts/" in link and "Salam kami" in budi.get(link).html]
        removed = budi.post(budi.get(address).form("/remove"))
        assert "Ditandatangani oleh Budi" in removed.text
        assert "Salam kami" not in removed.text
    assert "Salam kami" not in sari.get("/id/texts").text
    assert sari.get(address).status == 404


def test_who_does_not_answer_reporters_has_no_such_page(office: TestOffice, gateway: str) -> None:
    office.with_everybody()
    with workstation_process(office, gateway, "rina", "rina") as station, station.browser() as rina:
        assert rina.sign_in().status == 200
        assert rina.get("/id/texts").status == rina.get("/id/texts/new").status == 404


def test_two_colleagues_who_save_at_once_lose_nothing(people: HeadlessWorkstations) -> None:
    sari, budi = people.of("sari"), people.of("budi")
    before = {template.title for template in read_templates(None).templates}
    assert offered(sari) == offered(budi) == before
    add(sari, GREETING)
    budi.officer.texts.change(lambda texts: (*texts, ANOTHER))
    assert offered(sari) == offered(budi) == {*before, "Salam kami", "Tanya"}
    in_use = sari.officer.texts.current()
    assert in_use.signed is not None
    assert (in_use.signed.editor, in_use.problem) == ("budi", None)


def test_beyond_a_hundred_texts_none_goes_and_the_typed_one_stays(
    people: HeadlessWorkstations, sari: OfficerBrowser
) -> None:
    budi, form = people.of("budi"), sari.get("/id/texts/new").form("/texts/save")
    whole = tuple(ReplyTemplate(use="reply", title=f"Teks {one}", text="Isi") for one in range(MOST_TEXTS))
    budi.officer.texts.change(lambda _before: whole)
    refused = sari.post(form, {"use": "reply", "title": "Salam kami", "text": "Salam hangat."})
    assert refused.status == 409
    assert "sudah memiliki 100 teks" in refused.text
    assert refused.form("/texts/save").fields["text"] == "Salam hangat."
    assert str(MOST_TEXTS) in (TooManyTextsError.__doc__ or "")
    assert budi.officer.texts.refresh().file.templates == whole


def test_older_texts_or_none_are_refused_where_newer_ones_are_known(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    sari, budi = people.of("sari"), people.of("budi")
    add(sari, GREETING)
    older = office_texts(office.database)
    add(sari, ANOTHER)
    assert "Tanya" in offered(budi)
    for served in (older, None, b"\xd2\x01\x00"):
        put(office, served)
        budi = people.anew("budi")
        in_use = budi.officer.texts.current()
        assert in_use.problem is not None
        assert "Tanya" in {template.title for template in in_use.file.templates}
    add(budi, ReplyTemplate(use="reply", title="Lagi", text="Lagi"))
    assert {"Tanya", "Lagi"} <= offered(sari)
    assert sari.officer.texts.current().problem is None


@pytest.mark.parametrize("author", ["joko", "rina", "dewi"])
def test_texts_that_no_officer_signed_are_refused(
    office: TestOffice, people: HeadlessWorkstations, author: str
) -> None:
    day, current = office.clock.today(), office.keeper().current()
    readers = [person for person in current.roster.active() if answers_reporters(person)]
    holder = office.keys.holder(author)
    for editor in (author, "sari"):
        text = signing.compose(Label.TEXTS, TextsStatement(editor, 9, day, (GREETING,)))
        packed = signing.pack(text, holder.sign(text, day))
        put(office, encrypt_bytes(packed, current.recipients(readers), day))
        in_use = people.of("budi").officer.texts.refresh()
        assert in_use.problem is TextsProblem.REFUSED
        assert in_use.file == read_templates(None)
    budi = people.of("budi")
    with pytest.raises(TextsRefusedError):
        add(budi, ANOTHER)
    assert budi.officer.texts.begin_anew()
    assert not budi.officer.texts.begin_anew()
    add(budi, ANOTHER)
    assert "Tanya" in offered(people.of("sari"))


def test_who_cannot_read_the_texts_does_not_replace_them_but_may_begin_anew(
    office: TestOffice, people: HeadlessWorkstations, sari: OfficerBrowser
) -> None:
    budi = people.of("budi")
    add(budi, GREETING)
    add(budi, ANOTHER)
    signed = office_texts(office.database)
    day, current = office.clock.today(), office.keeper().current()
    unreadable = encrypt_bytes(b"for budi", current.recipients([person_of(current, "budi")]), day)
    put(office, unreadable)
    typed = {"use": "reply", "title": "Dari Sari", "text": "Isi dari Sari."}
    refused = sari.post(sari.get("/id/texts/new").form("/texts/save"), typed)
    assert (refused.status, office_texts(office.database)) == (409, unreadable)
    assert "Mintalah rekan" in refused.text
    assert refused.form("/texts/save").fields["text"] == "Isi dari Sari."
    page = sari.get("/id/texts")
    unasked = sari.post(page.form("/begin-anew"))
    assert (unasked.status, office_texts(office.database)) == (400, unreadable)
    begun = sari.post(unasked.form("/begin-anew"), {"asked": "y"})
    assert "Ditandatangani oleh Sari" in begun.text
    in_use = budi.officer.texts.refresh()
    assert in_use.problem is TextsProblem.OLDER
    assert GREETING in in_use.file.templates
    put(office, signed)
    again = sari.post(page.form("/begin-anew"), {"asked": "y"})
    assert "Salam kami" in again.text
    assert office_texts(office.database) == signed


def test_a_colleague_who_saves_a_text_as_it_is_opens_all_to_a_key_that_joined_later(
    office: TestOffice, people: HeadlessWorkstations, own_workstation: Workstation
) -> None:
    everybody = office.roster.people
    office.publish(people=office.people_with("budi", left=office.clock.today()))
    with own_workstation.signed_in() as sari:
        form = sari.get("/id/texts/new").form("/texts/save")
        sari.post(form, {"use": "reply", "title": "Salam kami", "text": "Salam dari kami."})
        office.publish(people=everybody)
        budi = people.of("budi")
        assert budi.officer.texts.refresh().problem is TextsProblem.REFUSED
        sari.post(form_of(sari, "Salam kami"))
    assert "Salam kami" in offered(budi)
    assert budi.officer.texts.current().problem is None


def test_while_the_server_cannot_be_read_the_copy_serves_and_the_next_form_asks_again(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    budi = people.of("budi")
    add(budi, GREETING)
    with closing(sqlite3.connect(office.folder / "database" / STORE_FILE)) as database, database:
        database.execute("ALTER TABLE office_texts RENAME TO mislaid")
    budi = people.anew("budi")
    for in_use in (budi.officer.texts.current(), budi.officer.texts.refresh()):
        assert in_use.problem is TextsProblem.UNKNOWN
        assert GREETING in in_use.file.templates
        assert in_use.signed is not None
    with closing(sqlite3.connect(office.folder / "database" / STORE_FILE)) as database, database:
        database.execute("ALTER TABLE mislaid RENAME TO office_texts")
    assert budi.officer.texts.current().problem is None
    add(budi, ANOTHER)
    assert {"Salam kami", "Tanya"} <= offered(budi)


def test_a_text_that_a_colleague_changed_or_removed_is_not_saved_beside_theirs_unasked(
    people: HeadlessWorkstations, sari: OfficerBrowser
) -> None:
    budi = people.of("budi")
    add(budi, GREETING)
    stale, late = form_of(sari, "Salam kami"), sari.get(address_of(sari, "Salam kami")).form("/remove")
    budi.officer.texts.change(lambda texts: with_text(without_text(texts, text_key(GREETING)), "", ANOTHER))
    signed = budi.officer.texts.refresh()
    removed, refused = sari.post(late), sari.post(stale, {"text": "Salam dari Sari."})
    for page in (removed, refused):
        assert page.status == 409
        assert "seorang rekan mengubah atau menghapus teks ini" in page.text
    assert budi.officer.texts.refresh() == signed
    resumed = sari.get("/id/texts/new").form("/texts/save")
    assert resumed.fields == refused.form("/texts/save").fields
    assert (resumed.fields["text"], resumed.fields["key"]) == ("Salam dari Sari.", "")
    for _twice in range(2):
        assert sari.post(resumed).status == 200
    saved = [template for template in budi.officer.texts.refresh().file.templates if template.use == "reply"]
    assert [template.text for template in saved if template.title == "Salam kami"] == ["Salam dari Sari."]


def test_what_was_typed_comes_back_to_its_text_with_what_was_chosen_also_after_a_lost_session(
    office: TestOffice, sari: OfficerBrowser
) -> None:
    form = form_of(sari, "Laporan tidak jelas")
    key, typed = form.fields["key"], {"text": "Belum selesai", "reason": "no-answer"}
    assert typed["reason"] in form.choices["reason"]
    assert sari.post(form, {**typed, "title": ""}).status == 400
    assert sari.get(f"/id/texts/{key}").form("/texts/save").fields["reason"] == "no-answer"
    sari.post(sari.get("/id/cases").form("/sign-out"))
    lost = sari.post(form, typed)
    assert lost.status == 403
    enter = {"passphrase": sari.workstation.passphrase, "code": office.fresh_code("sari")}
    back = sari.post(lost.form("/sign-in"), enter)
    assert back.path == f"/id/texts/{key}"
    for page in (back, sari.get(f"/en/texts/{key}")):
        fields = page.form("/texts/save").fields
        assert fields["text"] == "Belum selesai"
        assert (fields["key"], fields["use"], fields["reason"]) == (key, "archive", "no-answer")
    assert sari.get("/id/texts/new").form("/texts/save").fields["text"] == ""
    saved = sari.post(back.form("/texts/save"))
    assert "Ditandatangani oleh Sari" in saved.text
    assert form_of(sari, "Laporan tidak jelas").fields["text"] == "Belum selesai"


@pytest.mark.parametrize(
    ("typed", "said", "said_in_english"),
    [
        ({"text": " "}, "Tulis teksnya.", "Write the text."),
        ({"text": "x" * (MOST_TEXT_CHARACTERS + 1)}, "Kirim dalam beberapa bagian.", "Send it in parts."),
        (
            {"title": "x" * (MOST_TITLE_CHARACTERS + 1)},
            "Baris ini terlalu panjang.",
            "This line is too long.",
        ),
    ],
)
def test_a_text_that_is_missing_or_too_long_is_refused_in_words_of_this_page(
    sari: OfficerBrowser, typed: dict[str, str], said: str, said_in_english: str
) -> None:
    for language, sentence in (("id", said), ("en", said_in_english)):
        form = sari.get(f"/{language}/texts/new").form("/texts/save")
        refused = sari.post(form, {"use": "reply", "title": "Salam", "text": "Isi", **typed})
        assert refused.status == 400
        assert sentence in refused.text
        assert "karakter" not in refused.text
        assert "characters" not in refused.text


def signed_by_hand(office: TestOffice, editor: str, serial: int, day: date) -> bytes:
    """Texts as a colleague signs them who writes the serial and the day by hand."""
    current = office.keeper().current()
    readers = [person for person in current.roster.active() if answers_reporters(person)]
    text = signing.compose(Label.TEXTS, TextsStatement(editor, serial, day, (GREETING,)))
    packed = signing.pack(text, office.keys.holder(editor).sign(text, day))
    return encrypt_bytes(packed, current.recipients(readers), day)


def test_no_colleague_signs_a_serial_that_leaves_none_to_the_others(
    office: TestOffice, people: HeadlessWorkstations
) -> None:
    sari, today = people.of("sari"), office.clock.today()
    add(sari, ANOTHER)
    highest = most_serial(today)
    later = today + timedelta(days=300)
    for serial, day in ((1_000_000_000, today), (highest + 1, today), (most_serial(later), later)):
        put(office, signed_by_hand(office, "budi", serial, day))
        assert sari.officer.texts.refresh().problem is TextsProblem.REFUSED
        assert offered(sari) >= {"Tanya"}
        assert people.of("wati").officer.texts.refresh().problem is TextsProblem.REFUSED
    put(office, signed_by_hand(office, "budi", highest, today))
    for colleague in (sari, people.of("wati")):
        assert offered(colleague) == {"Salam kami"}
        with pytest.raises(TextsChangedTooOftenError):
            add(colleague, ANOTHER)
    office.move(days=1)
    sari, wati = people.anew("sari"), people.anew("wati")
    add(sari, ANOTHER)
    assert offered(wati) == {"Salam kami", "Tanya"}
