"""Only lines that GnuPG itself writes are believed, and each in its exact form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.gpg.errors import GpgStatusError
from crypto.gpg.status import MAX_STATUS_BYTES, StatusLine, only, parse_status


def test_keyword_and_arguments_are_read() -> None:
    assert parse_status(b"[GNUPG:] END_DECRYPTION\n[GNUPG:] PLAINTEXT 62 1795651199 \n") == (
        StatusLine("END_DECRYPTION", ()),
        StatusLine("PLAINTEXT", ("62", "1795651199")),
    )


@pytest.mark.parametrize(
    "data",
    [
        b"[GNUPG:] DECRYPTION_OKAY",
        b"gpg: [GNUPG:] DECRYPTION_OKAY\n",
        b" [GNUPG:] DECRYPTION_OKAY\n",
        b"[GNUPG:]  DECRYPTION_OKAY\n",
        b"[GNUPG:] decryption_okay\n",
        b"[GNUPG:] GOODSIG a\rb\n",
        b"[GNUPG:] GOODSIG a\x00b\n",
        b"\n",
        b"[GNUPG:] A\n" * (MAX_STATUS_BYTES // 10),
    ],
)
def test_any_other_line_is_refused(data: bytes) -> None:
    with pytest.raises(GpgStatusError):
        parse_status(data)


@given(st.binary(max_size=300))
def test_rubbish_gives_lines_or_our_own_error(data: bytes) -> None:
    try:
        lines = parse_status(data)
    except GpgStatusError:
        return
    assert len(lines) == data.count(b"\n")


def test_only_refuses_none_and_two() -> None:
    line = StatusLine("GOODSIG", ())
    assert only([line], "GOODSIG") is line
    for lines in ([], [line, line]):
        with pytest.raises(GpgStatusError):
            only(lines, "GOODSIG")
