"""The file that a person asked for: its form, whom it is for, and what it leaves out."""

from dataclasses import dataclass

from store.domain.envelope import Identity
from store.domain.exports import ExportForm


@dataclass(frozen=True, slots=True)
class WantedExport:
    """An export as a person asked for it.

    With `outside` it is composed without the passages and files in `left_out`, says so on every page, and carries no
    archive. `to` is the office that a referral goes to, `purpose` what it is for. `identity` is named in a referral, if
    the reporter agreed to that.
    """

    form: ExportForm
    purpose: str
    outside: bool = False
    left_out: frozenset[str] = frozenset()
    to: str = ""
    identity: Identity | None = None

    @property
    def has_archive(self) -> bool:
        """Return whether the signed bytes of the whole case go with it."""
        return self.form == "dossier" and not self.outside
