"""An enrolment file counts only as its key's owner made it: one key, one name, one day, signed by that very key."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import msgspec
import pytest

from crypto import signing
from crypto.signing import Signed
from store.domain.enrolment import (
    MOST_BYTES,
    MOST_NAME,
    Enrolment,
    enrolment_file,
    is_enrolment_name,
    read_enrolment,
)
from store.domain.errors import EnrolmentError, EnrolmentKeyError, EnrolmentNameError
from store.domain.labels import Label
from store.domain.roster import MOST_CERTIFICATE_BYTES
from tests.clocks import TODAY
from tests.kept_certificates import kept
from tests.office_people import KeyHolder, OfficeKeys

CLIENT_KEY = "A" * 51 + "Q"


@pytest.fixture
def sari(office_keys: OfficeKeys) -> KeyHolder:
    return office_keys.holder("sari")


def enrolment_of(holder: KeyHolder, **changed: object) -> Enrolment:
    usual = Enrolment(holder.name, TODAY, holder.certificate, CLIENT_KEY)
    return msgspec.structs.replace(usual, **changed)


def signer(holder: KeyHolder) -> Callable[[bytes], bytes]:
    return partial(holder.sign, day=TODAY)


def forged(enrolment: msgspec.Struct, by: KeyHolder, label: str = Label.ENROLMENT) -> bytes:
    """A file with whatever content, signed by whoever."""
    text = signing.compose(label, enrolment)
    return msgspec.json.encode(Signed(text.decode(), by.sign(text, TODAY)))


@pytest.mark.parametrize("client_key", [CLIENT_KEY, None])
def test_what_a_workstation_made_is_read_as_it_was_written(sari: KeyHolder, client_key: str | None) -> None:
    made = enrolment_of(sari, gateway_client_key=client_key)
    data = enrolment_file(made, signer(sari))
    assert read_enrolment(data) == made
    assert made.fingerprint == sari.fingerprint
    assert len(data) <= 4 * 1024
    assert sari.passphrase.encode() not in data


def test_a_key_whose_owner_did_not_sign_cannot_be_enrolled(sari: KeyHolder, office_keys: OfficeKeys) -> None:
    stranger = office_keys.holder("budi")
    with pytest.raises(EnrolmentError):
        read_enrolment(forged(enrolment_of(sari), stranger))
    with pytest.raises(EnrolmentError):
        enrolment_file(enrolment_of(sari), signer(stranger))


def test_a_signature_made_for_another_purpose_is_none(sari: KeyHolder) -> None:
    for label in set(Label) - {Label.ENROLMENT}:
        with pytest.raises(EnrolmentError):
            read_enrolment(forged(enrolment_of(sari), sari, label))


def test_another_name_or_another_client_key_under_the_signature_is_noticed(sari: KeyHolder) -> None:
    data = enrolment_file(enrolment_of(sari), signer(sari))
    day, before = (str(TODAY + timedelta(days=ahead)).encode() for ahead in (0, -1))
    for old, new in ((b"Sari", b"Tari"), (CLIENT_KEY.encode(), b"B" * 51 + b"A"), (day, before)):
        assert old in data
        with pytest.raises(EnrolmentError):
            read_enrolment(data.replace(old, new))


def test_a_file_of_a_day_before_its_key_was_made_is_refused(sari: KeyHolder) -> None:
    earlier = enrolment_of(sari, day=TODAY - timedelta(days=400))
    with pytest.raises(EnrolmentError):
        read_enrolment(forged(earlier, sari))


@pytest.mark.parametrize(
    "name",
    [
        "",
        " Sari",
        "Sari ",
        "Sari\nWulandari",
        "Sari\u202eimed",
        "\u3164",
        "Sari 03C3 EF13",
        "Sari ٠٣٣١",
        "Sari\u034f",
        "x" * (MOST_NAME + 1),
    ],
)
def test_a_name_that_hides_something_is_refused_on_both_sides(sari: KeyHolder, name: str) -> None:
    assert not is_enrolment_name(name)
    with pytest.raises(EnrolmentNameError):
        enrolment_file(enrolment_of(sari, name=name), signer(sari))
    with pytest.raises(EnrolmentError):
        read_enrolment(forged(enrolment_of(sari, name=name), sari))


@pytest.mark.parametrize("kind", ["adsk", "rsa1024-subkey"])
def test_a_certificate_of_which_the_key_is_elsewhere_is_refused(sari: KeyHolder, kind: str) -> None:
    with pytest.raises(EnrolmentError):
        read_enrolment(forged(enrolment_of(sari, certificate=kept(kind)), sari))


def test_a_key_that_cannot_encrypt_or_asks_for_a_second_reader_is_called_so(sari: KeyHolder) -> None:
    for kind in ("adsk", "ahead"):
        with pytest.raises(EnrolmentKeyError):
            read_enrolment(forged(enrolment_of(sari, certificate=kept(kind)), sari))


def test_two_keys_in_one_file_or_one_that_is_none_are_refused(
    sari: KeyHolder, office_keys: OfficeKeys
) -> None:
    for certificate in (
        sari.certificate + office_keys.holder("budi").certificate,
        sari.certificate[:-9],
        b"\x99",
        b"-----BEGIN PGP PUBLIC KEY BLOCK-----",
        bytes(MOST_CERTIFICATE_BYTES + 1),
    ):
        with pytest.raises(EnrolmentError):
            read_enrolment(forged(enrolment_of(sari, certificate=certificate), sari))


@pytest.mark.parametrize("client_key", ["", "A" * 51, "A" * 53, "a" * 51 + "Q", "A" * 51 + "B", "1" * 52])
def test_what_is_no_key_of_an_onion_service_is_refused(sari: KeyHolder, client_key: str) -> None:
    with pytest.raises(EnrolmentError):
        read_enrolment(forged(enrolment_of(sari, gateway_client_key=client_key), sari))


def test_rubbish_is_refused_whatever_its_length(sari: KeyHolder) -> None:
    data = enrolment_file(enrolment_of(sari), signer(sari))
    for rubbish in (b"", b"{}", b"null", b"[" * 30_000, data[:-1], data + b"x", data + b" " * MOST_BYTES):
        with pytest.raises(EnrolmentError):
            read_enrolment(rubbish)
