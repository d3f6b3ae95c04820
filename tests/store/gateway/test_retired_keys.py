"""A retired key opens no door and gets nothing: it counts for what it signed up to its last day, and for no more."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from sqlalchemy import select

from crypto.errors import StatementError
from crypto.gpg.home import GnupgHome
from crypto.signing import compose, parse
from store.domain.errors import AuthorError, NoReaderError, ReplyError, RetiredKeyError
from store.domain.event import EventKind
from store.domain.labels import Label
from store.domain.reply import Reply
from store.domain.roster import Roster, RosterCertificate
from store.gateway.accounts.models import StoredOfficerSession
from store.gateway.auth.access import GatewayApp
from store.gateway.auth.sessions import Holder
from tests.office import TestOffice
from tests.signed_events import drafted
from tests.store.gateway.conftest import (
    GatewayHandling,
    SignedInClient,
    assert_against_procedure,
    assert_refused,
    challenge,
    try_to_sign_in,
)

YESTERDAY, TODAY = -1, 0


def retire(office: TestOffice, day: int, *further: RosterCertificate) -> date:
    """Sari's key is retired so many days from today; these are there beside it. Gives its last day."""
    last = office.clock.today() + timedelta(days=day)
    person = office.roster.person("sari")
    assert person is not None
    certificates = (replace(person.certificates[0], retired=last), *further)
    office.publish(people=office.people_with("sari", certificates=certificates))
    return last


@pytest.fixture
def new(tmp_path: Path) -> RosterCertificate:
    with GnupgHome(tmp_path / "new") as home:
        fingerprint = home.generate("Sari Wulandari", "kunci baru 42")
        return RosterCertificate(fingerprint, home.certificate(fingerprint))


@pytest.mark.parametrize("last_day", [YESTERDAY, TODAY])
def test_a_retired_key_signs_no_person_in(office: TestOffice, client: FlaskClient, last_day: int) -> None:
    retire(office, last_day)
    assert_refused(try_to_sign_in(client, office.proof("sari", challenge(client))), 401, "refused")


@pytest.mark.parametrize("last_day", [YESTERDAY, TODAY])
def test_a_session_ends_with_the_key_that_began_it(
    handling: GatewayHandling, new: RosterCertificate, last_day: int
) -> None:
    """The thief of the key may have begun one. The owner signs in with the new key."""
    assert handling.of("sari").get(handling.path).status_code == 200
    retire(handling.office, last_day, new)
    assert_refused(handling.of("sari").get(handling.path), 401, "refused")
    assert_refused(handling.of("sari").get("/v1/cases"), 401, "refused")
    with handling.office.accounts.read() as session:
        assert session.scalars(select(StoredOfficerSession.person)).all() == []


def test_a_session_goes_on_when_another_key_of_its_person_is_retired(
    handling: GatewayHandling, new: RosterCertificate
) -> None:
    handling.of("sari")
    kept = handling.office.roster.person("sari")
    assert kept is not None
    retired = replace(new, retired=handling.office.clock.today())
    certificates = (*kept.certificates, retired)
    handling.office.publish(people=handling.office.people_with("sari", certificates=certificates))
    assert handling.of("sari").get(handling.path).status_code == 200


@pytest.mark.parametrize("last_day", [YESTERDAY, TODAY])
def test_a_retired_key_decides_nothing_in_a_session_of_the_new_one(
    gateway: GatewayApp, client: FlaskClient, handling: GatewayHandling, new: RosterCertificate, last_day: int
) -> None:
    retire(handling.office, last_day, new)
    with handling.office.accounts.write() as session:
        token = handling.office.services(gateway).sessions.begin(session, Holder("sari", new.fingerprint))
    handling.clients["sari"] = SignedInClient(client, token)
    assert_against_procedure(
        handling.tries("sari", drafted(EventKind.MOVE, target="verification")), "unsigned"
    )


def test_what_a_retired_key_signed_counts_up_to_its_last_day(office: TestOffice) -> None:
    signature = office.keys.holder("sari").sign(b"text", office.clock.today())
    last = retire(office, TODAY)
    current = office.keeper().current()
    current.verify_by("sari", b"text", signature, last)
    with pytest.raises(RetiredKeyError):
        current.verify_by("sari", b"text", signature, last + timedelta(days=1))
    with pytest.raises(RetiredKeyError):
        current.verify_new_by("sari", b"text", signature, last)
    for verify in (current.verify_by, current.verify_new_by):
        with pytest.raises(AuthorError) as other:
            verify("sari", b"another text", signature, last)
        assert not isinstance(other.value, RetiredKeyError)


def test_a_mailbox_shows_replies_of_a_retired_key_up_to_its_last_day(office: TestOffice) -> None:
    signature = office.keys.holder("sari").sign(b"text", office.clock.today())
    last = retire(office, TODAY)
    verify = office.keeper().current().reply_verifier(())
    verify(Reply("0" * 32, 2, "sari", last, "Isi"), b"text", signature)
    with pytest.raises(ReplyError):
        verify(Reply("0" * 32, 2, "sari", last + timedelta(days=1), "Isi"), b"text", signature)


def test_nothing_is_encrypted_to_a_retired_key(office: TestOffice, new: RosterCertificate) -> None:
    retire(office, TODAY, new)
    current = office.keeper().current()
    sari = current.roster.person("sari")
    assert sari is not None
    assert current.usable_fingerprints(sari) == [new.fingerprint]
    assert [path.stem for path in current.recipients([sari])] == [new.fingerprint]


def test_who_has_no_key_in_use_reads_nothing_new(office: TestOffice) -> None:
    retire(office, TODAY)
    current = office.keeper().current()
    sari = current.roster.person("sari")
    assert sari is not None
    assert [person.id for person in current.usable_readers(())] == ["budi"]
    with pytest.raises(NoReaderError):
        current.recipients([sari])


def test_a_roster_without_retired_keys_is_the_text_that_it_was(office: TestOffice) -> None:
    text = compose(Label.ROSTER, office.roster)
    assert b"retired" not in text
    assert parse(Label.ROSTER, text, Roster) == office.roster
    last = f'"fingerprint":"{office.keys.holder("sari").fingerprint}"'.encode()
    with pytest.raises(StatementError):  # one meaning, one spelling
        parse(Label.ROSTER, text.replace(last, last + b',"retired":null'), Roster)
    retired = text.replace(last, last + b',"retired":"2026-05-01"')
    assert parse(Label.ROSTER, retired, Roster).people[0].certificates[0].retired == date(2026, 5, 1)
