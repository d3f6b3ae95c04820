"""Pages that tell the person what an act was refused for, and what to do then. Texts are message ids."""

from typing import Final

from crypto.errors import KentonganError
from journalist_interface.actions.audience import OF_PERSON
from journalist_interface.actions.custody import AlternateAskedError, RequestNotProvenError
from journalist_interface.actions.identity import NoCustodianError, NoIdentityError
from journalist_interface.actions.invitation import BriefNotProvenError
from journalist_interface.actions.leadership import ClosedPaperError, NoLeaderError
from journalist_interface.actions.verification import UnattendedError
from journalist_interface.errors.error_page import ErrorPage
from journalist_interface.verification.seen import WentOnError
from store.domain.procedure.chain_verification import BrokenChainError
from store.domain.procedure.errors import ProcedureError

ACTION_PAGES: Final[tuple[tuple[type[KentonganError], ErrorPage], ...]] = (
    *(
        (
            kind,
            ErrorPage(409, "This cannot be done now", "Go back to the case and read where it stands now."),
        )
        for kind in (ProcedureError, UnattendedError, ClosedPaperError)
    ),
    (
        WentOnError,
        ErrorPage(409, "The case went on", "Open the case, read what is new, and decide then."),
    ),
    (
        BrokenChainError,
        ErrorPage(
            409,
            "The decisions of this case do not fit together",
            "Compare the history of the case with a colleague's workstation and tell the administrator.",
        ),
    ),
    *(
        (kind, ErrorPage(409, "This person cannot be brought in", "Go back and choose somebody else."))
        for kind in (*OF_PERSON, NoLeaderError)
    ),
    *(
        (kind, ErrorPage(409, "The identity is not available", "Go back to the case."))
        for kind in (NoIdentityError, NoCustodianError, AlternateAskedError)
    ),
    *(
        (
            kind,
            ErrorPage(502, "Do not trust this", "Tell the administrator that somebody may have forged it."),
        )
        for kind in (BriefNotProvenError, RequestNotProvenError)
    ),
)
