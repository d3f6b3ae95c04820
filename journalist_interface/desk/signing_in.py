"""Signing in: the roster, the key, the gateway's challenge, and both factors in one request.

The workstation composes the text it signs: purpose, the gateway named in the verified roster, the nonce. So a
signature made for one gateway is worth nothing at another, and nothing but a sign-in can be signed this way.
"""

from dataclasses import dataclass

from crypto import statement
from crypto.errors import KentonganError
from crypto.gpg.errors import GpgFaultError, MissingSecretKeyError
from crypto.labels import Label
from crypto.roster import Person, Roster
from journalist_interface.desk.officer_session import OfficerSession
from journalist_interface.gateway.errors import GatewayError, SignedOutError
from journalist_interface.index.opening import open_index
from journalist_interface.keyring import Keyring, OpenKey
from journalist_interface.reading.case_reader import CaseReader
from journalist_interface.workplace import Workplace
from store.contract.messages import SignedIn, SignIn, SignInStatement


class UnknownPersonError(KentonganError):
    """This name is not in the office's list. Type it as the administrator gave it to you."""


class OnlyRetiredKeysError(KentonganError):
    """The office has retired your key. Ask the administrator to put your new key into the office's list."""


class KeyNotHereError(KentonganError):
    """The secret key that the roster lists for you is not on this workstation."""

    def __init__(self, fingerprints: tuple[str, ...]) -> None:
        super().__init__()
        self.fingerprints = fingerprints


class RefusedSignInError(KentonganError):
    """The gateway did not accept the signature of your key."""


def sign_in(place: Workplace, name: str, passphrase: str, code: str) -> OfficerSession:
    """A session for the person of this identifier or name.

    Raises `UnknownPersonError`, `OnlyRetiredKeysError`, `KeyNotHereError`, `RefusedSignInError`,
    `WrongPassphraseError`, a `RosterError` or a `GatewayError`; the key is locked again then. A session that exists
    ends only once both factors were right.
    """
    roster = place.rosters.refresh().roster
    person = _person(roster, name)
    granted = _tried(place, roster, person, passphrase, code)
    sign_out(place)  # one key, one session: unlocking begins with locking
    key = _unlocked(place.keyring, person, passphrase)
    try:
        return _session(place, person, key, granted or _prove(place, roster, person, key, code))
    except BaseException:
        key.lock()
        raise


@dataclass(frozen=True, slots=True)
class SignedOff:
    """The end of a session: whether GnuPG confirmed that the key is locked, and the gateway that its part has ended."""

    locked: bool = True
    ended: bool = True


def sign_out(place: Workplace) -> SignedOff:
    """Lock the key and end the session, here first and then at the gateway, whatever fails of it."""
    session = place.desk.seated()
    if session is None:
        return SignedOff()
    return SignedOff(_left(place, session), _ended(place, session.token))


def _left(place: Workplace, session: OfficerSession) -> bool:
    try:
        place.desk.leave(session)
    except GpgFaultError:
        return False  # nobody is signed in here all the same
    return True


def _ended(place: Workplace, token: str) -> bool:
    try:
        place.client.sign_out(token)
    except SignedOutError:
        return True  # it had ended before
    except GatewayError:
        return False  # it ends there by its idle time
    return True


def _session(place: Workplace, person: Person, key: OpenKey, granted: SignedIn) -> OfficerSession:
    config, current = place.config, place.rosters.current()
    index = open_index(config.state, person, key, current, config.clock.today())
    reader = CaseReader(place.client, granted.token, person.id, key.open, place.rosters, place.pins, index)
    idle = min(granted.idle_seconds, config.idle_minutes * 60)
    return OfficerSession(person, granted.token, key, reader, index, idle)


def _prove(place: Workplace, roster: Roster, person: Person, key: OpenKey, code: str) -> SignedIn:
    challenge = place.client.challenge()
    text = statement.compose(
        Label.SIGN_IN, SignInStatement(roster.office.gateway, challenge.nonce, person.id)
    )
    try:
        return place.client.sign_in(SignIn(person.id, challenge.ticket, key.sign(text), code))
    except SignedOutError:
        raise RefusedSignInError from None


def _tried(place: Workplace, roster: Roster, person: Person, passphrase: str, code: str) -> SignedIn | None:
    """Try both factors beside the session that exists, if one does; a smart card cannot be tried beside its session."""
    if place.desk.seated() is None:
        return None
    if any(place.keyring.is_on_card(one.fingerprint) for one in person.in_use()):
        return None
    with place.keyring.beside() as keyring:
        return _prove(place, roster, person, _unlocked(keyring, person, passphrase), code)


def _person(roster: Roster, name: str) -> Person:
    wanted = " ".join(name.split()).casefold()
    for person in roster.active():
        if wanted in {person.id, person.name.casefold()}:
            return person
    raise UnknownPersonError


def _unlocked(keyring: Keyring, person: Person, passphrase: str) -> OpenKey:
    """The first of the person's keys that is here and not retired."""
    fingerprints = tuple(one.fingerprint for one in person.in_use())
    if not fingerprints:
        raise OnlyRetiredKeysError
    for fingerprint in fingerprints:
        try:
            return keyring.unlock(fingerprint, passphrase)
        except MissingSecretKeyError:
            continue
    raise KeyNotHereError(fingerprints)
