"""A reporter who wants to encrypt beforehand finds the officers' keys, by position, from the signed roster alone."""

import re
from datetime import timedelta

import msgspec

from crypto.gpg.certificate import inspect
from tests.header_set import DOWNLOAD, check_headers
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter


def links(page: str) -> list[str]:
    return re.findall(r'href="(/id/keys/[0-9A-F]+)"', page)


def test_every_officer_stands_there_by_position_with_the_whole_fingerprint(
    reporter: Reporter, box: Box
) -> None:
    page = reporter.open("/keys")
    assert page.status_code == 200
    text = re.sub(r"</?span>| ", "", page.text)
    for person in ("sari", "budi"):
        (certificate,) = box.office.keys.holder(person).in_roster().certificates
        assert certificate.fingerprint in text
    assert box.office.keys.office.fingerprint in text
    for officer in box.office.roster.active("officer"):
        assert box.office.roster.position(officer.position).title_in("id") in page.text
    assert "Sari" not in page.text, "positions, not names"


def test_what_is_saved_is_the_certificate_of_the_roster_to_the_byte(reporter: Reporter, box: Box) -> None:
    saved = set()
    for address in links(reporter.open("/keys").text):
        answer = reporter.client.get(address)
        assert answer.status_code == 200
        check_headers(answer.headers.items(), DOWNLOAD)
        assert re.fullmatch(
            r"attachment; filename=[a-z0-9-]+-[0-9A-F]{8}\.gpg", answer.headers["Content-Disposition"]
        )
        assert inspect(answer.data).fingerprint == address.rsplit("/", 1)[1]
        saved.add(answer.data)
    people = [
        person for person in box.office.roster.active() if "officer" in person.roles or person.alternate
    ]
    assert saved == {certificate.data for person in people for certificate in person.certificates}


def test_keys_of_others_and_of_those_who_left_are_not_there(reporter: Reporter, box: Box) -> None:
    office = box.office
    (of_custodian,) = office.keys.holder("rina").in_roster().certificates
    assert reporter.open(f"/keys/{of_custodian.fingerprint}").status_code == 404
    (of_budi,) = office.keys.holder("budi").in_roster().certificates
    assert reporter.open(f"/keys/{of_budi.fingerprint}").status_code == 200
    office.publish(people=office.people_with("budi", left=office.clock.today()))
    assert reporter.open(f"/keys/{of_budi.fingerprint}").status_code == 404
    assert of_budi.fingerprint not in "".join(links(reporter.open("/keys").text))


def test_under_a_roster_that_cannot_be_believed_there_is_no_key(reporter: Reporter, box: Box) -> None:
    office = box.office
    address = links(reporter.open("/keys").text)[0]
    office.publish(expires=office.clock.today())
    office.move(days=1)
    for page in (reporter.open("/keys"), reporter.client.get(address)):
        assert page.status_code == 503
        assert "Kanal belum siap" in page.text or page.text.count("<h1>") == 1
    office.publish(expires=office.clock.today() + timedelta(days=30))
    forged = msgspec.json.encode({"serial": 99})
    office.publish_files(forged, b"bukan tanda tangan")
    assert reporter.open("/keys").status_code == 503


def test_the_page_is_linked_where_it_is_needed(reporter: Reporter) -> None:
    assert 'href="/id/keys"' in reporter.open("/about").text
    assert 'href="/en/keys"' in reporter.client.get("/en/help").text
