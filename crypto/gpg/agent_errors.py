"""gpg-agent's reasons for not using a key: libgpg-error's codes with source 4, as status lines carry them."""

from typing import Final

WRONG_PASSPHRASE: Final = frozenset({"67108875", "67109041"})  # bad passphrase, none given
LOCKED: Final = frozenset({"67108949", "67108963"})  # no pinentry to ask, cancelled
