"""The configuration of the roster: where it lies, and who must have signed it."""

from pathlib import Path

from store.domain.clock import Clock
from store.domain.roster import Fingerprint
from store.web.configuration import Settings
from store.web.roster_keeper import RosterKeeper


class RosterConfig(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[roster]`: the folder of the signed roster, the office key, and this process's memory of it."""

    folder: Path
    office_certificate: Path
    office_fingerprint: Fingerprint
    state: Path
    certificates: Path

    def keeper(self, clock: Clock) -> RosterKeeper:
        """Return the keeper that decides which roster this process believes."""
        return RosterKeeper(
            self.folder,
            self.office_certificate,
            self.office_fingerprint,
            self.state,
            self.certificates,
            clock,
        )
