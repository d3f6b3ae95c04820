"""The return of free memory: glibc keeps what threads freed, so that a flood would leave a server large for ever."""

import ctypes
from typing import Final

_ARENA_MAX: Final = -8  # M_ARENA_MAX of mallopt(3)
_ARENAS: Final = 2


def _glibc() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


def few_arenas() -> None:
    """Let all threads share two heaps, instead of eight for each core; do nothing under another libc."""
    library = _glibc()
    if library is not None:
        library.mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Return free memory to the system (malloc_trim(3))."""
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)
