"""Signing in and out."""

from typing import Final

from flask import Blueprint, Response, request

from store.api.messages import SignIn
from store.gateway.auth import sign_in as signing_in
from store.gateway.auth.access import ANYONE, SIGNED_IN, current_user
from store.gateway.bodies import answer, done, read_json, read_nothing
from store.gateway.services import services
from store.server.request_body import belongs_to

routes: Final = Blueprint("sign-in", __name__)


@routes.post("/v1/challenge", roles=ANYONE)
def challenge() -> Response:
    """Return a nonce to sign."""
    read_nothing()
    return answer(services().challenges.issue())


@routes.post("/v1/sign-in", roles=ANYONE)
def sign_in() -> Response:
    """Return a session in exchange for both factors."""
    proof = read_json(SignIn)
    signed_in = signing_in.sign_in(services(), proof)
    belongs_to(request.environ, proof.person, f"Bearer {signed_in.token}")
    return answer(signed_in)


@routes.post("/v1/sign-out", roles=SIGNED_IN)
def sign_out() -> Response:
    """End this session."""
    read_nothing()
    services().sessions.end(current_user().token)
    return done()
