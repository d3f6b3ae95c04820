"""Certificates as their owners can make them: renewed by GnuPG, or with packets that no signature protects."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from crypto.gpg.certificate_packets import KEY, SIGNATURE, SUBKEY, packets
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from tests.kept_certificates import kept
from tests.mutations import mutators
from tests.mutations.packet_mutators import packet

STATEMENT: Final = b"kenari-tanda"
_PASSPHRASE: Final = "frasa pemilik kunci"
_NAME, _PICTURE = 13, 17
_EMBEDDED: Final = 32  # the kind of subpacket that holds a back signature (RFC 9580, 5.2.3.34)
_RSA: Final = 1
_KEPT: Final = ("adsk", "exponent", "names", "rsa1024", "dsa", "sha1", "ahead", "borrower", "rsa2048")
Parts = list[tuple[int, bytes]]
_Edit = Callable[[Random, Parts], Parts]


@dataclass(frozen=True)
class OwnedCertificate:
    """A key with a subkey that signs: its certificate, what the subkey signed, and what its owner made of it later."""

    fingerprint: str
    certificate: bytes
    signature: bytes = field(repr=False)
    later: dict[str, bytes] = field(repr=False)


@cache
def owned_certificate(day: date) -> OwnedCertificate:
    """Make one, and let its owner sign `STATEMENT` on this day."""
    with tempfile.TemporaryDirectory(prefix="km-owner-") as place:
        with GnupgHome(Path(place, "key")) as home:
            fingerprint = home.generate("Pemilik Contoh", _PASSPHRASE, "3y")
            _gpg(home.path, "--quick-add-key", fingerprint, "ed25519", "sign", "3y")
            subkey = home.secret_parts(fingerprint)[-1]
            signature = sign_detached(home, fingerprint, STATEMENT, day, _PASSPHRASE)
            first = _gpg(home.path, "--export", fingerprint)
        later = {}
        for number, (name, change) in enumerate(_changes(fingerprint, subkey).items()):
            copy = Path(place, str(number))
            shutil.copytree(Path(place, "key"), copy, ignore=shutil.ignore_patterns("S.*"))
            with GnupgHome(copy) as home:
                home.start_agent()
                change(home.path)
                later[name] = _gpg(home.path, "--export", fingerprint)
    return OwnedCertificate(fingerprint, first, signature, later)


def without_packets(certificate: bytes, *kinds: int) -> bytes:
    """The certificate without its packets of these kinds."""
    return _joined([(kind, body) for kind, body in packets(certificate) if kind not in kinds])


def chance(random: Random, owned: OwnedCertificate) -> tuple[str, bytes]:
    """The certificate, or a later one of the same key, or a stranger's, edited by whoever hands it in."""
    bases = {"first": owned.certificate} | owned.later
    base = random.choice(sorted(bases))
    certificate = bases[base]
    if random.random() < 0.1:
        base = random.choice(_KEPT)
        certificate = kept(base)
    names = [random.choice(sorted(_EDITS)) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    for name in names:
        certificate = _joined(_EDITS[name](random, list(packets(certificate))))
    return f"certificate: {base}, {', '.join(names)}", certificate


def back_signature_lost(certificate: bytes) -> bytes:
    """The certificate without what lies unprotected in its last signature: there stands the subkey's agreement."""
    parts = list(packets(certificate))
    at, (kind, body) = len(parts) - 1, parts[-1]
    return _joined([*parts[:at], (kind, _with_unhashed(body, lambda _area: b""))])


def exponent_of(bits: int, modulus: int = 4096) -> bytes:
    """A subkey of RSA with an exponent of so many bits."""
    numbers = b"".join(
        size.to_bytes(2) + ((1 << (size - 1)) | 1).to_bytes((size + 7) // 8) for size in (modulus, bits)
    )
    return b"\x04\x5f\x00\x00\x00" + bytes([_RSA]) + numbers


def _changes(fingerprint: str, subkey: str) -> dict[str, Callable[[Path], object]]:
    """Changes that GnuPG makes for an owner: some take back what the subkey signed."""

    def typed(*answers: str) -> Callable[[Path], object]:
        return lambda home: _gpg(
            home, "--edit-key", fingerprint, typed="\n".join([*answers, "save", ""]).encode()
        )

    def told(*words: str) -> Callable[[Path], object]:
        return lambda home: _gpg(home, *words)

    return {
        "subkey revoked": typed("key 2", "revkey", "y", "0", "", "y"),
        "subkey for another use": typed("key 2", "change-usage", "s", "a", "q"),
        "primary signs no more": typed("change-usage", "s", "q"),
        "extended": told("--quick-set-expire", fingerprint, "9y"),
        "subkey extended": told("--quick-set-expire", fingerprint, "9y", subkey),
        "another subkey": told("--quick-add-key", fingerprint, "ed25519", "sign", "1y"),
        "another name": told("--quick-add-uid", fingerprint, "Nama lain"),
        "revoked": _revoke(fingerprint),
    }


def _revoke(fingerprint: str) -> Callable[[Path], object]:
    def change(home: Path) -> None:
        file = home / "openpgp-revocs.d" / f"{fingerprint}.rev"
        file.write_text(file.read_text().replace(":-----BEGIN", "-----BEGIN"))
        _gpg(home, "--import", str(file))

    return change


def _gpg(home: Path, *arguments: str, typed: bytes = b"") -> bytes:
    """Run gpg as its owner does; `typed` are the answers to what it asks."""
    command = ["gpg", "--homedir", str(home), "--quiet", "--no-tty", "--yes", "--expert"]
    command += ["--pinentry-mode", "loopback", "--passphrase", _PASSPHRASE]
    command += ["--command-fd", "0"] if typed else ["--batch"]
    return subprocess.run([*command, *arguments], input=typed, check=True, capture_output=True).stdout


def _joined(parts: Parts) -> bytes:
    return b"".join(packet(kind, body) for kind, body in parts)


def _of(parts: Parts, *kinds: int) -> list[int]:
    return [at for at, (kind, _body) in enumerate(parts) if kind in kinds]


def _with_unhashed(body: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A signature of version 4 with another area that nothing protects."""
    start = 6 + int.from_bytes(body[4:6])
    end = start + 2 + int.from_bytes(body[start : start + 2])
    area = change(body[start + 2 : end])[:0xFFFF]
    return body[:start] + len(area).to_bytes(2) + area + body[end:]


def _subpacket(random: Random, parts: Parts) -> bytes:
    """A subpacket of any kind; one in two is meant as a back signature."""
    kind = random.choice((_EMBEDDED,) * 6 + (2, 5, 9, 11, 12, 16, 20, 23, 27, 29, 33, 100))
    others = [body for number, body in parts if number == SIGNATURE]
    content = random.choice(
        (b"", random.randbytes(20), random.choice(others), random.choice(others)[:-1] + b"\0")
    )
    critical = 0x80 if random.random() < 0.2 else 0
    return b"\xff" + (len(content) + 1).to_bytes(4) + bytes([kind | critical]) + content


def _unprotected(random: Random, parts: Parts) -> Parts:
    at = random.choice(_of(parts, SIGNATURE))
    added = b"".join(_subpacket(random, parts) for _ in range(random.choice((1, 1, 2, 50))))
    ways: tuple[Callable[[bytes], bytes], ...] = (
        lambda area: added + area,
        lambda area: area + added,
        lambda area: area + area,
        lambda _area: b"",
        lambda _area: added,
        lambda area: mutators.raw(random, area or b"\0", [added])[1],
    )
    parts[at] = (SIGNATURE, _with_unhashed(parts[at][1], random.choice(ways)))
    return parts


def _exponent(random: Random, parts: Parts) -> Parts:
    modulus = random.choice((1024, 2048, 4096, 8192, 8193, 16_384))
    bits = random.choice((2, 17, 32, 33, 2047, modulus))
    key = exponent_of(bits, modulus)
    if random.random() < 0.3:
        return [(KEY, key), *parts[1:]]
    binding = parts[_of(parts, SIGNATURE)[-1]]
    return [*parts, (SUBKEY, key), *([binding] * random.randint(0, 2))]


def _repeated(*kinds: int) -> _Edit:
    """Packets of these kinds over and over, each with the signature behind it."""

    def edit(random: Random, parts: Parts) -> Parts:
        found = _of(parts, *kinds)
        if not found:
            return parts
        at = random.choice(found)
        behind = [part for part in parts[at + 1 : at + 2] if part[0] == SIGNATURE]
        times = random.choice((1, 2, 10, 24, 60))
        return parts[:at] + [parts[at], *behind] * times + parts[at:]

    return edit


def _renumbered(random: Random, parts: Parts) -> Parts:
    """Subkeys that differ in their day alone, each with a signature that was made for another."""
    found = _of(parts, SUBKEY)
    if not found:
        return parts
    _kind, body = parts[random.choice(found)]
    binding = parts[-1]
    made: Parts = []
    for _ in range(random.choice((1, 5, 30))):
        made += [(SUBKEY, body[:1] + random.randbytes(4) + body[5:]), binding]
    return parts + made


def _dropped(random: Random, parts: Parts) -> Parts:
    del parts[random.randrange(1, len(parts))]
    return parts


def _moved(random: Random, parts: Parts) -> Parts:
    parts.insert(random.randrange(len(parts)), parts.pop(random.randrange(len(parts))))
    return parts


def _named(random: Random, parts: Parts) -> Parts:
    """A name or a picture of any form, with a signature that was made for another."""
    body = random.choice((b"", b"\xff\xfe", "Nama\u202e\n".encode(), b"x" * 5_000, random.randbytes(40)))
    kind = random.choice((_NAME, _NAME, _PICTURE))
    return [*parts[:1], (kind, body), parts[_of(parts, SIGNATURE)[0]], *parts[1:]]


def _signature_changed(random: Random, parts: Parts) -> Parts:
    at = random.choice(_of(parts, SIGNATURE))
    parts[at] = (SIGNATURE, mutators.raw(random, parts[at][1], [parts[at][1]])[1])
    return parts


_EDITS: Final[dict[str, _Edit]] = {
    "unprotected": _unprotected,
    "unprotected too": _unprotected,
    "exponent": _exponent,
    "signatures": _repeated(SIGNATURE),
    "names": _repeated(_NAME),
    "subkeys": _repeated(SUBKEY),
    "made-up subkeys": _renumbered,
    "dropped": _dropped,
    "moved": _moved,
    "made-up name": _named,
    "signature changed": _signature_changed,
}
