"""A few pictures of every kind, and that the trial would notice what it looks for."""

import random
import shutil
from pathlib import Path

import pytest
from PIL import Image

from tests.pictures.made import make, missing_programs
from tests.pictures.trial import differences, traces, try_pictures


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One or more of each kind."""
    assert missing_programs() == []
    return make(tmp_path_factory.mktemp("pictures"), 12, random.Random(20))  # noqa: S311 - nothing secret


def test_photos_of_real_programs_look_the_same_and_tell_nothing(made: list[Path]) -> None:
    assert try_pictures(made, random.Random(21)) == []  # noqa: S311 - nothing secret


def test_the_trial_notices_traces_and_other_pictures(made: list[Path]) -> None:
    found = list(traces(made))
    for path in made:
        assert any(fault.startswith(f"{path.name}:") for fault in found), path
    photo = next(path for path in made if path.suffix == ".jpg")
    same, turned = (photo.with_name(f"{name}.jpg") for name in ("sama", "lain"))
    shutil.copy(photo, same)
    assert list(differences(photo, same)) == ["sama.jpg still has what was put in"]
    with Image.open(photo) as image:
        image.rotate(180).save(turned)
    assert "lain.jpg looks different in picture 0" in list(differences(photo, turned))
