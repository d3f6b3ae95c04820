"""Delivery of what arrived before a body broke off, so that a file that was complete in it stays.

Gunicorn collects a read's bytes in its buffers, and drops them when the rest of the read fails.
"""

import io
from typing import Any, Final

from gunicorn.http.body import Body, ChunkedReader

_FAILURE: Final = "kentongan_failure"


def install() -> None:
    """Change gunicorn's two readers, in this process alone; the failure comes with the next read."""
    Body.read = _partial(Body.read)
    ChunkedReader.read = _partial(ChunkedReader.read)


def _partial(read: Any) -> Any:  # noqa: ANN401 - gunicorn has no types
    def reading(reader: Any, size: int | None = None) -> bytes:  # noqa: ANN401 - gunicorn has no types
        failure: Exception | None = getattr(reader, _FAILURE, None)
        if failure is not None:  # gunicorn would take the failure for a good end
            raise failure
        try:
            data: bytes = read(reader, size)
        except Exception as error:
            setattr(reader, _FAILURE, error)
            data = reader.buf.getvalue()
            if not data:
                raise
            reader.buf = io.BytesIO()
        return data

    return reading
