"""Reasons for refusing an event. The docstring is the sentence that a person reads; `code` travels over the wire."""

from typing import ClassVar, Final

from crypto.errors import KentonganError


class ProcedureError(KentonganError):
    """The procedure does not allow this now."""

    code: ClassVar[str] = "not-now"


class NoSuchMoveError(ProcedureError):
    """A case in this stage cannot go to that stage."""

    code = "no-such-move"


class NotYoursError(ProcedureError):
    """Your part in this case does not include this act."""

    code = "not-yours"


class FormError(ProcedureError):
    """This act lacks something, or brings something that does not belong to it."""

    code = "form"


class ChecklistError(ProcedureError):
    """Confirm both clarity and completeness first."""

    code = "checklist"


class ReasonError(ProcedureError):
    """Write the reason."""

    code = "reason"


class LongReasonError(ProcedureError):
    """This reason is too long. Shorten it to at most ten pages."""

    code = "long-reason"


class QuestionError(ProcedureError):
    """Write the question to the reporter, and until when the answer should come."""

    code = "question"


class NoticeError(ProcedureError):
    """Write the notice that tells the reporter why the report is archived."""

    code = "notice"


class ReviewSheetError(ProcedureError):
    """Write the review sheet first."""

    code = "review-sheet"


class TeamError(ProcedureError):
    """Assign the team first: exactly one lead, and the members."""

    code = "team"


class DeclarationError(ProcedureError):
    """Everybody on the team must first declare that they have no conflict of interest."""

    code = "declaration"


class FindingsError(ProcedureError):
    """The team lead must first write the findings report."""

    code = "findings"


class LeadershipError(ProcedureError):
    """Let a leader in first, whom the reporter did not exclude."""

    code = "leadership"


class MinutesError(ProcedureError):
    """Record the minutes first, naming those present: officers, leadership, and the team if there is one."""

    code = "minutes"


class ConclusionError(ProcedureError):
    """Record both the conclusion and the recommendation first."""

    code = "conclusion"


class DeadlineError(ProcedureError):
    """The reporter's time to answer has not passed yet."""

    code = "deadline"


class ExtensionError(ProcedureError):
    """The office can give itself at most 180 days from today, and at least one. Choose another day."""

    code = "extension"


class LastOfficerError(ProcedureError):
    """You are the last officer of this case. Bring in a colleague first."""

    code = "last-officer"


class LoneOfficerError(ProcedureError):
    """You would be the only officer of this case. Bring in another colleague first."""

    code = "lone-officer"


class DayError(ProcedureError):
    """The day of this act is not today. Check this computer's date."""

    code = "day"


class FarDayError(ProcedureError):
    """The reporter's answer cannot be awaited for longer than a year. Choose an earlier day."""

    code = "far-day"


class NoRoomInCaseError(ProcedureError):
    """What you wrote in this case has reached its limit. A colleague of this case can go on."""

    code = "no-room"


class UnsignedError(ProcedureError):
    """This act is not signed with the key of the person who is signed in."""

    code = "unsigned"


class RoleError(ProcedureError):
    """The office's list does not give the role that this act needs, to you or to somebody whom it names."""

    code = "role"


class NoIdentityError(ProcedureError):
    """There is no identity in this case, or the request for it is closed."""

    code = "no-identity"


class AlreadyDoneError(ProcedureError):
    """This is already done: you have given this person exactly these keys before."""

    code = "already-done"


class SignedBeforeError(ProcedureError):
    """You have signed this before. It takes the signature of a second person."""

    code = "signed-before"


class SignatoryError(ProcedureError):
    """This person cannot be asked for the second signature. Choose a leader whom the reporter did not exclude."""

    code = "signatory"


class HoldError(ProcedureError):
    """A legal hold stands on this case. Nothing of it is destroyed until a leader lifts the hold."""

    code = "hold"


class OwnHoldError(ProcedureError):
    """You laid this hold. Another leader has to lift it."""

    code = "own-hold"


class SecondPersonError(ProcedureError):
    """You proposed this yourself. It takes the signature of a second person."""

    code = "second-person"


class RetentionError(ProcedureError):
    """The period for which the office keeps this case has not ended yet."""

    code = "retention"


class ProposalOverError(ProcedureError):
    """This proposal has lapsed: something was added to the case since, or it is signed already."""

    code = "proposal-over"


class OldRequestError(ProcedureError):
    """This request is older than 14 days, so the identity is disclosed no more. The officer can ask anew."""

    code = "old-request"


def _all(kind: type[ProcedureError]) -> list[type[ProcedureError]]:
    return [kind, *(error for child in kind.__subclasses__() for error in _all(child))]


ERRORS: Final = {kind.code: kind for kind in _all(ProcedureError)}
