"""Texts that must be written and codes that must be known before anything is signed."""

from collections.abc import Collection

from store.domain.procedure.errors import FormError, ReasonError


def require_text(reason: str) -> str:
    """Return the reason; raises `ReasonError` if there is none."""
    if not reason.strip():
        raise ReasonError
    return reason


def require_code(code: str, codes: Collection[str]) -> str:
    """Return the code; raises `FormError` if it is none of these."""
    if code not in codes:
        raise FormError
    return code
