"""Everything that the documents point to is there."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.header_set import PAGE, always

ROOT = Path(__file__).parents[1]
PAGES = (
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "tests" / "README.md",
    ROOT / "crypto" / "wordlists" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "guides").glob("*.md")),
)
FOLDERS = ("crypto", "docs", "install", "journalist_interface", "source_interface", "store", "tests")
LINK = re.compile(r"\]\((?!https?://)([^)#\s]*)(?:#([^)\s]*))?\)")
CODE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)

UNBROKEN = re.compile(r"\||    |\s*(?:- )?`[^`]+`\S*$")
"""Lines that may be longer: tables, code, and a line that is one piece of code."""
ARCHITECTURE = ROOT / "docs" / "architecture.md"
CONTRIBUTING = ROOT / "docs" / "CONTRIBUTING.md"
DECISIONS = ROOT / "docs" / "decisions.md"
RECORD = re.compile(
    r"(?P<number>\d+)\. \S.*\n\n(?P<day>\d{4}-\d\d-\d\d) · (?:accepted|superseded by (?P<successor>\d+))\n\n"
)
PARTS = ["Context", "Decision", "Consequence"]


def modules_near(page: Path) -> set[str]:
    """The names of all modules; for the page of one folder those in it."""
    own = page.name == "README.md" and page.parent != ROOT
    folders = [page.parent] if own else [ROOT / folder for folder in FOLDERS]
    return {path.name for folder in folders for path in folder.rglob("*.py")}


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub makes of headings."""
    headings = re.findall(r"^#+ (.*)$", CODE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        found = (page.parent / target) if target else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), f"{target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_program_and_file_that_a_document_names_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    for module in re.findall(rf"python -m ((?:{'|'.join(FOLDERS)})[\w.]*)", text):
        place = ROOT.joinpath(*module.split("."))
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module
    for name in re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]+)[`:]", text):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_module_that_a_document_names_without_its_folder_is_there(page: Path) -> None:
    named = re.findall(r"`(\w+\.py)`", page.read_text("utf-8"))
    assert set(named) - modules_near(page) == set()


def test_what_is_shown_as_an_example_of_the_code_stands_in_it() -> None:
    (example,) = re.findall(
        r"^```python\n(.*?)^```", CONTRIBUTING.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    sources = [path.read_text("utf-8") for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    for piece in example.strip().split("\n\n\n"):
        assert any(piece in source for source in sources), piece


def test_the_manual_stays_shorter_than_it_was_before_there_were_commands() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert len(manual.splitlines()) < 513
    assert len(manual.split()) < 6077


def test_every_document_can_be_found_from_the_first_page() -> None:
    first = (ROOT / "README.md").read_text("utf-8")
    names = [str(page.relative_to(ROOT)) for page in PAGES]
    assert [name for name in names if name != "README.md" and f"]({name})" not in first] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_lines_of_prose_end_at_a_hundred_characters(page: Path) -> None:
    prose = CODE.sub("", page.read_text("utf-8")).splitlines()
    assert [line for line in prose if len(line) > 100 and not UNBROKEN.match(line)] == []


def test_decisions_are_numbered_in_the_order_of_their_days_with_a_status_and_three_parts() -> None:
    _, *records = re.split(r"^## ", CODE.sub("", DECISIONS.read_text("utf-8")), flags=re.MULTILINE)
    heads = [RECORD.match(record) for record in records]
    assert [record for record, head in zip(records, heads, strict=True) if head is None] == []
    found = [head.groupdict() for head in heads if head is not None]
    assert [int(head["number"]) for head in found] == list(range(1, len(records) + 1))
    assert [head["day"] for head in found] == sorted(head["day"] for head in found)
    later = {head["number"]: head["successor"] for head in found if head["successor"]}
    assert [old for old, new in later.items() if not int(old) < int(new) <= len(records)] == []
    assert [record for record in records if re.findall(r"\*\*(\w+)\.\*\*", record) != PARTS] == []


@pytest.mark.parametrize("folder", ["source_interface", "journalist_interface", "store"])
def test_the_architecture_names_packages_in_the_order_of_the_import_contracts(folder: str) -> None:
    row = re.search(rf"^\| `{folder}/` \|(.*)$", ARCHITECTURE.read_text("utf-8"), re.MULTILINE)
    assert row
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (contract["layers"] for contract in contracts if contract.get("containers") == [folder])
    ranks = {name.strip(): rank for rank, layer in enumerate(layers) for name in layer.split("|")}
    named = [name for name in re.findall(r"`(\w+)`", row[1]) if name in ranks]
    assert len(named) >= 5
    assert [ranks[name] for name in named] == sorted(ranks[name] for name in named)


def test_the_page_on_the_protocol_has_exactly_the_headers_that_answers_bear() -> None:
    section = (ROOT / "docs" / "protocol.md").read_text("utf-8").partition("## Headers of every answer")[2]
    lines = section.partition("```\n")[2].partition("```")[0].splitlines()
    found = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    assert found.pop("permissions-policy") == "(every feature)=()"
    written = always(PAGE)
    assert re.fullmatch(r"([a-z-]+=\(\)(, |$))+", written.pop("permissions-policy"))
    assert found == written
