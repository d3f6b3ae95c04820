"""Pages that tell the officer what went wrong, and what to do then. Texts are message ids."""

from typing import Final

from flask_babel import gettext

from crypto.errors import AttachmentStreamError, KentonganError
from crypto.gpg.errors import (
    DecryptionError,
    GpgError,
    GpgFaultError,
    GpgMissingError,
    NotForThisKeyError,
    UnprocessableError,
)
from journalist_interface.actions.case_labels import LabelError, SameLabelsError
from journalist_interface.actions.destruction import ProposalNotProvenError
from journalist_interface.actions.duplicates import CannotLinkError
from journalist_interface.actions.identity import AnonymousReportError, NotToldError
from journalist_interface.actions.identity_disclosure import AlternateAskedError
from journalist_interface.actions.identity_requests import RequestNotProvenError
from journalist_interface.actions.invitation import BriefNotProvenError
from journalist_interface.actions.leadership import ClosedPaperError
from journalist_interface.actions.losses import NoProposalError
from journalist_interface.actions.papers import NotReaderError
from journalist_interface.actions.verification import UnattendedError
from journalist_interface.actions.work import OF_PERSON, NoCustodianError, NoMailboxError
from journalist_interface.dossier.making import NotAgreedError, RecipientError, StillThereError
from journalist_interface.dossier.pdf import TooMuchTextError, TypesettingBoundsError, TypesettingError
from journalist_interface.forms.incoming import FilesTooLargeError, TooManyAttachmentsError
from journalist_interface.gateway_client.errors import GatewayError, RosterOutdatedError
from journalist_interface.gateway_error_pages import GATEWAY_PAGES
from journalist_interface.http_error_pages import ErrorPage
from journalist_interface.presenters.labels import sentence
from journalist_interface.reply_templates import TextChangedError
from journalist_interface.sealed_records.office_texts import TextsRefusedError, TextsUnknownError
from journalist_interface.sealed_records.private_records import PrivateRecordUnknownError
from journalist_interface.sealed_records.sealed_office_texts import TextsChangedTooOftenError, TextsFullError
from journalist_interface.sealed_records.sealed_private_record import PrivateRecordFullError
from journalist_interface.verification.case_attachments import FileNotInCaseError
from journalist_interface.verification.decision_basis import WentOnError
from journalist_interface.verification.pins import PinsError, PinsFilesError
from journalist_interface.web.guard import NotLaunchedError
from store.domain.errors import (
    NoReaderError,
    RosterError,
    RosterExpiredError,
    RosterForkError,
    RosterRollbackError,
    RosterSignatureError,
)
from store.domain.procedure.chain_verification import BrokenChainError
from store.domain.procedure.errors import ProcedureError, SignatoryError
from store.web.multipart import FieldsTooLargeError, MultipartError
from store.web.verified_stream import AttachmentMismatchError

PAGES: Final[dict[type[KentonganError], ErrorPage]] = {
    NotLaunchedError: ErrorPage(
        403, "Open Kentongan by its icon", "Click it in the menu of this computer, once more.", way_in=False
    ),
    **GATEWAY_PAGES,
    **dict.fromkeys(
        (RosterOutdatedError, RosterExpiredError),
        ErrorPage(
            503,
            "The office's list has expired",
            "You can go on reading. Replies must wait until the office signs a new list and publishes it.",
        ),
    ),
    RosterSignatureError: ErrorPage(
        503,
        "The office's list was refused",
        "It does not bear the signature of the office's key. Do not go on; tell the administrator and "
        "compare the fingerprint of the office's key with the one on paper.",
    ),
    RosterRollbackError: ErrorPage(
        503,
        "The office's list was refused",
        "The server offers an older list of the office than this workstation has seen. Tell the "
        "administrator: somebody may be bringing back a person who has left.",
    ),
    RosterForkError: ErrorPage(
        503,
        "The office's list was refused",
        "Two lists of the office bear the same number. Tell the administrator: one of them may be forged.",
    ),
    NoReaderError: ErrorPage(
        503,
        "Nobody can read this",
        "The office's list has no usable key for the readers of this case. The office must renew it.",
    ),
    RosterError: ErrorPage(
        503, "The office's list cannot be used", "Tell the administrator what this page says."
    ),
    NoMailboxError: ErrorPage(
        409,
        "No reply can be sent in this case",
        "Compare the case with another officer's workstation and tell the administrator.",
    ),
    PinsFilesError: ErrorPage(
        503,
        "This workstation's disk cannot be used",
        "Make room on it, then try again. If it lasts, tell the administrator.",
    ),
    PinsError: ErrorPage(
        500,
        "This workstation's record of the case is damaged",
        "Do not delete it: it protects the case against changes in the store. Tell the administrator.",
    ),
    NotForThisKeyError: ErrorPage(
        403,
        "This is not encrypted to your key",
        "Another officer of this case may be able to open it. Tell the administrator if you have a new key.",
    ),
    UnprocessableError: ErrorPage(
        502,
        "The encryption program fails over this",
        "Nothing of it was saved. Try again. If it lasts, it was made for that: tell the administrator.",
    ),
    **dict.fromkeys(
        (AttachmentMismatchError, AttachmentStreamError, DecryptionError),
        ErrorPage(
            502,
            "The attachment was altered",
            "Nothing of it was saved. Tell the administrator that the store holds an altered file.",
        ),
    ),
    FileNotInCaseError: ErrorPage(
        404,
        "There is nothing here",
        "Open the report: it says what was withdrawn or destroyed. Files of an export can be made anew.",
    ),
    FilesTooLargeError: ErrorPage(413, "The files are too large", "Choose smaller ones, or fewer at a time."),
    TooManyAttachmentsError: ErrorPage(413, "Too many attachments", "Send some of them afterwards."),
    FieldsTooLargeError: ErrorPage(413, "The text is too long", "Send it in parts."),
    MultipartError: ErrorPage(400, "What you sent did not arrive", "Send it again."),
    GpgMissingError: ErrorPage(
        503,
        "The encryption program is missing",
        "Ask the administrator to install the encryption program (GnuPG) on this workstation.",
    ),
    GpgFaultError: ErrorPage(
        503,
        "The encryption program does not work on this workstation",
        "Try again. If it lasts, tell the administrator what this page says.",
    ),
    GpgError: ErrorPage(
        500,
        "The encryption program did not do its work",
        "Try again. If it lasts, sign out and in again, and tell the administrator what this page says.",
    ),
    **dict.fromkeys(
        (ProcedureError, UnattendedError, ClosedPaperError, NoProposalError),
        ErrorPage(409, "This cannot be done now", "Go back to the case and read where it stands now."),
    ),
    CannotLinkError: ErrorPage(409, "The reports cannot be linked", "Archive the report without a link."),
    WentOnError: ErrorPage(409, "The case went on", "Open the case, read what is new, and decide then."),
    **dict.fromkeys(
        (NotAgreedError, NotToldError, RecipientError, StillThereError),
        ErrorPage(400, "Nothing was exported", "Go back to the form and change what the sentence names."),
    ),
    **dict.fromkeys(
        (TooMuchTextError, TypesettingBoundsError),
        ErrorPage(413, "This is too much for one file", "Leave out passages, or choose less."),
    ),
    TypesettingError: ErrorPage(
        500, "The file could not be made", "Tell the administrator what this page says."
    ),
    BrokenChainError: ErrorPage(
        409,
        "The decisions of this case do not fit together",
        "Compare the history of the case with a colleague's workstation and tell the administrator.",
    ),
    **dict.fromkeys(
        (*OF_PERSON, SignatoryError),
        ErrorPage(409, "This person cannot be chosen", "Go back and choose somebody else."),
    ),
    LabelError: ErrorPage(400, "These labels cannot be saved", "Go back and shorten them."),
    NotReaderError: ErrorPage(
        400, "The note cannot be pointed out to all of them", "Go back and check the names."
    ),
    PrivateRecordUnknownError: ErrorPage(
        503, "What you keep for yourself cannot be changed now", "Go back and try again later."
    ),
    **dict.fromkeys(
        (PrivateRecordFullError, TextsFullError),
        ErrorPage(409, "There is no room left", "Go back, remove what you no longer need, and try again."),
    ),
    TextsUnknownError: ErrorPage(503, "The texts cannot be changed now", "Go back and try again later."),
    TextsRefusedError: ErrorPage(
        409,
        "The texts cannot be changed now",
        "If no colleague sees them, begin anew on the page of the texts.",
    ),
    TextChangedError: ErrorPage(409, "Others were faster", "Read the texts as they are now."),
    TextsChangedTooOftenError: ErrorPage(
        409, "The texts cannot be changed now", "Go back and try again tomorrow."
    ),
    SameLabelsError: ErrorPage(409, "Nothing was changed", "Go back to the case."),
    **dict.fromkeys(
        (AnonymousReportError, NoCustodianError, AlternateAskedError),
        ErrorPage(409, "The identity is not available", "Go back to the case."),
    ),
    **dict.fromkeys(
        (BriefNotProvenError, RequestNotProvenError, ProposalNotProvenError),
        ErrorPage(502, "Do not trust this", "Tell the administrator that somebody may have forged it."),
    ),
    KentonganError: ErrorPage(500, "This did not work", "Try again. If it lasts, tell the administrator."),
}
"""The page of each kind of error; an error without one has that of the nearest kind above it."""


def said_in_place(error: KentonganError) -> str:
    """Return what happened and what to do, for the page where it happened.

    Only the sentences of the gateway and the roster do not already say what to do.
    """
    said = sentence(error)
    advised = isinstance(error, GatewayError | RosterError)
    return f"{said} {gettext(page_of(error).advice)}" if advised else said


def page_of(error: KentonganError) -> ErrorPage:
    """Return the page for this error."""
    return next(PAGES[kind] for kind in type(error).__mro__ if kind in PAGES)
