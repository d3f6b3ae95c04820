"""How doctor tells what it found: to a person in their language, and to a program."""

import json
import os

import pytest

from install.doctor.check import Diagnosis, Fault, HostCheck, examine
from install.doctor.examination import examine_server
from install.doctor.host import Host, HostError, NotYetError
from install.kentongan import main
from install.language import Sentence
from tests.install.doctor.folder_host import FolderHost, SignedRosterFolder, healthy_host

PROMISE = Sentence("Pintu terkunci", "The door is locked")
WHY = Sentence("Jika tidak, orang masuk.", "Otherwise people come in.")


def refuse(_host: Host) -> Fault | None:
    raise HostError("the door was not found")


@pytest.fixture
def host(tmp_path_factory: pytest.TempPathFactory, roster_folder: SignedRosterFolder) -> FolderHost:
    return healthy_host(tmp_path_factory.mktemp("server"), roster_folder)


def test_what_is_well_is_one_line_in_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    well = Diagnosis(HostCheck("door", PROMISE, WHY, refuse), None)
    for locale, line in (
        ("id_ID.UTF-8", "benar         Pintu terkunci"),
        ("C.UTF-8", "right         The door is locked"),
    ):
        monkeypatch.setenv("LC_ALL", locale)
        assert well.lines() == [line]


def test_a_fault_is_told_with_its_reason_and_the_command_that_mends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    ill = Diagnosis(HostCheck("door", PROMISE, WHY, refuse), Fault("The door is open.", "lock door"))
    assert ill.lines() == [
        "wrong         The door is open. Otherwise people come in.",
        "              lock door",
    ]
    assert ill.record() == {
        "check": "door",
        "ok": False,
        "promise": "The door is locked",
        "why": "Otherwise people come in.",
        "fault": {"text": "The door is open.", "mend": "lock door"},
        "details": [],
    }


def test_what_cannot_be_looked_at_is_a_fault(host: FolderHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (found,) = examine(host, [HostCheck("door", PROMISE, WHY, refuse)])
    assert found.fault is not None
    assert found.fault.text == "This could not be looked at: the door was not found."
    assert found.lines()[0].startswith("look at this  This could not be looked at")


def wait(_host: Host) -> Fault | None:
    raise NotYetError("The door is being painted.")


def test_what_needs_a_moment_is_told_to_be_looked_at_again(host: FolderHost) -> None:
    (found,) = examine(host, [HostCheck("door", PROMISE, WHY, wait)])
    assert found.fault == Fault("The door is being painted.", "sleep 60; kentongan doctor", unclear=True)


def test_every_promise_and_reason_is_there_in_both_languages(
    host: FolderHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for locale in ("id_ID.UTF-8", "C.UTF-8"):
        monkeypatch.setenv("LC_ALL", locale)
        told.append([(one.check.promise.told(), one.check.why.told()) for one in examine_server(host)])
    for indonesian, english in zip(*told, strict=True):
        assert indonesian[0] != english[0]
        assert indonesian[1] != english[1]


def test_what_is_told_to_a_program_is_json(host: FolderHost) -> None:
    host.unit_says("kentongan-source.service", ActiveState="failed")
    records = json.loads(json.dumps([one.record() for one in examine_server(host)]))
    assert [one["check"] for one in records if not one["ok"]] == ["source-unit-runs"]


def test_only_root_may_ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main(["doctor"]) == 2
    assert capsys.readouterr().err == "Only root can do this. Run it again as root.\n"
