"""The forms of a case's way through the procedure: each is sent wrongly and looked at, then the step is taken."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.accessibility.officer_states import refused
from tests.accessibility.officer_tour import Given, OfficerTour
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.staged_cases import BRIEF, accept
from tests.office import TestOffice

# Who takes the step, its action, what a form lacks (None: it has no field that is needed), and a good answer.
STEPS: Final[tuple[tuple[str, str, Mapping[str, Given] | None, Mapping[str, Any] | None], ...]] = (
    ("sari", "acknowledge", None, {}),
    ("sari", "review", {"checks": []}, {"checks": ("clarity", "completeness")}),
    ("sari", "review-sheet", {"text": ""}, {"text": "Lembar telaah"}),
    ("sari", "without-team", {"leader": "", "reason": ""}, None),
    ("sari", "assign", {"lead": "", "brief": ""}, {"lead": "joko", "members": ("agus",), "brief": BRIEF}),
    ("joko", "start", None, {}),
    ("joko", "findings", {"text": ""}, {"text": "Laporan hasil"}),
    ("sari", "dismiss", {"person": "", "reason": ""}, None),
    ("joko", "submit", {"leader": ""}, {"leader": "dewi"}),
    ("dewi", "return", {"reason": ""}, None),
    ("dewi", "deliberate", None, {}),
    ("sari", "minutes", {"text": ""}, {"text": "Notula", "present": ("sari", "dewi", "joko")}),
    (
        "sari",
        "conclude",
        {"conclusion": "", "recommendation": "", "outcome": ""},
        {"conclusion": "Simpulan", "recommendation": "Rekomendasi", "outcome": "partly-proven"},
    ),
    ("dewi", "approve", None, {}),
    ("dewi", "reopen", {"reason": ""}, None),
    ("sari", "hold", {"reason": ""}, {"reason": "Ada perkara di pengadilan"}),
    ("dewi", "release", {"hold": "", "reason": ""}, None),
)


def take_steps(
    office: TestOffice, people: HeadlessWorkstations, tours: Mapping[str, Sequence[OfficerTour]]
) -> None:
    """Bring a case from its arrival to its end, and look at every form on the way, and at the case after each step."""
    case = office.report("Laporan yang selesai")
    for person, action, wrong, right in STEPS:
        for tour in tours[person]:
            if wrong is None:
                tour.at(f"/cases/{case.case}/do/{action}")
            else:
                refused(tour, case, action, **wrong)
        if right is not None:
            perform(people.of(person).work(case.case), action, **right)
            tours[person][0].at(f"/cases/{case.case}", f"a case after {action}")
        if action == "assign":
            accept(people.of("joko"), case.case)
            accept(people.of("agus"), case.case)
    for part in ("/history", "/people", "/papers"):
        tours["sari"][0].at(f"/cases/{case.case}{part}", f"a case at its end{part}")
