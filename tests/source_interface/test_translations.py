"""Every text is there in Indonesian, nothing is guessed, and the compiled file is the one of its source."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from install.catalogue import REPORTERS, compiled, main, read_catalogue, reporters_messages, untranslated
from source_interface.i18n.languages import INSTALLED
from store.web.languages import CATALOGUE


def texts_of(value: object) -> list[str]:
    """Singular and plural, or the one text."""
    return [str(text or "") for text in (value if isinstance(value, tuple | list) else [value])]


def test_no_message_is_missing_untranslated_or_fuzzy() -> None:
    kept = read_catalogue(REPORTERS)
    wanted = {message.id for message in reporters_messages() if message.id}
    assert wanted == {message.id for message in kept if message.id}
    assert untranslated(kept) == []


def test_a_missing_translation_would_be_noticed() -> None:
    kept = read_po(BytesIO(b'msgid "a"\nmsgstr ""\n\n#, fuzzy\nmsgid "b"\nmsgstr "c"\n'))
    assert untranslated(kept) == ["a", "b"]


def test_the_compiled_catalogue_is_fresh() -> None:
    assert (REPORTERS / CATALOGUE).read_bytes() == compiled(read_catalogue(REPORTERS))


def test_placeholders_are_the_same_in_both_languages() -> None:
    for message in read_catalogue(REPORTERS):
        for source, translated in zip(texts_of(message.id), texts_of(message.string), strict=True):
            assert set(re.findall(r"%\(\w+\)s", source)) == set(re.findall(r"%\(\w+\)s", translated))


def test_no_sentence_has_more_than_twenty_words() -> None:
    for message in read_catalogue(REPORTERS):
        for text in (*texts_of(message.id), *texts_of(message.string)):
            for sentence in re.split(r"(?<=[.:?;])\s", text):
                assert len(sentence.split()) <= 20, sentence


def test_forbidden_words_are_in_no_text() -> None:
    texts = " ".join(str(message.string) for message in read_catalogue(REPORTERS) if message.id).lower()
    for word in ("kata sandi", "nama samaran", "pelaku ", "login", "password", "upload"):
        assert word not in texts
    assert "!" not in texts


def test_templates_hold_no_untranslated_words() -> None:
    folder = INSTALLED.parent / "templates"
    tokens = re.compile(
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|(?:aria-[a-z]+|target|rel)=\"[^\"]*\"", re.DOTALL
    )
    for template in folder.glob("*.html"):
        text = tokens.sub(" ", template.read_text())
        assert not re.findall(r"[A-Za-z]{2,}", text), template.name


def test_a_wish_for_help_makes_no_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for wish, status in (("--help", 0), ("bukan-bahasa", 2)):
        with pytest.raises(SystemExit, match=rf"\A{status}\Z"):
            main([wish])
    assert "usage: python -m install.catalogue" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_further_language_begins_with_everything_to_translate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(tmp_path / "su")])
    assert len(capsys.readouterr().out.splitlines()) >= len(reporters_messages())
    assert (tmp_path / "su" / "LC_MESSAGES" / "messages.po").exists()
