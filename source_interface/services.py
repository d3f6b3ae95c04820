"""The objects that a running source interface works with; one set for each app, found through `services()`."""

from dataclasses import dataclass
from typing import Final, Self, cast

from flask import current_app

from source_interface.config import SourceConfig
from source_interface.conversation.verified_cache import EventMemory, ReplyMemory
from source_interface.i18n.languages import Languages
from source_interface.presenters.branding import Branding
from source_interface.session.derivations import Derivations
from source_interface.session.signed_out import SignedOut
from source_interface.session.wrong_codes import WrongCodes
from source_interface.uploads.progress import Transfers
from source_interface.web.form_nonces import FormNonces
from source_interface.web.rate_limits import Limits
from store.attachments.blobs import Blobs
from store.domain.clock import Clock
from store.domain.deadlines import Deadlines
from store.engine.database import Database
from store.engine.schema import initialise, instance
from store.maintenance.housekeeping import Housekeeping
from store.web.roster_keeper import RosterKeeper

EXTENSION: Final = "kentongan"


@dataclass(frozen=True, slots=True)
class Services:
    """The store, the roster, the clock, and the secrets of this instance."""

    config: SourceConfig
    languages: Languages
    look: Branding
    database: Database
    blobs: Blobs
    clock: Clock
    deadlines: Deadlines
    roster: RosterKeeper
    events: EventMemory
    replies: ReplyMemory
    codename_salt: bytes
    form_key: bytes
    nonces: FormNonces
    derivations: Derivations
    limits: Limits
    wrong_codes: WrongCodes
    signed_out: SignedOut
    transfers: Transfers

    def __repr__(self) -> str:
        return "Services(…)"

    @classmethod
    def start(cls, config: SourceConfig) -> Self:
        """Open everything that the configuration names."""
        languages, look = Languages.open(config.languages), Branding.open(config.look)
        database = config.store.open_database()
        initialise(database)
        secrets = instance(database)
        clock = config.store.clock()
        return cls(
            config=config,
            languages=languages,
            look=look,
            database=database,
            blobs=config.store.open_blobs(),
            clock=clock,
            deadlines=config.store.open_deadlines(),
            roster=config.roster.keeper(clock),
            events=EventMemory(),
            replies=ReplyMemory(),
            codename_salt=secrets.codename_salt,
            form_key=secrets.form_key,
            nonces=FormNonces(secrets.form_key),
            derivations=Derivations(config.derivations, config.derivation_wait_seconds, config.codes_at_once),
            limits=Limits(),
            wrong_codes=WrongCodes(),
            signed_out=SignedOut(),
            transfers=Transfers(config.growing_pages),
        )

    def housekeeping(self) -> Housekeeping:
        """Return the work that a running process does beside answering."""
        return Housekeeping(self.database, self.blobs, self.clock)


def services() -> Services:
    """Return the services of the app that serves this request."""
    return cast(Services, current_app.extensions[EXTENSION])
