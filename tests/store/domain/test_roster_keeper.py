"""A roster is believed only as the office key signed it, and never an older or another one of the same serial."""

import os
import time

import msgspec
import pytest

from crypto import signing
from store.domain.errors import (
    RosterError,
    RosterForkError,
    RosterFormError,
    RosterRollbackError,
    RosterSignatureError,
)
from store.domain.labels import Label
from store.domain.roster import RosterCertificate
from store.web.file_stamp import SETTLED_SECONDS
from store.web.roster_keeper import (
    GLANCE_SECONDS,
    SIGNATURE_FILE,
    STATEMENT_FILE,
    RosterFilesError,
    RosterKeeper,
    RosterMissingError,
    RosterStateError,
)
from tests.opened_files import opened_files
from tests.store.domain.publisher import Publisher


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


def test_a_roster_written_in_the_same_place_a_moment_later_takes_over(publisher: Publisher) -> None:
    keeper = publisher.keeper()
    for serial in range(2, 9):  # within a tick of the kernel's clock, some of them
        publisher.publish(publisher.roster(serial=serial))
        assert keeper.current().roster.serial == serial


def test_files_that_did_not_change_are_not_read_again_and_a_change_is_believed_at_once(
    publisher: Publisher,
) -> None:
    publisher.publish(publisher.roster())
    keeper = publisher.keeper()
    files = [publisher.folder / name for name in (STATEMENT_FILE, SIGNATURE_FILE)]
    first = keeper.current()
    assert opened_by(keeper).issuperset(map(str, files)), "a change could still escape their stamps"
    time.sleep(SETTLED_SECONDS)
    assert opened_by(keeper).issuperset(map(str, files)), "what is trusted from now on is read once more"
    assert not opened_by(keeper).intersection(map(str, files))
    assert keeper.current() is first
    times = [path.stat().st_mtime_ns for path in files]
    publisher.publish(publisher.roster(serial=5))
    for path, written in zip(files, times, strict=True):
        os.utime(path, ns=(written, written))
    assert keeper.current().roster.serial == 5
    files[1].unlink()
    with pytest.raises(RosterMissingError):
        keeper.current()


def test_a_glance_is_some_milliseconds_old_once_the_files_have_settled_and_else_no_time(
    publisher: Publisher,
) -> None:
    publisher.publish(publisher.roster())
    keeper = publisher.keeper()
    files = [publisher.folder / name for name in (STATEMENT_FILE, SIGNATURE_FILE)]
    first = keeper.glance()
    for serial in range(2, 5):
        publisher.publish(publisher.roster(serial=serial))
        assert keeper.glance().roster.serial == serial
    time.sleep(SETTLED_SECONDS)
    for _each in range(2):
        keeper.current()
    publisher.publish(publisher.roster(serial=5))
    time.sleep(GLANCE_SECONDS)
    assert keeper.glance().roster.serial == 5
    files[1].write_bytes(b"no signature")
    for _each in range(3):
        with pytest.raises(RosterError):
            keeper.glance()
    assert first.roster.serial == 1


def test_a_glance_shows_no_roster_from_before_another_was_offered_or_another_office_pinned(
    publisher: Publisher,
) -> None:
    publisher.publish(publisher.roster())
    keeper = publisher.keeper()
    keeper.glance()
    publisher.publish(publisher.roster(serial=2))
    statement, signature = (
        (publisher.folder / name).read_bytes() for name in (STATEMENT_FILE, SIGNATURE_FILE)
    )
    keeper.offer(statement, signature)
    assert keeper.glance().roster.serial == 2
    keeper.pin_office("0" * 40)
    with pytest.raises(RosterSignatureError):
        keeper.glance()


def opened_by(keeper: RosterKeeper) -> set[str]:
    """The names of the files that it opens to say which roster counts."""
    with opened_files() as opened:
        keeper.current()
    return set(opened)


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
    text = signing.compose(Label.ROSTER, publisher.roster()).replace(b"roster/1", b"reply/1", 1)
    (publisher.folder / "roster.txt").write_bytes(text)
    (publisher.folder / "roster.sig").write_bytes(publisher.sign(text, publisher.office))
    with pytest.raises(RosterFormError):
        publisher.keeper().current()


def test_an_offered_roster_is_kept_only_when_it_is_good(publisher: Publisher) -> None:
    publisher.publish(publisher.roster())
    keeper = publisher.keeper()
    keeper.current()
    newer = signing.compose(Label.ROSTER, publisher.roster(serial=2))
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
    text, signature = [(publisher.folder / ending).read_bytes() for ending in ("roster.txt", "roster.sig")]
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
