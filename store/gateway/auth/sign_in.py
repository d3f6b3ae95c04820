"""Signing in: the signature of the roster key first, then the code.

Any fault before the code is looked at gets the same answer, after one verification by GnuPG. So a stranger learns
neither who works here nor what was wrong, and can neither lock an account nor use up its attempts.
"""

import secrets

from crypto.signing import compose
from store.api.messages import SignedIn, SignIn, SignInStatement
from store.api.sign_in_notice import NOTHING_TO_TELL
from store.domain.errors import AuthorError
from store.domain.labels import Label
from store.errors import ConflictError
from store.gateway.accounts.sign_in_notices import take_notice
from store.gateway.auth.access import serving_person
from store.gateway.auth.challenges import NONCE_BYTES, consume
from store.gateway.auth.sessions import Holder
from store.gateway.auth.totp import check_code
from store.gateway.errors import RefusedError
from store.gateway.services import Services


def sign_in(here: Services, proof: SignIn) -> SignedIn:
    """Return a new session. Raises `RefusedError`, `WrongCodeError` or `ThrottledError`."""
    nonce, key = _proven_nonce(here, proof)
    try:
        with here.accounts.write() as session:
            if not consume(session, nonce, here.clock):
                raise RefusedError
            refusal = check_code(session, proof.person, proof.code, here.clock.seconds(), here.clock.today())
            token = None if refusal else here.sessions.begin(session, Holder(proof.person, key))
            notice = NOTHING_TO_TELL if refusal else take_notice(session, proof.person)
    except ConflictError:  # the same ticket at the same moment, where writers run side by side
        raise RefusedError from None
    if refusal is not None:
        raise refusal
    return SignedIn(str(token), int(here.config.idle.total_seconds()), notice)


def _proven_nonce(here: Services, proof: SignIn) -> tuple[bytes, str]:
    """Return the nonce that this person signed for this gateway, and the key. Raises `RefusedError` for any fault."""
    current = here.roster.current()
    nonce = here.challenges.nonce_of(proof.ticket)
    # A bad ticket or name still costs a verification, so that the time of the answer does not tell them apart.
    asked = SignInStatement(
        current.roster.office.gateway, nonce or secrets.token_bytes(NONCE_BYTES), proof.person
    )
    try:
        key = current.verify_new_by(
            proof.person, compose(Label.SIGN_IN, asked), proof.signature, here.clock.today()
        )
    except AuthorError:
        raise RefusedError from None
    if nonce is None or serving_person(current.roster, proof.person) is None:
        raise RefusedError
    return nonce, key
