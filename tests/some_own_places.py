"""A list of the reporter's places for tests of the store, which keeps it and looks into none."""

from typing import Final

from store.domain.envelope import SIGNATURE_BYTES, SignedPlaces

SOME_PLACES: Final = SignedPlaces(b"statement", bytes(SIGNATURE_BYTES))
