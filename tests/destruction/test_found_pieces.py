"""The search finds a piece wherever it lies in a folder, and says in which files."""

from pathlib import Path

from tests.destruction.byte_search import found_in

PIECE, OTHER = b"\x00sebagian dari perkara\xff", b"perkara yang lain"


def test_a_piece_is_found_in_the_middle_of_a_file_and_in_a_folder_below(tmp_path: Path) -> None:
    below = tmp_path / "pg_wal"
    below.mkdir()
    (below / "0001").write_bytes(b"x" * 100_000 + PIECE + b"y")
    (tmp_path / "store.sqlite3").write_bytes(OTHER)
    assert found_in(tmp_path, [PIECE]) == {below / "0001": {PIECE}}
    assert found_in(tmp_path, [b"tidak ada"]) == {}
