"""One `gpg -d` a message, in a workstation's own home and with its agent: what the workstation is compared with."""

import subprocess

from crypto.gpg.invocation import program
from store.cases.envelopes import entries
from tests.journalist_interface.workstation import Workstation
from tests.office import TestOffice


class BareGpg:
    """`gpg -d` in the workstation's home, through the path by which its agent is known. It verifies no signature."""

    def __init__(self, workstation: Workstation) -> None:
        (home,) = workstation.temporary.glob("kt-*/h")
        self._command = [program("gpg"), "--homedir", str(home), "--batch", "--quiet", "--decrypt"]

    def decrypt(self, envelope: bytes) -> bytes:
        """Return the plaintext of a message."""
        return subprocess.run(self._command, input=envelope, capture_output=True, check=True).stdout


def envelopes_of(office: TestOffice, reader: str, case: str) -> list[bytes]:
    """Return every message of a case, in order, as it lies in the store."""
    found: list[bytes] = []
    more = True
    while more:
        page = entries(office.database, reader, case, len(found))
        found += [row.envelope or b"" for row in page.entries]
        more = page.more
    return found
