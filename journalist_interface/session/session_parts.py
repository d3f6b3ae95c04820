"""The parts of a session that are made at the sign-in."""

import threading
from dataclasses import dataclass, field

from journalist_interface.cache.case_cache import CaseCache
from journalist_interface.sealed_records.office_texts import MessageTexts
from journalist_interface.sealed_records.private_records import PrivateRecords
from journalist_interface.session.case_summaries import CaseSummaries
from journalist_interface.verification.case_reader import CaseReader
from journalist_interface.verification.missing import MissingCases


@dataclass(frozen=True, slots=True)
class SessionParts:
    """The parts of a session: the reader of cases, their index (`cache`), summaries, missing cases, and sealed records.

    `private` is what the officer keeps for themselves, `texts` the office's texts for messages. `over` is set once the
    session ends.
    """

    reader: CaseReader
    cache: CaseCache
    summaries: CaseSummaries
    missing: MissingCases
    private: PrivateRecords
    texts: MessageTexts
    over: threading.Event = field(default_factory=threading.Event)
