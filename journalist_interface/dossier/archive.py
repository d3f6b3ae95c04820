"""The archive of a case: the exact signed bytes, signatures and certificates, and a script that checks them.

What a signed text would give away is not in it: the first envelope, which has the exclusion record, replies that hold
keys of files, and every ciphertext with its session key. Not even their digests or signatures are: a person who knows
the rest could try a guess at the exclusions against them. The exporter signs a copy of their words instead.
"""

import base64
import gzip
import hashlib
import io
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

import msgspec

from crypto import signing
from crypto.padding import pad
from crypto.signing import Signed
from journalist_interface.actions.work import Work
from journalist_interface.dossier.sections import for_all_readers
from journalist_interface.verification.case_file import CaseFile, FromOffice, FromReporter, WithdrawnEntry
from store.domain.case_copy import CaseCopy, CopiedContent, CopiedReply
from store.domain.event import Classification
from store.domain.fields import FileDigest
from store.domain.labels import Label
from store.domain.register_number import register_number
from store.domain.reply import ReplyAttachment
from store.domain.roster import REPORTER
from store.web.file_names import safe_name

_TEXTS: Final = Path(__file__).parent / "archived"
_SUMS: Final = "SHA256SUMS"
_ED25519: Final = bytes.fromhex(
    "302a300506032b6570032100"
)  # SubjectPublicKeyInfo up to the key (RFC 8410, 4)
_MODE: Final = 0o644
_SCRIPT_MODE: Final = 0o755
Files = dict[str, bytes]


def archive_of(work: Work) -> bytes:
    """Return the archive of a case as a compressed tar, the same bytes each time; the caller holds the case's lock."""
    files: Files = {
        "README.txt": (_TEXTS / "readme.txt").read_bytes(),
        "verify.sh": (_TEXTS / "verify.txt").read_bytes(),
        "voice.pem": _public_key(work.introduction.voice_key),
        "evidence.sha256": _evidence(work.file),
    }
    signers = {work.me}
    for number, signed in enumerate(work.file.chain.signed, 1):
        files |= _pair(f"events/{number:06d}", signed.statement, signed.signature)
    signers.update(read.event.actor for read in work.file.events)
    for number, said in _entries(work.file):
        entry = work.file.entries[number]
        kind = "reporter" if entry.author == REPORTER else "replies"
        files |= _pair(f"{kind}/{number:06d}", said.text, said.signature)
        signers.add(entry.author)
    copy = signing.compose(Label.COPY, _copy(work))
    files |= _pair("copy", copy, work.officer.key.sign(copy))
    files |= _certificates(work, signers - {REPORTER})
    files[_SUMS] = _sums(files)
    return _packed(register_number(work.file.case), files, work.today)


def _pair(name: str, text: bytes, signature: bytes) -> Files:
    return {f"{name}.txt": text, f"{name}.sig": signature}


def _entries(file: CaseFile) -> Iterator[tuple[int, Signed]]:
    """Yield the entries whose signed text may leave, by their places."""
    for number, entry in sorted(file.entries.items()):
        opened = file.cache.opened.get(file.tried.get(number, ""))
        if opened is None or not isinstance(entry, FromReporter | FromOffice | WithdrawnEntry):
            continue
        introduces = isinstance(entry, FromReporter) and entry.envelope.introduction is not None
        if introduces or (isinstance(entry, FromOffice) and entry.reply.attachments):
            continue
        yield number, signing.unpack(pad(opened.message))


def _copy(work: Work) -> CaseCopy:
    file = work.file
    replies = (
        entry.reply for _number, entry in sorted(file.entries.items()) if isinstance(entry, FromOffice)
    )
    return CaseCopy(
        case=file.case,
        author=work.me,
        day=work.today,
        events=len(file.events),
        head=file.chain.end[1],
        entries=file.last,
        report=file.report,
        replies=tuple(
            CopiedReply(reply.sequence, reply.officer, reply.day, reply.text, _copied(reply.attachments))
            for reply in replies
            if reply.attachments
        ),
        contents=tuple(
            CopiedContent(
                read.sequence,
                read.content.text,
                _copied(read.content.attachments),
                _without_link(read.content.classification),
            )
            for read in for_all_readers(file.events)
            if read.content is not None
        ),
    )


def _copied(files: Iterable[ReplyAttachment]) -> tuple[FileDigest, ...]:
    return tuple(FileDigest(file.name, file.size, file.sha256) for file in files)


def _without_link(said: Classification | None) -> Classification | None:
    """Return the classification without the number of another case, which is for people who read both."""
    return None if said is None else msgspec.structs.replace(said, duplicate_of=None)


def _certificates(work: Work, people: Iterable[str]) -> Files:
    """Return the certificates of each person, concatenated: GnuPG accepts that as a keyring."""
    roster = work.services.rosters.current().roster
    found = (roster.person(person) for person in sorted(people))
    return {
        f"certificates/{person.id}.gpg": b"".join(held.data for held in person.certificates)
        for person in found
        if person is not None
    }


def _public_key(key: bytes) -> bytes:
    body = base64.b64encode(_ED25519 + key)
    return b"-----BEGIN PUBLIC KEY-----\n" + body + b"\n-----END PUBLIC KEY-----\n"


def _evidence(file: CaseFile) -> bytes:
    """Return the sums of the reporter's files, as `sha256sum --check` takes them."""
    lines = []
    for number, entry in sorted(file.entries.items()):
        if isinstance(entry, FromReporter) and (attached := entry.envelope.attachment) is not None:
            lines.append(f"{attached.sha256}  evidence/{number}-{safe_name(attached.name, 'lampiran')}\n")
    return "".join(lines).encode()


def _sums(files: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return "".join(lines).encode()


def _packed(folder: str, files: Mapping[str, bytes], day: date) -> bytes:
    """Return the files in one folder, dated by the day alone."""
    moment = int(datetime.combine(day, time(), UTC).timestamp())
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in ("events", "reporter", "replies"):
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.type, entry.mode, entry.mtime = tarfile.DIRTYPE, _SCRIPT_MODE, moment
            tar.addfile(entry)
        for name, data in sorted(files.items()):
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mtime = len(data), moment
            entry.mode = _SCRIPT_MODE if name.endswith(".sh") else _MODE
            tar.addfile(entry, io.BytesIO(data))
    return gzip.compress(plain.getvalue(), mtime=0)
