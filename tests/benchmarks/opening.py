"""An officer opens a case of many messages at a running workstation, beside one bare `gpg -d` for each of them.

Both use the workstation's own key, home and agent. Every fourth message is an officer's reply, whose signature the
workstation verifies; the bare gpg does not.
"""

from typing import Final

from store.cases.conversation import NewReply, append_reply
from tests.benchmarks.bare_gpg import BareGpg, envelopes_of
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.place import Place
from tests.benchmarks.timing import in_turns, ratio, seconds, spread
from tests.genuine_case import GenuineCase
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import (
    OfficerBrowser,
    gateway_process,
    workstation_process,
)
from tests.office import TestOffice

READER: Final = "sari"
COLLEAGUE: Final = "budi"
MOST_RATIO: Final = 1.2
MOST_AGAIN_SECONDS: Final = 0.05
_REPLY_EVERY: Final = 4


def run(place: Place, messages: int, rounds: int) -> list[Figure]:
    """A case of so many messages in all."""
    with place.office("opening") as office:
        cases = [_Case(office, messages) for _round in range(rounds + 1)]
        with (
            gateway_process(office) as gateway,
            workstation_process(office, gateway, READER) as workstation,
            workstation.signed_in() as officer,
        ):
            bare = BareGpg(workstation)
            unopened = iter(cases)
            next(unopened).timed(officer)
            _bare_seconds(bare, cases[0])
            ours, theirs = in_turns(
                rounds, lambda: next(unopened).timed(officer), lambda: _bare_seconds(bare, cases[0])
            )
            again = [cases[0].timed(officer) for _round in range(rounds)]
    return [
        Figure(
            f"opening a case of {messages} messages ÷ {messages} × gpg -d",
            ratio(ours, theirs),
            target=MOST_RATIO,
            remark=f"{spread(ours)} ÷ {spread(theirs)}",
        ),
        Figure(
            f"the page of a case of {messages} messages, opened before",
            1_000 * sorted(again)[rounds // 2],
            "ms",
            target=1_000 * MOST_AGAIN_SECONDS,
            remark=spread(again, "ms", 1_000),
        ),
    ]


class _Case:
    """A genuine case; `texts` in order."""

    def __init__(self, office: TestOffice, messages: int) -> None:
        self.texts = [f"Pesan ke-{number} dari {messages}." for number in range(1, messages + 1)]
        self._case = office.report(self.texts[0])
        for sequence in range(2, messages + 1):
            text = self.texts[sequence - 1]
            if sequence % _REPLY_EVERY == 0:
                _reply(office, self._case, sequence, text)
            else:
                self._case.says(text)
        self.envelopes = envelopes_of(office, READER, self._case.case)

    def timed(self, officer: OfficerBrowser) -> float:
        """Seconds until the page is there, with everything in its place."""
        pages: list[OfficerPage] = []
        taken = seconds(lambda: pages.append(officer.case(self._case.case)))
        shown = pages[0].text
        require(pages[0].status == 200, "the case did not open")
        places = [shown.find(text) for text in self.texts]
        require(-1 not in places and places[1:] == sorted(places[1:]), "not every message is shown in order")
        return taken


def _bare_seconds(bare: BareGpg, case: _Case) -> float:
    """Seconds of one bare gpg for each message of a case, one after another."""
    plaintexts: list[bytes] = []
    taken = seconds(lambda: plaintexts.extend(map(bare.decrypt, case.envelopes)))
    good = [text.encode() in plain for text, plain in zip(case.texts, plaintexts, strict=True)]
    require(all(good), "gpg did not decrypt every message")
    return taken


def _reply(office: TestOffice, case: GenuineCase, sequence: int, text: str) -> None:
    made = office.reply(COLLEAGUE, case, sequence, text)
    reply = NewReply(case.case, sequence, office.clock.today(), COLLEAGUE, made.envelope, made.sealed)
    append_reply(office.database, reply)
