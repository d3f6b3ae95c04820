"""A run of the cleaning of photos: what every kind has to keep to."""

from source_interface.errors import PhotoNotCleanedError
from tests.source_interface.photos.samples import cleaned


def run(data: bytes) -> None:
    """However it is cut, the same is kept or refused; what is kept is clean, and not much longer than what came."""
    results: set[bytes | None] = set()
    for piece in (17, 400, max(len(data), 1)):
        try:
            results.add(cleaned(data, piece))
        except PhotoNotCleanedError:
            results.add(None)
    assert len(results) == 1
    [kept] = results
    if kept is None:
        raise PhotoNotCleanedError
    assert cleaned(kept) == kept
    assert len(kept) <= len(data) + 1_024
