"""A workstation that read a message after a proposal believes no destruction by it, whatever the store hides since."""

import pytest

from journalist_interface.verification.pins import read_pins
from tests.genuine_case import GenuineCase
from tests.journalist_interface.ended_case import after_a_month
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.store_rows import drop, put_envelope
from tests.journalist_interface.verification.test_missing_cases import (
    destruction_by,
    put_tombstone,
    signature_under,
    unexplained,
)
from tests.office import TestOffice

pytestmark = pytest.mark.slow
NEEDED = "Saya masih membutuhkan laporan ini"


@pytest.mark.parametrize("keeps_index", [True, False])
@pytest.mark.parametrize("has_junk", [True, False])
def test_a_message_that_a_store_hides_again_leaves_the_doubt(
    office: TestOffice, gateway: str, *, has_junk: bool, keeps_index: bool
) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        perform(people.of("sari").work(case.case), "propose-destruction", leader="dewi")
        proposal = people.of("sari").work(case.case).file.chain.signed[-1]
        signed = (proposal, signature_under(office, case, "dewi", proposal))
        place = case.says(NEEDED)
        budi = people.of("budi")
        budi.work(case.case)
        if has_junk:
            put_envelope(office, case.case, place, case.encrypted(b"sampah"))
        else:
            drop(office, case.case, place, count_again=True)
        budi = people.anew("budi")
        budi.work(case.case)
        if not keeps_index:
            budi.officer.case_cache.forget(case.case)
        put_tombstone(office, case.case, *signed)
        is_named(people, case)


def test_a_proposal_that_a_store_kept_back_explains_nothing(office: TestOffice, gateway: str) -> None:
    with after_a_month(office, gateway) as (people, [case]):
        signed = destruction_by(office, case, "dewi", case.last_sequence)
        case.says(NEEDED)
        people.of("budi").work(case.case)
        put_tombstone(office, case.case, *signed)
        is_named(people, case)


def is_named(people: HeadlessWorkstations, case: GenuineCase) -> None:
    assert unexplained(people.anew("budi")) == {case.case}
    assert case.case in read_pins(people.state_of("budi"))
