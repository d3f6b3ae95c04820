"""A conversion that stands still when it is told to, so that its page can be looked at meanwhile."""

import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import closing

from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.parts import PagePicture, Part


class HeldConversion:
    """The conversion, held up after its first picture until it is told to go on."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def convert(self, pieces: Iterable[bytes], stop_when: Callable[[], bool]) -> Generator[Part]:
        """Yield what the conversion does."""
        with closing(convert(pieces, stop_when)) as parts:
            for part in parts:
                yield part
                if isinstance(part, PagePicture):
                    self.reached.set()
                    self.go_on.wait()
