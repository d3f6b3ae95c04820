"""Before a server is set up, what would lock an administrator out or hide what it holds is refused."""

import shutil
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from install.server.answer_checks import AnswerError
from install.server.answers import ServerAnswers
from install.server.firewall import Openings
from install.server.layout import ServerLayout
from install.server.setup import ServerSetup, require_same_server
from tests.clocks import STILL
from tests.install.offices import OfflineOffice
from tests.install.server.test_answers import WHOLE


@pytest.fixture
def answers(office: OfflineOffice) -> ServerAnswers:
    assert office.sign() == 0
    shutil.copyfile(office.key.certificate, office.output / "office.gpg")
    return ServerAnswers(office.output, office.key.fingerprint)


def test_answers_of_another_office_or_for_another_database_are_refused_once_there_are_data(
    tmp_path: Path,
) -> None:
    layout = ServerLayout(tmp_path)
    office, database = (
        replace(WHOLE, office_fingerprint="A" * 40),
        replace(WHOLE, postgresql=not WHOLE.postgresql),
    )
    for other in (office, database):
        require_same_server(layout, WHOLE, other)
    layout.gateway_state.mkdir(parents=True)
    require_same_server(layout, WHOLE, office)
    (layout.gateway_state / "roster-seen.json").touch()
    require_same_server(layout, WHOLE, replace(WHOLE, reserve_gib=9, openings=Openings()))
    with pytest.raises(AnswerError, match="Another office needs another server"):
        require_same_server(layout, WHOLE, office)
    with pytest.raises(AnswerError, match="Another answer does not move it"):
        require_same_server(layout, WHOLE, database)


def test_nothing_of_the_machine_is_written_to_say_what_would_be(
    answers: ServerAnswers, tmp_path: Path
) -> None:
    layout = ServerLayout(tmp_path / "server")
    changes = ServerSetup(layout, answers, STILL).changes()
    assert changes[0] == layout.roster / "office.gpg"
    assert changes[-1] == layout.source_config
    assert {layout.torrc, layout.firewall, layout.gateway_config, layout.answers} <= set(changes)
    assert not layout.root.exists()


@pytest.mark.parametrize(
    ("comes_from", "refused"), [("192.0.2.9", False), ("198.51.100.9", True), ("fe80::1%eth0", True)]
)
def test_a_person_who_would_lock_themselves_out_is_told_so(
    answers: ServerAnswers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comes_from: str, refused: bool
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", f"{comes_from} 50000 192.0.2.1 22")
    told = replace(answers, openings=Openings(ssh_from=(ip_network("192.0.2.0/24"),)))
    if refused:
        with pytest.raises(AnswerError, match="you would be locked out"):
            ServerSetup(ServerLayout(tmp_path), told, STILL)
    else:
        ServerSetup(ServerLayout(tmp_path), told, STILL)
