"""Parts of a request to the gateway: its addresses, made of identifiers checked here, and the session's token."""

import re
from typing import Final

from journalist_interface.gateway_client.errors import CaseNotFoundError

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
