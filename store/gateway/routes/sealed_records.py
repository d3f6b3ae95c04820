"""Records that workstations seal: what each person keeps for themselves, without a name in the address; the texts."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response

from crypto.gpg.errors import NotEncryptedMessageError
from crypto.gpg.packets import read_recipients
from store.api.sealed_records import MAX_SEALED_JSON_BYTES, NewSealedRecord, SealedRecordFile
from store.cases import sealed_records
from store.gateway.auth.access import READERS, SIGNED_IN, current_user
from store.gateway.bodies import answer, read_json
from store.gateway.services import services

routes: Final = Blueprint("sealed-records", __name__)


@routes.get("/v1/private-record", roles=SIGNED_IN)
def read() -> Response:
    """Return this person's record, if there is one."""
    here = services()
    return answer(SealedRecordFile(sealed_records.private_record(here.database, current_user().person.id)))


@routes.post("/v1/private-record", roles=SIGNED_IN)
def replace() -> Response:
    """Put a new record in the place of the one that this person's workstation read."""
    here, person = services(), current_user().person
    current = here.roster.valid()
    new = read_json(NewSealedRecord, MAX_SEALED_JSON_BYTES)
    current.require_encrypted(new.record)
    if len(read_recipients(new.record)) > len(person.certificates):
        raise NotEncryptedMessageError  # it is for this person alone
    sealed_records.replace_private_record(here.database, person.id, new.record, new.replaces)
    return answer(SealedRecordFile(None), HTTPStatus.CREATED)


@routes.get("/v1/office-texts", roles=READERS)
def read_texts() -> Response:
    """Return the texts of the office, if some were saved."""
    return answer(SealedRecordFile(sealed_records.office_texts(services().database)))


@routes.post("/v1/office-texts", roles=READERS)
def replace_texts() -> Response:
    """Put new texts in the place of those that the workstation read."""
    here = services()
    current = here.roster.valid()
    new = read_json(NewSealedRecord, MAX_SEALED_JSON_BYTES)
    current.require_encrypted(new.record)
    sealed_records.replace_office_texts(here.database, new.record, new.replaces)
    return answer(SealedRecordFile(None), HTTPStatus.CREATED)
