"""A limit of opened requests for each person: one who asks without end hides nothing but their requests."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from store.api.messages import IdentityRequest
from store.domain.deadlines import disclosed_by
from store.domain.procedure.chain_verification import parsed

MOST_OF_ONE: Final = 20

_Place = tuple[int, str, int]
_Kept = list[tuple[_Place, IdentityRequest]]


def per_asker_limit(
    rows: Iterable[IdentityRequest], today: date, left_out: Counter[str] | None = None
) -> Iterator[IdentityRequest]:
    """Yield for each named asker the oldest waiting requests, and the newest answered or expired ones.

    `left_out` counts by asker what waits beyond that. The true asker is proved afterwards: a store that names a
    different person could just as well send nothing.
    """
    shares: defaultdict[tuple[str, bool], _Kept] = defaultdict(list)
    for row in rows:
        act = parsed(row.asked.event)
        asker, day = ("", today) if act is None else (act.actor, act.day)
        over = row.answered is not None or today > disclosed_by(day)
        share = shares[asker, over]
        turn = -day.toordinal() if over else day.toordinal()
        share.append(((turn, row.case, row.asked.sequence), row))
        if len(share) > 2 * MOST_OF_ONE:
            _cut(share, asker, None if over else left_out)
    for (asker, over), share in shares.items():
        _cut(share, asker, None if over else left_out)
        yield from (row for _place, row in share)


def _cut(share: _Kept, asker: str, left_out: Counter[str] | None) -> None:
    share.sort(key=lambda one: one[0])
    if left_out is not None and len(share) > MOST_OF_ONE:
        left_out[asker] += len(share) - MOST_OF_ONE
    del share[MOST_OF_ONE:]
