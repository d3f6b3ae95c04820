"""Videos and sounds: frames and samples, decoded by ffmpeg."""

import json
from pathlib import Path
from typing import Any, Final

from journalist_interface.evidence.inside.limits import (
    CHANNELS,
    CHUNK,
    MOST_FRAMES,
    MOST_SECONDS,
    PICTURE_SIDE,
    SAMPLE_BYTES,
    SAMPLE_RATE,
)
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.pages import read_ppm
from journalist_interface.evidence.inside.programs import output_of, started

# No playlist, list of files or other format that names further files.
_SOUNDS: Final = "aac,aiff,amr,caf,flac,mp3,ogg,wav"
_VIDEOS: Final = "asf,avi,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mpeg,mpegts,mpegvideo"
INPUT: Final = ("-protocol_whitelist", "file", "-format_whitelist", f"{_SOUNDS},{_VIDEOS}")
_DECODER: Final = ("ffmpeg", "-nostdin", "-v", "quiet", "-threads", "2", "-max_pixels", "100000000", *INPUT)
_PICTURES, _SOUND, _COVER = "video", "audio", "cover"
_GAP, _SHARE = 2.0, 0.05
"""Seconds, and part of a sound, by which the length that a file claims may differ from what is in it."""
_BROADCAST: Final = frozenset({".ts", ".mpg"})
"""Endings of formats in whose tables of services exiftool does not look."""
_ESTIMATED: Final = frozenset({".aac", ".amr", ".mp3", ".mpg", ".ts"})
"""Endings of formats that do not always say how long they last."""
_PICTURE_SECONDS: Final = 30.0
_SOUND_SECONDS: Final = 120.0
_SCALE: Final = (
    f"scale='min({PICTURE_SIDE},iw)':'min({PICTURE_SIDE},ih)':force_original_aspect_ratio=decrease"
)


def decode_media(path: Path, output: Output) -> str:
    """Hand out frames and samples of a video or a sound, and return which of them it is."""
    seconds, sound_seconds, streams, channels = _probe(path)
    has_pictures, has_sound = _PICTURES in streams, _SOUND in streams
    if not (has_pictures or has_sound):
        raise RefusedFileError("damaged")
    _say_what_is_not_shown(path, streams, output)
    if channels > CHANNELS:
        output.leave_out("sound")  # mixed into two, some of them may silence each other
    kind = "video" if has_pictures else "audio"
    moments = moments_of(seconds) if has_pictures else []
    output.opened(kind, len(moments) or None, seconds)
    for moment in moments:
        _hand_out_frame(path, moment, output)
    if has_sound:
        _hand_out_samples(path, sound_seconds, output)
    return kind


def length_of(path: Path) -> float | None:
    """Return how many seconds a sound claims to last."""
    return _probe(path)[1]


def probed(path: Path, *wanted: str, seconds: float = _PICTURE_SECONDS) -> dict[str, Any]:
    """Return what ffprobe tells of a video or a sound. Raises `RefusedFileError` if that cannot be read."""
    told = output_of(["ffprobe", "-v", "quiet", *INPUT, "-of", "json", *wanted, str(path)], seconds)
    try:
        found: dict[str, Any] = json.loads(told)
    except ValueError:
        raise RefusedFileError("damaged") from None
    return found


def seconds_of(told: dict[str, Any]) -> float | None:
    """Return how many seconds a format or a stream claims to last, as ffprobe tells it; None if it does not say."""
    try:
        length = float(told.get("duration", ""))
    except ValueError:
        return None
    return length if 0 < length < 10**7 else None


def _say_what_is_not_shown(path: Path, streams: list[str], output: Output) -> None:
    """Say what of a file is neither shown nor searched: a further track, a subtitle, a cover, a list of places."""
    if streams.count(_PICTURES) > 1:
        output.leave_out("pages")
    if streams.count(_SOUND) > 1:
        output.leave_out("sound")
    if set(streams) - {_PICTURES, _SOUND} or path.suffix in _BROADCAST:
        output.leave_out("facts")


def _probe(path: Path) -> tuple[float | None, float | None, list[str], int]:
    """Return the length, that of the sound, the kind of each stream, and how many channels the sound has at most.

    A cover of an album is no picture.
    """
    found = probed(path, "-show_format", "-show_streams")
    streams: list[dict[str, Any]] = found.get("streams", [])
    kinds = [
        _COVER if stream.get("disposition", {}).get("attached_pic") else str(stream.get("codec_type"))
        for stream in streams
    ]
    length = seconds_of(found.get("format", {}))
    of_sound = next(
        (seconds_of(stream) for stream, kind in zip(streams, kinds, strict=True) if kind == _SOUND), None
    )
    channels = max(
        (stream["channels"] for stream in streams if isinstance(stream.get("channels"), int)), default=0
    )
    return length, of_sound or length, kinds, channels


def moments_of(seconds: float | None) -> list[float]:
    """Return the seconds of the frames to show: the first, and others spread over the length."""
    if seconds is None:
        return [0.0]
    count = min(MOST_FRAMES, max(1, int(seconds)))
    return [round(seconds * index / count, 1) for index in range(count)]


def _hand_out_frame(path: Path, moment: float, output: Output) -> None:
    command = [*_DECODER, "-ss", str(moment), "-i", str(path), "-an", "-frames:v", "1", "-vf", _SCALE]
    with started([*command, "-f", "image2pipe", "-c:v", "ppm", "-"], _PICTURE_SECONDS) as stream:
        picture = read_ppm(stream)
    if picture is None:
        output.leave_out("pages")
        return
    output.picture(*picture, at_second=moment)


def _hand_out_samples(path: Path, seconds: float | None, output: Output) -> None:
    decoded = 0
    form = ["-ac", str(CHANNELS), "-ar", str(SAMPLE_RATE), "-f", "s16le", "-"]
    with started(
        [*_DECODER, "-i", str(path), "-vn", "-sn", "-t", str(MOST_SECONDS), *form], _SOUND_SECONDS
    ) as stream:
        while samples := stream.read(CHUNK):
            decoded += len(samples)
            output.samples(samples[: len(samples) // SAMPLE_BYTES * SAMPLE_BYTES])
    played = decoded / (SAMPLE_RATE * SAMPLE_BYTES)
    if seconds is not None and seconds > MOST_SECONDS:
        output.leave_out("sound")
    elif (
        seconds is not None
        and path.suffix not in _ESTIMATED
        and seconds - played > max(_GAP, seconds * _SHARE)
    ):
        output.leave_out("sound")  # some of it is damaged
