"""A copy of a file is made for a session, and ends with it."""

import pytest

from journalist_interface.evidence.copies import CopyForm
from journalist_interface.evidence.errors import ConversionLimitError
from journalist_interface.session.attachments import copy_of
from journalist_interface.verification.case_attachments import case_attachment
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.office import TestOffice

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("form", list(CopyForm))
def test_a_copy_that_is_being_made_ends_when_its_officer_signs_out(
    form: CopyForm, office: TestOffice, gateway: str
) -> None:
    case = office.report()
    case.attaches(made_files.pdf(200), "daftar.pdf")
    with HeadlessWorkstations(office, gateway) as people:
        person = people.of("sari")
        file = person.officer.case(case.case)
        found = case_attachment(file, "lampiran-2")
        assert found is not None
        person.officer.over.set()
        with (
            pytest.raises(ConversionLimitError),
            copy_of(person.services, person.officer, file, found, form) as copy,
        ):
            b"".join(copy.pieces)
