"""Speaking HTTP to the gateway, which is assumed to be hostile.

No redirect is followed, no cookie kept, no proxy or certificate taken from the environment, and no compressed answer
accepted. Every answer is read within bounds of size and time before any byte of it is parsed, and then strictly.
Addresses are made of identifiers checked here, never of anything that the gateway said.

Through a proxy, the proxy alone resolves the gateway's name (`socks5h`). It gets credentials made at each start: Tor
then shares this workstation's circuits with no other program and with no earlier start (`IsolateSOCKSAuth`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Final, TypeVar

import httpx
import msgspec
from socksio import SOCKSError

from crypto.gpg.decrypt import HEAD_BYTES
from crypto.signing import decoder_ready
from journalist_interface.config import OfficeConfig
from journalist_interface.gateway_client.addresses import bearer, case_path, checked_name, list_query, proxy
from journalist_interface.gateway_client.answers import hung_up, pieces_in_time
from journalist_interface.gateway_client.errors import GatewayDownError, HostileGatewayError, refusal
from journalist_interface.gateway_client.head_deadline import bounded_transport, head_within
from store.api.messages import (
    MAX_JSON_BYTES,
    PAGE_CASES,
    BlobReceipt,
    CasePage,
    Challenge,
    Decision,
    DecisionReceipt,
    EntryPage,
    EventPage,
    IdentityFile,
    ReplyReceipt,
    ReplySubmission,
    RestoreNotes,
    RosterFiles,
    Seen,
    SignedIn,
    SignIn,
    StatisticsPage,
)
from store.api.office_certificate import OfficeCertificateFile
from store.api.people_asked import DestructionRequests, IdentityRequests
from store.api.sealed_records import MAX_SEALED_JSON_BYTES, NewSealedRecord, SealedKind, SealedRecordFile
from store.api.server_version import ServerVersion
from store.domain.stages import Stage
from store.domain.tombstone import CaseTombstone

T = TypeVar("T", bound=msgspec.Struct)

CONNECT_SECONDS: Final = 10.0
_ANSWERS_OF_FILE: Final = 3  # a stretch of a file may take as long as so many answers
STORED_SECONDS: Final = 60.0  # the answer to an upload comes only when the whole file is safe on the disk
KEEP_ALIVE_SECONDS: Final = 2.0  # less than the gateway's, which must not hang up on a request
SMALL_JSON_BYTES: Final = 64 * 1024
NOTES_JSON_BYTES: Final = 1024 * 1024


class GatewayClient:
    """The gateway's routes as calls. There is one per process; threads may share it."""

    def __init__(self, config: OfficeConfig) -> None:
        self._deadline = float(config.answer_seconds)
        self._client = httpx.Client(
            base_url=config.gateway,
            transport=bounded_transport(
                proxy(config.gateway_proxy), httpx.Limits(keepalive_expiry=KEEP_ALIVE_SECONDS)
            ),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(self._deadline, connect=min(CONNECT_SECONDS, self._deadline)),
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "kentongan"},
        )
        # A cookie would let the gateway link the sessions of one workstation.
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def version(self) -> ServerVersion:
        """Return the version of the server."""
        return self._json("GET", "/v1/version", ServerVersion, limit=SMALL_JSON_BYTES)

    def roster(self) -> RosterFiles:
        """Return the signed roster, not verified yet."""
        return self._json("GET", "/v1/roster", RosterFiles)

    def office_certificate(self) -> bytes:
        """Return what the gateway says is the office certificate, to be compared with a fingerprint from paper."""
        path, limit = "/v1/office-certificate", NOTES_JSON_BYTES
        return self._json("GET", path, OfficeCertificateFile, limit=limit).certificate

    def challenge(self) -> Challenge:
        """Return a nonce to sign."""
        return self._json("POST", "/v1/challenge", Challenge, limit=SMALL_JSON_BYTES)

    def sign_in(self, proof: SignIn) -> SignedIn:
        """Send both factors.

        Raises `SessionEndedError`, `WrongTotpCodeError` or `TooManyWrongCodesError` if they are not good.
        """
        return self._json("POST", "/v1/sign-in", SignedIn, body=proof, limit=SMALL_JSON_BYTES)

    def sign_out(self, token: str) -> None:
        """End the session at the gateway."""
        self._silent("POST", "/v1/sign-out", token)

    def cases(
        self,
        token: str,
        cursor: str | None = None,
        *,
        rows: int = PAGE_CASES,
        stage: Stage | None = None,
        mine: bool = False,
        overdue: bool = False,
        unread: bool = False,
    ) -> CasePage:
        """Return a page of the list of so many rows; each condition leaves only the cases of which it is true."""
        query = {"rows": str(rows)} if cursor is None else {"rows": str(rows), "cursor": cursor}
        query |= {} if stage is None else {"stage": stage.value}
        query |= {
            name: "true" for name, on in (("mine", mine), ("overdue", overdue), ("unread", unread)) if on
        }
        return self._json("GET", "/v1/cases", CasePage, token=token, query=query)

    def entries(
        self, token: str, case: str, after: int = 0, through: int | None = None, *, digests: bool = False
    ) -> EntryPage:
        """Return envelopes of a case with numbers above `after`, or their digests alone."""
        query = {"after": str(after)} | ({} if through is None else {"through": str(through)})
        query |= {"digests": "true"} if digests else {}
        return self._json("GET", case_path(case), EntryPage, token=token, query=query)

    def events(self, token: str, case: str, after: int = 0) -> EventPage:
        """Return events of a case with numbers above `after`, not verified yet."""
        path = f"{case_path(case)}/events"
        return self._json("GET", path, EventPage, token=token, query={"after": str(after)})

    def decide(self, token: str, case: str, decision: Decision) -> DecisionReceipt:
        """Append events.

        Raises `GatewayConflictError` if the chain or the conversation went on, or a `ProcedureError`.
        """
        path = f"{case_path(case)}/events"
        return self._json("POST", path, DecisionReceipt, token=token, body=decision, limit=SMALL_JSON_BYTES)

    def restores(self, token: str, case: str) -> RestoreNotes:
        """Return the office's notes on restores that name a case, not verified yet."""
        path = f"{case_path(case)}/restores"
        return self._json("GET", path, RestoreNotes, token=token, limit=NOTES_JSON_BYTES)

    def identity_requests(
        self, token: str, cursor: str | None = None, *, case: str | None = None, sequence: int | None = None
    ) -> IdentityRequests:
        """Return a page of the requests to this custodian, or the one of an event."""
        query = list_query(cursor, case, sequence)
        return self._json("GET", "/v1/identity-requests", IdentityRequests, token=token, query=query)

    def destructions(
        self, token: str, cursor: str | None = None, case: str | None = None
    ) -> DestructionRequests:
        """Return a page of the proposals that await this person's signature, or the one of a case."""
        query = list_query(cursor, case)
        return self._json("GET", "/v1/destructions", DestructionRequests, token=token, query=query)

    def tombstone(self, token: str, case: str) -> CaseTombstone:
        """Return what stays of a destroyed case, not proven yet."""
        path = f"{case_path(case)}/tombstone"
        return self._json("GET", path, CaseTombstone, token=token, limit=SMALL_JSON_BYTES)

    def identity(self, token: str, case: str) -> IdentityFile:
        """Return the identity envelope of a case about which this custodian was asked."""
        return self._json("GET", f"{case_path(case)}/identity", IdentityFile, token=token)

    def statistics(self, token: str, cursor: str | None = None) -> StatisticsPage:
        """Return a page of the statistics records that this leader may see."""
        query = list_query(cursor)
        return self._json("GET", "/v1/statistics", StatisticsPage, token=token, query=query)

    def sealed_record(self, token: str, kind: SealedKind) -> bytes | None:
        """Return this person's private record, or the office's texts, still sealed; None without any."""
        limit = MAX_SEALED_JSON_BYTES
        return self._json("GET", f"/v1/{kind}", SealedRecordFile, token=token, limit=limit).record

    def replace_sealed_record(self, token: str, kind: SealedKind, new: NewSealedRecord) -> None:
        """Replace such a record; raises `GatewayConflictError` if the gateway has another one than was read."""
        self._json("POST", f"/v1/{kind}", SealedRecordFile, token=token, body=new, limit=SMALL_JSON_BYTES)

    def blob_head(self, token: str, case: str, name: str) -> bytes:
        """Return the first 128 KiB of a blob, or all of a shorter one, from which its session key is learned."""
        path = f"{case_path(case)}/blobs/{checked_name(name)}/head"
        with self._answer(self._request("GET", path, token, None, None)) as response:
            return self._whole(response, HEAD_BYTES)

    def reply(self, token: str, case: str, submission: ReplySubmission) -> ReplyReceipt:
        """Append a reply; raises `GatewayConflictError` if the place is taken."""
        path = f"{case_path(case)}/replies"
        return self._json("POST", path, ReplyReceipt, token=token, body=submission, limit=SMALL_JSON_BYTES)

    def seen(self, token: str, case: str, sequence: int) -> None:
        """Mark a case read up to a number."""
        self._silent("POST", f"{case_path(case)}/seen", token, Seen(sequence))

    def upload(self, token: str, case: str, ciphertext: Iterator[bytes]) -> BlobReceipt:
        """Send a blob as it is made. Any error that `ciphertext` raises breaks off the upload and is passed on."""
        seconds = max(self._deadline, STORED_SECONDS)
        request = self._client.build_request(
            "POST",
            f"{case_path(case)}/blobs",
            content=ciphertext,
            headers=bearer(token) | {"Content-Type": "application/octet-stream"},
            timeout=httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
        )
        with self._answer(request, seconds) as response:
            return self._parsed(response, BlobReceipt, SMALL_JSON_BYTES)

    @contextmanager
    def blob(self, token: str, case: str, name: str, most: int) -> Iterator[Iterator[bytes]]:
        """Yield the bytes of a blob as they come, at most `most`; a cut, surplus or trickle raises while reading."""
        request = self._client.build_request(
            "GET", f"{case_path(case)}/blobs/{checked_name(name)}", headers=bearer(token)
        )
        with self._answer(request) as response:
            yield pieces_in_time(response, most, _ANSWERS_OF_FILE * self._deadline)

    def _json(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        token: str | None = None,
        query: dict[str, str] | None = None,
        body: msgspec.Struct | None = None,
        limit: int = MAX_JSON_BYTES,
    ) -> T:
        with self._answer(self._request(method, path, token, query, body)) as response:
            return self._parsed(response, kind, limit)

    def _silent(self, method: str, path: str, token: str, body: msgspec.Struct | None = None) -> None:
        """Make a call whose success returns nothing."""
        with self._answer(self._request(method, path, token, None, body)) as response:
            if response.status_code != httpx.codes.NO_CONTENT:
                raise HostileGatewayError

    def _request(
        self,
        method: str,
        path: str,
        token: str | None,
        query: dict[str, str] | None,
        body: msgspec.Struct | None,
    ) -> httpx.Request:
        headers = {} if token is None else bearer(token)
        content = None if body is None else msgspec.json.encode(body)
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._client.build_request(method, path, params=query, content=content, headers=headers)

    @contextmanager
    def _answer(self, request: httpx.Request, seconds: float | None = None) -> Iterator[httpx.Response]:
        """Yield the head of a good answer; a refusal, a redirect or anything unknown raises."""
        try:
            with head_within(self._deadline if seconds is None else seconds):
                response = self._client.send(request, stream=True)
            try:
                if response.headers.get("Content-Encoding", "identity") != "identity":
                    raise HostileGatewayError  # a compressed answer could burst
                if not response.is_success:
                    raise refusal(response.status_code, self._whole(response, SMALL_JSON_BYTES))
                yield response
            finally:
                response.close()
        except (httpx.RemoteProtocolError, httpx.DecodingError, httpx.StreamError, httpx.InvalidURL) as error:
            raise (GatewayDownError if hung_up(error) else HostileGatewayError) from None
        except (httpx.HTTPError, OSError, SOCKSError):
            raise GatewayDownError from None

    def _parsed(self, response: httpx.Response, kind: type[T], limit: int) -> T:
        try:
            return msgspec.json.decode(self._whole(response, limit), type=decoder_ready(kind))
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            raise HostileGatewayError from None

    def _whole(self, response: httpx.Response, limit: int) -> bytes:
        """Return the whole body; more than `limit` is not read, and one that trickles is given up.

        What one person may write is a minute's work for a usual circuit: its pace is bounded, not its time.
        """
        return b"".join(pieces_in_time(response, limit, self._deadline))
