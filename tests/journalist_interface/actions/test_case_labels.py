"""Labels: officers find reports by them, and neither the store nor an excluded colleague learns one."""

import pytest

from journalist_interface.actions.case_labels import LabelError, SameLabelsError, chosen_labels
from journalist_interface.actions.decision_draft import Answers
from store.domain.event import MOST_LABELS
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import search, send, settled, shown
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page, do
from tests.journalist_interface.workstation import OfficerBrowser
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)
SECRET = "ProyekCendana"
TOO_LONG = "Satu label paling banyak 40 huruf"
CHOOSE = "Pilih atau tulis label."
OLD_PAGE = "Halaman ini tidak berlaku lagi."


def test_typed_labels_are_trimmed_and_each_stands_once() -> None:
    answers = Answers(labels=("Dana desa",), new_labels=" prioritas ,Dana  desa,, Lapangan ")
    assert chosen_labels(answers) == ("Dana desa", "Lapangan", "prioritas")


@pytest.mark.parametrize(
    "typed",
    ["x" * 41, ",".join(map(str, range(MOST_LABELS + 1))), "tersem\u200bbunyi", "\u202eterbalik"],
)
def test_long_many_or_hidden_labels_are_refused(typed: str) -> None:
    with pytest.raises(LabelError):
        chosen_labels(Answers(new_labels=typed))


def test_labels_stand_on_the_case_and_are_searched_and_offered_again(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report("Laporan berlabel").case, browsers.of("sari")
    page = do(sari, case, "label", {"new_labels": "Dana desa, Prioritas"})
    assert "Label disimpan." in page.text
    assert "Dana desa" in page.text
    assert case in shown(search(sari, "prioritas"))
    assert workstations.of("budi").work(case).file.chain.labels == ("Dana desa", "Prioritas")
    form = action_page(sari, case, "label").form("/do/label")
    assert form.chosen["labels"] == ["Dana desa", "Prioritas"]
    fewer = sari.post(form, {"labels": ["Prioritas"]})
    assert "Label disimpan." in fewer.text
    assert workstations.of("budi").work(case).file.chain.labels == ("Prioritas",)
    assert "Label: Prioritas" in sari.get(f"/id/cases/{case}/history").text


def test_the_same_labels_again_are_refused(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    work = workstations.of("sari").work(busy_office.report().case)
    perform(work, "label", new_labels="Sama")
    with pytest.raises(SameLabelsError):
        perform(work, "label", labels=("Sama",))


def test_several_reports_get_a_label_beside_those_that_they_have(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    sari = browsers.of("sari")
    bare, labelled = (busy_office.report(text).case for text in ("Kosong", "Ada"))
    perform(workstations.of("sari").work(labelled), "label", new_labels="Lama")
    excluded = busy_office.report("Bukan untuk sari", ["petugas-1"]).case
    form = chosen(sari, [bare, labelled, excluded])
    fields = [*((name, form[name]) for name in ("csrf_token", "form")), ("new_labels", "Baru")]
    page = settled(
        sari,
        send(
            sari,
            "/id/cases/label",
            [*fields, *(("case", case) for case in (bare, labelled, excluded))],
        ),
    )
    assert "Selesai: 2. Gagal: 1. Tidak dicoba: 0." in page.text
    assert workstations.of("budi").work(bare).file.chain.labels == ("Baru",)
    assert workstations.of("budi").work(labelled).file.chain.labels == ("Baru", "Lama")
    without = send(sari, "/id/cases/label", [*fields[:2], ("new_labels", " "), ("case", bare)])
    assert (without.status, "Pilih atau tulis label." in without.text) == (400, True)


def test_what_is_wrong_with_the_labels_of_several_reports_is_said_as_it_is(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    sari, case = browsers.of("sari"), busy_office.report().case
    form = chosen(sari, [case])
    fields = [(name, form[name]) for name in ("csrf_token", "form")]
    long = send(sari, "/id/cases/label", [*fields, ("new_labels", "x" * 41), ("case", case)])
    assert (long.status, TOO_LONG in long.text, CHOOSE in long.text) == (400, True, False)
    old = send(
        sari, "/id/cases/label", [("csrf_token", "lama"), fields[1], ("new_labels", "Baru"), ("case", case)]
    )
    assert (old.status, OLD_PAGE in old.text, CHOOSE in old.text) == (400, True, False)


@pytest.mark.slow
def test_no_label_is_in_the_store_or_before_the_eyes_of_whom_the_reporter_excluded(
    office: TestOffice, gateway: str
) -> None:
    case = office.report("Bukan untuk budi", ["petugas-2"]).case
    with HeadlessWorkstations(office, gateway) as people:
        perform(people.of("sari").work(case), "label", new_labels=SECRET)
        budi = people.of("budi").officer
        assert all(SECRET not in summary.labels for summary in budi.summaries.known())
        assert budi.summaries.of(case) is None
    stored = b"".join(path.read_bytes() for path in office.folder.rglob("*.sqlite*"))
    assert stored
    assert SECRET.encode() not in stored


def chosen(officer: OfficerBrowser, cases: list[str]) -> dict[str, str]:
    """Return the fields of the page that asks for the labels of these cases."""
    listing = officer.get("/id/cases").form("/cases/archive")
    fields = [("csrf_token", listing.fields["csrf_token"]), *(("case", case) for case in cases)]
    return send(officer, "/id/cases/label", fields).form("/cases/label").fields
