"""Signatures by a person who may be new: the newest roster is asked for, and a fault on the way judges no one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from journalist_interface.gateway_client.rosters import FreshRoster
from journalist_interface.session.officer_session import CaseServices
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.office import TestOffice


@pytest.fixture
def services(office: TestOffice, gateway: str) -> Iterator[CaseServices]:
    """Sari's workstation, with the roster from before a colleague came."""
    with HeadlessWorkstations(office, gateway) as workstations:
        yield workstations.of("sari").services


def knows_the_new_name(current: CurrentRoster) -> None:
    """Check as for a signature by a person whom only the newest roster has."""
    if "Sari Baru" not in {person.name for person in current.roster.people}:
        raise AuthorError


def test_a_gpg_that_fails_leaves_the_roster_at_hand_and_the_newest_is_asked_for_again(
    office: TestOffice, services: CaseServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = services.rosters.current()
    office.publish(people=office.people_with("sari", name="Sari Baru"))
    fresh = FreshRoster(services.rosters)
    with monkeypatch.context() as missing:
        missing.setattr(os, "defpath", str(tmp_path))  # where no gpg is
        with pytest.raises(AuthorError):
            fresh.require(knows_the_new_name)
        assert fresh.current() is before
    fresh.require(knows_the_new_name)
    assert fresh.current().roster.serial == before.roster.serial + 1


def test_a_signature_that_no_roster_explains_asks_the_gateway_once(
    office: TestOffice, services: CaseServices
) -> None:
    fresh = FreshRoster(services.rosters)
    with pytest.raises(AuthorError):
        fresh.require(knows_the_new_name)
    office.publish(people=office.people_with("sari", name="Sari Baru"))
    with pytest.raises(AuthorError):
        fresh.require(knows_the_new_name)
