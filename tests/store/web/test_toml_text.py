"""The TOML that the demo writes is read again as it was meant."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from store.web.toml_text import array_entry, toml_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS, st.integers(-(1 << 63), (1 << 63) - 1), st.booleans(), st.dates(), st.lists(TEXTS))
def test_every_value_comes_back(text: str, number: int, flag: bool, day: object, texts: list[str]) -> None:
    table = {"text": text, "number": number, "flag": flag, "day": day, "texts": texts}
    assert tomllib.loads(toml_text(table, more=table)) == table | {"more": table}  # type: ignore[arg-type]  # dates
    assert tomllib.loads(array_entry("many", {"text": text}) * 2) == {"many": [{"text": text}] * 2}
