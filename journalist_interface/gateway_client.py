"""Speaking HTTP to the gateway, which is taken for hostile.

No redirect is followed, no cookie kept, no proxy or certificate taken from the environment, no compressed answer
accepted; every answer is read within bounds of size and time before a byte of it is parsed, and then strictly.
Addresses are put together from identifiers that were checked here, never from anything the gateway said.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Final, TypeVar

import httpx
import msgspec

from journalist_interface.config import Config
from journalist_interface.gateway_errors import (
    ConflictError,
    GatewayDownError,
    GatewayError,
    HostileGatewayError,
    NotFoundError,
    RefusedRequestError,
    RosterOutdatedError,
    SignedOutError,
    ThrottledError,
    TooLargeError,
    WrongCodeError,
)
from store.contract.messages import (
    MAX_JSON_BYTES,
    BlobReceipt,
    CasePage,
    Challenge,
    EntryPage,
    Refusal,
    ReplyReceipt,
    ReplySubmission,
    RosterFiles,
    Seen,
    SignedIn,
    SignIn,
)

T = TypeVar("T", bound=msgspec.Struct)

CONNECT_SECONDS: Final = 10.0
SMALL_JSON_BYTES: Final = 64 * 1024
STREAM_PIECE_BYTES: Final = 64 * 1024
MAX_WAIT_SECONDS: Final = 24 * 60 * 60
_NAME: Final = re.compile(r"[0-9a-f]{32}")
_PROBLEMS: Final[dict[str, type[GatewayError]]] = {
    "refused": SignedOutError,
    "code": WrongCodeError,
    "not-found": NotFoundError,
    "conflict": ConflictError,
    "roster-expired": RosterOutdatedError,
    "invalid": RefusedRequestError,
    "too-large": TooLargeError,
    "unavailable": GatewayDownError,
}


class GatewayClient:
    """The gateway's routes as calls. One per process; threads may share it."""

    def __init__(self, config: Config) -> None:
        self._deadline = float(config.gateway_seconds)
        self._client = httpx.Client(
            base_url=config.gateway,
            proxy=config.gateway_proxy,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(self._deadline, connect=min(CONNECT_SECONDS, self._deadline)),
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "kentongan"},
        )
        # A cookie would let the gateway tie sessions of one workstation together.
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def roster(self) -> RosterFiles:
        """The signed roster, not verified yet."""
        return self._json("GET", "/v1/roster", RosterFiles)

    def challenge(self) -> Challenge:
        """A nonce to sign."""
        return self._json("POST", "/v1/challenge", Challenge, limit=SMALL_JSON_BYTES)

    def sign_in(self, proof: SignIn) -> SignedIn:
        """Both factors; `SignedOutError`, `WrongCodeError` or `ThrottledError` when they are not good."""
        return self._json("POST", "/v1/sign-in", SignedIn, body=proof, limit=SMALL_JSON_BYTES)

    def sign_out(self, token: str) -> None:
        """End the session at the gateway."""
        self._json("POST", "/v1/sign-out", None, token=token)

    def cases(self, token: str, cursor: str | None = None) -> CasePage:
        """A page of the list."""
        query = {} if cursor is None else {"cursor": cursor}
        return self._json("GET", "/v1/cases", CasePage, token=token, query=query)

    def entries(self, token: str, case: str, after: int = 0) -> EntryPage:
        """Envelopes of a case with numbers above `after`."""
        return self._json("GET", _case(case), EntryPage, token=token, query={"after": str(after)})

    def reply(self, token: str, case: str, submission: ReplySubmission) -> ReplyReceipt:
        """Append a reply; `ConflictError` when the place is taken."""
        path = f"{_case(case)}/replies"
        return self._json("POST", path, ReplyReceipt, token=token, body=submission, limit=SMALL_JSON_BYTES)

    def seen(self, token: str, case: str, sequence: int) -> None:
        """Mark a case read up to a number."""
        self._json("POST", f"{_case(case)}/seen", None, token=token, body=Seen(sequence))

    def upload(self, token: str, case: str, ciphertext: Iterator[bytes]) -> BlobReceipt:
        """Send a blob as it is made. Whatever `ciphertext` raises breaks the upload off and comes through."""
        request = self._client.build_request(
            "POST",
            f"{_case(case)}/blobs",
            content=ciphertext,
            headers=_bearer(token) | {"Content-Type": "application/octet-stream"},
        )
        with self._answer(request) as response:
            return self._read(response, BlobReceipt, SMALL_JSON_BYTES)

    @contextmanager
    def blob(self, token: str, case: str, name: str, most: int) -> Iterator[Iterator[bytes]]:
        """The bytes of a blob as they come, at most `most`; a cut or a surplus raises while reading."""
        request = self._client.build_request(
            "GET", f"{_case(case)}/blobs/{_checked(name)}", headers=_bearer(token)
        )
        with self._answer(request) as response:
            if response.status_code != httpx.codes.OK:
                raise self._refusal(response)
            yield _bounded(response, most)

    def _json(
        self,
        method: str,
        path: str,
        kind: type[T] | None,
        *,
        token: str | None = None,
        query: dict[str, str] | None = None,
        body: msgspec.Struct | None = None,
        limit: int = MAX_JSON_BYTES,
    ) -> T:
        request = self._client.build_request(
            method,
            path,
            params=query,
            content=None if body is None else msgspec.json.encode(body),
            headers=_bearer(token) | ({} if body is None else {"Content-Type": "application/json"}),
        )
        with self._answer(request) as response:
            return self._read(response, kind, limit)
