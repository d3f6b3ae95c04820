"""How gpg-agent says why it did not use a key: libgpg-error's codes with source 4, as status lines carry them."""

from typing import Final

WRONG_PASSPHRASE: Final = frozenset({"67108875", "67109041"})  # bad passphrase, none given
LOCKED: Final = frozenset({"67108949", "67108963"})  # nobody to ask (no pinentry), cancelled
