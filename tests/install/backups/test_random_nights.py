"""Whatever happens by day and by night: what was withdrawn or destroyed leaves the backups, and nothing else does."""

from pathlib import Path
from random import Random

import pytest

from tests.backup_key import BackupKey
from tests.install.backups.nights import Nights
from tests.office import TestOffice

Capture = pytest.CaptureFixture[str]
STEPS = 60


def live(
    office: TestOffice, config: Path, repository: Path, key: BackupKey, capsys: Capture, seed: int
) -> None:
    """Let so many steps happen, and a last night."""
    nights = Nights(office, config, repository, key, Random(seed))  # noqa: S311 # the same each time
    steps = list[str]()
    try:
        for _ in range(STEPS):
            steps.append(nights.step(capsys))
        nights.night(capsys)
    except BaseException as error:
        error.add_note(f"after these steps of seed {seed}: {', '.join(steps)}")
        raise


@pytest.mark.parametrize("seed", range(6))
def test_what_was_withdrawn_or_destroyed_leaves_the_backups_and_nothing_else_does(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture, seed: int
) -> None:
    live(office, config, repository, backup_key, capsys, seed)


@pytest.mark.thorough
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(6, 200))
def test_the_same_of_many_more_days_and_nights(
    office: TestOffice, config: Path, repository: Path, backup_key: BackupKey, capsys: Capture, seed: int
) -> None:
    live(office, config, repository, backup_key, capsys, seed)
