"""No row that one person writes closes a page to another: the attacks, and a few mutations of each kind.

The command tries thousands (`python -m tests.mutations`).
"""

from collections.abc import Collection, Iterable, Iterator

import pytest

from install.roster import signing
from store.domain.event import Content
from store.domain.labels import Label
from store.model import Base
from tests.mutations.look import Before
from tests.mutations.mutation import mutation
from tests.mutations.proving import proved
from tests.mutations.registry import KINDS, LABELS_OF_NO_ROW, TABLES_OF_NO_PERSON
from tests.mutations.scene import Scene, scene
from tests.mutations.trial import quick, slow, try_kind
from tests.office_people import OfficeKeys

pytestmark = pytest.mark.xdist_group("mutations")

SEED = 1
FURTHER = 6
MESSAGES = (
    "brief", "consent", "content", "destruction-request", "duplicate", "envelope", "grant", "identity",
    "identity-request", "inner-layer", "office-texts", "private-record", "reply", "report", "statistics",
    "withdrawal", "withdrawn",
)  # fmt: skip
# Without bounds: the person who saves one waits for it. The command tries them.
ATTACHMENTS = ("blob", "inner-file")
# The short form: one for each function that reads messages, but for those that another file tries with pages
# (messages, papers, statistics and requests, in journalist_interface/verification/test_what_gpg_fails_over.py).
HOLDING = ("destruction-request", "grant", "identity", "inner-layer", "office-texts", "private-record")
# In the short form a row of the conversation, one of the chain, and many rows. In the long one the other ways in which
# pages read a row: mailbox, statistics, custody, a file, and more of those above.
LOOKED_AT = ("reply", "event", "flood")
CLOSING_CERTIFICATES = ("owner: subkey revoked", "owner: subkey for another use", "agreement taken out")
LOOKED_AT_TOO = (
    "sealed-reply", "statistics", "identity", "blob", "withdrawn", "earlier-event", "loss", "certificate",
)  # fmt: skip
# Kinds that take long to prove. Of each module but that of floods another one is in the short form.
PROVED_LONG = {
    "backup-dump", "backup-manifest", "backup-object", "content", "duplicate", "earlier-event", "flood",
    "grant", "loss", "part-tombstone", "private-record", "tombstone",
}  # fmt: skip


def long_form(kinds: Iterable[str], short: Collection[str]) -> list[object]:
    """Leave what is not in the short form to the long one."""
    return [pytest.param(kind, marks=() if kind in short else pytest.mark.thorough) for kind in kinds]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> Iterator[Scene]:
    """An office in which everything has happened."""
    with scene(tmp_path_factory.mktemp("mutations"), office_keys) as found:
        yield found


@pytest.fixture(scope="module")
def before(made: Scene) -> Before:
    """Its pages as they are while every row is genuine."""
    return Before.of(made)


def failures(made: Scene, kind: str, numbers: list[int], before: Before | None = None) -> list[str]:
    tally = try_kind(made, KINDS[kind], SEED, numbers, before, quietly=True)
    assert tally.mutations == len(numbers)
    return [str(failure) for failure in tally.failures]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_mutation_stops_who_reads_the_row(made: Scene, kind: str) -> None:
    assert failures(made, kind, quick(made, KINDS[kind], FURTHER)) == []


@pytest.mark.slow
@pytest.mark.usefixtures("impatient_gpg")
@pytest.mark.parametrize("kind", long_form(MESSAGES, HOLDING))
def test_a_message_that_holds_gpg_for_a_minute_stops_no_colleague(made: Scene, kind: str) -> None:
    numbers = slow(made, KINDS[kind])
    assert len(numbers) == 1
    assert failures(made, kind, numbers) == []


def test_every_kind_that_can_carry_such_a_message_is_among_them(made: Scene) -> None:
    made.renew()
    able = {name for name, kind in KINDS.items() if kind(made).original.enclosed is not None}
    assert able == {*MESSAGES, *ATTACHMENTS}


@pytest.mark.parametrize("kind", long_form((*LOOKED_AT, *LOOKED_AT_TOO), LOOKED_AT))
def test_no_attack_spoils_a_page_of_a_colleague(made: Scene, before: Before, kind: str) -> None:
    assert failures(made, kind, quick(made, KINDS[kind], 0)[1:2], before) == []


@pytest.mark.parametrize("kind", long_form(sorted(KINDS), KINDS.keys() - PROVED_LONG))
def test_a_reader_that_raises_where_it_should_skip_is_noticed(made: Scene, kind: str) -> None:
    assert proved(made, KINDS[kind], SEED, FURTHER) == dict.fromkeys(KINDS[kind].readers, True)


@pytest.mark.slow
def test_a_certificate_by_which_earlier_signatures_are_bad_is_noticed_if_the_office_signs_it(
    made: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "signatures_lost", lambda *_: [])
    found = failures(made, "certificate", quick(made, KINDS["certificate"], 0))
    noticed = {
        name for name in CLOSING_CERTIFICATES if any(f"({name}): the reader raises" in said for said in found)
    }
    assert noticed == set(CLOSING_CERTIFICATES)


def test_every_label_every_table_and_every_content_of_an_event_has_a_kind() -> None:
    kinds = KINDS.values()
    labels = frozenset[str]().union(*(kind.labels for kind in kinds))
    assert labels | set(LABELS_OF_NO_ROW) == set(Label)
    assert not labels & set(LABELS_OF_NO_ROW)
    tables = frozenset[str]().union(*(kind.tables for kind in kinds))
    assert tables | set(TABLES_OF_NO_PERSON) == set(Base.metadata.tables)
    assert not tables & set(TABLES_OF_NO_PERSON)
    assert frozenset[str]().union(*(kind.contents for kind in kinds)) == set(Content.__struct_fields__)
    assert all(kind.readers for kind in kinds)


def test_a_seed_makes_the_same_mutations_again(made: Scene) -> None:
    kind = KINDS["own-places"](made)
    pool = [b"another row"]
    first, second = (
        [mutation(kind.original, "own-places", SEED, number, pool) for number in range(40)] for _ in "ab"
    )
    assert first == second
    assert len({mutated.value for mutated in first}) > 20
