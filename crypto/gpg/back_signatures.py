"""The signatures by which subkeys agree to their primary key (RFC 9580, 5.2.1.9), compared between two certificates.

Without one, or with a bad one, GnuPG lists a subkey as one that signs, and refuses all that it signed. It stands where
nothing protects it: in what the primary key does not sign, of the signature that binds the subkey.
"""

import hashlib
from collections.abc import Iterator
from typing import Final

from crypto.gpg.certificate_packets import KEY, SIGNATURE, SUBKEY, packets, variable_length

_REVOCATION: Final = b"\x04\x28"  # how one of a subkey begins; everything else behind a subkey may bind it
_EMBEDDED: Final = 32  # the kind of subpacket; the highest bit says whether it is critical
_HASHED_AREA: Final = 4


def changed_subkeys(old: bytes, new: bytes) -> frozenset[str]:
    """Return the identifiers of the subkeys in `old` whose agreement is missing or another one in `new`.

    Where `old` has several for one subkey, only GnuPG knows which is good: then each change counts. Raises
    `CertificateError` if either is not made up as GnuPG exports one.
    """
    before, after = _bindings(old), _bindings(new)
    return frozenset(key for key in before if not _same(before[key], after.get(key, [])))


def _same(before: list[bytes], after: list[bytes]) -> bool:
    agreements = {_agreement(binding) for binding in before}
    if len(agreements) > 1:
        return before == after
    return agreements == {_agreement(binding) for binding in after}


def _bindings(data: bytes) -> dict[str, list[bytes]]:
    """Return the signatures that bind each subkey, by its identifier."""
    found: dict[str, list[bytes]] = {}
    key = ""
    for kind, body in packets(data):
        if kind in {KEY, SUBKEY}:
            key = _identifier(body) if kind == SUBKEY else ""
        elif kind == SIGNATURE and key and body[:2] != _REVOCATION:
            found.setdefault(key, []).append(body)
    return found


def _identifier(body: bytes) -> str:
    """Return the identifier of a version 4 key (RFC 9580, 5.5.4.2)."""
    whole = b"\x99" + len(body).to_bytes(2) + body
    return hashlib.sha1(whole, usedforsecurity=False).hexdigest()[-16:].upper()


def _agreement(binding: bytes) -> tuple[bytes, ...]:
    """Return the signatures inside a signature; GnuPG takes the first back signature among them."""
    if binding[:1] != b"\x04":  # older versions have no room for one
        return ()
    found = []
    place = _HASHED_AREA
    for _area in ("hashed", "unhashed"):
        start = place + 2
        place = start + int.from_bytes(binding[place:start])
        found += [content for kind, content in _subpackets(binding[start:place]) if kind & 0x7F == _EMBEDDED]
    return tuple(found)


def _subpackets(area: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(area):
        start, size = variable_length(area, place)
        place = start + size
        if size and start < len(area):
            yield area[start], area[start + 1 : place]
