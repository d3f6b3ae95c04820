"""What a person keeps for themselves. No address names a person: each has their own."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response

from crypto.gpg.errors import NotEncryptedMessageError
from crypto.gpg.packets import read_recipients
from store.api.private_record import MAX_PRIVATE_JSON_BYTES, NewPrivateRecord, PrivateRecordFile
from store.cases import private_records
from store.gateway.auth.access import SIGNED_IN, current_user
from store.gateway.bodies import answer, read_json
from store.gateway.services import services

routes: Final = Blueprint("private-record", __name__)


@routes.get("/v1/private-record", roles=SIGNED_IN)
def read() -> Response:
    """Return this person's record, if there is one."""
    here = services()
    return answer(PrivateRecordFile(private_records.private_record(here.database, current_user().person.id)))


@routes.post("/v1/private-record", roles=SIGNED_IN)
def replace() -> Response:
    """Put a new record in the place of the one that this person's workstation read."""
    here, person = services(), current_user().person
    current = here.roster.valid()
    new = read_json(NewPrivateRecord, MAX_PRIVATE_JSON_BYTES)
    current.require_encrypted(new.record)
    if len(read_recipients(new.record)) > len(person.certificates):
        raise NotEncryptedMessageError  # it is for this person alone
    private_records.replace_private_record(here.database, person.id, new.record, new.replaces)
    return answer(PrivateRecordFile(None), HTTPStatus.CREATED)
