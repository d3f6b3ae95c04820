"""Armour comes off as RFC 9580 has it, and nothing else does."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.gpg.errors import NotEncryptedMessageError
from crypto.gpg.nested_pgp import dearmor

BEGIN, END = "-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"


def armoured(data: bytes, *headers: str, end: str = "\n", checksum: str = "=AAAA") -> bytes:
    """Return an armoured message with these headers and line ends."""
    lines = [BEGIN, *headers, "", *base64.encodebytes(data).decode().splitlines(), checksum, END]
    return end.join(lines).encode()


@given(st.binary(min_size=1, max_size=400), st.sampled_from(["\n", "\r\n", " \n"]))
def test_what_was_armoured_comes_back(data: bytes, end: str) -> None:
    assert dearmor(armoured(data, end=end)) == data
    assert dearmor(armoured(data, "Comment: contoh", "Version: x", end=end)) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    try:
        dearmor(data)
    except NotEncryptedMessageError:
        return
    assert data.strip().startswith(BEGIN.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        BEGIN,
        f"{BEGIN}\n{END}",
        f"{BEGIN}\nAAAA\n{END}",
        f"{BEGIN}\n\n!!!!\n{END}",
        f"{BEGIN}\n\nAAA\n{END}",
        f"x{BEGIN}\n\nAAAA\n{END}",
        f"{BEGIN}\n\nAAAA",
        "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----",
    ],
)
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(NotEncryptedMessageError):
        dearmor(text.encode())
