"""The services of a running source interface; one set for each app, found through `services()`.

Only the app and its views know all of them. Every package below is handed what it needs: a dataclass of its own.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Self, cast

from flask import current_app

from crypto.derive import codename_root
from source_interface.config import SourceConfig
from source_interface.conversation.services import ConversationServices
from source_interface.forms.base import FormSecrets
from source_interface.i18n.languages import Languages
from source_interface.presenters.branding import Branding
from source_interface.session import SessionServices, SignedOut
from source_interface.submissions.sending import SubmissionServices
from source_interface.uploads.attachment_sink import UploadServices
from source_interface.uploads.progress import Transfers
from source_interface.web.csrf import FormNonces
from source_interface.web.rate_limits import Derivations, Derive, RateLimits
from source_interface.web.response_timing import STEP_SECONDS, AdaptiveStep
from source_interface.web.tor_check import TorCheck
from source_interface.web.typed_codes import TypedCodes
from store.attachments.blobs import Blobs
from store.domain.clock import Clock
from store.domain.deadlines import Deadlines
from store.engine.database import Database
from store.engine.schema import initialise, instance
from store.maintenance.housekeeping import Housekeeping
from store.maintenance.self_test import prove_fit
from store.web.bounded_cache import BoundedCache
from store.web.roster_keeper import RosterKeeper

EXTENSION: Final = "kentongan"
FIRST_PAGES: Final = 64
"""Two for each language and way of coming, and room for the roster before."""


@dataclass(frozen=True, slots=True)
class SourceServices:
    """The services that the pages use, and those that each package below them is handed."""

    config: SourceConfig
    look: Branding
    database: Database
    blobs: Blobs
    clock: Clock
    deadlines: Deadlines
    roster: RosterKeeper
    forms: FormSecrets
    limits: RateLimits
    typed_codes: TypedCodes
    steps: AdaptiveStep
    signed_out: SignedOut
    tor_check: TorCheck
    first_pages: BoundedCache[Hashable, bytes]
    transfers: Transfers
    conversation: ConversationServices
    session: SessionServices
    submissions: SubmissionServices
    uploads: UploadServices

    def __repr__(self) -> str:
        return "SourceServices(…)"

    @classmethod
    def start(cls, config: SourceConfig, derive: Derive = codename_root) -> Self:
        """Open everything that the configuration names."""
        languages, look = Languages.open(config.languages), Branding.open(config.look)
        database, blobs = config.store.open_database(), config.store.open_blobs()
        initialise(database)
        secrets = instance(database)
        clock, deadlines = config.store.clock(), config.store.open_deadlines()
        conversation = ConversationServices(database, config.roster.keeper(clock))
        session = SessionServices(
            database=database,
            clock=clock,
            duration=config.session_duration,
            codename_salt=secrets.codename_salt,
            derivations=Derivations(
                config.derivations, config.derivation_wait_seconds, config.codes_at_once, derive
            ),
            limits=RateLimits(),
            signed_out=SignedOut(),
        )
        submissions = SubmissionServices(
            database=database,
            clock=clock,
            deadlines=deadlines,
            languages=languages,
            form_key=secrets.form_key,
            conversation=conversation,
            session=session,
        )
        return cls(
            config=config,
            look=look,
            database=database,
            blobs=blobs,
            clock=clock,
            deadlines=deadlines,
            roster=conversation.roster,
            forms=FormSecrets(FormNonces(secrets.form_key), secrets.form_key),
            limits=session.limits,
            typed_codes=TypedCodes(),
            steps=AdaptiveStep(STEP_SECONDS),
            signed_out=session.signed_out,
            tor_check=TorCheck(config.onion, circuits=config.circuits),
            first_pages=BoundedCache(FIRST_PAGES),
            transfers=Transfers(),
            conversation=conversation,
            session=session,
            submissions=submissions,
            uploads=UploadServices(blobs, config.max_files, config.max_file_bytes, submissions),
        )

    def prove_fit(self) -> None:
        """Raise a kind of `KentonganError` unless all that a report needs does its work; leave no trace."""
        prove_fit(self.database, self.blobs, self.roster, self.clock)

    def housekeeping(self) -> Housekeeping:
        """Return the work that a running process does beside answering."""
        return Housekeeping(self.database, self.blobs, self.clock)


def services() -> SourceServices:
    """Return the services of the app that serves this request."""
    return cast(SourceServices, current_app.extensions[EXTENSION])
