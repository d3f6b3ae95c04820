"""An office with its key and two people, for the tests of the offline tools."""

import os
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from crypto.gpg.home import GnupgHome
from install.commands.roster import main
from install.roster.office_key import OfficeKey
from install.roster.signing import SignedRoster, read_signed
from store.web.toml_text import Value, array_entry, toml_text
from tests.clocks import START, TODAY

PHRASE = "frasa sandi kantor contoh"


@dataclass
class OfflineOffice:
    """A folder with the office key, a source of the roster, and certificates."""

    folder: Path
    key: OfficeKey

    @property
    def source(self) -> Path:
        return self.folder / "roster.toml"

    @property
    def output(self) -> Path:
        return self.folder / "signed"

    @property
    def clock_file(self) -> Path:
        """The clock of the office's tools."""
        file = self.folder / "clock"
        file.write_text(str(START))
        return file

    @property
    def certificates(self) -> Path:
        return self.folder / "certificates"

    def write(self, *people: dict[str, Value], positions: tuple[str, ...] = ("petugas", "pemegang")) -> None:
        """Write the source anew."""
        office = {"name": "Kantor Contoh", "unit": "WBS", "gateway": "gateway.contoh"}
        entries = [
            array_entry("positions", {"id": position, "title": position, "title_en": position})
            for position in positions
        ]
        entries += [array_entry("people", person) for person in people]
        self.source.write_text("\n".join([toml_text({}, office=office), *entries]), "utf-8")

    def sign(self, *options: str, phrase: str = PHRASE) -> int:
        """Run the tool, with the passphrase through a pipe."""
        read, write = os.pipe()
        os.write(write, f"{phrase}\n".encode())
        os.close(write)
        try:
            return self.sign_by_hand("--passphrase-fd", str(read), *options)
        finally:
            os.close(read)

    def sign_by_hand(self, *options: str) -> int:
        """Run the tool, which asks what the options do not say."""
        places = [
            "--office",
            str(self.key.folder),
            "--source",
            str(self.source),
            "--output",
            str(self.output),
            "--clock-file",
            str(self.clock_file),
        ]
        return main(["sign", *places, *options])

    def signed(self) -> SignedRoster:
        """Return what lies in the output folder, verified."""
        return read_signed(self.output, self.key.certificate, self.key.fingerprint)

    def add_key(self, name: str, expire: str = "3y") -> tuple[GnupgHome, str]:
        """Make a person's key and hand its certificate in; the home must be closed."""
        home = GnupgHome(self.folder / f"home-{name}")
        fingerprint = home.generate(name, PHRASE, expire)
        (self.certificates / f"{name}.gpg").write_bytes(home.certificate(fingerprint))
        return home, fingerprint


def person(identifier: str, **values: Value) -> dict[str, Value]:
    """One entry of the source."""
    usual: dict[str, Value] = {
        "id": identifier,
        "name": f"Orang {identifier}",
        "position": "petugas",
        "roles": ["officer"],
        "certificates": ["satu.gpg"],
    }
    return usual | values


def gpg(home: GnupgHome, *arguments: str) -> bytes:
    """Run gpg as a person does at a terminal, with the passphrase of the tests."""
    command = [
        "gpg",
        "--homedir",
        str(home.path),
        "--batch",
        "--yes",
        "--quiet",
        "--pinentry-mode",
        "loopback",
    ]
    command += ["--passphrase", PHRASE, *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout


def in_days(number: int) -> str:
    """A day from today, as the tools read it."""
    return (TODAY + timedelta(days=number)).isoformat()
