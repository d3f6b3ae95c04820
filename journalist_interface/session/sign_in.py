"""Signing in: the roster, the key, the gateway's challenge, and both factors in one request.

The workstation composes the text it signs: purpose, the gateway named in the verified roster, and the nonce. So a
signature made for one gateway is worthless at another, and nothing but a sign-in can be signed this way.
"""

import threading
from dataclasses import dataclass
from pathlib import Path

from crypto import signing
from crypto.errors import KentonganError
from crypto.gpg.errors import GpgFaultError, MissingSecretKeyError
from journalist_interface.cache.open_cache import open_cache
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import GatewayError, SessionEndedError
from journalist_interface.gateway_client.rosters import FreshRoster, Rosters
from journalist_interface.gateway_client.server_version import require_understood
from journalist_interface.keyring import Keyring, OpenKey
from journalist_interface.reply_templates import TemplateFile
from journalist_interface.sealed_records.office_texts import MessageTexts
from journalist_interface.sealed_records.private_records import PrivateRecords
from journalist_interface.sealed_records.recent_gpg_fault import RecentGpgFault
from journalist_interface.sealed_records.record_services import SealedRecordServices
from journalist_interface.session.case_summaries import CaseSummaries
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.session.session_manager import SessionManager
from journalist_interface.session.session_parts import SessionParts
from journalist_interface.verification.case_reader import CaseReader
from journalist_interface.verification.chain_reader import ReadingServices
from journalist_interface.verification.missing import MissingCases
from journalist_interface.verification.pins import Pins
from store.api.messages import SignedIn, SignIn, SignInStatement
from store.domain.clock import Clock
from store.domain.labels import Label
from store.domain.roster import Person, Roster


class UnknownPersonError(KentonganError):
    """This name is not in the office's list. Type it as the administrator gave it to you."""


class OnlyRetiredKeysError(KentonganError):
    """The office has retired your key. Ask the administrator to put your new key into the office's list."""


class KeyNotHereError(KentonganError):
    """The secret key that the office's list has for you is not on this workstation."""

    def __init__(self, fingerprints: tuple[str, ...]) -> None:
        super().__init__()
        self.fingerprints = fingerprints


class RefusedSignInError(KentonganError):
    """The server did not accept the signature of your key."""


@dataclass(frozen=True, slots=True)
class SignInServices:
    """The services that a session begins and ends with; `state` is the workstation's folder."""

    client: GatewayClient
    rosters: Rosters
    pins: Pins
    keyring: Keyring
    sessions: SessionManager
    clock: Clock
    state: Path
    idle_minutes: int
    template_file: TemplateFile


def sign_in(services: SignInServices, name: str, passphrase: str, code: str) -> OfficerSession:
    """Return a session for the person with this identifier or name.

    Raises `UnknownPersonError`, `OnlyRetiredKeysError`, `KeyNotHereError`, `RefusedSignInError`,
    `WrongPassphraseError`, a `RosterError` or a `GatewayError`, and locks the key again. An existing session ends only
    once both factors were right.
    """
    require_understood(services.client)
    roster = services.rosters.refresh().roster
    person = find_person(roster, name)
    granted = _try_beside_session(services, roster, person, passphrase, code)
    sign_out(services)  # one key, one session: unlocking begins with locking
    key = unlock_key(services.keyring, person, passphrase)
    try:
        return _new_session(services, person, key, granted or _prove(services, roster, person, key, code))
    except BaseException:
        key.lock()
        raise


@dataclass(frozen=True, slots=True)
class SignOutResult:
    """The end of a session: whether GnuPG confirmed that the key is locked, and the gateway that its session ended."""

    locked: bool = True
    ended: bool = True


def sign_out(services: SignInServices) -> SignOutResult:
    """Lock the key and end the session, here first and then at the gateway, even if a step fails."""
    session = services.sessions.present()
    if session is None:
        return SignOutResult()
    return SignOutResult(_leave_here(services, session), _end_at_gateway(services, session.token))


def _leave_here(services: SignInServices, session: OfficerSession) -> bool:
    try:
        services.sessions.leave(session)
    except GpgFaultError:
        return False  # the officer is signed out here all the same
    return True


def _end_at_gateway(services: SignInServices, token: str) -> bool:
    try:
        services.client.sign_out(token)
    except SessionEndedError:
        return True  # it had ended before
    except GatewayError:
        return False  # it ends there by its idle time
    return True


def _new_session(services: SignInServices, person: Person, key: OpenKey, granted: SignedIn) -> OfficerSession:
    current = services.rosters.current()
    cache, over = open_cache(services.state, person, key, current, services.clock.today()), threading.Event()
    roster, pins = FreshRoster(services.rosters), services.pins.of_session(over)
    reading = ReadingServices(services.client, granted.token, person.id, key.open, roster, pins)
    idle = min(granted.idle_seconds, services.idle_minutes * 60)
    record = SealedRecordServices(
        services.client,
        granted.token,
        person,
        key,
        services.rosters,
        services.clock,
        services.state,
        RecentGpgFault(services.clock),
    )
    private, texts = PrivateRecords(record), MessageTexts(record, services.template_file)
    reader = CaseReader(reading, cache)
    summaries = CaseSummaries(reading, reader, cache, current.statement)
    parts = SessionParts(reader, cache, summaries, MissingCases(reading, cache), private, texts, over)
    return OfficerSession(person, granted.token, key, parts, idle, granted.notice)


def _prove(services: SignInServices, roster: Roster, person: Person, key: OpenKey, code: str) -> SignedIn:
    challenge = services.client.challenge()
    text = signing.compose(Label.SIGN_IN, SignInStatement(roster.office.gateway, challenge.nonce, person.id))
    try:
        return services.client.sign_in(SignIn(person.id, challenge.ticket, key.sign(text), code))
    except SessionEndedError:
        raise RefusedSignInError from None


def _try_beside_session(
    services: SignInServices, roster: Roster, person: Person, passphrase: str, code: str
) -> SignedIn | None:
    """Return what the gateway grants after both factors were tried beside an existing session.

    Return None without a session, and for a key on a smart card, which cannot be tried beside its session.
    """
    if services.sessions.present() is None:
        return None
    if any(services.keyring.is_on_card(certificate.fingerprint) for certificate in person.in_use()):
        return None
    with services.keyring.beside() as keyring:
        return _prove(services, roster, person, unlock_key(keyring, person, passphrase), code)


def find_person(roster: Roster, name: str) -> Person:
    """Return the person with this identifier or name; raise `UnknownPersonError`."""
    wanted = " ".join(name.split()).casefold()
    for person in roster.active():
        if wanted in {person.id, person.name.casefold()}:
            return person
    raise UnknownPersonError


def unlock_key(keyring: Keyring, person: Person, passphrase: str) -> OpenKey:
    """Return the first of the person's keys that is here and not retired, open.

    Raises `OnlyRetiredKeysError`, `KeyNotHereError` or `WrongPassphraseError`.
    """
    fingerprints = tuple(certificate.fingerprint for certificate in person.in_use())
    if not fingerprints:
        raise OnlyRetiredKeysError
    for fingerprint in fingerprints:
        try:
            return keyring.unlock(fingerprint, passphrase)
        except MissingSecretKeyError:
            continue
    raise KeyNotHereError(fingerprints)
