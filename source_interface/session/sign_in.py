"""Opening a mailbox with a codename. Whatever is wrong with a code, the work and the answer are the same.

A wrong code is answered like a right one, by a cookie and a redirect, so the next page must know what was typed. The
text waits in memory alone, sealed under the token in the browser's cookie. It is shown once and is gone after some
minutes: a slip of one letter is nearly the code.
"""

from typing import Final

from crypto.codename import CodenameTooLongError, normalise
from crypto.errors import WrappedSeedError
from crypto.mailbox import Mailbox, Wrapping
from crypto.sealed_text import SealedText
from source_interface.errors import WrongCodenameError
from source_interface.session.reporter_session import MailboxSession, SessionServices
from store.cases.mailboxes import find_slot
from store.errors import NotFoundError
from store.values import SlotKind
from store.web.bounded_cache import BoundedCache

_NO_CODE: Final = "a code that nobody was given"
REMEMBERED: Final = 512
KEPT_SECONDS: Final = 600.0
CHARACTERS: Final = 4_000
"""The limit of a kept text; nothing longer was meant for a code."""


def codename_wrapping(services: SessionServices, codename: str) -> Wrapping:
    """Return the wrapping of a new codename's slot; costs a derivation, `BusyError` when no turn came."""
    return Wrapping.of_slot(services.derivations.root(_normalised(codename), services.codename_salt))


def sign_in(
    services: SessionServices, codename: str, circuit: bytes | None = None, *, streamed: bool = False
) -> MailboxSession:
    """Open the mailbox of this codename; raise `WrongCodenameError` for any other text.

    Raises `OftenFromCircuitError` after too many codes over one circuit, and `BusyError` when no turn came.
    """
    services.limits.allow_code(circuit)
    root = services.derivations.root_of_guess(
        _normalised(codename), services.codename_salt, streamed=streamed
    )
    services.limits.count_code(circuit)
    try:
        return _visit_by(services, root)
    except NotFoundError:  # the code ended while it was looked up
        raise WrongCodenameError from None


def _visit_by(services: SessionServices, root: bytes) -> MailboxSession:
    wrapping = Wrapping.of_slot(root)
    slot = find_slot(services.database, wrapping.lookup, services.clock.today())
    if slot is None or slot.kind is not SlotKind.CODENAME:
        raise WrongCodenameError
    try:
        mailbox = Mailbox(wrapping.open(slot.wrapped))
    except WrappedSeedError:
        raise WrongCodenameError from None
    if mailbox.case != slot.case:  # a slot that was moved to another case
        raise WrongCodenameError
    return MailboxSession.begin(services, mailbox, wrapping.lookup)


def same_code(shown: str, typed: str) -> bool:
    """Return whether two spellings are one code."""
    return _normalised(shown) == _normalised(typed)


def first_difference(shown: str, typed: str) -> int:
    """Return the number of the first word that differs, counted from 1; it reveals only what both texts say."""
    pairs = zip(_normalised(shown).split(), _normalised(typed).split(), strict=False)
    same = next((place for place, (one, two) in enumerate(pairs) if one != two), None)
    shorter = min(len(_normalised(text).split()) for text in (shown, typed))
    return (shorter if same is None else same) + 1


def _normalised(text: str) -> str:
    try:
        return normalise(text)
    except CodenameTooLongError:
        return _NO_CODE  # the derivation still runs, so that a long text takes the same time


class WrongCodes:
    """The latest wrong codes; each is taken out once."""

    def __init__(self) -> None:
        self._notes = BoundedCache[bytes, SealedText](REMEMBERED, KEPT_SECONDS)

    def __repr__(self) -> str:
        return "WrongCodes(…)"

    def keep(self, token: bytes, typed: str) -> None:
        """Keep the text until `take` is called with this token."""
        note = SealedText.write(token, typed)
        self._notes.set(note.lookup, note)

    def take(self, token: bytes) -> str | None:
        """Return the typed text; None if nothing waits for this token."""
        note = self._notes.pop(SealedText.lookup_of(token))
        return None if note is None else note.read(token)
