"""Labels that officers put on a case. They stand in the encrypted classification: the store sees none of them.

There is no list of labels for the whole office: it would tell those whom a reporter excluded what others work on. A
page offers the labels of the cases that this person has opened.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from crypto.errors import KentonganError
from journalist_interface.actions.action import Action, ActionForm, ActionTexts, choose, line, some_of
from journalist_interface.actions.decision_draft import Answers, DecisionDraft, EventDraft, Standpoint
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.verification.decision_basis import ON_CLASSIFICATION
from store.domain.event import MOST_LABEL_CHARACTERS, MOST_LABELS, Classification, Content, EventKind
from store.web.visible import has_hidden

_OFFERED: Final = 30  # the labels used most


class LabelError(KentonganError):
    """A label has at most 40 characters, and a report at most 20 labels. Separate several by commas."""


class SameLabelsError(KentonganError):
    """These are the labels that the report has already."""


class LabelsForm(ActionForm):
    """The form for the labels: boxes for those in use, and a line for new ones."""

    labels = some_of(
        _("Labels in use"), _("Labels of the reports that you have opened. Only they are offered.")
    )
    new_labels = line(_("New labels"), _("Separate several by commas. All who read this report read them."))

    def begin(self, work: Work) -> None:
        """Offer the labels in use, with those of this case ticked."""
        self.offer(work.officer, work.file.chain.labels)

    def offer(self, officer: OfficerSession, present: tuple[str, ...] = ()) -> None:
        """Offer the labels in use and those that are present."""
        choose(self.labels, [(label, label) for label in labels_in_use(officer, present)])
        if self.labels.raw_data is None:
            self.labels.data = list(present)


def labels_in_use(officer: OfficerSession, present: Iterable[str] = ()) -> list[str]:
    """Return the labels used most in the cases at hand and those present, in the order of the alphabet."""
    count = Counter(label for summary in officer.summaries.known() for label in summary.labels)
    common = [label for label, _count in count.most_common(_OFFERED)]
    return sorted({*common, *present}, key=str.casefold)


def chosen_labels(answers: Answers) -> tuple[str, ...]:
    """Return the ticked and the typed labels, each once; raises `LabelError` if one or their number is too large."""
    return read_labels((*answers.labels, *answers.new_labels.split(",")))


def read_labels(typed: Iterable[str]) -> tuple[str, ...]:
    """Return the labels, each once; raises `LabelError` if one or their number is too large."""
    spaced = (" ".join(label.split()) for label in typed)
    found = sorted({label for label in spaced if label}, key=str.casefold)
    if len(found) > MOST_LABELS or any(
        len(label) > MOST_LABEL_CHARACTERS or has_hidden(label) for label in found
    ):
        raise LabelError
    return tuple(found)


def labelled(labels: tuple[str, ...]) -> DecisionDraft:
    """Return the decision that gives a case exactly these labels."""
    content = Content(classification=Classification(labels=labels))
    return DecisionDraft((EventDraft(EventKind.CLASSIFY, content),))


def _label(_point: Standpoint, answers: Answers) -> DecisionDraft:
    return labelled(chosen_labels(answers))


def _require_change(work: Work, answers: Answers) -> None:
    if set(chosen_labels(answers)) == set(work.file.chain.labels):
        raise SameLabelsError


ACTIONS: Final = (
    Action(
        "label",
        ActionTexts(
            _("Save the labels"),
            _("Labels help to find reports again. They are encrypted like the report, and go with it."),
            _("The labels are saved."),
            link=_("Change the labels"),
        ),
        _label,
        LabelsForm,
        require=_require_change,
        depends=ON_CLASSIFICATION,
    ),
)
