"""A grant opens what proved itself in this case, whatever else the store laid there before, and by whatever key."""

import base64
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from crypto import signing
from crypto.errors import CryptoError
from crypto.gpg.decrypt import SessionKey, decrypt_with
from crypto.padding import pad
from journalist_interface.verification.case_file import BadRow
from journalist_interface.verification.problems import EventRemark
from store.api.messages import MAX_ENVELOPE_BYTES, EventRow
from store.domain.event import (
    NO_EVENT,
    CaseRole,
    Content,
    Event,
    EventKind,
    Keys,
    Paper,
    PlaceKey,
    SignedEvent,
    content_digest,
    content_text,
)
from store.domain.labels import Label
from store.domain.roster import REPORTER
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import HostileGateway, altered
from tests.journalist_interface.staged_cases import BRIEF, accept, reviewed, state_of
from tests.journalist_interface.store_rows import encrypted_to, envelope_of
from tests.office import TestOffice
from tests.signed_events import EventSigner, drafted

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def workstation(behind: HeadlessWorkstations) -> HeadlessWorkstation:
    """Sari, who reaches the office through the hostile gateway alone."""
    return behind.of("sari")


@pytest.fixture(scope="module")
def secret(busy_office: TestOffice) -> GenuineCase:
    """A report that excludes joko's post."""
    return busy_office.report("Rahasia kasus lain", excluded=["auditor"])


def joko_is_brought_in(
    workstation: HeadlessWorkstation, workstations: HeadlessWorkstations, case: GenuineCase
) -> Keys:
    """The keys that joko gets, who leads the team from now on and has declared."""
    perform(workstation.work(case.case), "assign", lead="joko", members=(), brief=BRIEF)
    joko = workstations.of("joko")
    accept(joko, case.case)
    [grant] = [read for read in joko.work(case.case).file.events if read.event.kind is EventKind.ADMIT]
    assert grant.content is not None
    assert grant.content.keys is not None
    return grant.content.keys


def opens(keys: Iterable[str], ciphertext: bytes) -> bool:
    """Return whether one of the keys opens this message."""
    for key in keys:
        try:
            decrypt_with(SessionKey(key), ciphertext, MAX_ENVELOPE_BYTES)
        except CryptoError:
            continue
        return True
    return False


def test_a_message_of_another_case_that_was_sent_twice_leaves_no_key(
    busy_office: TestOffice,
    hostile: HostileGateway,
    workstation: HeadlessWorkstation,
    workstations: HeadlessWorkstations,
    secret: GenuineCase,
) -> None:
    case = reviewed(busy_office, workstation)
    case.says("Pesan kedua")
    foreign = envelope_of(busy_office, secret.case, 1)

    def exchanged(page: Any) -> Any:  # noqa: ANN401 - JSON
        for entry in page["entries"]:
            if entry["sequence"] == 2:
                entry["envelope"] = base64.b64encode(foreign).decode()
        return page

    def doubled(page: Any) -> Any:  # noqa: ANN401 - JSON
        second = base64.b64encode(envelope_of(busy_office, case.case, 2)).decode()
        third = {"sequence": 3, "author": REPORTER, "day": page["case"]["activity"], "envelope": second}
        return page | {"entries": [*page["entries"], third]}

    workstation.forget(case.case)
    for lie, after, bad in ((exchanged, 0, 2), (doubled, 2, 3)):
        with hostile.lying("GET", f"/v1/cases/{case.case}?after={after}", altered(lie)):
            assert isinstance(workstation.work(case.case).file.entries[bad], BadRow)

    keys = joko_is_brought_in(workstation, workstations, case)
    assert [key.sequence for key in keys.entries] == [1, 2]
    assert not opens((key.key for key in keys.entries), foreign)


def test_an_unsigned_grant_leaves_no_key(
    busy_office: TestOffice,
    hostile: HostileGateway,
    workstation: HeadlessWorkstation,
    workstations: HeadlessWorkstations,
    secret: GenuineCase,
) -> None:
    foreign = envelope_of(busy_office, secret.case, 1)
    stolen = workstation.officer.key.session_key(foreign)
    case = reviewed(busy_office, workstation)
    state = state_of(workstation.work(case.case).file)
    planted = Content(keys=Keys(entries=(PlaceKey(1, stolen.text),), events=(PlaceKey(3, stolen.text),)))
    event = Event(
        case.case, state.sequence + 1, state.head, "budi", CaseRole.OFFICER, EventKind.ADMIT, busy_office.clock.today(),
        person="sari", role=CaseRole.OFFICER, keys=NO_EVENT,
    )  # fmt: skip
    ciphertext = encrypted_to(busy_office, "sari", pad(content_text(event, planted)))
    unsigned = SignedEvent(
        signing.compose(Label.EVENT, msgspec.structs.replace(event, content=content_digest(ciphertext))),
        b"no signature",
    )

    row = msgspec.to_builtins(EventRow(event.sequence, unsigned, ciphertext))

    def appended(page: Any) -> Any:  # noqa: ANN401 - JSON
        end = page["case"] | {"events": event.sequence, "head": unsigned.digest}
        more = {"events": [*page["events"], row]} if "events" in page else {}
        return page | {"case": end} | more

    with hostile.lying("GET", f"/v1/cases/{case.case}", altered(appended)):
        file = workstation.work(case.case).file
        assert file.chain.broken is not None
        assert stolen in file.given.entries.of(1)

    keys = joko_is_brought_in(workstation, workstations, case)
    assert stolen not in workstations.of("joko").work(case.case).file.given.entries.of(1)
    assert not opens((key.key for key in (*keys.entries, *keys.events)), foreign)


def test_what_was_said_in_another_case_is_named_and_leaves_no_key(
    busy_office: TestOffice, workstation: HeadlessWorkstation, workstations: HeadlessWorkstations
) -> None:
    """An officer whom the other case excludes names its ciphertext as what he says in this one."""
    secret = busy_office.report("Rahasia kasus lain", excluded=["petugas-2", "auditor"])
    perform(workstation.work(secret.case), "note", text="Catatan rahasia")
    [elsewhere] = workstation.services.client.events(workstation.officer.token, secret.case).events
    assert elsewhere.content is not None
    case = reviewed(busy_office, workstation)
    budi = workstations.of("budi")
    taken = drafted(EventKind.PAPER, content=elsewhere.content, paper=Paper.NOTE)
    budi.services.client.decide(
        budi.officer.token, case.case, EventSigner(busy_office, case).decision("budi", taken)
    )

    note = workstation.work(case.case).file.events[-1]
    assert (note.content, note.remarks) == (None, (EventRemark.CONTENT_MOVED,))
    keys = joko_is_brought_in(workstation, workstations, case)
    assert note.sequence not in [key.sequence for key in keys.events]
    assert not opens((key.key for key in keys.events), elsewhere.content)
