"""Verification of replies: signed by an officer of the roster whom the reporter did not exclude.

GnuPG is asked about each reply once per process and roster. For one page it is asked about a limited number by one
author: an officer has room for thousands of replies in a case, and could otherwise block the mailbox and everything
that its reporter sends.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final

from crypto.mailbox import Mailbox
from source_interface.conversation.recipients import known_exclusions
from source_interface.conversation.services import ConversationServices
from store.domain.errors import ReplyError
from store.domain.event import chain_digest
from store.domain.reply import Reply

ASKED_OF_ONE_AUTHOR: Final = 200

Verify = Callable[[str, Reply, bytes, bytes], None]
"""A check of the author by the store's word, the reply, its text and its signature; raises `ReplyError`."""


def reply_verifier(services: ConversationServices, mailbox: Mailbox) -> Verify:
    """Return a check of who may speak in this mailbox: people of the roster whom the reporter did not exclude.

    It serves one page or one message. Replies beyond an author's share are refused for now, and asked about next time.
    """
    current, memory = services.roster.current(), services.replies
    excluded = known_exclusions(services, mailbox)
    if excluded is None:
        return _nobody
    ask, asked = current.reply_verifier(excluded), Counter[str]()

    def verify(author: str, reply: Reply, statement: bytes, signature: bytes) -> None:
        if not current.may_reply(reply.officer, excluded):
            raise ReplyError
        key = (current.roster.serial, mailbox.case, chain_digest(statement, signature))
        if memory.verified.touch(key):
            return
        if memory.refused.touch(key) or asked[author] >= ASKED_OF_ONE_AUTHOR:
            raise ReplyError
        asked[author] += 1
        try:
            ask(reply, statement, signature)
        except ReplyError:
            memory.refused.set(key, None)
            raise
        memory.verified.set(key, None)

    return verify


def _nobody(_author: str, _reply: Reply, _statement: bytes, _signature: bytes) -> None:
    """Refuse every reply, since the record of the excluded people cannot be read."""
    raise ReplyError
