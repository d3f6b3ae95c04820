"""Export of a chain as plain files, to check it without this program: `gpg --verify`, and any Ed25519 tool."""

from pathlib import Path
from typing import Final

from install.audit.inputs import AuditInputs
from install.errors import InstallError
from install.language import Sentence
from store.cases.records import CaseRecord, record
from store.domain.event import CaseRole
from store.domain.procedure.chain_verification import parsed
from store.domain.roster import Roster
from store.web.durable import replace_file

CERTIFICATES: Final = "certificates"
_SEVERAL: Final = Sentence(
    "Beberapa perkara mempunyai nomor register ini: sebutkan salah satu dari {names}.",
    "Several cases bear this register number: name one of {names}.",
)


class NotEmptyError(InstallError):
    """The folder to export into must be empty, or not exist yet."""


class ManyCasesError(InstallError):
    """Register numbers are random: two cases can bear the same one, and only one can be exported."""


def export(inputs: AuditInputs, wanted: str, folder: Path) -> int:
    """Write the events of a case into a folder; return their number.

    `0001.txt` is the signed text, `0001.sig` the signature, `voice.key` the reporter's public key (Ed25519),
    `sealing.key` the other key to which the case's identifier commits, `certificates/PERSON.gpg` the certificates of
    each other signer. Contents are left out: they are for those who can decrypt them.
    """
    names = inputs.chosen(wanted)
    if len(names) > 1:
        raise ManyCasesError(_SEVERAL.told(names=", ".join(names)))
    kept = record(inputs.database, names[0])
    if folder.exists() and any(folder.iterdir()):
        raise NotEmptyError
    (folder / CERTIFICATES).mkdir(parents=True)
    replace_file(folder / "voice.key", kept.voice_key)
    replace_file(folder / "sealing.key", kept.sealing_key)
    for row in kept.events:
        replace_file(folder / f"{row.number:04d}.txt", row.signed.statement)
        replace_file(folder / f"{row.number:04d}.sig", row.signed.signature)
    for person, keys in _certificates(kept, inputs.current.roster).items():
        replace_file(folder / CERTIFICATES / f"{person}.gpg", keys)
    return len(kept.events)


def _certificates(kept: CaseRecord, roster: Roster) -> dict[str, bytes]:
    """Return the certificates of each actor, concatenated: GnuPG accepts that as a keyring."""
    events = [event for row in kept.events if (event := parsed(row.signed)) is not None]
    actors = {event.actor for event in events if event.part is not CaseRole.REPORTER}
    return {
        person.id: b"".join(certificate.data for certificate in person.certificates)
        for person in roster.people
        if person.id in actors
    }
