"""Attachments' ciphertext, in and out as a stream."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO, Final

from flask import Blueprint, Response

from crypto.gpg.decrypt import HEAD_BYTES
from store.api.messages import BlobReceipt
from store.cases import case_list
from store.errors import BlobError, NotFoundError
from store.gateway.auth.access import READERS, STAFF_ROLES, UPLOADERS, Role, current_user, require_case_access
from store.gateway.bodies import answer, receive_blob
from store.gateway.services import Services, services
from store.gateway.upload_quota import Upload
from store.server.logs import log_unexpected
from store.server.request_body import PIECE_BYTES
from store.values import StoredBlob

routes: Final = Blueprint("blobs", __name__)

_BLOB: Final = "application/octet-stream"


@routes.get("/v1/cases/<hex:case>/blobs/<hex:blob>", roles=STAFF_ROLES)
def download(case: str, blob: str) -> Response:
    """Return a blob that an entry or a working paper of this case refers to."""
    file, size = _opened(case, blob)
    response = Response(_pieces(file), mimetype=_BLOB)
    response.content_length = size
    response.call_on_close(file.close)
    return response


@routes.get("/v1/cases/<hex:case>/blobs/<hex:blob>/head", roles=STAFF_ROLES)
def head(case: str, blob: str) -> Response:
    """Return the beginning of a blob, which is enough to learn its session key: a grant needs no more."""
    try:
        file, size = _opened(case, blob)
    except BlobError as error:
        # Answered as lost, not as this gateway's fault: else one damaged file would keep everyone from granting.
        log_unexpected(error)
        raise NotFoundError from None
    with file:
        try:
            beginning = file.read(HEAD_BYTES)
        except OSError:
            raise BlobError from None
    if len(beginning) != min(size, HEAD_BYTES):
        raise BlobError
    return Response(beginning, mimetype=_BLOB)


@routes.post("/v1/cases/<hex:case>/blobs", roles=READERS | {Role.INVESTIGATOR})
def upload(case: str) -> Response:
    """Store a blob for a reply or a paper to come: durable once answered, swept after a day if none binds it."""
    here = services()
    here.roster.valid()
    person = current_user().person.id
    require_case_access(case, UPLOADERS)
    case_list.open_row(here.database, person, case)  # before a byte is accepted
    with here.uploads.one(person) as upload:
        stored = _received(here, upload)
        try:
            case_list.register_blob(here.database, person, case, stored, here.clock.today())
        except BaseException:
            here.blobs.delete(stored.name)
            raise
        upload.stored(stored)
    return answer(BlobReceipt(stored.name, stored.size), HTTPStatus.CREATED)


def _opened(case: str, blob: str) -> tuple[BinaryIO, int]:
    """Open a blob that is about to be served; from now on its reporter cannot withdraw it."""
    here, person = services(), current_user().person.id
    require_case_access(case)
    stored = case_list.blob_of(here.database, person, case, blob)
    if here.blobs.size(stored.name) != stored.size:
        raise BlobError
    file = here.blobs.open(stored.name)
    try:
        case_list.mark_fetched(here.database, person, case, stored.name)
    except BaseException:
        file.close()
        raise
    return file, stored.size


def _received(here: Services, upload: Upload) -> StoredBlob:
    with here.blobs.create() as pending:
        receive_blob(pending, here.blobs, here.config.max_blob_bytes, upload.passes)
        return pending.commit()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    try:
        while piece := file.read(PIECE_BYTES):
            yield piece
    except OSError:
        raise BlobError from None  # breaks the connection off: the receiver misses what Content-Length promised
