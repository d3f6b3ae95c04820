from collections.abc import Callable
from io import BytesIO
from typing import ClassVar

class ChunkedReader:
    buf: BytesIO
    read: ClassVar[Callable[[ChunkedReader, int], bytes]]

class Body:
    buf: BytesIO
    read: ClassVar[Callable[[Body, int | None], bytes]]
