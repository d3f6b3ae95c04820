"""Exports of a case: what one event says of the files that a person made of it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from store.domain.fields import FileDigest, ShortText, Size
from store.domain.roster import Fingerprint

ExportForm = Literal["dossier", "transcript", "referral"]


class ExportRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A record of an export: its form, its files, and where the case ended in it.

    `outside` marks a version without the passages that the exporter left out. `recipient` is the certificate to which
    the files were encrypted. `to` is the office that a referral goes to, and `identity` says that it names the
    reporter.
    """

    form: ExportForm
    files: Annotated[tuple[FileDigest, ...], Meta(max_length=24)]
    events: Size
    entries: Size
    outside: bool = False
    recipient: Fingerprint | None = None
    to: ShortText = ""
    identity: bool = False
