"""GnuPG's lines on its status descriptor, of which a stranger can choose some (file names, user ids, notations)."""

import re

from crypto.gpg.decrypt import require_good
from crypto.gpg.errors import BadSignatureError, GpgError
from crypto.gpg.signatures import _require_good as require_good_signature
from crypto.gpg.status import Finished, parse_status
from tests.fuzz.target import PLANTED, Target

_FINGERPRINT = "A" * 40
_DECRYPTED = (
    b"[GNUPG:] ENC_TO 0000000000000000 18 0\n[GNUPG:] DECRYPTION_KEY %s %s -\n[GNUPG:] BEGIN_DECRYPTION\n"
    b"[GNUPG:] PLAINTEXT 62 0 %s\n[GNUPG:] DECRYPTION_OKAY\n[GNUPG:] GOODMDC\n[GNUPG:] END_DECRYPTION\n"
)
_KEY = _FINGERPRINT.encode()
_VALID = b"[GNUPG:] VALIDSIG %s 2026-11-25 1795651199 0 4 0 22 10 00 %s\n"
_SIGNED = b"[GNUPG:] NEWSIG\n[GNUPG:] KEY_CONSIDERED %s 0\n[GNUPG:] GOODSIG 0123 %s\n" + _VALID % (_KEY, _KEY)
_ONCE = (b"NEWSIG", b"GOODSIG", b"VALIDSIG")


def run(data: bytes) -> None:
    """Judged good only if a reader of another make finds the lines that make it so, each once and in order."""
    end = Finished(parse_status(data), 0)
    keywords = [line.split(b" ")[1] for line in data.split(b"\n")[:-1]]
    failure: GpgError | None = None
    try:
        require_good(end)
        course = [word for word in keywords if re.fullmatch(rb"DECRYPTION_\w+|\w+_DECRYPTION|GOODMDC", word)]
        assert b"DECRYPTION_FAILED" not in keywords
        assert keywords.count(b"DECRYPTION_OKAY") == keywords.count(b"PLAINTEXT") == 1
        assert course[-3:] == [b"DECRYPTION_OKAY", b"GOODMDC", b"END_DECRYPTION"]
    except GpgError as error:
        failure = error
    try:
        require_good_signature(end, _FINGERPRINT)
        assert [keywords.count(word) for word in _ONCE] == [1, 1, 1]
        [valid] = [line for line in data.split(b"\n") if line.startswith(b"[GNUPG:] VALIDSIG ")]
        assert _KEY in valid.split()
        assert not {b"BADSIG", b"ERRSIG", b"EXPKEYSIG", b"REVKEYSIG"} & set(keywords)
    except BadSignatureError as error:
        failure = failure and error
    if failure is not None:
        raise failure


TARGET = Target(
    run,
    (GpgError,),
    (
        _DECRYPTED % (_KEY, _KEY, PLANTED.encode()),
        _DECRYPTED % (_KEY, _KEY, b"%0A[GNUPG:]%20VALIDSIG"),
        _SIGNED % (_KEY, b"Sari <sari@inspektorat.uji>"),
        _SIGNED % (_KEY, "à… [GNUPG:] BADSIG".encode()),
        _SIGNED % (_KEY, b"x") * 2,
        b"[GNUPG:] NODATA 1\n[GNUPG:] FAILURE decrypt 1\n",
    ),
    largest=2_048,
)
