"""The parts of a running app that reading a conversation needs."""

from dataclasses import dataclass

from source_interface.conversation.verified_cache import EventMemory, ReplyMemory
from store.engine.database import Database
from store.web.roster_keeper import RosterKeeper


@dataclass(frozen=True, slots=True)
class ConversationServices:
    """The store, the roster, and the signatures that were verified before."""

    database: Database
    roster: RosterKeeper
    events: EventMemory
    replies: ReplyMemory
