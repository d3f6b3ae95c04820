"""States of the pages before a mailbox is open: the first page, the report, the name, the code, coming back."""

from typing import Final

from PIL import Image
from sqlalchemy import update
from werkzeug.test import TestResponse

from crypto.codename import draw, words
from source_interface.presenters.branding import BrandingConfig
from source_interface.presenters.code_hint import meant
from source_interface.session import COOKIE
from store.domain.stages import Stage
from store.model import Case, CaseProjection
from tests.pages.scene import LONG_WORD, Scene, shut
from tests.pages.shown_page import Doings, ShownPage
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.reporter import ANSWERS, FormOnPage, Reporter, form_to, shown_code

ONION: Final = f"{'k' * 56}.onion"
TOR_BROWSER: Final = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NAME: Final = {"name": "Wahyu Setiawan Uji", "contact": "0812 0000 0000"}


def start_with_an_open_report(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.resting().open("/"))


def start_through_a_gateway(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter(scene.app(onion=ONION)).open("/"))


def start_through_a_gateway_without_a_known_address(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    return ShownPage.of(reporter.client.get(f"/{scene.language}/", headers={"Host": "kanal.example"}))


def start_in_another_browser(scene: Scene) -> ShownPage:
    return _at_the_onion(scene, "Mozilla/5.0 Chrome/150.0")


def start_in_tor_browser(scene: Scene) -> ShownPage:
    return _at_the_onion(scene, TOR_BROWSER)


def _at_the_onion(scene: Scene, browser: str) -> ShownPage:
    reporter = scene.reporter(scene.app(onion=ONION))
    headers = {"Host": ONION, "User-Agent": browser}
    return ShownPage.of(reporter.client.get(f"/{scene.language}/", headers=headers))


def start_with_a_logo(scene: Scene) -> ShownPage:
    logo = scene.folder / "logo.png"
    Image.new("RGB", (96, 48), "#5a2a6b").save(logo)
    return ShownPage.of(scene.reporter(scene.app(look=BrandingConfig(accent="#5a2a6b", logo=logo))).open("/"))


def help_with_the_known_address(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter(scene.app(onion=ONION)).open("/help/tor"))


def start_without_a_roster(scene: Scene) -> ShownPage:
    with scene.other_office() as other:
        reporter = other.reporter()
        (other.office.folder / "roster" / "roster.txt").unlink()
        return ShownPage.of(reporter.open("/"))


def help_about_handling_without_a_roster(scene: Scene) -> ShownPage:
    with scene.other_office() as other:
        reporter = other.reporter()
        (other.office.folder / "roster" / "roster.txt").unlink()
        return ShownPage.of(reporter.open("/help/handling"))


def report_with_all_that_opens(scene: Scene) -> ShownPage:
    opens = ("main > details > summary", "#category details > summary", "details.more > summary")
    return ShownPage.of(scene.reporter().open("/report"), doings=Doings(opens))


def report_with_errors(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().report(what=LONG_WORD, who="", when="", how=""))


def report_with_one_error(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().report(what="a" * 100_001))


def report_with_answers_that_were_not_offered(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().report(category="lain", relation="lain", where=LONG_WORD))


def report_after_the_positions_changed(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().report(excluded=["kepala", "bukan-jabatan"]))


def report_that_nobody_could_read(scene: Scene) -> ShownPage:
    positions = [position.id for position in scene.office.roster.positions]
    return ShownPage.of(scene.reporter().report(excluded=positions))


def report_that_nobody_could_read_with_a_name(scene: Scene) -> ShownPage:
    positions = [position.id for position in scene.office.roster.positions]
    return ShownPage.of(scene.reporter().report(excluded=positions, anonymous=None))


def report_without_a_custodian_for_the_name(scene: Scene) -> ShownPage:
    custodian = next(person for person in scene.office.roster.people if "custodian" in person.roles)
    return ShownPage.of(scene.reporter().report(excluded=[custodian.position], anonymous=None))


def report_where_no_names_are_taken(scene: Scene) -> ShownPage:
    with scene.other_office() as other:
        office = other.office
        office.publish(people=office.people_with("rina", left=office.clock.today()))
        return ShownPage.of(other.reporter().open("/report"))


def report_in_the_other_language(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    return ShownPage.of(reporter.send(reporter.report_form(), what="Kursi", switch="1", anonymous=None))


def report_that_another_page_sent(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().report(csrf_token="palsu"))


def identity(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().report(anonymous=None, excluded=["kepala"]))


def identity_with_errors(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    asked = form_to(reporter.report(anonymous=None), "/report/identity")
    return ShownPage.of(reporter.send(asked, name="", contact="", position="a" * 1_001))


def code(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().report())


def code_with_a_slip(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    return ShownPage.of(reporter.repeat(reporter.report(), "salah"))


def code_with_a_word_of_no_list(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    page = reporter.report()
    return ShownPage.of(reporter.repeat(page, _with_a_slip(shown_code(page))))


def _with_a_slip(code: str) -> str:
    """Double the last letter of the first word, which no listed word ends with."""
    first, rest = code.split(" ", 1)
    return f"{first}{first[-1]}q {rest}"


def code_of_a_form_that_was_sent_before(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    form = reporter.report_form()
    reporter.send(form, **ANSWERS)
    return ShownPage.of(reporter.send(form, **ANSWERS))


def code_after_a_changed_text_and_choice(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    form = reporter.report_form()
    reporter.send(form, **ANSWERS)
    return ShownPage.of(reporter.send(form, **ANSWERS, where="Gudang", excluded=["kepala"]))


def code_in_the_other_language(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    return ShownPage.of(reporter.send(form_to(reporter.report(), "/report/code"), switch="1"))


def code_of_a_report_that_was_archived_meanwhile(scene: Scene) -> ShownPage:
    reporter, before = scene.reporter(), scene.cases()
    page = reporter.report()
    (case,) = scene.cases() - before
    with scene.office.database.write() as session:
        session.execute(update(Case).where(Case.id == case).values(stage=Stage.ARCHIVED.value))
        session.execute(update(CaseProjection).where(CaseProjection.case == case).values(due=None))
    return ShownPage.of(reporter.repeat(page, "salah"))


def form_sent_before_in_its_mailbox(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    form = reporter.report_form()
    reporter.repeat(reporter.send(form, **ANSWERS))
    return ShownPage.of(reporter.send(form, **ANSWERS, where=LONG_WORD))


def form_sent_before_outside_its_mailbox(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    form = reporter.report_form()
    Reporter.another(reporter).repeat(reporter.send(form, **ANSWERS))
    return ShownPage.of(reporter.send(form, **ANSWERS))


def wrong_code(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().tries(draw(words("id"))))


def wrong_code_of_no_word(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().tries("bukan kode siapa pun"))


def wrong_code_with_a_word_of_no_list(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().tries(_with_a_slip(draw(words("id")))))


def wrong_code_with_a_letter_too_many(scene: Scene) -> ShownPage:
    listed = words("id")
    slip = next(f"{word}q" for word in listed if meant(f"{word}q", listed) == word)
    return ShownPage.of(scene.reporter().tries(" ".join((slip, *listed[:7]))))


def wrong_code_beside_a_message(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().sign_in(draw(words("id")), text=LONG_WORD))


def no_code(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter().sign_in(""))


def open_while_a_report_is_open(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.resting().open("/open"))


def open_another_report_with_a_message_of_this(scene: Scene) -> ShownPage:
    talk, other = scene.talk(), scene.talk()
    asked = _left_with_a_message(talk)
    return ShownPage.of(talk.reporter.send(asked, code=other.case.code))


def open_with_a_hidden_message(scene: Scene) -> ShownPage:
    talk = scene.talk()
    message = form_to(talk.reporter.mailbox(), "/mailbox/message")
    _leave(talk.reporter)
    return ShownPage.of(talk.reporter.send(message, text=LONG_WORD))


def _left_with_a_message(talk: Correspondence) -> FormOnPage:
    message = form_to(talk.reporter.mailbox(), "/mailbox/message")
    _leave(talk.reporter)
    return form_to(talk.reporter.send(message, text="Belum terkirim"), "/open")


def _leave(reporter: Reporter) -> None:
    reporter.send(form_to(reporter.mailbox(), "/mailbox/leave"))


def open_with_a_message_after_a_long_time(scene: Scene) -> ShownPage:
    return ShownPage.of(_after_a_long_time(scene.resting()))


def open_with_a_message_in_another_language(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    asked = form_to(_after_a_long_time(reporter), "/open")
    return ShownPage.of(reporter.send(asked, switch="1"))


def _after_a_long_time(reporter: Reporter) -> TestResponse:
    message = form_to(reporter.mailbox(), "/mailbox/message")
    reporter.client.set_cookie(COOKIE, "A" * 43)
    return reporter.send(message, text=LONG_WORD)


def open_after_a_long_time(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    reporter.client.set_cookie(COOKIE, "A" * 43)
    return ShownPage.of(reporter.mailbox())


def report_during_an_upgrade(scene: Scene) -> ShownPage:
    with scene.upgrading() as (gate, app):
        reporter = scene.reporter(app)
        form = reporter.report_form()
        shut(gate)
        return ShownPage.of(reporter.send(form, **ANSWERS, where=LONG_WORD))


def signed_out(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    _leave(reporter)
    return ShownPage.of(reporter.open("/left"))


BEFORE_MAILBOX: Final = (
    start_with_an_open_report,
    start_through_a_gateway,
    start_through_a_gateway_without_a_known_address,
    start_in_another_browser,
    start_in_tor_browser,
    start_with_a_logo,
    start_without_a_roster,
    help_about_handling_without_a_roster,
    help_with_the_known_address,
    report_with_all_that_opens,
    report_with_errors,
    report_with_one_error,
    report_with_answers_that_were_not_offered,
    report_after_the_positions_changed,
    report_that_nobody_could_read,
    report_that_nobody_could_read_with_a_name,
    report_without_a_custodian_for_the_name,
    report_where_no_names_are_taken,
    report_in_the_other_language,
    report_that_another_page_sent,
    report_during_an_upgrade,
    identity,
    identity_with_errors,
    code,
    code_with_a_slip,
    code_with_a_word_of_no_list,
    code_of_a_form_that_was_sent_before,
    code_after_a_changed_text_and_choice,
    code_in_the_other_language,
    code_of_a_report_that_was_archived_meanwhile,
    form_sent_before_in_its_mailbox,
    form_sent_before_outside_its_mailbox,
    wrong_code,
    wrong_code_of_no_word,
    wrong_code_with_a_word_of_no_list,
    wrong_code_with_a_letter_too_many,
    wrong_code_beside_a_message,
    no_code,
    open_while_a_report_is_open,
    open_another_report_with_a_message_of_this,
    open_with_a_hidden_message,
    open_with_a_message_after_a_long_time,
    open_with_a_message_in_another_language,
    open_after_a_long_time,
    signed_out,
)
