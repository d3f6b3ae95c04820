"""A roster is believed only as the office key signed it, and never an older or another one of the same serial."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from crypto import statement
from crypto.errors import (
    AuthorError,
    NoReaderError,
    RosterError,
    RosterExpiredError,
    RosterForkError,
    RosterFormError,
    RosterRollbackError,
    RosterSignatureError,
)
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import UnusableRecipientError
from crypto.gpg.home import GnupgHome
from crypto.gpg.sign import sign_detached
from crypto.labels import Label
from crypto.roster import Office, Person, Position, Roster, RosterCertificate
from store.contract.clock import Clock
from store.contract.roster_keeper import (
    RosterFilesError,
    RosterKeeper,
    RosterMissingError,
    RosterStateError,
)

PHRASE = "frasa sandi contoh"
TODAY = Clock().today()


@dataclass
class Publisher:
    """Somebody with the office key and two officers' keys; `publish` lays a roster before the keeper."""

    home: GnupgHome
    office: str
    officers: list[str]
    folder: Path
    clock_file: Path
    published: list[bytes] = field(default_factory=list)

    def roster(self, serial: int = 1, days: int = 365) -> Roster:
        people = tuple(
            Person(
                f"petugas-{place}", f"Petugas {place}", f"pos-{place}", ("officer",), (self.certificate(key),)
            )
            for place, key in enumerate(self.officers)
        )
        positions = tuple(Position(one.position, one.position, one.position) for one in people)
        office = Office("Dinas Contoh", "WBS", "gateway-contoh")
        return Roster(serial, TODAY, TODAY + timedelta(days=days), office, positions, people)

    def certificate(self, key: str) -> RosterCertificate:
        return RosterCertificate(key, self.home.certificate(key))

    def publish(self, roster: Roster, key: str | None = None) -> None:
        text = statement.compose(Label.ROSTER, roster)
        (self.folder / "roster.txt").write_bytes(text)
        (self.folder / "roster.sig").write_bytes(self.sign(text, key or self.office))

    def sign(self, text: bytes, key: str) -> bytes:
        return sign_detached(self.home, key, text, TODAY, PHRASE)

    def keeper(self, fingerprint: str | None = None) -> RosterKeeper:
        return RosterKeeper(
            self.folder,
            self.folder / "office.gpg",
            fingerprint or self.office,
            self.folder / "state.json",
            self.folder / "certificates",
            Clock(offset_file=self.clock_file),
        )


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[GnupgHome, list[str]]]:
    with GnupgHome(tmp_path_factory.mktemp("home")) as home:
        yield home, [home.generate(f"{name} <x@contoh.invalid>", PHRASE) for name in ("kantor", "a", "b")]


@pytest.fixture
def publisher(keys: tuple[GnupgHome, list[str]], tmp_path: Path) -> Publisher:
    home, (office, *officers) = keys
    (tmp_path / "office.gpg").write_bytes(home.certificate(office))
    return Publisher(home, office, officers, tmp_path, tmp_path / "clock")


def test_a_roster_signed_by_the_office_is_believed(publisher: Publisher) -> None:
    publisher.publish(publisher.roster())
    assert publisher.keeper().current().roster == publisher.roster()


def test_without_a_roster_nothing_works(publisher: Publisher) -> None:
    with pytest.raises(RosterMissingError):
        publisher.keeper().current()


def test_a_roster_signed_by_another_key_is_refused(publisher: Publisher) -> None:
    publisher.publish(publisher.roster(), publisher.officers[0])
    with pytest.raises(RosterSignatureError):
        publisher.keeper().current()


def test_a_wrong_pinned_fingerprint_refuses_every_roster(publisher: Publisher) -> None:
    publisher.publish(publisher.roster())
    with pytest.raises(RosterSignatureError):
        publisher.keeper("0" * 40).current()


@pytest.mark.parametrize("change", [(b"Dinas Contoh", b"Dinas Palsu!"), (b'"serial":1', b'"serial":2')])
def test_one_changed_byte_refuses_the_roster(publisher: Publisher, change: tuple[bytes, bytes]) -> None:
    publisher.publish(publisher.roster())
    path = publisher.folder / "roster.txt"
    path.write_bytes(path.read_bytes().replace(*change))
    with pytest.raises(RosterSignatureError):
        publisher.keeper().current()


def test_an_older_roster_is_refused_even_after_a_restart(publisher: Publisher) -> None:
    publisher.publish(publisher.roster(serial=2))
    keeper = publisher.keeper()
    keeper.current()
    publisher.publish(publisher.roster(serial=1))
    for process in (keeper, publisher.keeper()):
        with pytest.raises(RosterRollbackError):
            process.current()


def test_the_same_serial_with_other_bytes_is_refused(publisher: Publisher) -> None:
    publisher.publish(publisher.roster())
    publisher.keeper().current()
    publisher.publish(publisher.roster(days=300))
    with pytest.raises(RosterForkError):
        publisher.keeper().current()


def test_a_newer_roster_takes_over_in_a_running_process(publisher: Publisher) -> None:
    publisher.publish(publisher.roster())
    keeper = publisher.keeper()
    keeper.current()
    publisher.publish(publisher.roster(serial=5))
    assert keeper.current().roster.serial == 5


def test_an_expired_roster_can_be_read_but_not_used_for_writing(publisher: Publisher) -> None:
    publisher.publish(publisher.roster(days=10))
    keeper = publisher.keeper()
    assert not keeper.current().expired()
    publisher.clock_file.write_text(str(11 * 86_400))
    assert keeper.current().expired()
    assert keeper.current().days_left() < 0
    with pytest.raises(RosterExpiredError):
        keeper.current().require_valid()


def test_a_certificate_that_is_not_the_named_one_refuses_the_roster(publisher: Publisher) -> None:
    roster = publisher.roster()
    wrong = RosterCertificate(publisher.officers[0], publisher.home.certificate(publisher.office))
    first = msgspec.structs.replace(roster.people[0], certificates=(wrong,))
    publisher.publish(msgspec.structs.replace(roster, people=(first, roster.people[1])))
    with pytest.raises(RosterFormError):
        publisher.keeper().current()


def test_damaged_armored_or_doubled_certificates_refuse_the_roster(publisher: Publisher) -> None:
    good = publisher.home.certificate(publisher.officers[0])
    for data in (
        good[:-7],
        b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
        good + publisher.home.certificate(publisher.office),
        b"",
    ):
        roster = publisher.roster()
        first = msgspec.structs.replace(
            roster.people[0], certificates=(RosterCertificate(publisher.officers[0], data),)
        )
        publisher.publish(msgspec.structs.replace(roster, people=(first, roster.people[1])))
        with pytest.raises(RosterFormError):
            publisher.keeper().current()


@pytest.mark.parametrize("change", [{"id": "petugas-0"}, {"position": "nowhere"}, {"id": "reporter"}])
def test_names_that_are_taken_or_unknown_refuse_the_roster(
    publisher: Publisher, change: dict[str, str]
) -> None:
    roster = publisher.roster()
    other = msgspec.structs.replace(roster.people[1], **change)
    publisher.publish(msgspec.structs.replace(roster, people=(roster.people[0], other)))
    with pytest.raises(RosterFormError):
        publisher.keeper().current()


def test_a_signed_text_for_another_purpose_is_no_roster(publisher: Publisher) -> None:
    text = statement.compose(Label.ROSTER, publisher.roster()).replace(b"roster/1", b"reply/1", 1)
    (publisher.folder / "roster.txt").write_bytes(text)
    (publisher.folder / "roster.sig").write_bytes(publisher.sign(text, publisher.office))
    with pytest.raises(RosterFormError):
        publisher.keeper().current()


def test_who_has_an_expired_certificate_is_no_reader_and_without_readers_there_are_no_recipients(
    publisher: Publisher,
) -> None:
    short = publisher.home.generate("sebentar <x@contoh.invalid>", PHRASE, expire="2d")
    roster = publisher.roster()
    first = msgspec.structs.replace(roster.people[0], certificates=(publisher.certificate(short),))
    publisher.publish(msgspec.structs.replace(roster, people=(first,)))
    current = publisher.keeper().current()
    files = current.recipients(current.usable_readers(()))
    publisher.clock_file.write_text(str(3 * 86_400))
    with pytest.raises(NoReaderError):
        current.usable_readers(())
    with pytest.raises(NoReaderError):
        current.recipients(roster.people[:0])
    with pytest.raises(UnusableRecipientError):
        encrypt_bytes(b"x", files, TODAY + timedelta(days=3))


def test_only_the_person_named_can_have_signed(publisher: Publisher) -> None:
    publisher.publish(publisher.roster())
    current = publisher.keeper().current()
    signature = publisher.sign(b"text", publisher.officers[0])
    current.verify_by("petugas-0", b"text", signature, TODAY)
    for name, text in (("petugas-1", b"text"), ("petugas-0", b"other"), ("stranger", b"text")):
        with pytest.raises(AuthorError):
            current.verify_by(name, text, signature, TODAY)


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


def test_an_offered_roster_is_kept_only_when_it_is_good(publisher: Publisher) -> None:
    publisher.publish(publisher.roster())
    keeper = publisher.keeper()
    keeper.current()
    newer = statement.compose(Label.ROSTER, publisher.roster(serial=2))
    with pytest.raises(RosterError):
        keeper.offer(newer, publisher.sign(newer, publisher.officers[0]))
    assert keeper.current().roster.serial == 1
    keeper.offer(newer, publisher.sign(newer, publisher.office))
    assert publisher.keeper().current().roster.serial == 2


def test_a_damaged_memory_of_the_last_roster_is_not_ignored(publisher: Publisher) -> None:
    publisher.publish(publisher.roster())
    (publisher.folder / "state.json").write_text("{")
    with pytest.raises(RosterStateError):
        publisher.keeper().current()


@pytest.mark.parametrize("name", ["roster.txt", "roster.sig", "state.json"])
def test_a_file_that_cannot_be_read_fails_closed(publisher: Publisher, name: str) -> None:
    publisher.publish(publisher.roster())
    publisher.keeper().current()
    (publisher.folder / name).unlink()
    (publisher.folder / name).mkdir()
    with pytest.raises(RosterFilesError):
        publisher.keeper().current()


@pytest.mark.parametrize("name", ["state.json", "certificates", "roster.txt"])
def test_what_cannot_be_kept_is_not_believed(publisher: Publisher, name: str) -> None:
    publisher.publish(publisher.roster())
    text, signature = [(publisher.folder / one).read_bytes() for one in ("roster.txt", "roster.sig")]
    place = publisher.folder / name
    place.unlink(missing_ok=True)
    if name == "certificates":
        place.write_bytes(b"a file where the folder should be")
    else:
        (place / "full").mkdir(parents=True)
    keeper = publisher.keeper()
    with pytest.raises(RosterFilesError):
        keeper.offer(text, signature)
    with pytest.raises(RosterError):
        keeper.current()
