"""The office signs a roster only when everything in it can be used, and every mistake has its sentence."""

from datetime import timedelta
from pathlib import Path

import pytest

from crypto.gpg.home import GnupgHome
from install.commands.roster import main
from install.roster.signing import read_signed
from store.domain.clock import Clock
from store.domain.errors import RosterForkError, RosterRollbackError
from store.web.roster_keeper import RosterKeeper
from tests.clocks import TODAY
from tests.gnupg_keys import secret_fingerprints
from tests.install.offices import OfflineOffice, gpg, in_days, person

Capture = pytest.CaptureFixture[str]


def keeper(office: OfflineOffice, folder: Path) -> RosterKeeper:
    """A server that pinned this office's key."""
    return RosterKeeper(
        office.output,
        office.key.certificate,
        office.key.fingerprint,
        folder / "seen",
        folder / "keys",
        Clock(offset_file=office.clock_file),
    )


def test_a_server_believes_what_the_tool_signed(
    office: OfflineOffice, tmp_path: Path, capsys: Capture
) -> None:
    assert office.sign("--expires", in_days(90)) == 0
    current = keeper(office, tmp_path).current()
    assert current.roster.serial == 1
    assert current.roster.expires == TODAY + timedelta(days=90)
    assert [person.id for person in current.usable_readers(())] == ["satu"]
    assert [person.id for person in current.usable_custodians(())] == ["dua"]
    said = capsys.readouterr()
    assert "satu: Orang satu, petugas (case officer)" in said.out
    assert said.err == ""


def test_each_roster_follows_the_last_one(office: OfflineOffice, tmp_path: Path, capsys: Capture) -> None:
    assert office.sign() == 0
    assert office.sign("--serial", "7") == 0
    assert office.sign() == 0
    assert office.signed().roster.serial == 8
    for serial in ("8", "3"):
        assert office.sign("--serial", serial) == 1
        assert "does not follow the last one, 8. Use 9 or higher." in capsys.readouterr().err
    assert keeper(office, tmp_path).current().roster.serial == 8


def test_a_lost_output_folder_does_not_lead_to_a_second_roster_of_one_serial(
    office: OfflineOffice, tmp_path: Path, capsys: Capture
) -> None:
    assert office.sign() == 0
    server = keeper(office, tmp_path)
    first = server.current()
    for file in office.output.iterdir():
        file.unlink()
    assert capsys.readouterr().err == ""
    assert office.sign("--expires", in_days(30)) == 0
    assert capsys.readouterr().err.count(f"the last roster, of serial 1, is not in {office.output}") == 1
    assert server.current().roster.serial == 2
    with pytest.raises(RosterRollbackError):
        server.offer(first.statement, first.signature)


def test_what_cannot_be_compared_with_the_last_roster_is_said(office: OfflineOffice, capsys: Capture) -> None:
    assert office.sign() == 0
    earlier = {file: file.read_bytes() for file in office.output.iterdir()}
    assert office.sign() == 0
    assert "is not checked" not in capsys.readouterr().err
    for file, data in earlier.items():
        file.write_bytes(data)
    assert office.sign() == 0
    assert capsys.readouterr().err.count("the last roster, of serial 2, is not in") == 1
    for file in office.output.iterdir():
        file.unlink()
    assert office.sign() == 0
    assert "the last roster, of serial 3, is not in" in capsys.readouterr().err


def test_two_machines_with_one_office_key_are_noticed(office: OfflineOffice, tmp_path: Path) -> None:
    assert office.sign() == 0
    server = keeper(office, tmp_path)
    server.current()
    office.key.memory.unlink()
    for file in office.output.iterdir():
        file.unlink()
    assert office.sign("--expires", in_days(30)) == 0
    with pytest.raises(RosterForkError):
        server.current()


def test_a_wrong_passphrase_signs_nothing(office: OfflineOffice, capsys: Capture) -> None:
    assert office.sign(phrase="bukan ini") == 1
    assert "passphrase of the key is not right" in capsys.readouterr().err
    assert not office.output.exists()
    assert not office.key.memory.exists()


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ([person("satu"), person("satu", certificates=["dua.gpg"])], "names satu twice"),
        ([person("satu"), person("dua")], "twice"),  # one key for two people
        ([person("satu", position="direktur")], "The position of satu is not in the roster"),
        ([person("satu", certificates=[])], "no certificate for satu"),
        ([person("satu", certificates=["tiga.gpg"])], "The certificate of satu: "),
        ([person("satu", roles=["custodian"])], "No person in the roster is an officer"),
        ([person("satu", left=TODAY)], "No person in the roster is an officer"),
        ([person("satu", roles=["boss"])], "roles"),
        ([person("Satu Dua")], "people[0].id"),
        ([person("satu", certificates=["../satu.gpg"])], "certificates"),
        ([person("satu", colour="red")], "colour"),
    ],
)
def test_a_roster_that_would_fail_is_not_signed(
    people: list[dict[str, object]], sentence: str, office: OfflineOffice, capsys: Capture
) -> None:
    office.write(*people)  # type: ignore[arg-type]  # one of them is wrong on purpose
    assert office.sign() == 1
    assert sentence in capsys.readouterr().err
    assert not office.output.exists()


def test_the_last_day_must_lie_ahead(office: OfflineOffice, capsys: Capture) -> None:
    assert office.sign("--expires", in_days(-2)) == 1
    assert "has passed" in capsys.readouterr().err


def test_who_was_in_the_last_roster_stays(office: OfflineOffice, capsys: Capture) -> None:
    assert office.sign() == 0
    office.write(person("satu"))
    assert office.sign() == 1
    assert "dua was in the last roster and is missing" in capsys.readouterr().err
    office.write(
        person("satu"),
        person("dua", position="pemegang", roles=["custodian"], certificates=["dua.gpg"], left=TODAY),
    )
    assert office.sign() == 0
    assert "reporters cannot give their name" in capsys.readouterr().err


def test_a_revoked_key_is_refused(office: OfflineOffice, home_of_satu: GnupgHome, capsys: Capture) -> None:
    (fingerprint,) = secret_fingerprints(home_of_satu)
    revocation = home_of_satu.path / "openpgp-revocs.d" / f"{fingerprint}.rev"
    revocation.write_text(revocation.read_text().replace(":-----BEGIN", "-----BEGIN"))
    gpg(home_of_satu, "--import", str(revocation))
    (office.certificates / "satu.gpg").write_bytes(home_of_satu.certificate(fingerprint))
    assert office.sign() == 1
    assert f"The key {fingerprint} of satu was revoked." in capsys.readouterr().err


def test_an_expired_key_is_refused_unless_a_good_one_stands_beside_it(
    office: OfflineOffice, home_of_satu: GnupgHome, capsys: Capture
) -> None:
    gpg(
        home_of_satu,
        "--faked-system-time",
        "20200101T120000",
        "--quick-generate-key",
        "tua",
        "future-default",
    )
    old = next(
        fingerprint
        for fingerprint in secret_fingerprints(home_of_satu)
        if b"tua" in gpg(home_of_satu, "-k", fingerprint)
    )
    (office.certificates / "tua.gpg").write_bytes(home_of_satu.certificate(old))
    office.write(person("satu", certificates=["tua.gpg"]))
    assert office.sign() == 1
    assert f"The key {old} of satu cannot encrypt, or has expired." in capsys.readouterr().err
    office.write(person("satu", certificates=["tua.gpg", "satu.gpg"]))
    assert office.sign() == 0
    assert f"Note: The key {old} of satu cannot encrypt, or has expired." in capsys.readouterr().err


def test_a_key_that_cannot_encrypt_is_refused(
    office: OfflineOffice, home_of_satu: GnupgHome, capsys: Capture
) -> None:
    gpg(home_of_satu, "--quick-generate-key", "hanya tanda tangan", "ed25519", "sign")
    only = next(
        fingerprint
        for fingerprint in secret_fingerprints(home_of_satu)
        if b"hanya" in gpg(home_of_satu, "-k", fingerprint)
    )
    (office.certificates / "satu.gpg").write_bytes(home_of_satu.certificate(only))
    assert office.sign() == 1
    assert f"The key {only} of satu cannot encrypt" in capsys.readouterr().err


def test_a_key_that_ends_before_the_roster_is_pointed_out(office: OfflineOffice, capsys: Capture) -> None:
    home, _ = office.add_key("sebentar", "10d")
    home.close()
    office.write(person("satu", certificates=["sebentar.gpg"]))
    assert office.sign() == 0
    assert "The keys of satu expire before the roster does." in capsys.readouterr().err


def test_armored_certificates_are_read_too(office: OfflineOffice, home_of_satu: GnupgHome) -> None:
    armored = gpg(home_of_satu, "--armor", "--export")
    assert armored.startswith(b"-----BEGIN PGP PUBLIC")
    (office.certificates / "satu.gpg").write_bytes(armored)
    assert office.sign() == 0


def test_double_keys_and_rubbish_are_refused(
    office: OfflineOffice, home_of_satu: GnupgHome, capsys: Capture
) -> None:
    double = (office.certificates / "satu.gpg").read_bytes() + (office.certificates / "dua.gpg").read_bytes()
    armored = gpg(home_of_satu, "--armor", "--export")
    for data in (double, 2 * armored, armored[:-20], b"", b"\x99", b"-----BEGIN PGP "):
        (office.certificates / "satu.gpg").write_bytes(data)
        assert office.sign() == 1
        assert "does not hold exactly one public key" in capsys.readouterr().err


def test_a_secret_key_is_called_one(office: OfflineOffice, home_of_satu: GnupgHome, capsys: Capture) -> None:
    secret = gpg(home_of_satu, "--export-secret-keys")
    behind = gpg(home_of_satu, "--export") + secret
    for data in (secret, behind, gpg(home_of_satu, "--armor", "--export-secret-keys")):
        (office.certificates / "satu.gpg").write_bytes(data)
        assert office.sign() == 1
        assert "satu.gpg holds a secret key, which only its owner may have." in capsys.readouterr().err


def test_show_and_check_verify_first(office: OfflineOffice, capsys: Capture) -> None:
    assert office.sign("--expires", in_days(20)) == 0
    spoken = " ".join([office.key.fingerprint[:20], office.key.fingerprint[20:].lower()])
    places = ["--roster", str(office.output), "--certificate", str(office.key.certificate)]
    clock = ["--clock-file", str(office.clock_file)]
    capsys.readouterr()
    assert main(["show", *places, "--fingerprint", spoken]) == 0
    assert "Serial 1, from" in capsys.readouterr().out
    assert main(["check", *places, *clock, "--fingerprint", spoken]) == 0
    said = capsys.readouterr()
    assert "Serial 1 is signed by the office key" in said.out
    assert "The roster expires in 20 days" in said.err
    for command in ("show", "check"):
        assert main([command, *places, "--fingerprint", "A" * 40]) == 1
        assert "not signed by the office key" in capsys.readouterr().err
        assert main([command, *places, "--fingerprint", spoken[:-1]]) == 1
        assert "This is no fingerprint of a key" in capsys.readouterr().err
    statement = office.output / "roster.txt"
    statement.write_bytes(statement.read_bytes().replace(b"satu", b"tiga"))
    assert main(["check", *places, *clock, "--fingerprint", office.key.fingerprint]) == 1
    assert "not signed by the office key" in capsys.readouterr().err


def test_in_an_indonesian_terminal_all_that_the_tool_says_is_indonesian(
    office: OfflineOffice, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")
    assert office.sign("--expires", in_days(20)) == 0
    said = capsys.readouterr()
    assert "Seri 1, dari" in said.out
    assert "satu: Orang satu, petugas (petugas pengelola)" in said.out
    assert "Ditandatangani. Salin kedua berkas di" in said.out
    places = ["--roster", str(office.output), "--certificate", str(office.key.certificate)]
    named = ["--fingerprint", office.key.fingerprint, "--clock-file", str(office.clock_file)]
    assert main(["check", *places, *named]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Seri 1 ditandatangani dengan kunci kantor, dan berlaku sampai")
    assert "Roster berakhir dalam 20 hari" in said.err
    assert office.sign("--expires", "besok") == 2
    assert "besok bukan hari seperti 2027-06-30." in capsys.readouterr().err


def test_no_stamp_finer_than_a_day_is_in_the_signature(office: OfflineOffice) -> None:
    assert office.sign() == 0
    with GnupgHome(office.folder / "home-satu") as home:
        packets = gpg(home, "--list-packets", str(office.output / "roster.sig")).decode()
    created = int(packets.partition(" created ")[2].partition(",")[0])
    assert created % 86_400 == 86_399


def test_a_missing_file_gives_a_sentence(office: OfflineOffice, tmp_path: Path, capsys: Capture) -> None:
    office.source.unlink()
    assert office.sign() == 1
    assert "roster.toml cannot be read" in capsys.readouterr().err
    places = ["--roster", str(tmp_path), "--certificate", "x", "--fingerprint", "A" * 40]
    assert main(["show", *places]) == 1
    assert "roster.txt cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--serial", "0"), ("--serial", "x"), ("--expires", "tomorrow")])
def test_arguments_that_mean_nothing_are_refused(
    option: tuple[str, str], office: OfflineOffice, capsys: Capture
) -> None:
    assert office.sign(*option) == 2
    assert option[1] in capsys.readouterr().err


def test_signed_files_are_what_is_read_again(office: OfflineOffice) -> None:
    assert office.sign() == 0
    signed = read_signed(office.output, office.key.certificate, office.key.fingerprint)
    assert signed.statement.startswith(b"kentongan/roster/1\n")
