"""The choice of the connections to give up: whoever has most goes first, and no newcomer while anything else can."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from store.server.connection import Connection, ConnectionStage
from store.server.crowding import NEW_SECONDS, SPARED, Crowding
from store.server.fair_queue import Priority
from store.server.paced_socket import PacedSocket
from store.server.request_head import Arrival
from store.server.sender_names import SenderNames

UNREAD_SECONDS = 10.0
OLD_SECONDS = 5.0
HEAD = Arrival(100, 0, Priority.TEXT)
IDLE, ARRIVING, SENDING = ConnectionStage.IDLE, ConnectionStage.ARRIVING, ConnectionStage.SENDING
IN_LINE, SERVED = ConnectionStage.IN_LINE, ConnectionStage.SERVED


class Peers:
    """Connections in any stage, and what the choice says of them."""

    def __init__(self, clock: list[float], sockets: ExitStack, *, by_token: bool) -> None:
        self.clock = clock
        self.sockets = sockets
        self.senders = SenderNames(by_token=by_token)
        self.all: list[Connection] = []
        self.crowding = Crowding(self.all, self.senders, UNREAD_SECONDS)

    def add(
        self,
        sender: str,
        stage: ConnectionStage,
        count: int = 1,
        *,
        age: float = OLD_SECONDS,
        asked: bool = True,
    ) -> list[Connection]:
        """So many of this sender, that entered the stage so long ago, one a millisecond after the other."""
        made = []
        for number in range(count):
            plain = self.sockets.enter_context(socket.socket(socket.AF_UNIX))
            peer = Connection(PacedSocket(plain, 60.0, 1), self.clock[0] - age + number / 1000)
            peer.stage, peer.has_asked = stage, asked
            peer.sock.circuit = None if self.senders.by_token else sender.encode()
            if asked:
                peer.arrival = HEAD
                self._ask(peer, sender)
            made.append(peer)
        self.all += made
        return made

    def _ask(self, peer: Connection, sender: str) -> None:
        head = f"GET / HTTP/1.1\r\nAuthorization: Bearer {sender}\r\n\r\n".encode()
        self.senders.look_at(peer.sock, bytearray(head), len(head))
        if sender and self.senders.by_token:
            self.senders.belongs(peer.sock, sender)

    def least(self) -> list[Connection]:
        return self.crowding.least(self.clock[0])


@pytest.fixture
def sockets() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


@pytest.fixture
def circuits(monotonic: list[float], sockets: ExitStack) -> Peers:
    return Peers(monotonic, sockets, by_token=False)


@pytest.fixture
def people(monotonic: list[float], sockets: ExitStack) -> Peers:
    return Peers(monotonic, sockets, by_token=True)


@pytest.mark.parametrize("stage", [ARRIVING, SENDING, IN_LINE])
def test_those_of_the_circuit_with_most_go_first_in_any_stage(
    circuits: Peers, stage: ConnectionStage
) -> None:
    for number in range(100):
        circuits.add(f"honest {number}", IDLE)
    flood = circuits.add("flood", stage, 16)
    least = circuits.least()
    assert len(least) == 2
    assert set(least) < set(flood)


def test_no_more_than_what_is_beyond_its_share_goes_of_one_circuit(circuits: Peers) -> None:
    for number in range(300):
        circuits.add(f"honest {number}", SENDING)
    flood = circuits.add("flood", SENDING, SPARED + 1)
    idle = circuits.add("idle", IDLE)
    least = circuits.least()
    assert set(least[:1]) < set(flood)
    assert least[1] is idle[0]
    assert not set(least[2:]) & set(flood[1:])


def test_at_the_gateway_those_of_the_person_with_most_go_first(people: Peers) -> None:
    flood = people.add("sari", SENDING, 40)
    people.add("budi", SENDING, SPARED)
    people.add("", SENDING, 12)
    people.add("new", ARRIVING, 12, asked=False)
    assert people.least() == flood[:1]


def test_at_the_gateway_strangers_count_as_one_and_those_who_have_not_asked_yet_as_another(
    people: Peers,
) -> None:
    people.add("budi", SENDING, 12)
    strangers = people.add("", IN_LINE, 30)
    silent = people.add("", ARRIVING, 20, asked=False)
    assert people.least() == strangers[-1:]  # the last in line
    newcomers = people.add("", ARRIVING, 20, age=NEW_SECONDS / 2, asked=False)
    assert people.least() == silent[:1]
    assert not set(people.least()) & set(newcomers)


def test_what_one_sender_has_beside_a_flood_over_many_circuits_is_spared(circuits: Peers) -> None:
    honest = circuits.add("honest", SENDING, SPARED)
    idle = [peer for number in range(100) for peer in circuits.add(f"flood {number}", IDLE)]
    assert set(circuits.least()) < set(idle)
    assert not set(circuits.least()) & set(honest)


def test_of_equals_those_go_first_who_took_nothing_for_long(circuits: Peers) -> None:
    text = circuits.add("honest", ARRIVING, age=60.0)
    held_back = circuits.add("patient", SENDING, age=60.0)
    held_back[0].sock.leaves_at = circuits.clock[0]  # its answer leaves now
    unread = circuits.add("flood", SENDING, age=UNREAD_SECONDS + 1)
    assert circuits.least() == unread
    circuits.all.remove(unread[0])
    assert circuits.least() == text
    idle = circuits.add("idle", IDLE, age=0.0)
    assert circuits.least() == idle


def test_a_newcomer_goes_when_nothing_else_can_and_none_of_this_turn(circuits: Peers) -> None:
    circuits.add("served", SERVED, 2)
    circuits.add("waits", IN_LINE, 2)
    now = [peer for number in range(5) for peer in circuits.add(f"now {number}", ARRIVING, age=0.0)]
    assert circuits.crowding.oldest_of_the_new(circuits.clock[0]) == []
    new = circuits.add("newer", ARRIVING, age=0.4) + circuits.add("new", ARRIVING, age=0.8)
    assert circuits.least() == []
    assert circuits.crowding.oldest_of_the_new(circuits.clock[0]) == new[1:]
    sending = circuits.add("reader", SENDING, age=0.0)
    assert circuits.least() == sending
    circuits.clock[0] += NEW_SECONDS
    assert circuits.least() == new[1:]
    assert now[0] in circuits.all


def test_what_is_served_never_goes_and_of_a_line_only_what_is_beyond_a_share(circuits: Peers) -> None:
    circuits.add("flood", SERVED, 16)
    assert circuits.least() == []
    waiting = circuits.add("flood", IN_LINE, 3)
    assert circuits.least() == waiting[-1:]
    for number in range(20):
        circuits.add(f"honest {number}", IN_LINE)
    assert circuits.least() == waiting[-1:]


def test_of_the_sender_whose_texts_hold_most_the_largest_goes(people: Peers) -> None:
    assert people.crowding.largest() is None
    [decision] = people.add("budi", ARRIVING)
    decision.held = 600_000
    texts = people.add("", ARRIVING, 3)
    for text, size in zip(texts, (300_000, 360_000, 200_000), strict=True):
        text.held = size
    assert people.crowding.largest() is texts[1]
    texts[1].stage = SERVED
    assert people.crowding.largest() is decision


def test_of_the_sender_who_leaves_most_of_answers_the_fullest_goes(people: Peers) -> None:
    assert people.crowding.fullest() is None
    [report] = people.add("budi", SENDING)
    report.sock.outgoing += bytes(600)
    answers = people.add("sari", SENDING, 3)
    for answer, size in zip(answers, (300, 360, 200), strict=True):
        answer.sock.outgoing += bytes(size)
    assert people.crowding.fullest() is answers[1]
