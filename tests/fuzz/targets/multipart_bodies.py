"""A form with files: a Content-Type on the first line, then the body. However it is cut, it says the same."""

import re
from collections.abc import Iterator

from source_interface.uploads.receive import Arriving
from store.web.multipart import FileData, Limits, MultipartError, Part, boundary_of, read_parts
from tests.fuzz.target import PLANTED, Target

_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_PADDED = re.compile(rb"[^\S\r\n]")
_LIMITS = Limits(parts=20, fields_bytes=2_000)
_PART = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
_KIND = b"multipart/form-data; boundary=b\n"
_SECRET = PLANTED.encode()

Outcome = tuple[list[Part | bytes], type[MultipartError] | None]


def _cut(body: bytes, size: int) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


def _outcome(pieces: Iterator[bytes], boundary: bytes) -> Outcome:
    """The parts, with the pieces of a file joined, and the error at the end."""
    found: list[Part | bytes] = []
    try:
        for part in read_parts(pieces, boundary, _LIMITS):
            if not isinstance(part, FileData):
                found.append(part)
            elif found and isinstance(found[-1], bytes):
                found[-1] += part.data
            else:
                found.append(part.data)
    except MultipartError as error:
        return found, type(error)
    return found, None


def _as_browsers_write(body: bytes, boundary: bytes) -> bool:
    """Return whether each part has a head of whole lines and no delimiter in the place of its content.

    No browser writes white space after a delimiter either, though RFC 2046 section 5.1.1 allows it.
    The decoder reads any other body as it was cut, as one thing or another, and each is safe.
    """
    heads = [part.partition(b"\r\n\r\n") for part in body.split(b"--" + boundary)]
    if any(_PADDED.match(head.removeprefix(b"--")) for head, _, _ in heads[1:]):
        return False
    return not any(_BARE.search(head) or (blank and not content) for head, blank, content in heads)


def run(data: bytes) -> None:
    """A body that ends in an error may have given more or less of its last file; what is whole is the same."""
    kind, _, body = data.partition(b"\n")
    boundary = boundary_of(kind.decode("latin-1"))
    whole, error = _outcome(iter((body,)), boundary)
    if not _as_browsers_write(body, boundary):
        return
    for size in (1, 7, 100):
        parts, again = _outcome(_cut(body, size), boundary)
        assert (error is None) == (again is None), (error, again)
        if error is None:
            assert parts == whole
    arriving = Arriving.begin(read_parts(iter((body,)), boundary, _LIMITS))
    for _ in arriving.files:
        continue
    if error is not None:
        raise error


TARGET = Target(
    run,
    (MultipartError,),
    (
        _KIND + _PART % (b"csrf_token", b"", b"1f") + _PART % (b"text", b"", _SECRET) + b"--b--\r\n",
        _KIND + _PART % (b"files", b'; filename="a.txt"', _SECRET) + b"--b--\r\n",
        _KIND + _PART % (b"files", b'; filename="C:\\' + _SECRET + b'\\"', b"") + b"--b--\r\n",
        _KIND + _PART % (b"files", b"; filename*=UTF-8''%e2%82%ac", b"--b\r\n--b-") + b"--b--\r\n",
        _KIND + _PART % (b"text", b"", b"\xff" + _SECRET),
        b'multipart/form-data; boundary="--"\n----\r\n',
    ),
    largest=4_096,
)
