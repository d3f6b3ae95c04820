"""The known-answer test tells a GnuPG that works from one that does not."""

import pytest

import crypto.gpg.self_test
from crypto.gpg.decrypt import SessionKey
from crypto.gpg.errors import GpgFaultError
from crypto.gpg.self_test import require_working_gpg


def test_a_gpg_that_works_passes() -> None:
    require_working_gpg()


def test_another_answer_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crypto.gpg.self_test, "_ANSWER", b"kentongan/known-message/2\n")
    with pytest.raises(GpgFaultError):
        require_working_gpg()


def test_no_answer_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crypto.gpg.self_test, "_KEY", SessionKey("9:" + "0" * 64))
    with pytest.raises(GpgFaultError):
        require_working_gpg()
