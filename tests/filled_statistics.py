"""Many statistics records in a store, each signed and encrypted as workstations do it, of made-up cases."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Final

from crypto import signing
from crypto.gpg.encrypt import encrypt_bytes
from journalist_interface.keyring import side_by_side
from store.domain.categories import CATEGORIES
from store.domain.labels import Label
from store.domain.outcomes import ARCHIVE_REASONS, OUTCOMES
from store.domain.stages import Stage
from store.domain.statistics import StageDay, StatisticsRecord
from store.model.statistic import statistics_rows
from tests.office import TestOffice

AUTHOR: Final = "sari"
_SEED: Final = 20_261_129
_YEARS: Final = 3
_WAY: Final = (
    Stage.RECEIVED,
    Stage.VERIFICATION,
    Stage.REVIEW,
    Stage.ASSIGNMENT,
    Stage.INVESTIGATION,
    Stage.LEADERSHIP,
    Stage.DELIBERATION,
    Stage.CONCLUDED,
)
_DAYS: Final = {stage: days for days, stage in zip((2, 5, 12, 6, 40, 7, 14), _WAY, strict=False)}


def made_up_records(number: int, today: date) -> Iterator[StatisticsRecord]:
    """Yield records of the last three years, the same ones at each call of a day: two of three cases are closed."""
    chance = Random(_SEED)  # noqa: S311 - made-up cases
    for _case in range(number):
        day = today - timedelta(days=chance.randrange(365 * _YEARS))
        stages = [StageDay(Stage.RECEIVED, day)]
        archived = chance.random() < 0.3
        for stage, following in pairwise(_WAY[:2] if archived else _WAY):
            day += timedelta(days=chance.randrange(2 * _DAYS[stage]))
            if day > today:
                break
            stages.append(StageDay(following, day))
        if archived and len(stages) > 1:
            stages.append(StageDay(Stage.ARCHIVED, day))
        end = stages[-1].stage
        yield StatisticsRecord(
            case=f"{chance.getrandbits(128):032x}",
            author=AUTHOR,
            day=today,  # its author's key is as new as the test
            events=0,
            stages=tuple(stages),
            anonymous=chance.random() < 0.8,
            category=chance.choice(CATEGORIES).code,
            outcome=chance.choice(OUTCOMES).code if end is Stage.CONCLUDED else None,
            archive_reason=chance.choice(ARCHIVE_REASONS).code if end is Stage.ARCHIVED else None,
            threat=chance.random() < 0.05,
        )


def fill_statistics(office: TestOffice, records: Iterable[StatisticsRecord]) -> list[bytes]:
    """Put these records, signed by their author and encrypted to all leaders, into the store; return them."""
    current = office.source.roster.current()
    leaders = current.usable_leaders(())
    recipients, today = current.recipients(leaders), office.clock.today()
    holder = office.keys.holder(AUTHOR)

    def made(record: StatisticsRecord) -> tuple[str, bytes]:
        text = signing.compose(Label.STATISTICS, record)
        return record.case, encrypt_bytes(signing.pack(text, holder.sign(text, today)), recipients, today)

    found = list(side_by_side(made, records))
    with office.database.write() as session:
        for case, ciphertext in found:
            session.add_all(statistics_rows(case, ciphertext, [leader.id for leader in leaders]))
    return [ciphertext for _case, ciphertext in found]
