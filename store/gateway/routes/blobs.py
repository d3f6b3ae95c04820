"""Attachments' ciphertext, in and out as a stream."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO, Final

from flask import Blueprint, Response

from store import caseload
from store.contract.messages import BlobReceipt
from store.errors import BlobError
from store.gateway.answers import answer
from store.gateway.bodies import PIECE_BYTES, receive_blob
from store.gateway.roles import READERS
from store.gateway.services import Services, services
from store.gateway.visitor import visitor
from store.values import StoredBlob

routes: Final = Blueprint("blobs", __name__)


@routes.get("/v1/cases/<hex:case>/blobs/<hex:blob>", roles=READERS)
def download(case: str, blob: str) -> Response:
    """A blob that an entry of this case speaks of."""
    here = services()
    stored = caseload.blob_of(here.database, visitor().person.id, case, blob)
    if here.blobs.size(stored.name) != stored.size:
        raise BlobError
    file = here.blobs.open(stored.name)
    response = Response(_pieces(file), mimetype="application/octet-stream")
    response.content_length = stored.size
    response.call_on_close(file.close)
    return response


@routes.post("/v1/cases/<hex:case>/blobs", roles=READERS)
def upload(case: str) -> Response:
    """A blob for a reply to come: durable when this is answered, swept after a day if no reply binds it."""
    here = services()
    here.roster.current().require_valid()
    person = visitor().person.id
    caseload.open_row(here.database, person, case)  # before a byte is taken in
    stored = _received(here)
    try:
        caseload.register_blob(here.database, person, case, stored, here.clock.today())
    except BaseException:
        here.blobs.delete(stored.name)
        raise
    return answer(BlobReceipt(stored.name, stored.size), HTTPStatus.CREATED)


def _received(here: Services) -> StoredBlob:
    with here.blobs.create() as pending:
        receive_blob(pending, here.blobs, here.config.max_blob_bytes)
        return pending.commit()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    try:
        while piece := file.read(PIECE_BYTES):
            yield piece
    except OSError:
        raise BlobError from None  # breaks the connection off: the receiver misses what Content-Length promised
