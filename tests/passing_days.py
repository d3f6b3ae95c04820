"""The days that pass before a case is destroyed: each is counted by servers that run."""

from store.domain.retention import WAITING_DAYS
from store.maintenance.destruction import destroy_due
from tests.office import TestOffice


def let_days_pass(office: TestOffice, days: int = WAITING_DAYS) -> None:
    """Let the servers run today and on each of the next days."""
    for passed in (0, *[1] * days):
        office.move(days=passed)
        destroy_due(office.database, office.blobs, office.clock.today())
