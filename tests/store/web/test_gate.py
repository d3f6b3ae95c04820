"""The gate of a server that is being upgraded: what shuts it, and that a fault of it never opens it."""

from pathlib import Path

import pytest

from store.web.gate import VARIABLE, Gate, GateState, gate_of_this_server


def test_a_gate_is_open_until_it_is_shut_and_after_it_was_opened(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    assert gate.is_open
    for state in (GateState.AWAY, GateState.TRIAL):
        gate.shut(state)
        assert (gate.state(), gate.is_open) == (state, False)
    gate.open()
    gate.open()
    assert gate.is_open
    assert list(tmp_path.iterdir()) == []


def test_a_gate_that_cannot_be_read_is_shut(tmp_path: Path) -> None:
    assert Gate(tmp_path / "gone").state() is GateState.AWAY
    (tmp_path / "shut").write_text("trial?")
    assert Gate(tmp_path).state() is GateState.AWAY
    (tmp_path / "shut").unlink()
    (tmp_path / "shut").mkdir()
    assert Gate(tmp_path).state() is GateState.AWAY


def test_the_environment_names_the_gate_and_a_checkout_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert gate_of_this_server().is_open
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone"))
    assert not gate_of_this_server().is_open
