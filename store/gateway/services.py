"""The services of a running gateway; one set for each app, found through `services()`."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final, Self, cast

from flask import current_app

from store.attachments.blobs import Blobs
from store.cases import case_list
from store.domain.clock import Clock
from store.domain.deadlines import Deadlines
from store.engine.database import Database
from store.engine.schema import initialise
from store.gateway.accounts.database import open_accounts, prove_accounts, ticket_key
from store.gateway.auth.challenges import Challenges
from store.gateway.auth.sessions import Sessions
from store.gateway.config import GatewayConfig
from store.gateway.day_counts import DayCounts
from store.gateway.errors import TextsUsedUpError, TooManyDecisionsError
from store.gateway.upload_quota import Uploads
from store.maintenance.housekeeping import Housekeeping
from store.maintenance.self_test import prove_fit
from store.web.gate import gate_of_this_server
from store.web.roster_keeper import RosterKeeper
from store.web.token_bucket import TokenBucket

EXTENSION: Final = "kentongan"
DECISIONS_AT_ONCE: Final = 60
SECONDS_PER_DECISION: Final = 10
"""Of one person in one case: who signed without a pause would win each place of its chain from slower lines."""


@dataclass(frozen=True, slots=True)
class Services:
    """The store, the accounts, the roster, the clock, and what each person has uploaded and written today.

    `decisions` counts what a person decides and replies in a case.
    """

    config: GatewayConfig
    clock: Clock
    deadlines: Deadlines
    database: Database
    blobs: Blobs
    roster: RosterKeeper
    accounts: Database
    challenges: Challenges
    sessions: Sessions
    uploads: Uploads
    texts: DayCounts
    decisions: TokenBucket

    def __repr__(self) -> str:
        return "Services(…)"

    @classmethod
    def start(cls, config: GatewayConfig) -> Self:
        """Open everything that the configuration names."""
        clock = config.store.clock()
        database = config.store.open_database()
        initialise(database)
        accounts = open_accounts(config.accounts, config.store.busy_seconds, gate_of_this_server())
        return cls(
            config=config,
            clock=clock,
            deadlines=config.store.open_deadlines(),
            database=database,
            blobs=config.store.open_blobs(),
            roster=config.roster.keeper(clock),
            accounts=accounts,
            challenges=Challenges(ticket_key(accounts), clock),
            sessions=Sessions(accounts, clock, config.idle, timedelta(hours=config.session_hours)),
            uploads=Uploads(config.allowance, clock, partial(case_list.still_unbound, database)),
            texts=DayCounts(config.text_day_bytes, clock, TextsUsedUpError),
            decisions=TokenBucket(DECISIONS_AT_ONCE, SECONDS_PER_DECISION, TooManyDecisionsError),
        )

    def prove_fit(self) -> None:
        """Raise a kind of `KentonganError` unless all that a gateway needs does its work; leave no trace."""
        prove_fit(self.database, self.blobs, self.roster, self.clock)
        prove_accounts(self.accounts)

    def housekeeping(self) -> Housekeeping:
        """Return the work that a running process does beside answering."""
        return Housekeeping(self.database, self.blobs, self.clock)


def services() -> Services:
    """Return the services of the app that serves this request."""
    return cast(Services, current_app.extensions[EXTENSION])
