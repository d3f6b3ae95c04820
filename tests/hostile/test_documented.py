"""The tests that docs/hostile-input.md promises exist."""

import ast
import re
from pathlib import Path

from tests.fuzz.target import target_names

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "hostile-input.md").read_text("utf-8")


def functions_of(path: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`(tests/[a-z_/]+\.py)::(test_\w+)`", PAGE)
    assert len(named) > 40
    assert [name for file, name in named if name not in functions_of(ROOT / file)] == []


def test_every_test_of_this_folder_is_named() -> None:
    here = {name for path in Path(__file__).parent.glob("test_*.py") for name in functions_of(path)}
    exempt = set(functions_of(Path(__file__))) | {"test_two_good_requests_on_one_connection_get_two_answers"}
    assert {name for name in here - exempt if name.startswith("test_") and name not in PAGE} == set()


def test_there_is_a_target_for_each_kind_of_input_that_the_page_lists() -> None:
    assert set(target_names()) >= {
        "arrivals", "attachment_streams", "blob_names", "certificates", "metadata", "codenames",
        "inner_messages", "envelopes", "file_names",
        "forms",
        "gateway_answers", "gateway_bodies", "gpg_status", "multipart_bodies", "replies", "rosters", "tokens",
        "sandbox_frames",
        "jpeg_photos", "png_photos", "webp_photos", "heif_photos",
    }  # fmt: skip
