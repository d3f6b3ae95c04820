"""A key that a person signed with stays in the roster: it is retired, never taken out, and never brought back."""

import shutil
import subprocess

import pytest

from crypto.gpg.home import GnupgHome
from install.commands.roster import main
from store.web.toml_text import Value
from tests.clocks import TODAY
from tests.gnupg_keys import secret_fingerprints
from tests.install.offices import PHRASE, OfflineOffice, gpg, in_days, person
from tests.kept_certificates import kept

Capture = pytest.CaptureFixture[str]

CUSTODIAN = person("dua", position="pemegang", roles=["custodian"], certificates=["dua.gpg"])


@pytest.fixture
def new_key(office: OfflineOffice) -> str:
    """A second key of `satu`, in baru.gpg."""
    home, fingerprint = office.add_key("baru")
    home.close()
    return fingerprint


@pytest.fixture
def old_key(home_of_satu: GnupgHome) -> str:
    (fingerprint,) = secret_fingerprints(home_of_satu)
    return fingerprint


def write(office: OfflineOffice, *certificates: str, retired: str = "", **values: Value) -> None:
    """The source with these certificates of `satu`, and this table of those that are retired."""
    office.write(CUSTODIAN, person("satu", certificates=certificates, **values))
    if retired:
        with office.source.open("a", encoding="utf-8") as file:
            file.write(f"retired = {{ {retired} }}\n")


@pytest.mark.usefixtures("new_key")
def test_a_key_that_vanished_is_refused(office: OfflineOffice, old_key: str, capsys: Capture) -> None:
    assert office.sign() == 0
    write(office, "baru.gpg")
    assert office.sign() == 1
    assert f"The key {old_key} of satu was in the last roster and is missing" in capsys.readouterr().err
    assert [certificate.fingerprint for certificate in office.signed().roster.people[0].certificates] == [
        old_key
    ]


def test_a_key_that_went_to_another_person_is_refused(
    office: OfflineOffice, old_key: str, capsys: Capture
) -> None:
    assert office.sign() == 0
    office.write(
        CUSTODIAN,
        person("satu", certificates=[], left=TODAY),
        person("tiga", certificates=["satu.gpg"]),
    )
    assert office.sign() == 1
    assert f"The key {old_key} of satu was in the last roster and is missing" in capsys.readouterr().err


def test_a_key_beside_its_successor_is_pointed_out_until_it_is_retired(
    office: OfflineOffice, old_key: str, new_key: str, capsys: Capture
) -> None:
    write(office, "satu.gpg", "baru.gpg")
    assert office.sign() == 0
    said = capsys.readouterr().err
    assert f"Note: satu has 2 keys that are not retired ({old_key}, {new_key})" in said
    write(office, "satu.gpg", "baru.gpg", retired=f'"satu.gpg" = {TODAY}')
    assert office.sign() == 0
    said_now = capsys.readouterr()
    assert said_now.err == ""
    assert f"retired on {TODAY}" in said_now.out


def test_a_retired_key_stays_retired(
    office: OfflineOffice, old_key: str, new_key: str, capsys: Capture
) -> None:
    write(office, "satu.gpg", "baru.gpg", retired=f'"satu.gpg" = {TODAY}')
    assert office.sign() == 0
    roster = office.signed().roster
    assert {
        certificate.fingerprint: certificate.retired for certificate in roster.people[1].certificates
    } == {
        old_key: TODAY,
        new_key: None,
    }
    write(office, "satu.gpg", "baru.gpg")
    assert office.sign() == 1
    assert f"The key {old_key} of satu was retired on {TODAY} in the last roster" in capsys.readouterr().err


def test_a_stolen_key_is_retired_before_there_is_a_new_one(office: OfflineOffice, capsys: Capture) -> None:
    home, _ = office.add_key("tiga")
    home.close()
    office.write(CUSTODIAN, person("tiga", certificates=["tiga.gpg"]), person("satu"))
    with office.source.open("a", encoding="utf-8") as file:
        file.write(f'retired = {{ "satu.gpg" = {TODAY} }}\n')
    assert office.sign() == 0
    assert "All keys of satu are retired" in capsys.readouterr().err


def test_a_roster_whose_officers_have_only_retired_keys_is_refused(
    office: OfflineOffice, capsys: Capture
) -> None:
    write(office, "satu.gpg", retired=f'"satu.gpg" = {TODAY}')
    assert office.sign() == 1
    assert "No person in the roster is an officer with a key in use" in capsys.readouterr().err


def test_an_id_that_gets_another_name_or_a_second_role_beside_custodian_is_pointed_out(
    office: OfflineOffice, capsys: Capture
) -> None:
    assert office.sign() == 0
    assert capsys.readouterr().err == ""
    people = [
        person("satu", name="Orang Baru"),
        person("dua", position="pemegang", roles=["custodian", "leadership"], certificates=["dua.gpg"]),
    ]
    office.write(*people)
    office.source.write_text(office.source.read_text().replace('title = "petugas"', 'title = "Inspektur"'))
    assert office.sign() == 0
    said = capsys.readouterr().err
    assert "Note: satu had another name in the last roster. If this is another person" in said
    assert "Note: petugas had another title in the last roster. If this is another position" in said
    assert "Note: dua is a custodian and has another role too" in said


def test_a_weak_key_is_refused_until_it_is_retired(office: OfflineOffice, capsys: Capture) -> None:
    (office.certificates / "lama.gpg").write_bytes(kept("rsa1024"))
    write(office, "satu.gpg", "lama.gpg")
    assert office.sign() == 1
    assert "which is too short" in capsys.readouterr().err
    write(office, "satu.gpg", "lama.gpg", retired=f'"lama.gpg" = {TODAY}')
    assert office.sign() == 0


@pytest.mark.parametrize("left", [False, True])
def test_a_slow_key_out_of_use_is_refused_but_stops_no_roster_once_it_is_in_one(
    office: OfflineOffice, capsys: Capture, *, left: bool
) -> None:
    """Its signatures are checked at each reading, and it could never be taken out."""
    assert office.sign() == 0
    (office.certificates / "lama.gpg").write_bytes(kept("exponent"))
    if left:
        office.write(CUSTODIAN, person("satu"), person("tiga", certificates=["lama.gpg"], left=TODAY))
    else:
        write(office, "satu.gpg", "lama.gpg", retired=f'"lama.gpg" = {TODAY}')
    assert office.sign() == 1
    assert "is RSA with a public exponent of 2047 bits" in capsys.readouterr().err
    shutil.rmtree(office.output)  # nothing to compare with, as if an earlier version had signed it
    for _ in range(2):
        assert office.sign() == 0
        assert "is RSA with a public exponent of 2047 bits" in capsys.readouterr().err


@pytest.fixture
def subkey(office: OfflineOffice, home_of_satu: GnupgHome, old_key: str) -> str:
    """A subkey with which `satu` signs, in the last roster."""
    gpg(home_of_satu, "--quick-add-key", old_key, "ed25519", "sign", "1y")
    (office.certificates / "satu.gpg").write_bytes(home_of_satu.certificate(old_key))
    assert office.sign() == 0
    return home_of_satu.secret_parts(old_key)[-1]


def revoke(home: GnupgHome, key: str) -> bytes:
    """Revoke the key's second subkey, and return its certificate."""
    command = ["gpg", "--homedir", str(home.path), "--quiet", "--no-tty", "--command-fd", "0"]
    command += ["--pinentry-mode", "loopback", "--passphrase", PHRASE, "--edit-key", key]
    answers = b"key 2\nrevkey\ny\n0\n\ny\nsave\n"
    subprocess.run(command, input=answers, check=True, capture_output=True)
    return gpg(home, "--export", key)


def test_a_certificate_that_makes_earlier_signatures_bad_is_refused(
    office: OfflineOffice, home_of_satu: GnupgHome, old_key: str, subkey: str, capsys: Capture
) -> None:
    """All cases in which its owner signed would look altered; of a retired key and of who left too."""
    certificate = office.certificates / "satu.gpg"
    before = certificate.read_bytes()
    certificate.write_bytes(revoke(home_of_satu, old_key))
    said = f"The key {old_key} of satu has a new certificate by which signatures made with {subkey[-16:]} no longer"
    home, _ = office.add_key("baru")
    home.close()
    for retired in ("", f'"satu.gpg" = {TODAY}'):
        write(office, "satu.gpg", "baru.gpg", retired=retired)
        assert office.sign() == 1
        assert said in capsys.readouterr().err
    office.write(CUSTODIAN, person("tiga", certificates=["baru.gpg"]), person("satu", left=TODAY))
    assert office.sign() == 1
    assert said in capsys.readouterr().err
    certificate.write_bytes(before)
    write(office, "satu.gpg", "baru.gpg", retired=f'"satu.gpg" = {TODAY}')
    assert office.sign() == 0


def test_a_key_that_was_extended_is_taken(
    office: OfflineOffice, home_of_satu: GnupgHome, old_key: str, subkey: str
) -> None:
    gpg(home_of_satu, "--quick-set-expire", old_key, "5y")
    gpg(home_of_satu, "--quick-set-expire", old_key, "5y", subkey)
    (office.certificates / "satu.gpg").write_bytes(home_of_satu.certificate(old_key))
    assert office.sign() == 0


@pytest.mark.usefixtures("new_key")
def test_a_key_is_not_retired_ahead(office: OfflineOffice, capsys: Capture) -> None:
    write(office, "satu.gpg", "baru.gpg", retired=f'"satu.gpg" = {in_days(3)}')
    assert office.sign() == 1
    assert "Take a day that has come" in capsys.readouterr().err


def test_who_retires_a_key_on_an_earlier_day_is_told_once_what_to_check(
    office: OfflineOffice, new_key: str, capsys: Capture
) -> None:
    assert office.sign() == 0
    write(office, "satu.gpg", "baru.gpg", retired=f'"satu.gpg" = {in_days(-3)}')
    for told in (True, False):
        capsys.readouterr()
        assert office.sign() == 0
        assert ("Audit the store with this roster before you publish it" in capsys.readouterr().err) is told
    assert new_key in {certificate.fingerprint for certificate in office.signed().roster.people[1].in_use()}


def test_a_revoked_certificate_is_refused_of_a_retired_key_and_of_who_has_left(
    office: OfflineOffice, home_of_satu: GnupgHome, old_key: str, capsys: Capture
) -> None:
    revocation = home_of_satu.path / "openpgp-revocs.d" / f"{old_key}.rev"
    revocation.write_text(revocation.read_text().replace(":-----BEGIN", "-----BEGIN"))
    gpg(home_of_satu, "--import", str(revocation))
    (office.certificates / "satu.gpg").write_bytes(home_of_satu.certificate(old_key))
    home, _ = office.add_key("baru")
    home.close()
    office.write(CUSTODIAN, person("tiga", certificates=["baru.gpg"]), person("satu", left=TODAY))
    assert office.sign() == 1
    assert f"The key {old_key} of satu was revoked." in capsys.readouterr().err
    write(office, "satu.gpg", "baru.gpg", retired=f'"satu.gpg" = {TODAY}')
    assert office.sign() == 1
    assert f"The key {old_key} of satu was revoked." in capsys.readouterr().err


def test_only_a_certificate_of_the_person_can_be_retired(office: OfflineOffice, capsys: Capture) -> None:
    write(office, "satu.gpg", retired=f'"lain.gpg" = {TODAY}')
    assert office.sign() == 1
    assert "lain.gpg is retired, and not among the certificates of satu" in capsys.readouterr().err
    write(office, "satu.gpg", retired='"satu.gpg" = "kemarin"')
    assert office.sign() == 1
    assert "retired" in capsys.readouterr().err


def test_a_retired_key_is_shown_with_its_last_day(
    office: OfflineOffice, old_key: str, new_key: str, capsys: Capture
) -> None:
    write(office, "satu.gpg", "baru.gpg", retired=f'"satu.gpg" = {TODAY}')
    assert office.sign() == 0
    capsys.readouterr()
    places = ["--roster", str(office.output), "--certificate", str(office.key.certificate)]
    assert main(["show", *places, "--fingerprint", office.key.fingerprint]) == 0
    shown = {line.strip().replace(" ", "") for line in capsys.readouterr().out.splitlines()}
    assert f"{old_key},retiredon{TODAY}" in shown
    assert new_key in shown
