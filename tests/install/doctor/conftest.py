"""A signed roster, made once for all hosts of these tests."""

from pathlib import Path

import pytest

from tests.install.doctor.folder_host import SignedRosterFolder
from tests.office import TestOffice
from tests.office_people import OfficeKeys


@pytest.fixture(scope="session")
def roster_folder(tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys) -> SignedRosterFolder:
    """The folder that an office brings to its server."""
    office = TestOffice(Path(tmp_path_factory.mktemp("doctor")) / "office", office_keys)
    office.close()
    return SignedRosterFolder(
        office.folder / "roster", office_keys.office.fingerprint, office_keys.signed_by_office
    )
