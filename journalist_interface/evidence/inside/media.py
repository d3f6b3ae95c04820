"""Videos and sounds: frames and samples, decoded by ffmpeg."""

import json
from pathlib import Path
from typing import Any, Final

from journalist_interface.evidence.inside.limits import (
    CHUNK,
    MOST_FRAMES,
    MOST_SECONDS,
    PICTURE_SIDE,
    SAMPLE_RATE,
)
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.pages import read_ppm
from journalist_interface.evidence.inside.programs import output_of, started

# No playlist, list of files or other format that names further files.
_SOUNDS: Final = "aac,aiff,amr,caf,flac,mp3,ogg,wav"
_VIDEOS: Final = "asf,avi,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mpeg,mpegts,mpegvideo"
_INPUT: Final = ("-protocol_whitelist", "file", "-format_whitelist", f"{_SOUNDS},{_VIDEOS}")
_DECODER: Final = ("ffmpeg", "-nostdin", "-v", "quiet", "-threads", "2", "-max_pixels", "100000000", *_INPUT)
_PICTURE_SECONDS: Final = 30.0
_SOUND_SECONDS: Final = 120.0
_SCALE: Final = (
    f"scale='min({PICTURE_SIDE},iw)':'min({PICTURE_SIDE},ih)':force_original_aspect_ratio=decrease"
)


def decode_media(path: Path, output: Output) -> str:
    """Hand out frames and samples of a video or a sound, and return which of them it is."""
    seconds, has_pictures, has_sound = _probe(path)
    if not (has_pictures or has_sound):
        raise RefusedFileError("damaged")
    kind = "video" if has_pictures else "audio"
    moments = _moments(seconds) if has_pictures else []
    output.opened(kind, len(moments) or None, seconds)
    for moment in moments:
        _hand_out_frame(path, moment, output)
    if has_sound:
        _hand_out_samples(path, seconds, output)
    return kind


def _probe(path: Path) -> tuple[float | None, bool, bool]:
    """Return the length in seconds, and whether there are pictures and sound. A cover of an album is no picture."""
    told = output_of(
        ["ffprobe", "-v", "quiet", *_INPUT, "-of", "json", "-show_format", "-show_streams", str(path)],
        _PICTURE_SECONDS,
    )
    try:
        found: dict[str, Any] = json.loads(told)
    except ValueError:
        raise RefusedFileError("damaged") from None
    streams = found.get("streams", [])
    pictures = any(
        stream.get("codec_type") == "video" and not stream.get("disposition", {}).get("attached_pic")
        for stream in streams
    )
    sound = any(stream.get("codec_type") == "audio" for stream in streams)
    try:
        length = float(found.get("format", {}).get("duration", ""))
    except ValueError:
        return None, pictures, sound
    return (length if 0 < length < 10**7 else None), pictures, sound


def _moments(seconds: float | None) -> list[float]:
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
    if seconds is not None and seconds > MOST_SECONDS:
        output.leave_out("sound")
    form = ["-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "-"]
    with started(
        [*_DECODER, "-i", str(path), "-vn", "-sn", "-t", str(MOST_SECONDS), *form], _SOUND_SECONDS
    ) as stream:
        while samples := stream.read(CHUNK):
            output.samples(samples[: len(samples) // 2 * 2])
