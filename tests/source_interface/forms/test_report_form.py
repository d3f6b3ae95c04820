"""The report form: what is needed, what is kept, who reads it, and who never will."""

import re

import pytest

from store.domain.categories import CATEGORIES
from store.server.request_body import TURNED_AWAY
from tests.source_interface.box import Box
from tests.source_interface.report_reader import Reader, count_cases, identities
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, forms_of, shown_code

KEPT: dict[str, str | list[str] | None] = {
    "what": "\n  Baris pertama dimulai dengan baris kosong <b>&amp;</b>",
    "who": "Siapa 'dia' \"itu\"",
    "when": "",
    "where": "Di gudang",
    "why": "Karena",
    "category": "fraud",
    "relation": "employee",
    "excluded": ["petugas-2", "kepala"],
}


def test_the_six_questions_stand_first_in_indonesian(reporter: Reporter) -> None:
    page = reporter.open("/report").text
    words = [
        "Apa yang terjadi?",
        "Siapa yang terlibat?",
        "Kapan terjadinya?",
        "Bagaimana itu dilakukan?",
    ]
    places = [page.index(word) for word in [*words, "Di mana terjadinya?", "Mengapa hal itu terjadi?"]]
    assert places == sorted(places)
    assert page.count("· wajib") == 0, "the mark is the stylesheet's"
    assert len(re.findall(r'class="required">wajib', page)) == 4


def test_there_are_exactly_eight_kinds_and_not_sure_each_explained(reporter: Reporter) -> None:
    page = reporter.open("/report").text
    offered = re.findall(r'name="category" value="([a-z-]+)"', page)
    assert offered == [choice.code for choice in CATEGORIES]
    assert len(offered) == 9
    assert offered[-1] == "not-sure"
    assert page.count("Suap, komisi gelap") == 1
    assert reporter.report_form().fields["category"] == ["not-sure"]


def test_what_when_who_and_how_are_enough(reporter: Reporter, box: Box) -> None:
    page = reporter.report(where="", why="", category=None, relation=None)
    assert page.status_code == 200
    report = Reader(box.office, "sari").report()
    assert (report.what, report.who) == (ANSWERS["what"], ANSWERS["who"])
    assert (report.where, report.why, report.category, report.relation) == ("", "", None, None)
    assert report.anonymous


@pytest.mark.parametrize("field", ["category", "relation"])
@pytest.mark.parametrize("code", ["tidak ada", " "])
def test_a_code_that_was_not_offered_is_refused(reporter: Reporter, box: Box, field: str, code: str) -> None:
    page = reporter.report(**{field: code})
    assert page.status_code == 400
    assert "Mohon pilih salah satu jawaban yang tersedia." in page.text
    assert count_cases(box.office) == 0


@pytest.mark.parametrize("missing", ["what", "who", "when", "how"])
def test_a_missing_answer_brings_the_form_back(reporter: Reporter, box: Box, missing: str) -> None:
    page = reporter.report(**{missing: " \n"})
    assert page.status_code == 400
    assert f'<a href="#{missing}">' in page.text
    assert page.text.index(f'id="{missing}-error"') < page.text.index(f'<textarea id="{missing}"')
    assert count_cases(box.office) == 0


def test_a_missing_answer_keeps_everything_that_was_typed(reporter: Reporter) -> None:
    form = reporter.report_form()
    page = reporter.send(form, **KEPT, anonymous="y")
    again = form_to(page, "/report").fields
    assert {name: again[name] for name in KEPT if name not in {"when", "excluded"}} == {
        name: [value] for name, value in KEPT.items() if name not in {"when", "excluded"}
    }
    assert set(again["excluded"]) == {"petugas-2", "kepala"}
    assert again["anonymous"] == ["y"]
    assert again["csrf_token"] == form.fields["csrf_token"]


def test_a_text_that_is_too_long_comes_back_whole(reporter: Reporter, box: Box) -> None:
    page = reporter.report(what="a" * 100_007)
    assert page.status_code == 400
    assert "kelebihan 7 karakter" in page.text
    assert form_to(page, "/report").fields["what"] == ["a" * 100_007]
    assert count_cases(box.office) == 0


def test_the_longest_text_of_any_kind_is_accepted_or_comes_back(reporter: Reporter, box: Box) -> None:
    wide = "\N{GRINNING FACE}" * 100_000
    assert reporter.report(what=wide, who=wide, when=wide, how=wide).status_code == 200
    assert Reader(box.office, "sari").report().how == wide
    escaped = "\x01" * 100_000
    page = reporter.report(**dict.fromkeys(("what", "who", "when", "how", "where", "why"), escaped))
    assert page.status_code == 400
    assert "Seluruh teks ini terlalu panjang" in page.text
    assert count_cases(box.office) == 1


def test_with_anonim_on_posted_identity_fields_are_discarded(reporter: Reporter, box: Box) -> None:
    names = {"name": "Ratna Rahasia", "contact": "0812", "position": "staf"}
    reporter.report(**names)
    form = reporter.report_form()
    form.action = "/id/report/identity"
    assert reporter.send(form, **ANSWERS, **names).status_code == 200
    assert identities(box.office) == []
    assert count_cases(box.office) == 2
    for case in Reader(box.office, "sari").cases():
        assert b"Ratna" not in Reader(box.office, "sari").decrypt(
            Reader(box.office, "sari").ciphertexts(case)[0]
        )


def test_with_anonim_off_a_second_page_asks_and_carries_everything(reporter: Reporter, box: Box) -> None:
    page = reporter.report(anonymous=None, excluded=["petugas-2"], why="Alasan\npanjang")
    assert page.status_code == 200
    form = form_to(page, "/report/identity")
    assert form.fields["why"] == ["Alasan\npanjang"]
    assert form.fields["excluded"] == ["petugas-2"]
    assert count_cases(box.office) == 0
    answer = reporter.send(form, name="Ratna Rahasia", contact="surat", position="staf")
    assert len(shown_code(answer).split()) == 8
    assert not Reader(box.office, "sari").report().anonymous


def test_the_second_page_keeps_what_was_typed_when_the_name_is_missing(reporter: Reporter) -> None:
    page = reporter.report(anonymous=None)
    page = reporter.send(form_to(page, "/report/identity"), name="", contact="surat saja")
    assert page.status_code == 400
    form = form_to(page, "/report/identity")
    assert (form.fields["contact"], form.fields["what"]) == (["surat saja"], [ANSWERS["what"]])


def test_one_can_go_back_from_the_second_page(reporter: Reporter) -> None:
    page = reporter.report(anonymous=None, where="Gudang")
    page = reporter.send(form_to(page, "/report/identity"), back="1")
    form = form_to(page, "/report")
    assert form.fields["where"] == ["Gudang"]
    assert "anonymous" not in form.fields


def test_only_custodians_can_open_an_identity(reporter: Reporter, box: Box) -> None:
    page = reporter.report(anonymous=None)
    reporter.send(form_to(page, "/report/identity"), name="Ratna Rahasia", contact="0812", position="")
    (envelope,) = identities(box.office)
    assert b"Ratna Rahasia" in Reader(box.office, "rina").decrypt(envelope)
    assert not any(Reader(box.office, person).opens(envelope) for person in ("sari", "budi", "dewi", "tono"))
    assert not Reader(box.office, "rina").opens(
        Reader(box.office, "sari").ciphertexts(Reader(box.office, "sari").only_case())[0]
    )


def test_without_a_custodian_the_toggle_is_fixed_and_says_why(reporter: Reporter, box: Box) -> None:
    box.office.publish(people=box.office.people_with("rina", left=box.office.clock.today()))
    page = reporter.open("/report")
    assert re.search(r'id="anonymous"[^>]* checked disabled', page.text)
    assert "identitas tidak dapat diterima" in page.text
    assert shown_code(reporter.report())
    assert Reader(box.office, "sari").report().anonymous


def test_excluding_every_custodian_says_so_and_keeps_the_form(reporter: Reporter, box: Box) -> None:
    page = reporter.report(anonymous=None, excluded=["pemegang-identitas"])
    assert page.status_code == 400
    assert "tidak ada yang dapat memegang identitas" in page.text
    assert form_to(page, "/report").fields["what"] == [ANSWERS["what"]]
    assert count_cases(box.office) == 0


def test_an_excluded_officer_never_learns_of_the_case(reporter: Reporter, box: Box) -> None:
    reporter.report(excluded=["petugas-2"])
    sari, budi = Reader(box.office, "sari"), Reader(box.office, "budi")
    envelope = sari.ciphertexts(sari.only_case())[0]
    assert sari.opens(envelope)
    assert not budi.opens(envelope)
    assert budi.cases() == []


def test_when_all_officers_are_excluded_the_alternate_reads(reporter: Reporter, box: Box) -> None:
    reporter.report(excluded=["petugas-1", "petugas-2"])
    assert Reader(box.office, "tono").report().what == ANSWERS["what"]
    assert Reader(box.office, "sari").cases() == []


def test_when_everybody_is_excluded_the_form_comes_back_and_nothing_is_stored(
    reporter: Reporter, box: Box
) -> None:
    page = reporter.report(excluded=["petugas-1", "petugas-2", "sekretaris"], why="Sebab")
    assert page.status_code == 400
    assert "tidak ada lagi yang dapat membaca laporan Anda" in page.text
    form = form_to(page, "/report")
    assert form.fields["why"] == ["Sebab"]
    assert set(form.fields["excluded"]) == {"petugas-1", "petugas-2", "sekretaris"}
    assert count_cases(box.office) == 0


def test_a_position_that_is_no_longer_listed_is_not_dropped_in_silence(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    box.office.publish(people=box.office.people_with("budi", left=box.office.clock.today()))
    page = reporter.send(form, **ANSWERS, excluded=["petugas-2"])
    assert page.status_code == 400
    assert "Daftar jabatan sudah berubah" in page.text
    assert count_cases(box.office) == 0


def test_no_cookie_is_set_before_the_mailbox(reporter: Reporter) -> None:
    page = reporter.report()
    slip = reporter.repeat(page, "salah")
    for answer in (reporter.open("/"), reporter.open("/report"), reporter.open("/open"), page, slip):
        assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" in reporter.repeat(page).headers


def test_changing_the_language_keeps_everything_that_was_typed(reporter: Reporter) -> None:
    form = reporter.report_form()
    form.action = "/en/report"
    page = reporter.send(form, what="Ditulis setengah", excluded=["kepala"], switch="1")
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    assert 'role="alert"' not in page.text
    assert form_to(page, "/report").fields["what"] == ["Ditulis setengah"]
    assert '/id/report" name="switch"' in page.text


def test_a_form_without_our_token_comes_back_with_everything(reporter: Reporter, box: Box) -> None:
    for token in (None, "", "x", "a.b", reporter.report_form().fields["csrf_token"][0][:-1] + "!"):
        page = reporter.report(csrf_token=token)
        assert page.status_code == 400
        assert "Formulir ini tidak dikenali" in page.text
        assert form_to(page, "/report").fields["how"] == [ANSWERS["how"]]
    assert count_cases(box.office) == 0
    page = reporter.report(csrf_token="")
    assert shown_code(reporter.send(form_to(page, "/report")))


@pytest.mark.parametrize(
    "origin", ["null", "https://jahat.example", "http://localhost.jahat.example", "http:"]
)
def test_a_form_sent_from_a_foreign_page_is_not_taken(reporter: Reporter, box: Box, origin: str) -> None:
    form = reporter.report_form()
    fields = form.fields | {name: [value] for name, value in ANSWERS.items()}
    page = reporter.client.post(form.action, data=fields, headers={"Origin": origin})
    assert page.status_code == 403
    assert (ANSWERS["what"] in page.text) == (origin == "null")
    assert count_cases(box.office) == 0


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://jahat.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
@pytest.mark.parametrize("path", ["report", "report/identity", "report/code", "open"])
@pytest.mark.parametrize("button", [{}, {"switch": "1"}, {"back": "1"}])
def test_a_foreign_page_cannot_plant_its_own_form_or_code(
    reporter: Reporter, headers: dict[str, str], path: str, button: dict[str, str]
) -> None:
    nonce = reporter.report_form().fields["csrf_token"][0]
    planted = {"csrf_token": nonce, "code": "kode milik penyerang", "shown": "kode milik penyerang", **button}
    page = reporter.client.post(f"/id/{path}", data=planted, headers=headers)
    assert page.status_code == 403
    assert nonce not in page.text
    assert "penyerang" not in page.text


def test_a_form_of_a_million_fields_is_refused_before_it_is_taken_apart(reporter: Reporter) -> None:
    kind = "application/x-www-form-urlencoded"
    for origin, turned_away, status in (("", False, 413), ("null", False, 403), ("", True, 503)):
        page = reporter.client.post(
            "/id/report",
            data=b"a&" * 500_000,
            content_type=kind,
            headers={"Origin": origin} if origin else {},
            environ_overrides={TURNED_AWAY: turned_away},
        )
        assert page.status_code == status
        assert len(page.data) < 10_000  # nor is it printed


def test_a_text_beyond_measure_does_not_come_back_five_times_as_long(reporter: Reporter) -> None:
    form = reporter.report_form()
    page = reporter.send(form, **(ANSWERS | {"what": "'" * 2_000_000}))
    assert page.status_code == 413
    assert len(page.data) < 10_000
    full = dict.fromkeys(("what", "who", "when", "how", "where", "why"), "'" * 100_000)
    page = reporter.send(form, **full, anonymous=None)
    assert page.status_code == 200
    assert len(page.data) > 3_000_000  # the page for the name brings along all that a report may say


def test_our_own_origin_is_taken(reporter: Reporter) -> None:
    form = reporter.report_form()
    fields = form.fields | {name: [value] for name, value in ANSWERS.items()}
    page = reporter.client.post(form.action, data=fields, headers={"Origin": "http://localhost"})
    assert shown_code(page)


def test_the_form_works_in_english_and_gives_english_words(box: Box) -> None:
    reporter = Reporter(box.app().test_client(), "en")
    assert len(shown_code(reporter.report()).split()) == 7


def test_every_input_has_a_label_and_no_form_needs_a_script(reporter: Reporter) -> None:
    for path in ("/", "/about", "/report", "/open"):
        page = reporter.open(path)
        assert "<script" not in page.text
        assert " on" not in re.sub(r">[^<]*<", "><", page.text).replace(" once", "")
        fields = re.findall(r'<(?:textarea|select|input(?! type="hidden"))\b[^>]*>', page.text)
        assert bool(fields) == (path in {"/report", "/open"})
        for field in fields:
            name = re.search(r' id="([^"]+)"', field)
            assert name is not None, field
            assert f'<label for="{name[1]}"' in page.text
        assert len(forms_of(page)) <= 1
