"""An enrolment file, as the office machine and the server read it from a stick."""

from datetime import date

import msgspec

from crypto import signing
from crypto.signing import Signed
from store.domain.enrolment import Enrolment, is_enrolment_name, read_enrolment
from store.domain.errors import EnrolmentError
from store.domain.labels import Label
from tests.fuzz.target import PLANTED, Target
from tests.kept_certificates import kept

_KEY = "A" * 51 + "Q"
_TEXT = signing.compose(Label.ENROLMENT, Enrolment(PLANTED, date(2026, 11, 25), kept("lender"), _KEY))


def _file(text: bytes) -> bytes:
    return msgspec.json.encode(Signed(text.decode("utf-8", "replace"), b"signature"))


def run(data: bytes) -> None:
    """`s` a statement to be put into a file, anything else a file as it is."""
    enrolment = read_enrolment(_file(data[1:]) if data[:1] == b"s" else data[1:])
    assert is_enrolment_name(enrolment.name)
    assert len(enrolment.fingerprint) == 40


TARGET = Target(
    run,
    (EnrolmentError,),
    (
        b"s" + _TEXT,
        b"r" + _file(_TEXT),
        b"r" + _file(_TEXT)[:-9],
        b"s" + _TEXT.replace(b"lQ", b"l"),
        b'r{"statement":"kentongan/enrolment/1\\n{}","signature":"AA=="}',
        b'r{"statement":"\\ud800","signature":"AA=="}',
    ),
)
