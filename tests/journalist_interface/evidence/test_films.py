"""A cleaned copy of a film has no notes of its encoder or camera, and plays as the film did."""

import subprocess
from pathlib import Path

import pytest

from journalist_interface.evidence.cleaning import cleaned_copy
from journalist_interface.evidence.copies import CleaningMethod, CopyForm
from journalist_interface.evidence.errors import NotCleanableError

pytestmark = pytest.mark.slow

NOTE = b"x264 - core", b"x265 (build"
SOURCE = (
    "-f",
    "lavfi",
    "-i",
    "testsrc=size=64x48:rate=10:duration=4",
    "-f",
    "lavfi",
    "-i",
    "sine=duration=4",
)


def film(folder: Path, name: str, *encoder: str) -> bytes:
    command = ["ffmpeg", "-v", "quiet", *SOURCE, "-pix_fmt", "yuv420p", *encoder, str(folder / name)]
    subprocess.run(command, check=True)
    return (folder / name).read_bytes()


def copied(content: bytes) -> tuple[CleaningMethod, bytes]:
    with cleaned_copy((content,), CopyForm.CLEANED) as copy:
        return copy.method, b"".join(copy.pieces)


def pictures(folder: Path, content: bytes) -> list[str]:
    """The sum of each picture of a film."""
    path = folder / "shown"
    path.write_bytes(content)
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(path),
        "-map",
        "0:v",
        "-fps_mode",
        "passthrough",
        "-f",
        "framemd5",
        "-",
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    return [line.split(",")[-1].strip() for line in done.stdout.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(
    ("name", "encoder"),
    [
        ("film.mp4", ("-c:v", "libx264")),
        ("film.avi", ("-c:v", "libx264")),
        pytest.param(
            "film.mp4", ("-c:v", "libx265", "-x265-params", "log-level=none"), marks=pytest.mark.thorough
        ),
        (
            "film.mov",
            ("-c:v", "libx265", "-tag:v", "hvc1", "-x265-params", "log-level=none:open-gop=1:keyint=10"),
        ),
    ],
    ids=["H.264", "AVI", "H.265", "QuickTime"],
)
def test_the_notes_of_an_encoder_do_not_stay_in_a_copy_that_plays_the_same(
    tmp_path: Path, name: str, encoder: tuple[str, ...]
) -> None:
    made = film(tmp_path, name, *encoder)
    assert any(note in made for note in NOTE)
    method, copy = copied(made)
    assert method is CleaningMethod.LIGHTWEIGHT
    assert [note for note in NOTE if note in copy] == []
    assert len(pictures(tmp_path, copy)) == 40
    assert pictures(tmp_path, copy) == pictures(tmp_path, made)


def test_a_film_that_needs_its_notes_is_encoded_anew(tmp_path: Path) -> None:
    settings = "intra-refresh=1:keyint=10"
    made = film(tmp_path, "film.mp4", "-c:v", "libx264", "-x264-params", settings)
    method, copy = copied(made)
    assert method is CleaningMethod.FULL
    assert [note for note in NOTE if note in copy] == []
    assert len(pictures(tmp_path, copy)) == 40


def test_of_a_film_with_subtitles_in_its_notes_there_is_no_copy_that_lacks_them(tmp_path: Path) -> None:
    bare = film(tmp_path, "bare.h264", "-c:v", "libx264", "-bf", "0", "-map", "0:v")
    caption = b"\xb5\0\x31GA94\x03\x41\xff\xfc\x94\x20\xff"
    note = b"\0\0\0\1\x06\x04" + bytes([len(caption)]) + caption + b"\x80"
    first = bare.index(b"\0\0\1\x65")
    (tmp_path / "captioned.h264").write_bytes(bare[:first] + note[1:] + bare[first:])
    command = ["ffmpeg", "-v", "quiet", "-i", "captioned.h264", "-c", "copy", "captioned.mp4"]
    subprocess.run(command, check=True, cwd=tmp_path)
    made = (tmp_path / "captioned.mp4").read_bytes()
    assert len(pictures(tmp_path, made)) == 40
    with pytest.raises(NotCleanableError):
        copied(made)
