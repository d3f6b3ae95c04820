"""Parts of a request to the gateway: addresses made of identifiers checked here, the session's token, the proxy."""

import re
import secrets
from typing import Final

import httpx

from journalist_interface.gateway_client.errors import CaseNotFoundError
from store.domain.fields import MAX_SEQUENCE

_NAME: Final = re.compile(r"[0-9a-f]{32}")


def bearer(token: str) -> dict[str, str]:
    """Return the header that names the session."""
    return {"Authorization": f"Bearer {token}"}


def case_path(case: str) -> str:
    """Return the address of a case; raises as `checked_name`."""
    return f"/v1/cases/{checked_name(case)}"


def checked_name(name: str) -> str:
    """Return the 32 hex digits of a case or blob; nothing else may become part of an address.

    Raises `CaseNotFoundError`.
    """
    if not _NAME.fullmatch(name):
        raise CaseNotFoundError
    return name


def list_query(
    cursor: str | None = None, case: str | None = None, sequence: int | None = None
) -> dict[str, str]:
    """Return the query for a page of a list, or for its row of one case, or of one event; raises as `checked_name`."""
    query = {} if cursor is None else {"cursor": cursor}
    query |= {} if case is None else {"case": checked_name(case)}
    if sequence is not None and not 0 < sequence <= MAX_SEQUENCE:
        raise CaseNotFoundError
    return query if sequence is None else query | {"sequence": str(sequence)}


def proxy(address: str | None) -> httpx.Proxy | None:
    """Return the proxy with credentials of this start, so that Tor shares its circuits with nothing else."""
    if address is None:
        return None
    return httpx.Proxy(address, auth=(secrets.token_hex(16), secrets.token_hex(16)))
