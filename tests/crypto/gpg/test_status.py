"""Only lines that GnuPG itself writes are believed, and each in its exact form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.gpg.errors import GpgStatusError
from crypto.gpg.status import MAX_STATUS_BYTES, Finished, StatusLine, only, parse_status


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


def test_the_numbers_of_a_run_are_its_exit_code_and_its_errors_and_nothing_else() -> None:
    status = parse_status(
        b"[GNUPG:] ENC_TO 0123456789ABCDEF 18 0\n[GNUPG:] ERROR pkdecrypt_failed 67108881 rahasia\n"
        b"[GNUPG:] NO_SECKEY 0123456789ABCDEF\n[GNUPG:] FAILURE gpg-exit 33554433\n"
    )
    numbers = "exit 2 error pkdecrypt_failed 67108881 error gpg-exit 33554433"
    assert Finished(status, 2).numbers() == numbers


def test_only_refuses_none_and_two() -> None:
    line = StatusLine("GOODSIG", ())
    assert only([line], "GOODSIG") is line
    for lines in ([], [line, line]):
        with pytest.raises(GpgStatusError):
            only(lines, "GOODSIG")


def test_a_name_in_another_script_cannot_shift_the_arguments() -> None:
    # The bytes 0x85 and 0xA0 are white space in Latin-1, and ordinary parts of letters in UTF-8.
    (line,) = parse_status("[GNUPG:] GOODSIG 0123 à…\n".encode())
    assert line.arguments[0] == "0123"
    assert len(line.arguments) == 2


_lines = st.lists(
    st.builds(
        StatusLine,
        st.from_regex(r"[A-Z][A-Z0-9_]{0,20}", fullmatch=True),
        st.lists(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1), max_size=5).map(
            tuple
        ),
    ),
    min_size=1,
    max_size=5,
)


@given(_lines, st.data())
def test_what_is_in_form_is_read_as_written_and_a_cut_is_noticed(
    lines: list[StatusLine], data: st.DataObject
) -> None:
    written = [" ".join(("[GNUPG:]", line.keyword, *line.arguments)).encode() + b"\n" for line in lines]
    assert parse_status(b"".join(written)) == tuple(lines)
    cut = data.draw(st.integers(1, len(written[-1]) - 1))
    with pytest.raises(GpgStatusError):
        parse_status(b"".join(written)[:-cut])
