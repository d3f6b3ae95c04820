"""Detection of an encrypted message inside an encrypted one, from gpg's status lines as they come.

This system encrypts nothing twice. For such a layer gpg asks the agent about each of its session keys, without a limit
to their number. Eleven kilobytes, compressed, held gpg until the wall clock ran out while its processor time stood
still.
"""

from typing import Final

_BEGUN: Final = b"[GNUPG:] BEGIN_DECRYPTION"
# gpg's lines about a session key, for a key or a passphrase, before it asks the agent (doc/DETAILS in GnuPG).
_INSIDE: Final = (b"[GNUPG:] ENC_TO ", b"[GNUPG:] NEED_PASSPHRASE", _BEGUN)
_LONGEST: Final = max(map(len, _INSIDE))


class LayerWatch:
    """A watch for a second encrypted layer after the first was opened."""

    def __init__(self) -> None:
        self.nested = False
        self._begun = False
        self._line = b""

    def sees(self, piece: bytes) -> bool:
        """Take the next piece of the status lines; return whether a second layer has come."""
        *lines, rest = (self._line + piece).split(b"\n")
        for line in lines:
            self.nested |= self._begun and line.startswith(_INSIDE)
            self._begun |= line.startswith(_BEGUN)
        self._line = rest[:_LONGEST]  # a line without an end must not grow here
        return self.nested
