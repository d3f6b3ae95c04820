"""States of an open mailbox: its stage, its conversation, and what its reporter does there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from flask import Flask
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from source_interface.conversation import verification
from source_interface.conversation.consents import MOST_SHOWN
from source_interface.i18n.office_texts import OfficeTexts
from source_interface.web.place_tags import place_tag
from store.cases.case_list import mark_fetched
from store.cases.conversation import erase_own_copies
from store.domain.event import CaseRole, EventKind
from store.domain.reply import Notice
from store.domain.retention import DestructionScope
from store.domain.stages import Stage
from store.model import Blob, Case, Entry
from tests.pages.scene import LONG_NAME, LONG_WORD, Scene
from tests.pages.shown_page import Doings, ShownPage
from tests.signed_events import CONTENT, drafted
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import answer
from tests.source_interface.reporter import FormOnPage, Reporter, form_to, shown_code, withdrawal_form

CONSENT: Final = "/mailbox/consent/2"
LONG_TEXT: Final = "Kalimat yang panjang tentang kuitansi. " * 500


def _shown(talk: Correspondence, query: str = "") -> ShownPage:
    return ShownPage.of(talk.reporter.open(f"/mailbox{query}"))


def _says(talk: Correspondence, text: str, **more: object) -> None:
    answer(talk.office, "sari", talk.case, text, **more)  # type: ignore[arg-type]  # as `answer` takes it


def mailbox_after_a_right_code(scene: Scene) -> ShownPage:
    return _shown(scene.talk(), "?done=code")


def mailbox_after_a_message(scene: Scene) -> ShownPage:
    talk = scene.talk()
    place = talk.case.last_sequence + 1
    talk.reporter.says(LONG_WORD)
    return _shown(talk, f"?done=message&at={place_tag(talk.case.mailbox, place)}")


def mailbox_after_a_message_beside_chosen_files(scene: Scene) -> ShownPage:
    talk = scene.talk()
    message = form_to(talk.reporter.mailbox(), "/mailbox/message")
    talk.reporter.send(message, text="Dengan berkas", files="kuitansi.pdf")
    return _shown(talk, "?done=without-files")


def mailbox_without_a_message(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.resting().says(""))


def mailbox_with_a_text_that_is_too_long(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.resting().says("a" * 100_001))


def mailbox_in_the_other_language(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    message = form_to(reporter.mailbox(), "/mailbox/message")
    return ShownPage.of(reporter.send(message, text=LONG_WORD, switch="1"))


def mailbox_with_everything_in_the_conversation(scene: Scene) -> ShownPage:
    talk, handling = scene.handled()
    talk.case.attaches(b"isi", LONG_NAME)
    talk.case.attaches(b"", "")
    _says(talk, LONG_WORD, attachments=(talk.attach(LONG_NAME, b"isi"), talk.attach("", b"isi")))
    _says(talk, "", attachments=(talk.attach("saja.pdf", b"isi"),))
    talk.case.seeks("threat")
    talk.case.seeks("outcome")
    talk.case.says(LONG_WORD)
    handling.ask("Kuitansi nomor berapa?", talk.office.clock.today() + timedelta(days=30))
    return _shown(talk)


def mailbox_with_a_long_question(scene: Scene) -> ShownPage:
    talk, handling = scene.handled()
    handling.ask(LONG_TEXT[:2_000], talk.office.clock.today() + timedelta(days=3))
    return _shown(talk)


def mailbox_with_a_question_whose_day_has_passed(scene: Scene) -> ShownPage:
    with scene.other_office() as other:
        talk, handling = other.handled()
        handling.ask("Kuitansi nomor berapa?", other.office.clock.today() + timedelta(days=3))
        other.office.move(days=5)
        talk.sign_in()
        return _shown(talk)


def mailbox_with_a_threat_that_waits(scene: Scene) -> ShownPage:
    talk = scene.talk()
    talk.case.seeks("threat")
    return _shown(talk)


def mailbox_with_a_request_that_waits(scene: Scene) -> ShownPage:
    talk = scene.talk()
    talk.case.seeks("outcome")
    return _shown(talk)


def mailbox_with_a_request_that_waits_and_an_erased_copy(scene: Scene) -> ShownPage:
    talk = scene.talk()
    talk.case.seeks("outcome")
    _erase(talk.reporter)
    return _shown(talk)


def _erase(reporter: Reporter) -> None:
    reporter.send(form_to(reporter.open("/mailbox/erase"), "/mailbox/erase"))


def mailbox_with_an_answer(scene: Scene) -> ShownPage:
    talk = scene.talk()
    _says(talk, "Terima kasih.")
    return _shown(talk)


def mailbox_with_an_answer_that_was_not_checked_yet(scene: Scene) -> ShownPage:
    talk = scene.talk()
    _says(talk, "Terima kasih.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verification, "ASKED_OF_ONE_AUTHOR", 0)
        return _shown(talk)


def mailbox_of_many_pages(scene: Scene) -> ShownPage:
    return _shown(_long(scene))


def mailbox_second_of_many_pages(scene: Scene) -> ShownPage:
    return _shown(_long(scene), "?page=2")


def mailbox_last_of_many_pages(scene: Scene) -> ShownPage:
    return _shown(_long(scene), "?page=99")


def _long(scene: Scene) -> Correspondence:
    talk = scene.talk()
    for _message in range(5):
        talk.case.says(LONG_TEXT * 2)
    _says(talk, "Terima kasih.")
    return talk


def mailbox_archived(scene: Scene) -> ShownPage:
    talk, handling = scene.handled()
    handling.archive("Mohon maaf.", Notice("archived", reason="unclear"))
    return _shown(talk)


def mailbox_archived_before_many_pages(scene: Scene) -> ShownPage:
    talk, handling = scene.handled()
    handling.archive("Mohon maaf.", Notice("archived", reason="out-of-scope", referred="Inspektorat Contoh"))
    for _message in range(4):
        talk.case.says(LONG_TEXT * 2)
    return _shown(talk)


def mailbox_concluded(scene: Scene) -> ShownPage:
    """Until when it is kept depends on an outcome that the reporter does not know."""
    talk = scene.talk()
    move = drafted(EventKind.MOVE, target=Stage.CONCLUDED.value)
    Handling(talk.office, talk.case).plant("sari", move)
    _put_into(talk, Stage.CONCLUDED)
    return _shown(talk)


def mailbox_that_is_to_be_destroyed(scene: Scene) -> ShownPage:
    talk, handling = scene.handled()
    handling.archive("Mohon maaf.", Notice("archived", reason="unclear"))
    scope = DestructionScope(talk.case.last_sequence)
    proposed = drafted(EventKind.PROPOSE_DESTRUCTION, content=CONTENT, person="dewi", destroys=scope)
    handling.plant("sari", proposed)
    confirmed = drafted(EventKind.CONFIRM_DESTRUCTION, CaseRole.SIGNATORY, about=3, destroys=scope)
    handling.plant("dewi", confirmed)
    return _shown(talk)


def mailbox_with_parts_that_were_destroyed(scene: Scene) -> ShownPage:
    talk, handling = scene.handled()
    talk.case.attaches(b"isi", LONG_NAME)
    message = talk.case.says(LONG_WORD)
    handling.destroy_part(message - 1, "file")
    handling.destroy_part(message, "message")
    return _shown(talk)


def mailbox_with_a_long_report(scene: Scene) -> ShownPage:
    reporter = scene.reporter()
    return ShownPage.of(reporter.enter(what=LONG_TEXT))


def mailbox_that_excludes(scene: Scene) -> ShownPage:
    talk = Correspondence(scene.reporter(), scene.office, ["kepala", "petugas-2"])
    return _shown(talk)


def mailbox_with_an_altered_message(scene: Scene) -> ShownPage:
    return _shown(_altered(scene, 2, sealed=b"x"))


def mailbox_with_a_withheld_message(scene: Scene) -> ShownPage:
    return _shown(_altered(scene, 3, sealed=None))


def _altered(scene: Scene, place: int, sealed: bytes | None) -> Correspondence:
    talk = scene.talk()
    talk.case.says("Pesan")
    _says(talk, "Jawaban")
    talk.case.says("Pesan lagi")
    talk.entry(place, sealed=sealed)
    return talk


def mailbox_with_a_missing_message(scene: Scene) -> ShownPage:
    talk = scene.talk()
    talk.case.says("Pesan")
    talk.case.says("Pesan lagi")
    _lose(talk, 2)
    return _shown(talk)


def _lose(talk: Correspondence, place: int) -> None:
    with talk.office.database.write() as session:
        session.execute(delete(Entry).where((Entry.case == talk.case.case) & (Entry.sequence == place)))


def mailbox_with_nothing_left(scene: Scene) -> ShownPage:
    talk = scene.talk()
    _erase(talk.reporter)
    return _shown(talk)


def _in(stage: Stage) -> Callable[[Scene], ShownPage]:
    def mailbox(scene: Scene) -> ShownPage:
        talk = scene.talk()
        _put_into(talk, stage)
        return _shown(talk)

    mailbox.__name__ = f"mailbox_in_{stage.value}"
    return mailbox


def _put_into(talk: Correspondence, stage: Stage) -> None:
    with talk.office.database.write() as session:
        session.execute(update(Case).where(Case.id == talk.case.case).values(stage=stage.value))


def outcome_that_waits(scene: Scene) -> ShownPage:
    return _called(scene, "outcome")


def threat_that_waits(scene: Scene) -> ShownPage:
    return _called(scene, "threat")


def _called(scene: Scene, kind: str, query: str = "") -> ShownPage:
    talk = scene.talk()
    talk.case.seeks(kind)  # type: ignore[arg-type]  # one of the kinds
    return ShownPage.of(talk.reporter.open(f"/mailbox/{kind}{query}"))


def outcome_asked_again(scene: Scene) -> ShownPage:
    return _called(scene, "outcome", "?done=again")


def threat_told_again(scene: Scene) -> ShownPage:
    return _called(scene, "threat", "?done=again")


def outcome_that_is_not_marked(scene: Scene) -> ShownPage:
    return _unmarked(scene, "outcome")


def threat_that_is_not_marked(scene: Scene) -> ShownPage:
    return _unmarked(scene, "threat")


def _unmarked(scene: Scene, kind: str) -> ShownPage:
    """A chain that was altered takes no call."""
    talk = scene.talk()
    Handling(talk.office, talk.case).plant("sari", drafted(EventKind.MOVE, target=Stage.CONCLUDED.value))
    asked = form_to(talk.reporter.open(f"/mailbox/{kind}"), f"/mailbox/{kind}")
    answered = talk.reporter.send(asked, text=LONG_WORD)
    return ShownPage.of(talk.reporter.client.get(answered.headers["Location"]))


def outcome_with_a_text_that_is_too_long(scene: Scene) -> ShownPage:
    return _too_long(scene, "outcome")


def threat_with_a_text_that_is_too_long(scene: Scene) -> ShownPage:
    return _too_long(scene, "threat")


def _too_long(scene: Scene, kind: str) -> ShownPage:
    reporter = scene.resting()
    asked = form_to(reporter.open(f"/mailbox/{kind}"), f"/mailbox/{kind}")
    return ShownPage.of(reporter.send(asked, text="a" * 100_001))


def outcome_where_the_office_names_no_contact(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.talk(_bare(scene)).reporter.open("/mailbox/outcome"))


def handling_where_the_office_says_nothing(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter(_bare(scene)).open("/help/handling"))


def protection_where_the_office_says_nothing(scene: Scene) -> ShownPage:
    return ShownPage.of(scene.reporter(_bare(scene)).open("/help/protection"))


def _bare(scene: Scene) -> Flask:
    return scene.app(texts=OfficeTexts())


def mailbox_with_a_file_that_was_fetched(scene: Scene) -> ShownPage:
    return _shown(_with_a_file(scene, fetched=True))


def mailbox_with_a_file_that_was_withdrawn(scene: Scene) -> ShownPage:
    return ShownPage.of(_withdrawn(scene))


def mailbox_that_asks_about_a_withdrawal(scene: Scene) -> ShownPage:
    answer = _with_a_file(scene).reporter.mailbox()
    return ShownPage.of(answer, doings=Doings(opens=("details.withdraw > summary",)))


def file_that_was_fetched_meanwhile(scene: Scene) -> ShownPage:
    talk = _with_a_file(scene)
    form = withdrawal_form(talk.reporter.mailbox())
    with talk.office.database.write() as session:
        session.execute(update(Blob).values(fetched=True))
    return ShownPage.of(_led_to(talk.reporter, form))


def another_file_than_was_shown(scene: Scene) -> ShownPage:
    reporter = _with_a_file(scene).reporter
    form = withdrawal_form(reporter.mailbox())
    form.fields["blob"] = ["0" * 32]
    return ShownPage.of(_led_to(reporter, form))


def mailbox_with_a_file_that_the_store_lost(scene: Scene) -> ShownPage:
    return _shown(_lost(scene)[0])


def file_that_the_store_lost_meanwhile(scene: Scene) -> ShownPage:
    talk, form = _lost(scene)
    return ShownPage.of(_led_to(talk.reporter, form))


def file_that_the_office_destroyed_meanwhile(scene: Scene) -> ShownPage:
    talk, handling = scene.handled()
    talk.case.attaches(b"isi", LONG_NAME)
    form = withdrawal_form(talk.reporter.mailbox())
    handling.destroy_part(talk.case.last_sequence, "file")
    return ShownPage.of(_led_to(talk.reporter, form))


def _lost(scene: Scene) -> tuple[Correspondence, FormOnPage]:
    """A file without its row, as after a restore, and the form that withdraws it."""
    talk = _with_a_file(scene)
    form = withdrawal_form(talk.reporter.mailbox())
    with talk.office.database.write() as session:
        session.execute(delete(Blob))
    return talk, form


def _led_to(reporter: Reporter, form: FormOnPage) -> TestResponse:
    return reporter.client.get(reporter.send(form).headers["Location"])


def mailbox_with_a_withdrawal_that_was_taken_back(scene: Scene) -> ShownPage:
    return _shown(_taken_back(scene))


def file_whose_withdrawal_was_taken_back(scene: Scene) -> ShownPage:
    talk = scene.talk()
    blob = talk.case.attaches(b"isi", LONG_NAME)
    form = withdrawal_form(talk.reporter.mailbox())
    talk.puts_statement(2, blob.name, 3)
    return ShownPage.of(_led_to(talk.reporter, form))


def _taken_back(scene: Scene) -> Correspondence:
    talk = scene.talk()
    blob = talk.case.attaches(b"isi", LONG_NAME)
    talk.puts_statement(2, blob.name, 3)
    return talk


def file_whose_copy_was_erased(scene: Scene) -> ShownPage:
    reporter = _with_a_file(scene).reporter
    form = withdrawal_form(reporter.mailbox())
    _erase(reporter)
    return ShownPage.of(_led_to(reporter, form))


def erase_with_a_file_that_can_be_withdrawn(scene: Scene) -> ShownPage:
    return ShownPage.of(_with_a_file(scene).reporter.open("/mailbox/erase"))


def withdrawal_by_the_form_of_another_page(scene: Scene) -> ShownPage:
    talk = scene.talk()
    talk.case.attaches(b"isi", "")
    asked = withdrawal_form(talk.reporter.mailbox())
    return ShownPage.of(talk.reporter.send(asked, csrf_token="palsu"))


def _with_a_file(scene: Scene, *, fetched: bool = False) -> Correspondence:
    talk = scene.talk()
    blob = talk.case.attaches(b"isi", LONG_NAME)
    if fetched:
        mark_fetched(talk.office.database, "sari", talk.case.case, blob.name)
    return talk


def _withdrawn(scene: Scene) -> TestResponse:
    reporter = _with_a_file(scene).reporter
    return _led_to(reporter, withdrawal_form(reporter.mailbox()))


def mailbox_that_is_asked_for_consent(scene: Scene) -> ShownPage:
    return _shown(_asked_for_consent(scene))


def mailbox_that_is_asked_for_more_consents_than_it_shows(scene: Scene) -> ShownPage:
    talk = _asked_for_consent(scene)
    for _more in range(MOST_SHOWN):
        _ask_for_consent(talk, LONG_WORD)
    return _shown(talk)


def mailbox_after_an_answer_to_a_consent(scene: Scene) -> ShownPage:
    return _shown(_consenting(scene, "yes"), "?done=answered")


def mailbox_after_an_answer_that_came_too_late(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    answered = reporter.open(CONSENT)
    return ShownPage.of(reporter.client.get(answered.headers["Location"]))


def mailbox_with_a_given_consent(scene: Scene) -> ShownPage:
    return _shown(_consenting(scene, "yes"))


def mailbox_with_a_refused_consent(scene: Scene) -> ShownPage:
    return _shown(_consenting(scene, "no"))


def mailbox_after_the_day_of_a_consent_that_was_given(scene: Scene) -> ShownPage:
    with scene.other_office() as other:
        talk = _consenting(other, "yes")
        other.office.move(days=11)
        talk.sign_in()
        return _shown(talk)


def mailbox_after_the_day_for_a_consent(scene: Scene) -> ShownPage:
    with scene.other_office() as other:
        talk = _asked_for_consent(other)
        other.office.move(days=11)
        talk.sign_in()
        return _shown(talk)


def consent(scene: Scene) -> ShownPage:
    return ShownPage.of(_asked_for_consent(scene).reporter.open(CONSENT))


def consent_without_a_reason(scene: Scene) -> ShownPage:
    return ShownPage.of(_asked_for_consent(scene, "").reporter.open(CONSENT))


def consent_with_a_long_reason(scene: Scene) -> ShownPage:
    return ShownPage.of(_asked_for_consent(scene, LONG_TEXT).reporter.open(CONSENT))


def consent_that_was_given(scene: Scene) -> ShownPage:
    return ShownPage.of(_consenting(scene, "yes").reporter.open(CONSENT))


def consent_that_was_given_and_whose_day_has_passed(scene: Scene) -> ShownPage:
    with scene.other_office() as other:
        talk = _consenting(other, "yes")
        other.office.move(days=11)
        talk.sign_in()
        return ShownPage.of(talk.reporter.open(CONSENT))


def consent_whose_day_has_passed_and_whose_answer_is_erased(scene: Scene) -> ShownPage:
    with scene.other_office() as other:
        talk = _consenting(other, "yes")
        other.office.move(days=11)
        erase_own_copies(other.office.database, talk.case.case)
        talk.sign_in()
        return ShownPage.of(talk.reporter.open(CONSENT))


def consent_that_was_refused_where_a_message_is_missing(scene: Scene) -> ShownPage:
    talk = _consenting(scene, "no")
    lost = talk.case.says("Pesan")
    talk.case.says("Pesan lagi")
    _lose(talk, lost)
    return ShownPage.of(talk.reporter.open(CONSENT))


def consent_without_an_answer(scene: Scene) -> ShownPage:
    reporter = _asked_for_consent(scene).reporter
    return ShownPage.of(reporter.send(form_to(reporter.open(CONSENT), CONSENT)))


def _asked_for_consent(scene: Scene, why: str = LONG_WORD) -> Correspondence:
    talk = scene.talk()
    _ask_for_consent(talk, why)
    return talk


def _ask_for_consent(talk: Correspondence, why: str) -> None:
    until = talk.office.clock.today() + timedelta(days=10)
    _says(talk, why, notice=Notice("consent", until, referred="LPSK"))


def _consenting(scene: Scene, answer: str) -> Correspondence:
    talk = _asked_for_consent(scene)
    asked = form_to(talk.reporter.open(CONSENT), CONSENT)
    assert talk.reporter.send(asked, answer=answer).status_code == 303
    return talk


def new_code_shown(scene: Scene) -> ShownPage:
    return ShownPage.of(_offered(scene.resting()))


def _offered(reporter: Reporter) -> TestResponse:
    return reporter.send(form_to(reporter.open("/mailbox/code"), "/mailbox/code"))


def new_code_with_a_slip(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    asked = form_to(_offered(reporter), "/mailbox/code/repeat")
    return ShownPage.of(reporter.send(asked, code="salah"))


def new_code_that_was_not_offered(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    asked = form_to(_offered(reporter), "/mailbox/code/repeat")
    return ShownPage.of(reporter.send(asked, shown="palsu", csrf_token="palsu"))


def new_code_taken(scene: Scene) -> ShownPage:
    reporter = scene.inside()
    page = _offered(reporter)
    answered = reporter.send(form_to(page, "/mailbox/code/repeat"), code=shown_code(page))
    return ShownPage.of(reporter.client.get(answered.headers["Location"]))


def erase_with_a_form_of_another_page(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    asked = form_to(reporter.open("/mailbox/erase"), "/mailbox/erase")
    return ShownPage.of(reporter.send(asked, csrf_token="palsu"))


IN_MAILBOX: Final = (
    mailbox_after_a_right_code,
    mailbox_after_a_message,
    mailbox_after_a_message_beside_chosen_files,
    mailbox_without_a_message,
    mailbox_with_a_text_that_is_too_long,
    mailbox_in_the_other_language,
    mailbox_with_everything_in_the_conversation,
    mailbox_with_a_long_question,
    mailbox_with_a_question_whose_day_has_passed,
    mailbox_with_a_threat_that_waits,
    mailbox_with_a_request_that_waits,
    mailbox_with_a_request_that_waits_and_an_erased_copy,
    mailbox_with_an_answer,
    mailbox_with_an_answer_that_was_not_checked_yet,
    mailbox_of_many_pages,
    mailbox_second_of_many_pages,
    mailbox_last_of_many_pages,
    mailbox_archived,
    mailbox_archived_before_many_pages,
    mailbox_concluded,
    mailbox_that_is_to_be_destroyed,
    mailbox_with_parts_that_were_destroyed,
    mailbox_with_a_long_report,
    mailbox_that_excludes,
    mailbox_with_an_altered_message,
    mailbox_with_a_withheld_message,
    mailbox_with_a_missing_message,
    mailbox_with_nothing_left,
    *(_in(stage) for stage in Stage),
    outcome_that_waits,
    outcome_asked_again,
    outcome_that_is_not_marked,
    outcome_with_a_text_that_is_too_long,
    outcome_where_the_office_names_no_contact,
    threat_that_waits,
    threat_told_again,
    threat_that_is_not_marked,
    threat_with_a_text_that_is_too_long,
    handling_where_the_office_says_nothing,
    protection_where_the_office_says_nothing,
    mailbox_with_a_file_that_was_fetched,
    mailbox_with_a_file_that_was_withdrawn,
    mailbox_that_asks_about_a_withdrawal,
    file_that_was_fetched_meanwhile,
    another_file_than_was_shown,
    mailbox_with_a_file_that_the_store_lost,
    file_that_the_store_lost_meanwhile,
    file_that_the_office_destroyed_meanwhile,
    mailbox_with_a_withdrawal_that_was_taken_back,
    file_whose_withdrawal_was_taken_back,
    file_whose_copy_was_erased,
    erase_with_a_file_that_can_be_withdrawn,
    withdrawal_by_the_form_of_another_page,
    mailbox_that_is_asked_for_consent,
    mailbox_that_is_asked_for_more_consents_than_it_shows,
    mailbox_after_an_answer_to_a_consent,
    mailbox_after_an_answer_that_came_too_late,
    mailbox_with_a_given_consent,
    mailbox_with_a_refused_consent,
    mailbox_after_the_day_of_a_consent_that_was_given,
    mailbox_after_the_day_for_a_consent,
    consent,
    consent_without_a_reason,
    consent_with_a_long_reason,
    consent_that_was_given,
    consent_that_was_given_and_whose_day_has_passed,
    consent_whose_day_has_passed_and_whose_answer_is_erased,
    consent_that_was_refused_where_a_message_is_missing,
    consent_without_an_answer,
    new_code_shown,
    new_code_with_a_slip,
    new_code_that_was_not_offered,
    new_code_taken,
    erase_with_a_form_of_another_page,
)
