from collections.abc import Callable
from typing import ClassVar

class Response:
    default_headers: ClassVar[Callable[[Response], list[str]]]
