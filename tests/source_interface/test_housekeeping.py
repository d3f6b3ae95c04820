"""The promises of the mailbox page about the reporter's copies hold, though no one does anything."""

from store.cases.reporter_view import reporter_view
from tests.source_interface.box import Box, wait_until


def test_a_starting_server_erases_own_copies_after_thirty_days(box: Box) -> None:
    office = box.office
    case = office.report("Laporan lama").case
    office.move(days=31)
    with box.serve():
        wait_until(lambda: reporter_view(office.database, case).entries[0].sealed is None)
