"""Signing in and out."""

from typing import Final

from flask import Blueprint, Response

from store.contract.messages import SignIn
from store.gateway import sign_in as signing_in
from store.gateway.answers import answer, done
from store.gateway.bodies import read_json, read_nothing
from store.gateway.roles import ANYONE, SIGNED_IN
from store.gateway.services import services
from store.gateway.visitor import visitor

routes: Final = Blueprint("sign-in", __name__)


@routes.post("/v1/challenge", roles=ANYONE)
def challenge() -> Response:
    """A nonce to sign."""
    read_nothing()
    return answer(services().tickets.issue())


@routes.post("/v1/sign-in", roles=ANYONE)
def sign_in() -> Response:
    """Both factors, for a session."""
    return answer(signing_in.sign_in(services(), read_json(SignIn)))


@routes.post("/v1/sign-out", roles=SIGNED_IN)
def sign_out() -> Response:
    """The end of this session."""
    read_nothing()
    services().sessions.end(visitor().token)
    return done()
