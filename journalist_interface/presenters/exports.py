"""An export in words: which form, for whom, and the sums by which its files are known again."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from journalist_interface.presenters.labels import file_size
from store.domain.exports import ExportForm, ExportRecord

FORMS: Final[dict[ExportForm, LazyString]] = {
    "dossier": lazy_gettext("Dossier"),
    "transcript": lazy_gettext("Transcript of the conversation"),
    "referral": lazy_gettext("Referral"),
}


def exported_words(record: ExportRecord) -> list[str]:
    """Return what was exported, line by line."""
    found = [str(FORMS[record.form])]
    if record.to:
        found.append(_("Referred to: %(office)s", office=record.to))
    if record.outside:
        found.append(_("Version for outside: passages or files may have been left out"))
    if record.identity:
        found.append(_("With the reporter's identity, as the reporter agreed"))
    found += [
        _("%(name)s, %(size)s, SHA-256 %(sum)s", name=file.name, size=file_size(file.size), sum=file.sha256)
        for file in record.files
    ]
    if record.recipient is not None:
        found.append(_("Encrypted to the key %(fingerprint)s", fingerprint=record.recipient))
    return found
