"""A round through the pages of every other person, with what each of them showed before anything was mutated."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from crypto.errors import KentonganError
from install.audit.findings import Irregularity
from install.audit.inputs import open_inputs
from install.audit.verify import verify
from install.backups.making import BackupOrder, make_backup
from journalist_interface.actions.table import ACTIONS
from tests.journalist_interface.officer_page import OfficerPage
from tests.mutations.colleague import BrokenOff, Colleague
from tests.mutations.kinds_of_records import identity_shown
from tests.mutations.mutators import FORGED
from tests.mutations.row_kinds import Kind, Place
from tests.mutations.scene import OFFICERS, PEOPLE, WORD, Scene, word

_OTHER_FILES = 5  # rounds between two in which the files of the other case are saved too
_ARCHIVES = 5  # rounds between two in which everybody saves all files of the case
_DOSSIERS = 5  # rounds between two in which a dossier is made
_STATISTICS = "statistics read"
_ADDED_UP = "kenariutuh-angka"  # one case that cannot be read takes the statistics of no other away
_PARTS = (
    "", "/papers", "/history", "/people", "/private", "/lost", "/evidence", "/export",
)  # fmt: skip
_OUTSIDE = "/export/dossier-outside"
_MAILBOX = ("", "/files", "/files/progress", "/outcome", "/threat", "/erase", "/code")


@dataclass(frozen=True)
class SeenPage:
    """A page that was seen: whose, where, its status, and the words of rows that stand on it."""

    person: str
    address: str
    status: int
    words: frozenset[str]
    forged: bool = False


@dataclass(frozen=True)
class _Pages:
    """The pages of a list that a form turns."""

    status: int
    html: str


_Answer = OfficerPage | BrokenOff | _Pages


@dataclass
class Before:
    """Each page as it is while every row is genuine."""

    pages: dict[tuple[str, str], SeenPage] = field(default_factory=dict)

    @classmethod
    def of(cls, scene: Scene) -> "Before":
        """Look once at everything."""
        scene.renew()
        found = {(page.person, page.address): page for page in pages(scene, 0)}
        bad = [page for page in found.values() if page.status >= 500 or page.status == 0]
        assert not bad, bad
        _require_whole(scene)
        return cls(found)


def round_of(kind: Kind, before: Before, turn: int, *, rightful: bool) -> Iterator[str]:
    """Everything that a mutated row spoils in other people's pages; the number of pages comes last, as `pages N`."""
    scene, count = kind.scene, 0
    for seen in pages(scene, turn):
        count += 1
        here = Place(seen.person, seen.address)
        place, own = f"{seen.person} {seen.address}", kind.own_page(here)
        if (seen.status >= 500 and not (own and seen.status == 502)) or (seen.status == 0 and not own):
            yield f"{place}: status {seen.status}"
        if seen.forged and not rightful:
            yield f"{place}: shows forged words"
        known = before.pages.get((seen.person, seen.address))
        for said in sorted((known.words if known else frozenset()) - seen.words):
            whole = said.startswith("kenariutuh")
            if whole or not kind.hides(here, said):
                yield f"{place}: {said} is missing"
    yield from _audit(scene)
    yield from _backup(scene)
    if turn % _DOSSIERS == 0:
        yield from _dossier(kind, OFFICERS[turn // _DOSSIERS % len(OFFICERS)])
    yield f"pages {count}"


def pages(scene: Scene, turn: int) -> Iterator[SeenPage]:
    """Every page of every person, one after the other; of the actions' pages those whose turn it is."""
    for name in PEOPLE:
        for address, page in _of_person(scene, scene.people[name], turn):
            yield _seen(name, address, page.status, page.html)
    for case, reporter in scene.mailboxes.items():
        story = scene.story if case == scene.case else scene.whole
        for address in (f"/mailbox{part}" for part in _MAILBOX):
            answer = reporter.open(address)
            yield _seen("reporter", f"{address} {case}", answer.status_code, answer.text)
        yield _download(scene, case, story.files["reply"].blob)


def _of_person(scene: Scene, colleague: Colleague, turn: int) -> Iterator[tuple[str, _Answer]]:
    for address in (
        "/id/cases",
        "/en/cases",
        "/id/hand-over",
        "/id/identity-requests",
        "/id/destructions",
        "/id/search",
        "/id/texts",
    ):
        yield address, colleague.get(address)
    actions = sorted(ACTIONS)
    for story in (scene.story, scene.whole):
        base = f"/id/cases/{story.case.case}"
        first = colleague.get(base)
        yield base, first
        if first.status == 404:
            continue
        for part in _PARTS[1:]:
            yield f"{base}{part}", colleague.get(f"{base}{part}")
        yield f"{base}{_OUTSIDE}", _turned(colleague, f"{base}{_OUTSIDE}")
        if story is scene.whole and turn % _OTHER_FILES:
            continue  # its rows stand on the pages above
        for address in _of_rows(base, story.entries, story.events):
            yield address, colleague.get(address)
        if turn % _ARCHIVES == 0:
            yield f"{base}/evidence/archive", _archive(colleague, f"{base}/evidence")
        action = actions[(turn + PEOPLE.index(colleague.person)) % len(actions)]
        yield f"{base}/do/{action}", colleague.get(f"{base}/do/{action}")
    yield from _forms(scene, colleague)


def _of_rows(base: str, entries: dict[str, int], events: dict[str, int]) -> Iterator[str]:
    for name, sequence in entries.items():
        match name:
            case "inner":
                yield f"{base}/inner/{sequence}"
            case "file":
                yield f"{base}/attachments/{sequence}"
            case "inner-file":
                yield f"{base}/attachments/{sequence}"
                yield f"{base}/attachments/{sequence}/inner"
            case "reply":
                yield f"{base}/attachments/{sequence}/0"
    yield f"{base}/papers/{events['note']}/0"


def _turned(colleague: Colleague, address: str) -> _Answer:
    """Every page of a list whose form has buttons to turn it: one long row can fill several."""
    page = colleague.get(address)
    seen, number = page.html, 1
    while isinstance(page, OfficerPage) and f'name="turn" value="{number + 1}"' in page.html:
        number += 1
        page = colleague.post(page.form(_OUTSIDE), {"turn": str(number)})
        seen += page.html
    if not isinstance(page, OfficerPage) or number == 1:
        return page
    colleague.post(page.form(_OUTSIDE), {"turn": "1"})  # where the next round begins
    return _Pages(page.status, seen)


def _archive(colleague: Colleague, address: str) -> OfficerPage | BrokenOff:
    """All files of a case, whatever they tell: one that breaks the archive off is left out of the next."""
    listed = colleague.get(address)
    for form in listed.forms if isinstance(listed, OfficerPage) else ():
        if form.action == address:
            colleague.post(form, follow=False)  # agreed
    page = colleague.get(f"{address}/archive")
    return colleague.get(f"{address}/archive") if isinstance(page, BrokenOff) else page


def _forms(scene: Scene, colleague: Colleague) -> Iterator[tuple[str, OfficerPage | BrokenOff]]:
    cases = colleague.get("/id/cases")
    assert isinstance(cases, OfficerPage)
    for form in cases.forms:
        if form.action.endswith("/search"):
            yield "search", colleague.post(form, {"words": "kenari"})
    for form in cases.forms:
        if form.action.endswith("/open-all"):
            yield "open all", colleague.post(form)
            colleague.finish()
            yield "progress", colleague.get("/id/progress?still=1")
    statistics = colleague.get("/id/statistics")
    yield "statistics", statistics
    if isinstance(statistics, OfficerPage):
        for form in statistics.forms:
            if form.action.endswith("/statistics"):
                yield "statistics", colleague.post(form)
                colleague.finish()
                yield _STATISTICS, colleague.get("/id/statistics")
    if colleague.person == "rina":
        yield "identity", identity_shown(scene, scene.case)
        yield "identity of the other", identity_shown(scene, scene.whole.case.case)


def _seen(person: str, address: str, status: int, html: str) -> SeenPage:
    words = frozenset(WORD.findall(html))
    if address == _STATISTICS and '<table class="figures">' in html:
        words |= {_ADDED_UP}
    return SeenPage(person, address, status, words, FORGED in html)


def _download(scene: Scene, case: str, blob: str) -> SeenPage:
    address = f"/mailbox/attachments/{blob}"
    try:
        answer = scene.mailboxes[case].open(address)
        return _seen("reporter", address, answer.status_code, answer.text[:200])
    except KentonganError:
        return SeenPage("reporter", address, 0, frozenset())


def _dossier(kind: Kind, person: str) -> Iterator[str]:
    """Make a dossier and save it: an officer can wherever the decisions are whole, whatever the other rows hold.

    The first report alone is needed too: it says whom the reporter excluded, and so to whom an event may be encrypted.
    """
    scene = kind.scene
    colleague, address = scene.people[person], f"/id/cases/{scene.case}/export/dossier"
    lacks_report = kind.hides(Place(person, f"/id/cases/{scene.case}"), word("laporan"))
    page = colleague.get(address)
    if page.status == HTTPStatus.OK:
        assert isinstance(page, OfficerPage)
        made = colleague.post(page.form("/export/dossier"), {"purpose": "Uji"})
        saved = [colleague.get(link).status for link in made.links if "/exported/" in link]
        refused = made.status == HTTPStatus.CONFLICT and lacks_report
        if not refused and (made.status != HTTPStatus.OK or set(saved) != {HTTPStatus.OK}):
            yield f"{person} {address}: status {made.status}, files {saved}"
    scene.rows.put_back()  # the dossier is a decision, which no workstation may know in the next round
    scene.forget(person)


def _audit(scene: Scene) -> Iterator[str]:
    """It names what it finds of the mutated case, and nothing of the other."""
    path = scene.office.gateway_configuration("127.0.0.1:1")
    try:
        with open_inputs(path) as inputs:
            verdict = verify(inputs)
    except Exception as error:  # noqa: BLE001 - any is a finding
        yield f"audit: raises {type(error).__name__}"
        return
    if verdict.cases != len({*scene.cases, scene.ended.case}):
        yield f"audit: looked at {verdict.cases} cases"
    for finding in verdict.findings:
        if finding.case != scene.case and finding.irregularity is not Irregularity.NOTES_UNREADABLE:
            yield f"audit: names the other case ({finding.irregularity.name})"


def _backup(scene: Scene) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="km-backup-"))
    try:
        certificate = folder / "backup.gpg"
        certificate.write_bytes(scene.office.keys.office.certificate)
        make_backup(BackupOrder(scene.office.config, certificate), folder / "backup")
    except Exception as error:  # noqa: BLE001 - any is a finding
        yield f"backup: raises {type(error).__name__}"
    finally:
        shutil.rmtree(folder)


def _require_whole(scene: Scene) -> None:
    assert [*_audit(scene), *_backup(scene)] == []
    with open_inputs(scene.office.gateway_configuration("127.0.0.1:1")) as inputs:
        assert verify(inputs).findings == ()
