"""Nothing of a destroyed case or message is left on the server: the short form of `python -m tests.destruction`."""

from pathlib import Path

import pytest

from journalist_interface.presenters.work_list import all_rows
from store.cases.sealed_records import private_record
from tests.destruction.byte_search import found_in, middle
from tests.destruction.ended_office import ended_office, kept_words, pieces
from tests.office_people import OfficeKeys

pytestmark = pytest.mark.slow
FEWEST = 30


def test_a_byte_search_of_database_log_files_and_workstations_finds_nothing(
    tmp_path: Path, office_keys: OfficeKeys
) -> None:
    with ended_office(tmp_path, office_keys) as (made, people):
        assert kept_words(people.of("sari"), made.stays.case)
        wanted = pieces(made)
        assert len(wanted) >= FEWEST
        made.parts_go(people)
        made.days_pass()
        made.settle()
        assert made.found(wanted) == set()
        kept = private_record(made.office.database, "sari")
        assert kept is not None
        sari = people.anew("sari")
        assert sari.officer.private.entries().cases == {made.case.case}
        all_rows(sari.services, sari.officer)
        assert kept_words(sari, made.stays.case) == set()
        sari.officer.unexplained(frozenset({made.stays.case}), sari.services.clock.today())
        assert sari.officer.private.entries().cases == frozenset()
        made.settle()
        assert made.found(frozenset({middle(kept)})) == set()
        state = people.state_of("sari")
        assert found_in(state, [made.case.case.encode(), middle(kept)]) == {}
        assert [path for path in state.rglob("*") if made.case.case in path.name] == []
