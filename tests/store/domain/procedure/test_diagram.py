"""The page on the procedure shows the rules that are in force."""

from pathlib import Path

import pytest

from store.domain.procedure.transitions import TRANSITIONS, Need
from tests.tools.procedure_diagram import BEGIN, END, NEEDS, diagram, main, rewritten, section

PAGE = Path(__file__).parents[4] / "docs" / "procedure.md"


def test_the_page_is_current() -> None:
    page = PAGE.read_text("utf-8")
    assert rewritten(page) == page, "python -m tests.tools.procedure_diagram docs/procedure.md"
    assert section() in page


def test_every_move_and_every_need_is_shown() -> None:
    assert set(NEEDS) == set(Need)
    assert diagram().count("-->") == len(TRANSITIONS) + 1
    for words in NEEDS.values():
        assert words in section()


def test_a_page_is_written_between_its_marks_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}old\n{END}after\n")
    main([str(page)])
    assert page.read_text("utf-8") == f"before\n{BEGIN}\n{section()}\n{END}after\n"
    with pytest.raises(ValueError, match="marks"):
        rewritten("a page without marks")


def test_a_wish_for_help_is_no_page(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"\A0\Z"):
        main(["--help"])
    assert "between its two marks" in capsys.readouterr().out
