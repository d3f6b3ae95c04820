"""A custodian's answer is there, or it is said why it cannot be told: it never just vanishes."""

import os
from pathlib import Path

import pytest

from crypto.gpg.errors import GpgFaultError
from journalist_interface.actions import identity_disclosure
from journalist_interface.actions.identity_requests import own_answer
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.staged_cases import waiting
from tests.office import TestOffice


def test_a_gnupg_that_does_not_work_does_not_make_an_answer_vanish(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = busy_office.report(name="Nama Pelapor").case
    sari, rina = workstations.of("sari"), workstations.of("rina")
    perform(sari.work(case), "ask-identity", reason="Untuk perlindungan")
    identity_disclosure.refuse(rina.services, rina.officer, waiting(rina, case), "Belum perlu")
    rows = rina.services.client.identity_requests(rina.officer.token).requests
    [row] = [request for request in rows if request.case == case]
    current = rina.services.rosters.refresh()
    with monkeypatch.context() as missing:
        missing.setattr(os, "defpath", str(tmp_path))
        with pytest.raises(GpgFaultError):
            own_answer(current, rina.officer, row)
    answer = own_answer(current, rina.officer, row)
    assert answer is not None
    assert answer.reason == "Belum perlu"
