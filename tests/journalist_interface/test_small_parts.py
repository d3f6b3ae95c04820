"""Names, aliases, pins, configuration: small promises of single modules."""

import json
import stat
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalist_interface.config import VARIABLE, load
from journalist_interface.error_pages import page_of
from journalist_interface.presenters.alias import ADJECTIVES, NOUNS, alias
from journalist_interface.statistics.records import StatisticsPins
from journalist_interface.verification.pins import (
    MOST_COURSES,
    CourseEnd,
    Pins,
    PinsError,
    PinsFilesError,
    digest,
)
from store.domain.event import NO_EVENT, SignedEvent
from store.web.configuration import ConfigurationError
from store.web.file_names import content_disposition, safe_name
from tests.clocks import STILL, TODAY, MovableClock

CASE = "0123456789abcdef" * 2


@given(st.text(max_size=400))
def test_any_name_becomes_a_harmless_one(name: str) -> None:
    safe = safe_name(name, "lampiran-1")
    assert safe
    assert len(safe.encode()) <= 200
    assert not set(safe) & set('/\\:*?"<>|;\0\r\n\u202e\u200b')
    assert not safe.startswith(".")
    assert safe not in {".", ".."}
    header = content_disposition(safe)
    assert header.isascii()
    assert "\n" not in header
    assert unquote(header.partition("filename*=UTF-8''")[2]) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("laporan akhir.pdf", "laporan akhir.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\sari\\foto.jpg", "foto.jpg"),
        ("bukti\u202efdp.exe", "buktifdp.exe"),
        (".bashrc", "bashrc"),
        ("...", "lampiran-1"),
        ("", "lampiran-1"),
        ("CON.txt", "_CON.txt"),
        ('a"b;c.txt', "a_b_c.txt"),
        ("证据.txt", "证据.txt"),
        ("n" * 300 + ".tar.gz", "n" * 117 + ".gz"),
        ("\0", "lampiran-1"),
        ("baris\r\nbaru.txt", "baris_baru.txt"),
        ("baris\nbaru\t.txt", "baris_baru_.txt"),
    ],
)
def test_known_names(name: str, safe: str) -> None:
    assert safe_name(name, "lampiran-1") == safe


def seconds_for_stacked(marks: int) -> float:
    began = time.process_time()
    for _ in range(50):
        assert safe_name("a" + "\u0301" * marks + "\u0316" * marks + ".pdf", "lampiran-1").endswith(".pdf")
    return time.process_time() - began


def test_ten_times_as_many_marks_in_a_name_take_hardly_longer() -> None:
    few, many = seconds_for_stacked(200), seconds_for_stacked(2_000)
    assert many < 10 * few  # the square of it took sixty times as long


def test_aliases_come_from_enough_plain_words() -> None:
    for words in (NOUNS, ADJECTIVES):
        assert len(set(words)) == len(words) >= 64
        assert all(word.isascii() and word.isalpha() and word.islower() for word in words)
    assert alias("0" * 32) == "elang teduh"
    assert alias("ffffffff" + "0" * 24) != alias("0" * 32)
    assert alias(CASE) == alias(CASE)


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_every_case_has_an_alias(case: str) -> None:
    noun, adjective = alias(case).split(" ")
    assert noun in NOUNS
    assert adjective in ADJECTIVES


def test_a_pin_from_before_there_were_decisions_is_still_good(tmp_path: Path) -> None:
    pins = Pins(tmp_path, STILL)
    old = b'{"pin":{"first":"%s","highest":3},"version":1}' % digest(b"satu").encode()
    (tmp_path / "pins" / CASE).write_bytes(old)
    events = [SignedEvent(b"satu", b"1"), SignedEvent(b"dua", b"2")]
    pins.remember_chain(CASE, events)
    pins.remember_chain(CASE, events[:1])
    pins.remember_chain(CASE, [])
    pins.remember(CASE, digest(b"dua"), 4, None)
    pin = Pins(tmp_path, STILL).of(CASE)
    assert pin is not None
    assert (pin.first, pin.highest) == (digest(b"satu"), 4)
    assert (pin.events, pin.head, pin.statement) == (2, events[1].digest, events[1].statement_digest)


def test_a_pin_from_before_statements_were_noted_learns_the_statement_of_its_own_head_alone(
    tmp_path: Path,
) -> None:
    pins = Pins(tmp_path, STILL)
    first, other = SignedEvent(b"satu", b"1"), SignedEvent(b"satu", b"2")
    old = b'{"pin":{"first":"%s","highest":3,"events":1,"head":"%s"},"version":1}'
    (tmp_path / "pins" / CASE).write_bytes(old % (digest(b"satu").encode(), first.digest.encode()))
    pins.remember_chain(CASE, [other])
    pin = pins.of(CASE)
    assert pin is not None
    assert (pin.head, pin.statement) == (first.digest, NO_EVENT)
    pins.remember_chain(CASE, [first])
    pins.remember_chain(CASE, [other])
    pin = pins.of(CASE)
    assert pin is not None
    assert (pin.head, pin.statement) == (first.digest, first.statement_digest)


def test_the_day_of_a_pinned_end_moves_on_and_never_back(tmp_path: Path) -> None:
    time = MovableClock(tmp_path / "clock")
    pins, events = Pins(tmp_path, time.clock), [SignedEvent(b"satu", b"1")]
    pins.remember(CASE, digest(b"satu"), 3, None)
    for days, chain in (
        (0, events),
        (2, [SignedEvent(b"satu", b"2")]),
        (-1, events),
        (3, [SignedEvent(b"dua", b"1")]),
    ):
        time.move(days=days)
        pins.remember_chain(CASE, chain)
    pin = pins.of(CASE)
    assert pin is not None
    assert (pin.head, pin.events_day) == (events[0].digest, TODAY + timedelta(days=2))


def test_a_pin_from_before_several_courses_were_noted_still_misses_the_one(tmp_path: Path) -> None:
    first, other = [SignedEvent(b"satu", b"1")], [SignedEvent(b"lain", b"2")]
    pins = Pins(tmp_path, STILL)
    pins.remember(CASE, digest(b"satu"), 3, None)
    pins.remember_chain(CASE, first)
    course = CourseEnd(1, other[0].digest, other[0].statement_digest, TODAY)
    path = tmp_path / "pins" / CASE
    kept = json.loads(path.read_bytes())
    del kept["pin"]["courses"]
    kept["pin"]["course"] = json.loads(msgspec.json.encode(course))
    path.write_text(json.dumps(kept))
    pin = pins.of(CASE)
    assert pin is not None
    assert pin.courses == (course,)
    pins.remember_chain(CASE, [*other, SignedEvent(b"tiga", b"3")])
    assert [found.events for found in (pins.of(CASE) or pin).courses] == [2]


def test_courses_beyond_those_that_a_pin_holds_are_missed_for_good(tmp_path: Path) -> None:
    pins = Pins(tmp_path, STILL)
    pins.remember(CASE, digest(b"satu"), 3, None)
    chains = [[SignedEvent(b"%d" % number, b"1")] for number in range(MOST_COURSES + 3)]
    for chain in chains:
        pins.remember_chain(CASE, chain)
    pin = pins.of(CASE)
    assert pin is not None
    assert len(pin.courses) == MOST_COURSES
    assert pin.courses[-1].day == date.max
    for chain in chains:
        pins.remember_chain(CASE, chain)
    assert date.max in {course.day for course in (pins.of(CASE) or pin).courses}


def test_a_pin_stays_what_it_was_and_its_number_only_grows(tmp_path: Path) -> None:
    pins = Pins(tmp_path, STILL)
    assert pins.of(CASE) is None
    pins.remember(CASE, digest(b"satu"), 3, None)
    pins.remember(CASE, digest(b"dua"), 2, None)
    pin = Pins(tmp_path, STILL).of(CASE)
    assert pin is not None
    assert (pin.first, pin.highest) == (digest(b"satu"), 3)
    assert stat.S_IMODE((tmp_path / "pins" / CASE).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "pins").stat().st_mode) == 0o700


def test_a_pin_that_the_disk_refuses_is_told_and_never_taken_for_none(tmp_path: Path) -> None:
    pins, statistics = Pins(tmp_path, STILL), StatisticsPins(tmp_path)
    for path in (tmp_path / "pins" / CASE, tmp_path / "figures"):
        path.mkdir()
    for ask in (partial(pins.of, CASE), statistics.events):
        with pytest.raises(PinsFilesError):
            ask()
    (tmp_path / "pins" / CASE).rmdir()
    (tmp_path / "pins").rmdir()
    with pytest.raises(PinsFilesError) as told:
        pins.remember(CASE, digest(b"satu"), 1, None)
    assert page_of(told.value).status == 503


@pytest.mark.parametrize("damaged", [b"", b"{}", b'{"pin":{"first":"x","highest":1},"version":1}', b"\xff"])
def test_a_damaged_pin_is_an_error_and_not_a_new_beginning(tmp_path: Path, damaged: bytes) -> None:
    pins = Pins(tmp_path, STILL)
    (tmp_path / "pins" / CASE).write_bytes(damaged)
    with pytest.raises(PinsError):
        pins.of(CASE)
    with pytest.raises(PinsError):
        pins.remember(CASE, digest(b"satu"), 1, None)


GOOD = """
person = "sari"
host = "sari.localhost"
port = 8082
gateway = "http://127.0.0.1:8081"
office_fingerprint = "0123456789ABCDEF0123456789ABCDEF01234567"
office_certificate = "office.gpg"
gnupg_home = "gnupg"
state = "state"
"""


def configured(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "workstation.toml").write_text(text)
    monkeypatch.setenv(VARIABLE, str(folder / "workstation.toml"))


def test_paths_begin_at_the_configuration_and_the_state_is_the_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(tmp_path, GOOD, monkeypatch)
    config = load()
    assert config.gnupg_home == tmp_path / "gnupg"
    assert config.clock_file is None
    assert config.origin == "http://sari.localhost:8082"
    assert stat.S_IMODE(config.state.stat().st_mode) == 0o700


def test_an_answer_is_awaited_ten_seconds_in_the_network_and_thirty_through_an_onion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(tmp_path, GOOD, monkeypatch)
    assert load().answer_seconds == 10
    onion = GOOD.replace("127.0.0.1:8081", f"{'a' * 56}.onion")
    configured(tmp_path, onion + 'gateway_proxy = "socks5h://127.0.0.1:9050"\n', monkeypatch)
    assert load().answer_seconds == 30
    configured(tmp_path, f"{GOOD}gateway_seconds = 45\n", monkeypatch)
    assert load().answer_seconds == 45


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("8082", "80"),
        ("8082", '"8082"'),
        ("http://127.0.0.1:8081", "ftp://x"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/path"),
        ("http://127.0.0.1:8081", "http://name:password@x"),
        ("sari.localhost", "sari localhost"),
        ("0123456789ABCDEF0123456789ABCDEF01234567", "01234567"),
        ('state = "state"', ""),
        ('state = "state"', 'state = "state"\nsurprise = 1'),
        ('"sari"', '"../sari"'),
    ],
)
def test_a_wrong_configuration_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    configured(tmp_path, GOOD.replace(old, new), monkeypatch)
    with pytest.raises(ConfigurationError, match=r"workstation\.toml"):
        load()


def test_no_configuration_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(ConfigurationError, match=str(tmp_path / "kentongan/workstation.toml")):
        load()
