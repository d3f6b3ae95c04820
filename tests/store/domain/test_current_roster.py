"""A believed roster answers for its days: who reads, who signed, and for how long it counts."""

import shutil
from datetime import timedelta

import msgspec
import pytest

from crypto.gpg.certificate import inspect
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import UnusableRecipientError
from store.domain.errors import AuthorError, NoReaderError, RosterExpiredError
from store.domain.roster import RosterCertificate
from tests.clocks import START, TODAY
from tests.kept_certificates import kept
from tests.store.domain.publisher import PHRASE, Publisher


def test_an_expired_roster_can_be_read_but_not_used_for_writing(publisher: Publisher) -> None:
    publisher.publish(publisher.roster(days=10))
    keeper = publisher.keeper()
    assert not keeper.current().expired()
    publisher.clock_file.write_text(str(START + 11 * 86_400))
    assert keeper.current().expired()
    assert keeper.current().days_left() < 0
    with pytest.raises(RosterExpiredError):
        keeper.current().require_valid()


def test_who_has_an_expired_certificate_is_no_reader_and_without_readers_there_are_no_recipients(
    publisher: Publisher,
) -> None:
    short = publisher.home.generate("sebentar <x@contoh.invalid>", PHRASE, expire="2d")
    roster = publisher.roster()
    first = msgspec.structs.replace(roster.people[0], certificates=(publisher.certificate(short),))
    publisher.publish(msgspec.structs.replace(roster, people=(first,)))
    current = publisher.keeper().current()
    files = current.recipients(current.usable_readers(()))
    publisher.clock_file.write_text(str(START + 3 * 86_400))
    with pytest.raises(NoReaderError):
        current.usable_readers(())
    with pytest.raises(NoReaderError):
        current.recipients(roster.people[:0])
    with pytest.raises(UnusableRecipientError):
        encrypt_bytes(b"x", files, TODAY + timedelta(days=3))


@pytest.mark.parametrize("kind", ["adsk", "ahead"])
def test_a_certificate_that_gpg_would_refuse_stops_no_report(kind: str, publisher: Publisher) -> None:
    data = kept(kind)
    refused = RosterCertificate(inspect(data).fingerprint, data)
    roster = publisher.roster()
    first = msgspec.structs.replace(roster.people[0], certificates=(refused,))
    publisher.publish(msgspec.structs.replace(roster, people=(first, roster.people[1])))
    current = publisher.keeper().current()
    readers = current.usable_readers(())
    assert [person.id for person in readers] == ["petugas-1"]
    assert encrypt_bytes(b"x", current.recipients((first, *readers)), TODAY)


def test_only_the_person_named_can_have_signed(publisher: Publisher) -> None:
    publisher.publish(publisher.roster())
    current = publisher.keeper().current()
    signature = publisher.sign(b"text", publisher.officers[0])
    current.verify_by("petugas-0", b"text", signature, TODAY)
    for name, text in (("petugas-1", b"text"), ("petugas-0", b"other"), ("stranger", b"text")):
        with pytest.raises(AuthorError):
            current.verify_by(name, text, signature, TODAY)


def test_which_of_several_keys_signed_is_told_without_gpg(publisher: Publisher) -> None:
    roster = publisher.roster()
    held = tuple(map(publisher.certificate, publisher.officers))
    both = msgspec.structs.replace(roster.people[0], certificates=held)
    publisher.publish(msgspec.structs.replace(roster, people=(both,)))
    current = publisher.keeper().current()
    shutil.rmtree(publisher.folder / "certificates")  # gpg would find nothing to verify with
    for key in publisher.officers:
        assert current.signing_fingerprint("petugas-0", publisher.sign(b"text", key)) == key


def test_who_left_signed_well_until_the_last_day_and_not_after(publisher: Publisher) -> None:
    roster = publisher.roster()
    gone = msgspec.structs.replace(roster.people[0], left=TODAY)
    publisher.publish(msgspec.structs.replace(roster, people=(gone, roster.people[1])))
    current = publisher.keeper().current()
    signature = publisher.sign(b"text", publisher.officers[0])
    current.verify_by("petugas-0", b"text", signature, TODAY)
    with pytest.raises(AuthorError):
        current.verify_by("petugas-0", b"text", signature, TODAY + timedelta(days=1))
    assert [person.id for person in current.usable_readers(())] == ["petugas-1"]
