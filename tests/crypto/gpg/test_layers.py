"""An encrypted message inside an encrypted one is refused before gpg asks the agent about it."""

import pytest

from crypto.gpg.decrypt import decrypt_bytes, decrypt_bytes_with_key
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import DecryptionError
from crypto.gpg.nested_pgp import decrypt_foreign_bytes
from crypto.gpg.status import LayerWatch
from tests.crypto.gpg.conftest import TODAY, KeyOwner
from tests.hostile_packets import encrypted_raw, layer_for_many

LIMIT = 1_000_000
MANY = 20_000
OUTER = b"[GNUPG:] ENC_TO 0123456789ABCDEF 18 0\n[GNUPG:] BEGIN_DECRYPTION\n"
INNER = b"[GNUPG:] ENC_TO 0123456789ABCDEF 18 0\n"


def test_a_layer_with_session_keys_without_end_holds_no_wall_clock(owner: KeyOwner) -> None:
    inside = encrypt_bytes(b"laporan", [owner.certificate], TODAY)
    message = encrypted_raw(layer_for_many(inside, MANY), [owner.certificate], TODAY)
    assert len(message) < 12_000
    for decrypt in (decrypt_bytes, decrypt_bytes_with_key, decrypt_foreign_bytes):
        with pytest.raises(DecryptionError):  # before, the agent took the 30 seconds: `GpgTimeoutError`
            decrypt(owner.home, message, LIMIT)


@pytest.mark.parametrize(
    "inner", [INNER, b"[GNUPG:] NEED_PASSPHRASE_SYM 9 3 8\n", b"[GNUPG:] BEGIN_DECRYPTION\n"]
)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_second_layer_is_seen_however_its_lines_arrive(inner: bytes, size: int) -> None:
    watch, said = LayerWatch(), OUTER + inner
    seen = [watch.sees(said[at : at + size]) for at in range(0, len(said), size)]
    assert seen[-1]
    assert watch.nested


@pytest.mark.parametrize(
    "after", [b"", b"[GNUPG:] PLAINTEXT 62 0 x\n", b"[GNUPG:] X" + b"y" * 500 + b"ENC_TO \n"]
)
def test_one_layer_is_left_alone(after: bytes) -> None:
    watch = LayerWatch()
    assert not watch.sees(INNER + OUTER + after)
