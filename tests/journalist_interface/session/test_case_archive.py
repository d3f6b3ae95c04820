"""All files of a case as one archive: any tar reads it, its length is known beforehand, and its sums are checked."""

import hashlib
import io
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from journalist_interface.session.case_archive import CaseArchive
from journalist_interface.verification.case_attachments import AttachmentOrigin, CaseAttachment
from store.domain.envelope import Attachment
from tests.clocks import TODAY

FOLDER = "K7QF-3MDX"


def attached(number: int, name: str, data: bytes) -> CaseAttachment:
    """A file of the reporter."""
    content = Attachment(f"{number:032x}", name, len(data), hashlib.sha256(data).hexdigest())
    return CaseAttachment(AttachmentOrigin.MESSAGE, number, 0, "reporter", TODAY, content)


def archive(files: list[tuple[str, bytes]]) -> CaseArchive:
    """Return the archive of these files, whose bytes come in pieces."""
    held = {number: data for number, (_name, data) in enumerate(files, 2)}
    found = [attached(number, name, held[number]) for number, (name, _data) in enumerate(files, 2)]

    def plaintext(wanted: CaseAttachment) -> Iterable[bytes]:
        data = held[wanted.sequence]
        return (data[start : start + 700] for start in range(0, len(data), 700))

    return CaseArchive(FOLDER, found, plaintext, TODAY)


@given(st.lists(st.tuples(st.text(max_size=130), st.binary(max_size=2_000)), max_size=5))
def test_whatever_the_names_tar_reads_every_file_and_the_length_is_as_declared(
    files: list[tuple[str, bytes]],
) -> None:
    made = archive(files)
    data = b"".join(made)
    assert len(data) == made.size
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
        members = tar.getmembers()
        held = [tar.extractfile(member) for member in members]
        contents = [file.read() for file in held if file is not None]
    names = [member.name for member in members]
    assert len(set(names)) == len(files) + 1
    assert all(name.startswith(f"{FOLDER}/") and name.count("/") == 1 for name in names)
    assert {(member.uid, member.gid, member.uname, member.mode) for member in members} == {(0, 0, "", 0o644)}
    assert contents[1:] == [data for _name, data in files]
    sums = dict(line.split("  ", 1)[::-1] for line in contents[0].decode().splitlines())
    assert sums == {
        name.partition("/")[2]: hashlib.sha256(data).hexdigest()
        for name, data in zip(names[1:], contents[1:], strict=True)
    }


def test_a_stranger_checks_the_sums_with_two_commands(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(b"".join(archive([("daftar kuitansi.txt", b"isi"), ("../x", b"lain")])))
    subprocess.run(["tar", "-xf", "a.tar"], cwd=tmp_path, check=True)
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    checked = subprocess.run(check, cwd=tmp_path / FOLDER, check=False, capture_output=True, text=True)
    assert checked.returncode == 0
    assert checked.stdout.count(": OK") == 2
    (tmp_path / FOLDER / "lampiran-3_x").write_bytes(b"diubah")
    assert subprocess.run(check, cwd=tmp_path / FOLDER, check=False, capture_output=True).returncode == 1
