"""The search finds what is planted, in every encoding and place: else its silence would prove nothing."""

import base64
from pathlib import Path

import pytest

from tests.end_to_end.scan import PIECE_BYTES, dresses, search

WORD = "kuitansi ganda 7f3a"
WRITTEN = {
    "plain": WORD.encode(),
    "hex": WORD.encode().hex().encode(),
    "HEX": WORD.encode().hex().upper().encode(),
    "UTF-16LE": WORD.encode("utf-16-le"),
    "UTF-16BE": WORD.encode("utf-16-be"),
    "URL": b"?text=kuitansi%20ganda%207f3a&x=",
    "form": b"text=kuitansi+ganda+7f3a&x=",
    "hyphens": b"kuitansi-ganda-7f3a",
} | {f"base64+{shift}": base64.b64encode(b"abc"[:shift] + WORD.encode() + b"and more") for shift in range(3)}


@pytest.mark.parametrize("encoding", WRITTEN)
@pytest.mark.parametrize("before", [0, 1, PIECE_BYTES - 7, PIECE_BYTES])
def test_a_planted_word_is_found(encoding: str, before: int, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "file").write_bytes(bytes(before) + WRITTEN[encoding] + b"\xff" * 10)
    found = search([tmp_path], [WORD])
    assert encoding in {find.encoding for find in found}
    assert {find.word for find in found} == {WORD}


def test_url_safe_base64_is_found(tmp_path: Path) -> None:
    word = "tanda???>>>~~~~tanya"
    (tmp_path / "file").write_bytes(base64.urlsafe_b64encode(word.encode()))
    assert [find.encoding for find in search([tmp_path], [word])] == ["base64url+0"]


def test_names_of_files_are_searched(tmp_path: Path) -> None:
    (tmp_path / f"{WORD}.pdf").touch()
    assert [find.encoding for find in search([tmp_path], [WORD])] == ["name"]


def test_other_bytes_are_not_taken_for_the_word(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"".join(WRITTEN.values()))
    other = "kuitansi tunda 7f3a"
    assert search([tmp_path], [other]) == []
    assert all(dress for dress in dresses(other).values())


def test_what_is_left_out_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "file").write_text(WORD)
    assert search([tmp_path], [WORD], leave_out=[tmp_path / "own"]) == []
