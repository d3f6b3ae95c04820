"""Small parts on their own: nonces, sizes in words, configuration."""

from pathlib import Path

import pytest
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from source_interface.config import SourceConfig, config_from_environment
from source_interface.i18n import language
from source_interface.session import first_difference, same_code
from source_interface.web.csrf import BadNonceError, FormNonces
from store.web.configuration import ConfigurationError, read_config
from tests.source_interface.box import Box

NONCES = FormNonces(bytes(32))


def test_a_nonce_comes_back_as_thirty_two_bytes_and_each_is_new() -> None:
    one, two = NONCES.new(), NONCES.new()
    assert len(NONCES.open(one)) == 32
    assert NONCES.open(one) == NONCES.open(one) != NONCES.open(two)


def test_a_nonce_of_another_instance_is_not_recognised() -> None:
    assert not FormNonces(bytes([1]) * 32).recognises(NONCES.new())


@given(st.text(max_size=120))
def test_no_text_passes_for_a_nonce(text: str) -> None:
    with pytest.raises(BadNonceError):
        NONCES.open(text)


@given(st.integers(min_value=0, max_value=42), st.integers(min_value=1, max_value=127))
def test_an_altered_nonce_is_not_recognised(place: int, change: int) -> None:
    token = NONCES.new()
    altered = token[:place] + chr(ord(token[place]) ^ change) + token[place + 1 :]
    assert not NONCES.recognises(altered)


@pytest.mark.parametrize(
    ("size", "indonesian", "english"),
    [
        (0, "0 byte", "0 bytes"),
        (999, "999 byte", "999 bytes"),
        (1_000, "1 kB", "1 kB"),
        (1_536, "1,5 kB", "1.5 kB"),
        (999_949, "999,9 kB", "999.9 kB"),
        (999_951, "1 MB", "1 MB"),
        (2 * 1024**3, "2,1 GB", "2.1 GB"),
        (5 * 10**15, "5.000 TB", "5,000 TB"),
    ],
)
def test_sizes_are_written_as_the_language_does(box: Box, size: int, indonesian: str, english: str) -> None:
    app = box.app()
    for path, expected in (("/id/", indonesian), ("/en/", english)):
        with app.test_request_context(path), force_locale(path.strip("/")):
            assert language.size_in_words(size).replace("\N{NO-BREAK SPACE}", " ") == expected


def test_a_slip_is_found_by_its_word() -> None:
    assert first_difference("satu dua tiga", "satu dua lima") == 3
    assert first_difference("satu dua tiga", "satu") == 2
    assert first_difference("satu dua", "satu dua tiga") == 3
    assert same_code("satu dua", " SATU-dua\n")
    assert not same_code("satu" * 300, "satu" * 300), "no code is that long"


def test_the_configuration_says_which_field_is_wrong_and_never_its_value(tmp_path: Path) -> None:
    path = tmp_path / "source.toml"
    path.write_text('threads = "rahasia"\n')
    with pytest.raises(ConfigurationError, match="threads") as told:
        read_config(path, SourceConfig)
    assert "rahasia" not in str(told.value)


def test_without_a_configuration_the_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KENTONGAN_SOURCE_CONFIG", raising=False)
    with pytest.raises(ConfigurationError, match="KENTONGAN_SOURCE_CONFIG"):
        config_from_environment()
