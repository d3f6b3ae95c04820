"""Whatever is not exactly what gpg writes is refused before gpg runs."""

import re
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.gpg.certificate import inspect
from crypto.gpg.encrypt import EncryptionStream, encrypt_bytes
from crypto.gpg.errors import BadSignatureError, HiddenRecipientsError, NotEncryptedMessageError
from crypto.gpg.home import GnupgHome
from crypto.gpg.packets import (
    HEAD_BYTES,
    MAX_GUESSES,
    MAX_RECIPIENTS,
    MessageWalker,
    count_guesses,
    read_issuers,
    read_recipients,
    read_stream_recipients,
    require_signature,
)
from crypto.gpg.process import GpgProcess
from crypto.gpg.signatures import sign_detached
from crypto.signing import MAX_SIGNATURE_BYTES
from tests.crypto.gpg.conftest import PHRASE, TODAY, KeyOwner

MARKER = bytes.fromhex("CA03504750")
KINDS = ("ed25519", "nistp384", "rsa2048", "rsa4096")  # the middle two as on many cards


@pytest.fixture(scope="module")
def signatures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """A signature by a key of each kind."""
    with GnupgHome(tmp_path_factory.mktemp("jenis") / "home") as home:
        home.start_agent()
        yield {kind: sign_detached(home, made_key(home, kind), b"isi", TODAY, PHRASE) for kind in KINDS}


def made_key(home: GnupgHome, kind: str) -> str:
    with GpgProcess(
        home.path, ["--quick-generate-key", "--", kind, kind, "sign", "1y"], passphrase=PHRASE
    ) as gpg:
        return gpg.wait().arguments("KEY_CREATED")[1]


def gpg_made(owner: KeyOwner, *options: str, data: bytes = b"isi") -> bytes:
    """Return what the owner's gpg itself makes of this."""
    arguments = ["--trust-model", "always", *options]
    with GpgProcess(owner.home.path, arguments) as gpg:
        made = gpg.exchange(iter((data,)))
        assert gpg.wait().exit_code == 0
    return made


def refused_signature(signature: bytes) -> bool:
    try:
        require_signature(signature)
    except BadSignatureError:
        return True
    return False


def refused_message(message: bytes) -> bool:
    try:
        read_recipients(message)
    except NotEncryptedMessageError:
        return True
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_signatures_of_gpg_pass_and_nothing_cut_or_longer_does(
    signatures: dict[str, bytes], kind: str
) -> None:
    good = signatures[kind]
    assert good[0] == (0x88 if len(good) < 258 else 0x89)
    require_signature(good)
    assert all(refused_signature(good[:size]) for size in range(len(good)))
    assert all(refused_signature(good[start:]) for start in range(1, len(good)))
    assert all(refused_signature(good + bytes([more])) for more in range(256))


@pytest.mark.parametrize("kind", KINDS)
def test_a_marker_packet_before_after_or_instead_of_a_signature_is_refused(
    signatures: dict[str, bytes], kind: str
) -> None:
    good = signatures[kind]
    for bad in (MARKER, MARKER + good, good + MARKER, good + good, MARKER + MARKER):
        assert refused_signature(bad)


def test_a_signature_of_another_version_kind_header_or_size_is_refused(
    signatures: dict[str, bytes], owner: KeyOwner
) -> None:
    good = signatures["ed25519"]
    body = good[2:]
    for header in (
        bytes([0x89, 0, len(body)]),  # longer than needed
        bytes([0x8A, 0, 0, 0, len(body)]),
        bytes([0x8B]),  # of any length
        bytes([0xC2, len(body)]),  # of the new format
        bytes([0x84, len(body)]),
    ):
        assert refused_signature(header + body)
    for version in (0, 2, 3, 5, 6, 255):
        assert refused_signature(good[:2] + bytes([version]) + body[1:])
    assert refused_signature(gpg_made(owner, "--armor", "--output", "-", "--detach-sign"))
    assert refused_signature(gpg_made(owner, "--textmode", "--output", "-", "--detach-sign"))
    assert not refused_signature(gpg_made(owner, "--output", "-", "--detach-sign"))
    for size in (MAX_SIGNATURE_BYTES - 3, MAX_SIGNATURE_BYTES - 2):  # numbers as long as it takes
        long = bytes([0x89]) + size.to_bytes(2) + (body + bytes(size - len(body)))
        assert refused_signature(long) == (len(long) > MAX_SIGNATURE_BYTES)


def test_areas_that_reach_beyond_the_signature_are_refused(signatures: dict[str, bytes]) -> None:
    good = signatures["ed25519"]
    hashed_end = 2 + 6 + int.from_bytes(good[6:8])
    for start in (6, hashed_end):
        assert refused_signature(good[:start] + b"\xff\xff" + good[start + 2 :])


@given(
    header=st.sampled_from([0x88, 0x89]),
    told=st.integers(0, 700),
    body=st.binary(max_size=600),
    like_a_signature=st.booleans(),
)
def test_no_bytes_pass_whose_header_tells_another_length(
    *, header: int, told: int, body: bytes, like_a_signature: bool
) -> None:
    if like_a_signature:
        body = b"\x04\x00\x16\x0a" + bytes(6) + body + b"\0"
    told = told % 256 if header == 0x88 else told
    length = bytes([told]) if header == 0x88 else told.to_bytes(2)
    right = told == len(body) and (told < 256) == (header == 0x88)
    assert refused_signature(bytes([header]) + length + body) or (right and body[:2] == b"\x04\x00")
    shortest = bytes([0x88, len(body)]) if len(body) < 256 else bytes([0x89]) + len(body).to_bytes(2)
    assert refused_signature(shortest + body) or body[:2] == b"\x04\x00"
    assert not (like_a_signature and refused_signature(shortest + body))


def test_a_signature_names_the_key_that_made_it_and_others_only_where_they_were_added(
    owner: KeyOwner,
) -> None:
    good = gpg_made(owner, "--output", "-", "--detach-sign")
    mine = owner.fingerprint[-16:]
    assert read_issuers(good) == {mine}
    end = 2 + 6 + int.from_bytes(good[6:8])
    more = bytes([9, 16]) + bytes.fromhex("0123456789ABCDEF")
    unsigned = (int.from_bytes(good[end : end + 2]) + len(more)).to_bytes(2) + more
    added = good[2:end] + unsigned + good[end + 2 :]
    assert read_issuers(bytes([0x88, len(added)]) + added) == {mine, "0123456789ABCDEF"}


@given(hashed=st.binary(max_size=300), unhashed=st.binary(max_size=300))
def test_whatever_a_signature_says_of_its_maker_identifiers_are_read_or_none(
    *, hashed: bytes, unhashed: bytes
) -> None:
    areas = b"".join(len(area).to_bytes(2) + area for area in (hashed, unhashed))
    body = b"\x04\x00\x16\x0a" + areas + bytes(3)
    header = bytes([0x88, len(body)]) if len(body) < 256 else bytes([0x89]) + len(body).to_bytes(2)
    assert all(re.fullmatch("[0-9A-F]{16}", found) for found in read_issuers(header + body))
    with pytest.raises(BadSignatureError):
        read_issuers(header + body + b"x")


def test_a_signature_as_long_as_it_may_be_takes_no_time_to_read() -> None:
    body = b"\x04\x00\x16\x0a" + (MAX_SIGNATURE_BYTES - 14).to_bytes(2) + bytes(MAX_SIGNATURE_BYTES - 14 + 5)
    began = time.process_time()
    assert read_issuers(bytes([0x89]) + len(body).to_bytes(2) + body) == frozenset()
    assert time.process_time() - began < 0.1


@settings(max_examples=200)
@given(st.data())
def test_what_stands_before_or_after_a_signature_is_always_refused(
    signatures: dict[str, bytes], data: st.DataObject
) -> None:
    good = signatures[data.draw(st.sampled_from(KINDS))]
    more = data.draw(st.one_of(st.binary(min_size=1, max_size=80), st.sampled_from([MARKER, good])))
    assert refused_signature(good + more)
    assert refused_signature(more + good)


@pytest.mark.parametrize("size", [0, 10, 150, 151, 500, 7_000, 8_192, 70_000, 700_000])
def test_what_we_encrypt_passes_and_names_its_keys_in_order(
    owner: KeyOwner, stranger: KeyOwner, size: int
) -> None:
    message = encrypt_bytes(bytes(size), [owner.certificate, stranger.certificate], TODAY)
    first, second = read_recipients(message)
    assert first in inspect(owner.certificate.read_bytes()).keys
    assert second in inspect(stranger.certificate.read_bytes()).keys


@pytest.mark.parametrize("size", [10, 3_000, 200_000])
@pytest.mark.parametrize("ocb", [(), ("--force-ocb",)])
@pytest.mark.parametrize("compression", ["none", "zip"])
@pytest.mark.parametrize("from_file", [True, False])
def test_what_gpg_makes_from_a_pipe_or_a_file_passes(
    owner: KeyOwner, tmp_path: Path, size: int, ocb: tuple[str, ...], compression: str, *, from_file: bool
) -> None:
    """Officers' gpg of another distribution writes OCB where every key prefers it."""
    data = b"isi " * (size // 4)
    source = tmp_path / "isi"
    source.write_bytes(data)
    options = (
        *ocb,
        "--compress-algo",
        compression,
        "--recipient-file",
        str(owner.certificate),
        "--output",
        "-",
    )
    made = gpg_made(owner, *options, "--encrypt", *([str(source)] if from_file else []), data=data)
    (key,) = read_recipients(made)
    assert key in inspect(owner.certificate.read_bytes()).keys


@pytest.mark.parametrize("kind", ["rsa2048", "rsa4096"])
def test_messages_to_subkeys_of_rsa_pass_too(tmp_path: Path, kind: str) -> None:
    with GnupgHome(tmp_path / "home") as home:
        home.start_agent()
        fingerprint = made_key(home, "ed25519")  # for signatures alone
        arguments = ["--quick-add-key", fingerprint, kind, "encr", "1y"]
        with GpgProcess(home.path, arguments, passphrase=PHRASE) as gpg:
            gpg.wait()
        certificate = home.certificate(fingerprint)
        file = tmp_path / kind
        file.write_bytes(certificate)
        (key,) = read_recipients(encrypt_bytes(b"isi", [file], TODAY))
        assert key in inspect(certificate).keys


def test_hidden_recipients_passphrases_armour_and_other_messages_are_refused(owner: KeyOwner) -> None:
    to = ("--output", "-", "--encrypt")
    hidden = gpg_made(owner, "--hidden-recipient-file", str(owner.certificate), *to)
    armoured = gpg_made(owner, "--armor", "--recipient-file", str(owner.certificate), *to)
    stored = gpg_made(owner, "--output", "-", "--store")
    signed = gpg_made(owner, "--output", "-", "--sign")
    for bad in (hidden, armoured, stored, signed, b"", b"Laporan biasa, tidak terenkripsi.", MARKER):
        assert refused_message(bad)


def test_a_message_cut_anywhere_or_with_more_is_refused(owner: KeyOwner) -> None:
    for size in (10, 3_000):
        good = encrypt_bytes(bytes(size), [owner.certificate], TODAY)
        assert all(refused_message(good[:end]) for end in range(len(good)))
        assert all(refused_message(good + bytes([more])) for more in range(256))
        for bad in (
            MARKER + good,
            good + MARKER,
            good + good,
            good[96:],
            good[:96],
            good[:96] + MARKER + good[96:],
        ):
            assert refused_message(bad)


def test_as_many_recipients_as_allowed_pass_and_one_more_does_not(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"isi", [owner.certificate], TODAY)
    keys = [message[:3] + bytes([number + 1]) * 8 + message[11:96] for number in range(MAX_RECIPIENTS + 1)]
    assert len(read_recipients(b"".join(keys[1:]) + message[96:])) == MAX_RECIPIENTS
    assert refused_message(b"".join(keys) + message[96:])


def test_one_recipient_named_again_is_refused_but_not_in_what_comes_from_outside(owner: KeyOwner) -> None:
    """The agent tries each: 64 for one key of RSA 4096 took it five seconds, and failed over nothing."""
    message = encrypt_bytes(b"isi", [owner.certificate], TODAY)
    again = message[:96] + message
    assert refused_message(again)
    assert len(read_recipients(again, hidden=True)) == 2


@pytest.mark.parametrize("identifier", [bytes(8), b"\x01" * 8])
def test_the_agent_guesses_for_few_session_keys_of_what_comes_from_outside(
    owner: KeyOwner, identifier: bytes
) -> None:
    """63 that say nothing of their key held it for two seconds to twenty, as long as RSA keys are."""
    message = encrypt_bytes(b"isi", [owner.certificate], TODAY)
    guessed = message[:3] + identifier + message[11:96]
    named = [message[:3] + bytes([number + 2]) * 8 + message[11:96] for number in range(30)]
    repeated = int(identifier != bytes(8))  # the first of several for one key is no guess
    most = b"".join(named) + guessed * (MAX_GUESSES + repeated)
    found = read_recipients(most + message[96:], hidden=True)
    assert count_guesses(found) == MAX_GUESSES
    with pytest.raises(HiddenRecipientsError):
        read_recipients(most + guessed + message[96:], hidden=True)


@settings(max_examples=100)
@given(st.data(), st.sampled_from([10, 700, 20_000]))
def test_pieces_of_any_size_are_judged_as_the_whole(owner: KeyOwner, data: st.DataObject, size: int) -> None:
    message = encrypt_bytes(bytes(size), [owner.certificate], TODAY)
    changed = data.draw(st.one_of(st.none(), st.integers(0, 120)))
    if changed is not None:
        message = (
            message[:changed]
            + bytes([message[changed] ^ data.draw(st.integers(1, 255))])
            + message[changed + 1 :]
        )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(message)), max_size=12)))
    walker = MessageWalker()
    found = None
    try:
        for start, end in pairwise([0, *cuts, len(message)]):
            walker.feed(message[start:end])
        found = walker.finish()
    except NotEncryptedMessageError:
        with pytest.raises(NotEncryptedMessageError):  # once refused, for good
            walker.finish()
    assert (found is None) == refused_message(message)
    assert found is None or found == read_recipients(message)


def test_a_message_with_more_behind_it_is_refused_for_good(owner: KeyOwner) -> None:
    walker = MessageWalker()
    walker.feed(encrypt_bytes(b"isi", [owner.certificate], TODAY))
    assert walker.finish()
    with pytest.raises(NotEncryptedMessageError):
        walker.feed(b"x")
    with pytest.raises(NotEncryptedMessageError):
        walker.finish()


@given(st.binary(max_size=400))
def test_nothing_else_ever_passes_for_a_message(rubbish: bytes) -> None:
    with pytest.raises(NotEncryptedMessageError):
        read_recipients(rubbish)


def test_a_small_first_part_a_long_length_and_another_version_are_refused(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"isi", [owner.certificate], TODAY)
    head, body = message[:96], message[98:]
    assert message[96:98] == bytes([0xD2, len(body)])
    assert not refused_message(head + bytes([0xD2, len(body)]) + body)
    for bad in (
        bytes([0xD2, 0xFF, 0, 0, 0, len(body)]) + body,  # longer than needed
        bytes([0xD2, 0xE4]) + body[:16] + bytes([len(body) - 16]) + body[16:],
        bytes([0xD2, len(body)]) + b"\x02" + body[1:],  # RFC 9580's version, which gpg does not open
        bytes([0xD2, len(body)]) + b"\x00" + body[1:],
        bytes([0xC9, len(body)]) + body,  # without integrity
        bytes([0xA4, len(body)]) + body,
        bytes([0xD2, 20]) + body[:20],
    ):
        assert refused_message(head + bad)
    for place in (0, 2):  # packet type, version
        assert refused_message(message[:place] + b"\x05" + message[place + 1 :])


@pytest.mark.parametrize("size", [0, 1, 700, 9_000, 150_000, 3_000_000])
def test_a_stream_is_judged_by_its_head_and_its_length(owner: KeyOwner, size: int) -> None:
    message = encrypt_bytes(bytes(size), [owner.certificate], TODAY)
    head = message[:HEAD_BYTES]
    assert read_stream_recipients(head, len(message), size) == read_recipients(message)
    for cut in (head[: len(head) // 2], head[:96], b""):
        with pytest.raises(NotEncryptedMessageError):
            read_stream_recipients(cut, len(message), size)
    for wrong in (
        (head, size, size),  # as long as the plain text
        (head, len(message), len(message)),
        (head, len(message) + size // 32 + 4_096, size),
        (bytes(len(head)), len(message), size),
        (b"%PDF-1.7\n".ljust(len(head), b"x"), len(message), size),
        (head[96:], len(message) - 96, size),
    ):
        with pytest.raises(NotEncryptedMessageError):
            read_stream_recipients(*wrong)


def test_a_file_that_trickles_in_passes_whatever_the_sizes_of_its_pieces(
    owner: KeyOwner, tmp_path: Path
) -> None:
    """gpg puts a length before each piece that it reads: the more pieces, the longer the message."""
    for step in (1, 300, 1_024):
        path = tmp_path / str(step)
        with path.open("wb") as out, EncryptionStream([owner.certificate], out.fileno(), TODAY) as stream:
            for _ in range(20_000 // step):
                stream.write(bytes(step))
                if step > 1:
                    time.sleep(0.001)
            stream.finish()
        message = path.read_bytes()
        assert read_stream_recipients(message, len(message), 20_000 // step * step) == read_recipients(
            message
        )
