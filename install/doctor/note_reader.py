"""The notes of checked backups that a server believes: by the office's key, about backups that its own key signed."""

from install.backup_checks.note import NoteReader
from install.backups.private_folder import private_folder
from install.backups.signing_key import known_signer
from install.server.answers import ServerAnswers
from install.server.layout import ServerLayout
from store.gateway.config import GatewayConfig
from store.web.roster_keeper import OFFICE_CERTIFICATE


def reader_of(layout: ServerLayout, answers: ServerAnswers, config: GatewayConfig) -> NoteReader:
    """Return whose notes this server believes; raise an `InstallError` while it has no key of its own."""
    signer = known_signer(private_folder(config))
    return NoteReader(layout.roster / OFFICE_CERTIFICATE, answers.office_fingerprint, signer)
