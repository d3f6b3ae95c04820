"""Places stay known as they were read, whatever a store brings about: no message that was read becomes a file."""

import base64
from typing import Any

import pytest

from journalist_interface.gateway_client.errors import GatewayError
from journalist_interface.verification.case_file import BadRow, CaseFile, FromReporter, WithdrawnEntry
from journalist_interface.verification.problems import CaseProblem, RowProblem
from source_interface.submissions.withdrawals import SentFileState
from store.domain.envelope import Envelope, Excluded, Introduction, Report, WithdrawnFile, signed_envelope
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.hostile_gateway import HostileGateway, altered, raw
from tests.journalist_interface.store_rows import (
    drop,
    empty_envelope,
    envelope_of,
    put_envelope,
    put_plaintext,
)
from tests.journalist_interface.verification.conftest import NAME
from tests.journalist_interface.verification.test_withdrawals_taken_back import (
    is_told,
    put_refused,
    read,
)
from tests.journalist_interface.verification.test_withdrawn_files import claim_withdrawn, withdrawal
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice
from tests.source_interface.report_reader import answer

SAID = "Pesan yang pernah dibaca"


def is_alarmed(file: CaseFile, place: int) -> None:
    """The message that was read at this place is not believed to be a file that was withdrawn."""
    assert not isinstance(file.entries.get(place), WithdrawnEntry)
    assert CaseProblem.PASSED_OFF in file.problems


def sign_away(own_office: TestOffice, case: GenuineCase, place: int, entry: int) -> None:
    """Let the reporter's voice call what is at this place a file that was withdrawn, and the store have it so."""
    blob = claim_withdrawn(own_office, case, place, entry)
    put_plaintext(own_office, case, place, withdrawal(case, blob, entry, sequence=place))


@pytest.mark.parametrize(
    ("was_read", "store"),
    [
        ("a message", "has the statement"),
        ("a message", "has the file"),
        ("a message", "has what was read"),
        ("a message", "has nothing"),
        ("a reply", "has what was read"),
        ("a reply", "has nothing"),
    ],
)
def test_a_genuine_withdrawal_is_remembered_although_something_else_was_read_in_the_files_place(
    own_office: TestOffice, people: HeadlessWorkstations, was_read: str, store: str
) -> None:
    """Something from a try that lost the race for the place, which a store can show for a while."""
    case = own_office.report("Isi pertama")
    empty = CaseRows.taken(own_office, case.case)
    if was_read == "a message":
        case.says(SAID)
    else:
        answer(own_office, "sari", case, "Jawaban")
    lost = CaseRows.taken(own_office, case.case)
    assert not isinstance(read(people.of("sari"), case).entries[2], BadRow)
    empty.put_back()
    case.attaches(b"isi berkas", NAME)
    with_file, file_sent = CaseRows.taken(own_office, case.case), envelope_of(own_office, case.case, 2)
    assert case.withdraws(2) is SentFileState.WITHDRAWN
    entry = envelope_of(own_office, case.case, 3)
    if store == "has the file":
        put_envelope(own_office, case.case, 2, file_sent)
    elif store == "has what was read":
        lost.put_back()
        put_envelope(own_office, case.case, 3, entry)
    elif store == "has nothing":
        empty_envelope(own_office, case.case, 2)
    for _session in range(2):
        file = read(people.anew("sari"), case)
        assert CaseProblem.PASSED_OFF in file.problems
        assert file.reporter_attachment(2) is None
        withdraws = file.entries[3]
        assert isinstance(withdraws, BadRow)
        assert withdraws.problem is RowProblem.WITHDRAWS_ANOTHER
        assert isinstance(file.entries[2], BadRow) is (store != "has what was read")
    with_file.put_back()
    case.says("Pesan berikutnya")  # takes the number of the message that withdrew it
    [blob] = with_file.blobs
    put_refused(own_office, case, 4, blob)
    for _session in range(2):
        is_told(people.anew("sari"), case)
        is_told(people.of("sari"), case, 4)


@pytest.mark.parametrize("store", ["has the statement", "has nothing"])
def test_a_message_that_was_signed_away_stays_in_the_index_and_the_alarm_in_each_session(
    own_office: TestOffice, people: HeadlessWorkstations, store: str
) -> None:
    case = own_office.report("Isi pertama")
    place = case.says(SAID)
    before = CaseRows.taken(own_office, case.case)
    read(people.of("sari"), case)
    sign_away(own_office, case, place, place + 1)
    if store == "has nothing":
        drop(own_office, case.case, place)
    for _session in range(3):
        sari = people.anew("sari")
        recalled = sari.officer.at_hand(case.case)
        assert recalled is not None
        found = recalled.entries[place]
        assert isinstance(found, FromReporter)
        assert found.envelope.text == SAID
        is_alarmed(read(sari, case), place)
    before.put_back()
    shown = read(people.anew("sari"), case).entries[place]
    assert isinstance(shown, FromReporter)
    assert shown.envelope.text == SAID


def test_a_message_that_was_exchanged_for_a_file_is_not_believed_to_be_a_withdrawn_one(
    own_office: TestOffice, people: HeadlessWorkstations
) -> None:
    """Else two readings would open the way: in the first there is a file, in the second it is withdrawn."""
    case = own_office.report("Isi pertama")
    place = case.says(SAID)
    read(people.of("sari"), case)
    put_refused(own_office, case, place, "ab" * 16)
    assert read(people.anew("sari"), case).reporter_attachment(place) is not None
    sign_away(own_office, case, place, place + 1)
    for _session in range(2):
        is_alarmed(read(people.anew("sari"), case), place)


@pytest.mark.parametrize("trouble", ["end of decisions", "order", "first report"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_message_that_was_read_while_something_was_wrong_is_not_believed_to_be_a_withdrawn_file(
    own_office: TestOffice,
    own_gateway: HostileGateway,
    people: HeadlessWorkstations,
    trouble: str,
    *,
    kept: bool,
) -> None:
    """The index keeps what was at each place of such a case, and no new text."""
    case = own_office.report("Isi pertama")
    read(people.of("sari"), case)
    if not kept:
        people.of("sari").officer.case_cache.forget(case.case)
    place = case.says(SAID)
    another = base64.b64encode(case.encrypted(another_report(case))).decode()

    def wrong(page: Any) -> Any:  # noqa: ANN401 - JSON
        if trouble == "end of decisions":
            return page | {"case": page["case"] | {"head": "ab" * 32}}
        first, *rest = page["entries"]
        if trouble == "order":
            return page | {"entries": [first, *rest, *rest]}
        return page | {"entries": [first | {"envelope": another}, *rest]}

    path = f"/v1/cases/{case.case}" + ("" if trouble == "end of decisions" else "?")
    with own_gateway.lying("GET", path, altered(wrong)):
        file = read(people.anew("sari"), case)
    assert isinstance(file.entries[place], FromReporter)
    assert not file.is_sound
    index = people.of("sari").officer.case_cache.load(case.case)
    assert index is not None
    assert len(index.messages) == kept
    assert not any(SAID.encode() in message.message for message in index.messages)
    sign_away(own_office, case, place, place + 1)
    for _session in range(2):
        is_alarmed(read(people.anew("sari"), case), place)


def another_report(case: GenuineCase) -> bytes:
    """Another first report that the voice signed, with which the reporter excludes other people."""
    keys = Introduction(case.mailbox.sealing_key, case.mailbox.voice_key, (Excluded("dewi", "kepala"),))
    report = Report("Isi lain", "b", "c", "d", "", "", None, None, True)
    day = case.services.clock.today()
    said = Envelope(case.case, 1, "report", day, introduction=keys, report=report)
    return signed_envelope(case.mailbox, said)


@pytest.mark.parametrize("opened", [True, False])
def test_a_message_of_a_reading_that_broke_off_is_not_believed_to_be_a_withdrawn_file(
    own_office: TestOffice, own_gateway: HostileGateway, people: HeadlessWorkstations, *, opened: bool
) -> None:
    """The search finds it meanwhile, and the store has the next page or not as it likes."""
    case = own_office.report("Isi pertama")
    if opened:
        read(people.of("sari"), case)
    place = case.says(SAID)
    path = f"/v1/cases/{case.case}?"
    sari = people.anew("sari") if opened else people.of("sari")
    with (
        own_gateway.lying("GET", path + f"after={place}", raw(500)),
        own_gateway.lying("GET", path, altered(lambda page: page | {"more": True})),
    ):
        for _time in range(2):
            with pytest.raises(GatewayError):
                read(sari, case)
    found = sari.officer.at_hand(case.case)
    assert found is not None
    assert isinstance(found.entries[place], FromReporter)
    sign_away(own_office, case, place, place + 1)
    for _session in range(2):
        is_alarmed(read(people.anew("sari"), case), place)


def test_another_first_report_changes_no_exclusion_that_the_index_keeps(
    own_office: TestOffice, people: HeadlessWorkstations
) -> None:
    case = own_office.report("Isi pertama", excluded=["pengawas"])
    sari = people.of("sari")
    read(sari, case)
    kept = sari.officer.case_cache.load(case.case)
    assert kept is not None
    case.says(SAID)
    put_plaintext(own_office, case, 1, another_report(case))
    assert CaseProblem.FIRST_CHANGED in read(people.anew("sari"), case).problems
    found = people.of("sari").officer.case_cache.load(case.case)
    assert found is not None
    assert (found.excluded, found.messages, found.events) == (kept.excluded, kept.messages, kept.events)
    assert (len(kept.entries), len(found.entries)) == (1, 2)


def test_two_withdrawals_of_one_place_are_both_remembered(
    own_office: TestOffice, people: HeadlessWorkstations
) -> None:
    """The store may have both: the reporter withdrew what the mailbox showed them there, one after the other."""
    case = own_office.report("Isi pertama")
    case.attaches(b"isi berkas", NAME)
    empty = CaseRows.taken(own_office, case.case)
    for entry, blob in ((3, "ab" * 16), (4, "cd" * 16)):
        said = Envelope(
            case.case, entry, "withdrawal", case.services.clock.today(), withdraws=WithdrawnFile(2, blob)
        )
        put_plaintext(own_office, case, entry, signed_envelope(case.mailbox, said))
    read(people.of("sari"), case)
    empty.put_back()
    for _withdrawal in range(2):
        case.says("Pesan berikutnya")
    for place, blob in ((5, "ab" * 16), (6, "cd" * 16)):
        put_refused(own_office, case, place, blob)
    for _session in range(2):
        sari = people.anew("sari")
        for place in (2, 5, 6):
            is_told(sari, case, place)


def test_a_case_in_which_something_is_wrong_is_written_to_the_index_only_for_news(
    own_office: TestOffice, people: HeadlessWorkstations
) -> None:
    case = own_office.report("Isi pertama")
    place = case.says(SAID)
    read(people.of("sari"), case)
    sign_away(own_office, case, place, place + 1)
    written = set()
    for _session in range(3):
        sari = people.anew("sari")
        for _reading in range(2):
            is_alarmed(read(sari, case), place)
        folder, _key = sari.officer.case_cache.sealed_beside()
        written.add((folder / f"{case.case}.idx").stat().st_ino)
    assert len(written) == 1


@pytest.mark.parametrize("reads", ["who read the reply", "who reads for the first time"])
def test_a_reply_in_whose_place_there_is_a_message_is_missed_by_the_messages_after_it(
    own_office: TestOffice, people: HeadlessWorkstations, reads: str
) -> None:
    """A message that lost the race for the place against a reply has the reporter's signature, too."""
    case = own_office.report("Isi pertama")
    place = answer(own_office, "sari", case, "Jawaban")
    case.says("Pesan berikutnya")
    if reads == "who read the reply":
        assert read(people.of("sari"), case).problems == set()
    said = Envelope(case.case, place, "message", case.services.clock.today(), text=SAID)
    put_plaintext(own_office, case, place, signed_envelope(case.mailbox, said))
    told = {CaseProblem.REPLY_PASSED_OFF}
    if reads == "who read the reply":
        told.add(CaseProblem.EXCHANGED)
    sari = people.anew("sari") if reads == "who read the reply" else people.of("sari")
    for _reading in range(2):
        assert read(sari, case).problems == told
