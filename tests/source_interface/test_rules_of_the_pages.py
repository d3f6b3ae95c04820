"""The rules for the reporter's pages, each under its number. What a rule needs in detail is tried in its own file."""

import re
from html import unescape
from itertools import pairwise

from werkzeug.test import TestResponse

from crypto.codename import draw, words
from install.catalogue import REPORTERS, read_catalogue
from journalist_interface.presenters.alias import alias
from source_interface.presenters.code_hint import code_hint
from tests.every_route import every_address
from tests.source_interface.box import Box
from tests.source_interface.chosen_code import opens_by
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, shown_code

EVERY_WAY_TO_TYPE: tuple[tuple[str, str], ...] = (
    (" ", "\n"),
    (" ", "-"),
    (" ", " - "),
    (" ", "\N{NO-BREAK SPACE}"),
    (" ", "\r\n\t"),
    (" ", ", "),
)
MOST_WORDS = 20
MOST_BYTES = 100_000


def text_of(page: TestResponse) -> str:
    """Return what stands on the page, as one line."""
    inside = page.text[page.text.index("<main") : page.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inside)).split())


def in_order(text: str, *parts: str) -> bool:
    places = [text.index(part) for part in parts]
    return places == sorted(places)


def test_rule_01_the_code_stands_first_and_boxed_is_typed_back_and_belongs_on_paper(
    reporter: Reporter,
) -> None:
    page = reporter.report()
    content = page.text[page.text.index("<main") :]
    assert re.match(
        r'<main[^>]*>\s*<div class="codebox">\s*<p class="screen"><strong>Simpan kode ini\. Tanpa', content
    )
    assert text_of(page).startswith(
        "Simpan kode ini. Tanpa kode ini Anda tidak bisa membaca jawaban petugas."
    )
    assert "Tulis Kode Rahasia ini di kertas" in text_of(page)
    assert reporter.repeat(page, "").status_code == 400
    assert reporter.repeat(page, "kode lain").status_code == 400
    assert reporter.repeat(page).status_code == 303


def test_rule_01_what_losing_the_code_means_is_said_before_it_can_happen(reporter: Reporter) -> None:
    lost = "Kode yang hilang tidak dapat ditemukan lagi."
    form = reporter.open("/report")
    assert in_order(text_of(form), lost, "Kirim laporan")
    for page in (form, reporter.report()):
        assert lost in text_of(page)


def test_rule_02_the_code_is_typed_visibly_and_every_spelling_is_forgiven(reporter: Reporter) -> None:
    code = shown_code(reporter.report())
    entry = re.search(r'<textarea id="code"[^>]*>', reporter.open("/open").text)
    assert entry is not None
    for wanted in ('autocapitalize="none"', 'spellcheck="false"', 'autocomplete="off"'):
        assert wanted in entry[0]
    for old, new in EVERY_WAY_TO_TYPE:
        assert Reporter.another(reporter).opens(f"\n {code.upper().replace(old, new)} ")


def test_rule_02_a_hint_for_a_slip_is_the_same_in_an_office_without_any_report(box: Box) -> None:
    listed = words("id")
    code = draw(listed)
    slip = f"{code[:-1]}q"
    app = box.app()
    with app.test_request_context("/id/open"):
        before = code_hint(slip, (listed,))
        assert before.sentences
        opens_by(box.services(), box.office.report("Laporan", opens=True), code)
        assert code_hint(slip, (listed,)) == before


def test_rule_03_the_first_page_has_two_clear_choices(reporter: Reporter) -> None:
    page = reporter.open("/").text
    ways = page[page.index('<ul class="ways">') :].split("</ul>")[0]
    choices = re.findall(r'<a class="button[^"]*" href="([^"]+)">([^<]+)</a>', ways)
    assert choices == [("/id/report", "Buat laporan baru"), ("/id/open", "Buka laporan saya")]
    assert page.count('class="button') == 2


def test_rule_04_what_must_be_read_stands_in_the_flow_and_is_one_short_step(reporter: Reporter) -> None:
    page = reporter.open("/report")
    for banner in ("position: fixed", "position: sticky", "<dialog", 'role="dialog"'):
        assert banner not in page.text + reporter.client.get("/static/style.css").text
    shown = re.sub(r"<details.*?</details>", "", page.text, flags=re.DOTALL)
    for read in ("dapat ditugasi membaca", "Yang Anda centang", "Hapus centangnya", "Kode yang hilang"):
        assert read in shown, "what must be read opens by itself"
    required = re.findall(r'aria-required="true"', shown)
    assert len(required) == 4
    boxes = re.findall(r'<input type="checkbox" id="(\w+)', page.text)
    assert set(boxes) == {"excluded", "anonymous"}, "nothing must be ticked to go on"
    assert reporter.report().status_code == 200
    assert "Langkah 1 dari 3" in page.text


def test_rule_03_the_two_choices_come_before_what_takes_long_to_read(reporter: Reporter) -> None:
    first = text_of(reporter.open("/"))
    assert in_order(first, "Buat laporan baru", "Buka laporan saya", "Siapa yang membaca:")


def test_rule_05_the_advice_is_given_in_its_order_and_before_files_are_chosen(reporter: Reporter) -> None:
    assert in_order(
        text_of(reporter.open("/")),
        "Jangan memakai perangkat atau jaringan kantor.",
        "Jangan ceritakan kepada siapa pun bahwa Anda melapor.",
        "Hindari rincian yang hanya menunjuk kepada Anda.",
        "Nama berkas dan data di dalamnya dapat menunjukkan siapa Anda.",
    )
    reporter.enter()
    pages = (reporter.open("/mailbox/files").text, reporter.mailbox().text)
    picker = next(page for page in pages if 'type="file"' in page)
    assert in_order(picker, "Nama berkas dan data di dalamnya dapat menunjukkan siapa Anda", 'type="file"')


def test_rule_08_every_sentence_for_a_reporter_has_at_most_twenty_words() -> None:
    long = [
        sentence
        for message in read_catalogue(REPORTERS)
        for text in (message.id, message.string)
        for part in (text if isinstance(text, tuple | list) else [text])
        for sentence in re.split(r"(?<=[.:?;])\s", str(part or ""))
        if len(sentence.split()) > MOST_WORDS
    ]
    assert long == []


def test_rule_08_the_question_is_of_one_language_and_errors_are_links_in_a_summary(
    reporter: Reporter,
) -> None:
    page = reporter.report(what="", how="").text
    assert '<label for="what">Apa yang terjadi? <span class="required">wajib</span></label>' in page
    summary = page[page.index('<div class="summary" role="alert">') :].split("</div>")[0]
    assert re.findall(r'<a href="#(\w+)">', summary) == ["what", "how"]
    for field in ("what", "how"):
        assert f'id="{field}-error"' in page
        assert f'aria-describedby="{field}-error"' in page
    assert form_answers(page) == {name: ANSWERS[name] for name in ("who", "when")}


def form_answers(page: str) -> dict[str, str]:
    """Return what stands in the fields that were filled in."""
    areas = re.findall(r'<textarea id="(\w+)"[^>]*>\n([^<]*)</textarea>', page)
    return {name: text for name, text in areas if text}


def test_rule_08_no_short_time_out_loses_a_text(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    box.office.move(days=3)
    code = shown_code(reporter.send(form, **ANSWERS))
    other = Reporter.another(reporter)
    other.sign_in(code)
    message = form_to(other.mailbox(), "/mailbox/message")
    box.office.move(days=1)
    closed = other.send(message, text="Teks yang lama ditulis")
    assert "Teks yang lama ditulis" in closed.text
    reopened = other.send(form_to(closed, "/open"), code=code)
    assert form_to(reopened, "/mailbox/message").fields["text"] == ["Teks yang lama ditulis"]


def test_rule_09_signing_out_tells_to_press_new_identity(inside: Reporter) -> None:
    left = inside.send(form_to(inside.mailbox(), "/mailbox/leave"))
    page = inside.client.get(left.headers["Location"])
    assert "Sekarang tekan gambar sapu “Identitas Baru” (New Identity) di Tor Browser." in text_of(page)


def test_rule_10_stages_deadlines_and_who_reads_are_shown(reporter: Reporter, box: Box) -> None:
    page = reporter.open("/help/handling")
    stages = ("Diterima", "Verifikasi", "Telaah", "Tim", "Hasil", "Selesai")
    assert in_order(text_of(page), *(f"{stage}." for stage in stages))
    days = box.config.store.deadlines
    for promised in (
        f"dalam {days.acknowledge_working_days} hari kerja",
        f"Dalam {days.verify_working_days} hari kerja",
        f"Anda punya {days.answer_days} hari untuk menjawab",
        f"dalam {days.close_working_days} hari kerja",
    ):
        assert promised in text_of(page)
    reporter.enter(excluded=["kepala"])
    mailbox = text_of(reporter.mailbox())
    for wanted in (
        *stages,
        "Yang membaca",
        "Yang tidak dapat membaca",
        "Administrator sistem",
        "Yang Anda kecualikan:",
    ):
        assert wanted in mailbox
    first = text_of(reporter.open("/"))
    assert in_order(first, "Siapa yang membaca:", "Yang tidak:")


def test_rule_11_the_secret_is_called_kode_rahasia_and_nothing_else() -> None:
    texts = " ".join(str(message.string) for message in read_catalogue(REPORTERS) if message.id)
    assert "Kode Rahasia" in texts
    for wrong in ("kata sandi", "nama samaran", "kata kunci", "kode rahasia", "password", "pin anda"):
        assert wrong not in (texts if wrong == "kode rahasia" else texts.lower())


def test_rule_11_officers_see_another_name_and_no_word_of_the_code(
    reporter: Reporter, reader: Reader
) -> None:
    code = shown_code(reporter.report())
    case = reader.only_case()
    known = (
        b"".join(reader.decrypt(ciphertext) for ciphertext in reader.ciphertexts(case)) + alias(case).encode()
    )
    assert ANSWERS["what"].encode() in known
    listed = code.split()
    for pair in pairwise(listed):  # an alias may share one word with it by chance
        assert " ".join(pair).encode() not in known
    assert alias(case) != alias("0" * 32)


def test_rule_06_every_page_is_small_and_needs_no_script_font_or_picture(box: Box) -> None:
    """The keyboard, the narrow window and the screen reader are tried in real browsers: tests/accessibility."""
    app = box.app()
    reporter = Reporter(app.test_client())
    pages = [reporter.report(), reporter.report(what="")]
    reporter.repeat(pages[0])
    for address in every_address(app):
        page = reporter.client.get(address)
        if page.mimetype == "text/html":
            pages.append(page)
    assert len(pages) > 40
    for page in pages:
        assert len(page.data) < MOST_BYTES, page.request.path
        assert not re.search(
            r"<(script|img|svg|video|audio|object|embed|link rel=\"(?!stylesheet))", page.text
        )
        assert not re.search(r"\son[a-z]+=|javascript:|\sstyle=", page.text)
    sheet = reporter.client.get("/static/style.css").text
    assert "@font-face" not in sheet
    assert "@import" not in sheet


def test_rule_07_an_upload_is_answered_with_what_was_really_received_and_its_size(inside: Reporter) -> None:
    page = text_of(inside.attaches(("daftar.csv", b"x" * 12_345), ("kosong.txt", b"")))
    assert in_order(page, "daftar.csv", "12,3 kB", "kosong.txt", "0 byte")
    assert "Tidak ada yang diterima: belum ada berkas yang dipilih." in text_of(inside.attaches())


def test_rule_07_text_is_never_lost(reporter: Reporter, box: Box) -> None:
    typed = "Ketikan panjang yang tidak boleh hilang"
    assert typed in reporter.report(what=typed, who="").text
    reporter.enter()
    page = reporter.mailbox()
    for lost in ("csrf_token", "seen"):
        broken = reporter.send(form_to(page, "/mailbox/message"), text=typed, **{lost: "rusak"})
        assert typed in broken.text, lost
    box.office.move(hours=7)
    assert typed in reporter.send(form_to(page, "/mailbox/message"), text=typed).text
