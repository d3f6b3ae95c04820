"""The states of the officers' pages that no link leads to: forms refused, several reports at once, errors, endings.

What is refused changes nothing, and is looked at in both languages; what changes a case only once.
"""

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from journalist_interface.statistics.periods import Period
from store.domain.risk import RISK_FACTORS
from store.model import Access
from store.web.languages import LANGUAGES
from tests.accessibility.officer_tour import OfficerTour
from tests.genuine_case import GenuineCase
from tests.journalist_interface.ended_case import both_sign
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.staged_cases import assigned, verified
from tests.journalist_interface.store_rows import spoil_decision
from tests.office import TestOffice

LONG_WORD = "pertanggungjawabannya" * 5
SAID_TWICE = "Gudang di Jalan Contoh nomor tiga"
ANY_BUTTON = "button"
REFUSED = {
    "question": {"text": "", "until": ""},
    "extend": {"reason": "", "until": ""},
    "assess": {"level": ""},
    "archive": {"reason": "", "text": ""},
    "label": {"new_labels": "x" * 41},
    "note": {"text": ""},
    "classify": {"category": "", "threat": ""},
    "hand-to": {"person": ""},
    "bring-in": {"person": ""},
    "renew": {"person": ""},
    "ask-identity": {"reason": ""},
    "ask-consent": {"office": "", "text": "", "until": ""},
    "step-back": {"reason": ""},
}
"""The actions on a report in verification, filled in wrongly."""
REFUSED_AT_THE_END = {
    "hold": {"reason": ""},
    "unarchive": {"reason": ""},
    "bring-leader": {"leader": ""},
}
"""The actions on an archived report, filled in wrongly."""

BULK = (
    ("assign", "button[formaction$='/cases/assign']", {"person": ""}),
    ("label", "button[formaction$='/cases/label']", {"new_labels": "x" * 41}),
    ("archive", "button:not([formaction]):not([name])", {"reason": "", "text": ""}),
)
"""The forms for several reports, filled in wrongly, and the button of the list that leads to each."""


@dataclass(frozen=True)
class StatedCases:
    """Cases in the states that the pages tell of; `overtaken` has one for each language."""

    fresh: tuple[GenuineCase, GenuineCase]
    told: GenuineCase
    plain: GenuineCase
    proposed: GenuineCase
    signed: GenuineCase
    held: GenuineCase
    ended: GenuineCase
    team: GenuineCase
    overtaken: dict[str, GenuineCase] = field(default_factory=dict)


def made_cases(office: TestOffice, people: HeadlessWorkstations, ended: list[GenuineCase]) -> StatedCases:
    """Return cases, with four of which the period has ended."""
    sari, (proposed, signed, held, last) = people.of("sari"), ended
    perform(sari.work(proposed.case), "propose-destruction", leader="dewi")
    both_sign(people, signed.case)
    perform(sari.work(held.case), "hold", reason="Ada perkara di pengadilan")
    told = office.report(SAID_TWICE, name="Nama Contoh")
    perform(sari.work(told.case), "acknowledge")
    perform(sari.work(told.case), "label", new_labels=f"Dana desa, {LONG_WORD[:40]}")
    perform(sari.work(told.case), "assess", level="high", factors=(RISK_FACTORS[0].code,), text="Dijaga")
    until = office.clock.today() + timedelta(days=9)
    perform(sari.work(told.case), "ask-consent", office="LPSK", text="Agar dilindungi", until=until)
    told.consents(told.last_sequence, agreed=True)
    perform(sari.work(told.case), "ask-identity", reason="LPSK memintanya")
    told.says(SAID_TWICE)
    told.says(_armoured(told.encrypted(f"Rahasia {LONG_WORD}".encode())))
    told.seeks("threat")
    return StatedCases(
        (office.report("Baru"), office.report("Baru juga")),
        told,
        office_plain(office, people),
        proposed,
        signed,
        held,
        last,
        assigned(office, people, declare=False),
        {language: verified(office, people) for language in LANGUAGES},
    )


def _armoured(message: bytes) -> str:
    body = base64.encodebytes(message).decode()
    return f"-----BEGIN PGP MESSAGE-----\n\n{body}-----END PGP MESSAGE-----\n"


def office_plain(office: TestOffice, people: HeadlessWorkstations) -> GenuineCase:
    """A case in verification whose reporter can be named and seeks nothing."""
    case = office.report("Laporan biasa", name="Nama Contoh")
    perform(people.of("sari").work(case.case), "acknowledge")
    return case


def officers_refusals(tour: OfficerTour, people: HeadlessWorkstations, cases: StatedCases) -> None:
    """Everything that an officer's pages refuse."""
    tour.at("/cases?category=fraud&urgency=week&order=category&descending=1", "a list with nothing in it")
    tour.at("/cases?order=handler", "a sorted list")
    tour.send("/cases/archive", "nothing ticked", "button[formaction$='/cases/assign']")
    ticked = [case.case for case in cases.fresh]
    for kind, button, given in BULK:
        tour.open("/cases")
        tour.send("/cases/archive", kind, button, case=ticked)
        tour.send(f"/cases/{kind}", f"{kind} refused", **given)
    tour.at("/search")
    tour.send("/search", "found", words="Gudang")
    tour.send("/search", "not found", words="tidakada")
    tour.open("/hand-over")
    tour.send("/hand-over", "hand-over refused", leaver="", successor="")
    tour.send("/renew-access", "renewal refused", ANY_BUTTON, person="")
    for case, wrong in ((cases.plain, REFUSED), (cases.ended, REFUSED_AT_THE_END)):
        for action, given in wrong.items():
            refused(tour, case, action, **given)
    refused(tour, cases.told, "attend")
    refused(tour, cases.told, "propose-part", place="", reason="", leader="")
    refused(tour, cases.ended, "propose-destruction", leader="")
    _overtaken(tour, people, cases)
    _exports(tour, cases.told.case)
    for case in (cases.told, cases.proposed, cases.signed, cases.held):
        for part in ("", "/history", "/people", "/papers"):
            tour.at(f"/cases/{case.case}{part}")
    tour.open(f"/cases/{cases.plain.case}")
    tour.send("/reply", "an empty reply", text=" ")
    _for_oneself(tour, cases.plain.case)
    tour.open(f"/cases/{cases.told.case}")
    tour.browser.click("a[href*='/inner/']")
    tour.here("what was encrypted within a message")
    for path in ("/nothing", f"/cases/{'0' * 32}", "/cases/archive"):
        tour.at(path)


def some_refusals(tour: OfficerTour, fresh: str, case: str) -> None:
    """A few of what `officers_refusals` looks at: a form for several, for one, for an export, and an error page."""
    kind, button, given = BULK[1]
    tour.open("/cases")
    tour.press("/cases/archive", button, case=[fresh])
    tour.send(f"/cases/{kind}", f"{kind} refused", **given)
    tour.open(f"/cases/{case}/do/assess")
    tour.send("/do/assess", "assess refused", **REFUSED["assess"])
    tour.open(f"/cases/{case}/export/referral")
    tour.send("/export/referral", "export refused", to="", purpose="")
    tour.at("/nothing")


def a_file_is_shown(tour: OfficerTour, case: str, label: str) -> None:
    """Look at the page of a file once it was shown."""
    page = f"/cases/{case}/evidence/{label}"
    tour.open(page)
    tour.press(f"/{label}")
    tour.open_once_done(page)
    tour.here("a file, shown")
    assert tour.browser.count("article .text")


def refused(tour: OfficerTour, case: GenuineCase, action: str, **given: Any) -> None:  # noqa: ANN401 - as `send` takes it
    """Look at the form of an action, and at what is said of it when it is filled in so."""
    tour.at(f"/cases/{case.case}/do/{action}")
    tour.send(f"/do/{action}", f"{action} refused", **given)
    assert tour.browser.count("#errors"), action


def _for_oneself(tour: OfficerTour, case: str) -> None:
    """What an officer keeps for themselves: refused, and saved."""
    tour.at(f"/cases/{case}/private")
    tour.send("/private/labels", "a private label too long", ANY_BUTTON, labels="x" * 41)
    tour.send("/private/reminders", "a reminder without a day", ANY_BUTTON, day="", text="")
    day = (tour.station.office.clock.today() + timedelta(days=3)).isoformat()
    tour.send("/private/reminders", "a reminder", ANY_BUTTON, day=day, text=f"Tanya lagi {LONG_WORD}")


def _overtaken(tour: OfficerTour, people: HeadlessWorkstations, cases: StatedCases) -> None:
    """What came meanwhile: a message, and a colleague who was faster."""
    tour.open(f"/cases/{cases.plain.case}/do/archive")
    cases.plain.says(f"Ini baru {LONG_WORD}")
    tour.send("/do/archive", "something is new", reason="unclear", text="Kurang jelas")
    tour.open(f"/cases/{cases.plain.case}/do/archive")
    perform(people.of("budi").work(cases.plain.case), "classify", category="fraud", threat=True, text="Baru")
    perform(
        people.of("budi").work(cases.plain.case), "classify", category="corruption", threat=False, text=""
    )
    tour.send("/do/archive", "a decision is new", reason="unclear", text="Kurang jelas")
    faster = cases.overtaken[tour.language].case
    tour.open(f"/cases/{faster}/do/archive")
    perform(people.of("budi").work(faster), "archive", reason="unclear", text="Kurang jelas")
    tour.send("/do/archive", "a colleague was faster", reason="unclear", text="Kurang jelas")


def _exports(tour: OfficerTour, case: str) -> None:
    tour.at(f"/cases/{case}/export/referral")
    tour.send("/export/referral", "export refused", to="", purpose="")
    tour.send("/export/referral", "left out once", to="KPK", purpose="Uji", left_out=["report.0.0"])
    tour.send("/export/referral", "no certificate", left_out=[], certificate="bukan sertifikat")
    tour.open(f"/cases/{case}/export/transcript")
    tour.send("/export/transcript", "ready to save", purpose="Uji")


def officers_changes(tour: OfficerTour, cases: StatedCases) -> None:
    """Label several reports, one of which has the label already."""
    tour.open("/cases")
    ticked = [case.case for case in (*cases.fresh, cases.told)]
    tour.press("/cases/archive", "button[formaction$='/cases/label']", case=ticked)
    tour.press("/cases/label", new_labels="Dana desa")
    tour.browser.wait_for_text(f"{len(ticked) - 1}.")
    tour.at("/progress?still=1", "what was not done of it")


def a_report_is_gone(tour: OfficerTour, office: TestOffice, cases: StatedCases) -> None:
    """What the first page says when the store hides a report that was opened here."""
    with office.database.write() as session:
        session.delete(session.get(Access, (cases.overtaken["en"].case, "sari")))
    tour.at("/today", "a report is gone")
    assert tour.browser.count("#gone")


def leaders_states(tour: OfficerTour, cases: StatedCases) -> None:
    """Proposals and figures."""
    tour.at("/destructions")
    tour.at(f"/destructions/{cases.proposed.case}")
    tour.at("/statistics/publication", "publication before any figures")
    tour.open("/statistics")
    tour.press("/statistics")
    tour.open_once_done("/progress")
    tour.at("/statistics", "figures")
    until = tour.station.office.clock.today() - timedelta(days=200)
    since = until - timedelta(days=31)
    quarter = Period.quarter(since.year, Period.between(since, until).number)
    tour.at(f"/statistics?period={quarter.code}", "figures of a quarter")
    tour.at(f"/statistics?period=between&from={until}&until={since}", "a period that is none")
    tour.at(f"/statistics?period=between&from={since}&until={until}", "figures between two days")
    tour.at("/statistics/publication")
    tour.send("/statistics/publication", "figures for publication")


def leaders_changes(
    tour: OfficerTour, office: TestOffice, people: HeadlessWorkstations, cases: StatedCases
) -> None:
    """A proposal that lapsed, and one that is not proven."""
    sari = people.of("sari")
    tour.open(f"/destructions/{cases.proposed.case}")
    perform(sari.work(cases.proposed.case), "hold", reason="Ada perkara")
    tour.send(f"/destructions/{cases.proposed.case}", "a proposal that lapsed")
    tour.at("/destructions", "no proposals")
    perform(sari.work(cases.ended.case), "propose-destruction", leader="dewi")
    spoil_decision(office, cases.ended.case, len(sari.work(cases.ended.case).file.events))
    tour.at("/destructions", "a proposal not proven")
    tour.at(f"/destructions/{cases.ended.case}", "a proposal not proven, opened")


def custodians_states(tour: OfficerTour) -> None:
    """A request, the identity, what is refused, and the question before it is disclosed."""
    tour.at("/identity-requests")
    address = next(link for link in tour.browser.links() if "/identity-requests/" in link)
    tour.browser.open(address)
    tour.here("a request")
    tour.send("/refuse", "a refusal without a reason", ANY_BUTTON, reason="")
    tour.browser.open(address)
    tour.send("/show", "the identity", ANY_BUTTON)
    tour.send("/disclose", "asked once more")


def members_states(tour: OfficerTour, case: str) -> None:
    """The declaration of a member of a team."""
    tour.at(f"/cases/{case}", "an invitation")
    tour.send("/decline", "stepping back without a reason", ANY_BUTTON, reason="")
