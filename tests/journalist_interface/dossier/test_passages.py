"""Passages of a document: each has its name and its place, and millions of short ones take little memory."""

from hypothesis import given
from hypothesis import strategies as st

from journalist_interface.dossier.passages import Passages
from journalist_interface.presenters.list_pages import FIRST_PAGE, paged_by
from tests.counted_work import peak_of

LINES = st.lists(st.sampled_from(("", " ", "Budi", "Sari")), max_size=6)


@given(
    st.lists(LINES, max_size=5), st.sets(st.sampled_from([f"t.{a}.{b}" for a in range(5) for b in range(6)]))
)
def test_what_is_left_out_is_gone_from_its_place_alone(texts: list[list[str]], left_out: set[str]) -> None:
    passages = Passages(frozenset(left_out))
    for number, lines in enumerate(texts):
        expected = [line for line in lines if line.strip()]
        assert passages.paragraphs(f"t.{number}", "Catatan", "\n".join(lines)) == [
            None if f"t.{number}.{at}" in left_out else line for at, line in enumerate(expected)
        ]
        assert passages.file(f"file.{number}", "Catatan", "foto.jpg") == "foto.jpg"
    names = [
        name
        for number, lines in enumerate(texts)
        for name in (
            *(f"t.{number}.{at}" for at in range(sum(bool(line.strip()) for line in lines))),
            f"file.{number}",
        )
    ]
    found = passages.found
    assert [each.name for each in found] == names
    assert len(found) == len(names)
    assert [found[at] for at in range(len(found))] == list(found) == found[:]
    assert [each.text for each in found[1:3]] == list(found.texts())[1:3]


def test_lines_that_no_page_shows_together_are_not_held_one_by_one() -> None:
    text = "a\n" * 100_000

    def shown() -> None:
        passages = Passages()
        passages.paragraphs("paper.2", "Catatan", text)
        page = paged_by(passages.found, map(len, passages.found.texts()), FIRST_PAGE, most_rows=1_000)
        assert [each.name for each in page.rows[:2]] == ["paper.2.0", "paper.2.1"]
        assert (len(page.rows), page.last, page.total) == (1_000, 100, 100_000)

    assert peak_of(shown) < 20 * len(text)
