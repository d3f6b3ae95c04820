"""The onion services, reached through Tor as others reach them."""

from collections import Counter
from pathlib import Path
from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.configuration import source_config
from install.doctor.host import Host, HostError
from install.language import Sentence
from store.web.headers import answer_headers

_PAGE: Final = "/id/"
_NOT_AUTHORIZED: Final = 0xF4  # socks-extensions, section 1.2
_ALSO: Final = frozenset({"connection", "content-length", "content-type", "transfer-encoding"})
_RESTART: Final = "systemctl restart tor@default.service kentongan-source.service"
_LOOK: Final = "journalctl --unit=tor@default.service"

_OTHER_ADDRESS: Final = Sentence(
    "Konfigurasi menyebut {told}, tetapi Tor melayani {found}.",
    "The configuration names {told}, but Tor serves {found}.",
)
_NO_CIRCUITS: Final = Sentence("`circuits` dalam {path} tidak aktif.", "`circuits` in {path} is off.")
_UNREACHABLE: Final = Sentence(
    "{onion} tidak dapat dihubungi melalui Tor (kode {code:#04x}).",
    "{onion} cannot be reached through Tor (code {code:#04x}).",
)
_STATUS: Final = Sentence("{onion} menjawab dengan status {status}.", "{onion} answers with status {status}.")
_HEADERS: Final = Sentence(
    "Jawaban {onion} memiliki header yang salah: {names}.",
    "The answer of {onion} has wrong headers: {names}.",
)
_OPEN_GATEWAY: Final = Sentence(
    "{onion} menjawab juga tanpa kunci (kode {code:#04x}).",
    "{onion} answers without a key too (code {code:#04x}).",
)


def _address(host: Host, folder: Path) -> str:
    address = host.read(folder / "hostname").strip()
    if not address:
        raise HostError(f"{folder / 'hostname'} is empty")
    return address


def _look_at_address(host: Host) -> Fault | None:
    told, found = source_config(host).onion, _address(host, host.layout.source_onion)
    if told == found:
        return None
    return Fault(_OTHER_ADDRESS.told(told=told or "-", found=found), "kentongan init")


def _look_at_circuits(host: Host) -> Fault | None:
    if source_config(host).circuits:
        return None
    return Fault(_NO_CIRCUITS.told(path=host.layout.source_config), "kentongan init")


def _look_at_source(host: Host) -> Fault | None:
    onion = _address(host, host.layout.source_onion)
    answer = host.visit(onion, _PAGE)
    if answer.code != 0:
        return Fault(_UNREACHABLE.told(onion=onion, code=answer.code), _LOOK)
    if answer.status != 200:
        return Fault(_STATUS.told(onion=onion, status=answer.status), _RESTART)
    wrong = wrong_headers(answer.headers)
    return Fault(_HEADERS.told(onion=onion, names=", ".join(wrong)), _RESTART) if wrong else None


def wrong_headers(headers: tuple[tuple[str, str], ...]) -> list[str]:
    """Return the names of headers of a page that are missing, there twice, of another value, or too many."""
    given = Counter((name.lower(), value) for name, value in headers)
    wanted = Counter((name.lower(), value) for name, value in answer_headers().items())
    missing = {name for name, _value in wanted - given}
    surplus = {name for name, _value in given - wanted if name not in _ALSO}
    return sorted(missing | surplus)


def _look_at_gateway(host: Host) -> Fault | None:
    onion = _address(host, host.layout.gateway_onion)
    answer = host.visit(onion, "/")
    if answer.code == _NOT_AUTHORIZED:
        return None
    if answer.code != 0:
        return Fault(_UNREACHABLE.told(onion=onion, code=answer.code), _LOOK)
    return Fault(_OPEN_GATEWAY.told(onion=onion, code=answer.code), "kentongan init")


ONIONS: Final = (
    HostCheck(
        "onion-address",
        Sentence(
            "Konfigurasi menyebut alamat yang dilayani Tor",
            "The configuration names the address that Tor serves",
        ),
        Sentence(
            "Pelapor yang datang lewat alamat lain diperingatkan.",
            "Reporters who come by another address are warned.",
        ),
        _look_at_address,
    ),
    HostCheck(
        "circuits",
        Sentence("Sirkuit Tor dibedakan", "Tor's circuits are told apart"),
        Sentence(
            "Jika tidak, satu pembanjir menghambat semua pelapor, dan Tor tidak dapat berbicara dengan server.",
            "Otherwise one who floods holds everybody back, and Tor and the server do not understand each other.",
        ),
        _look_at_circuits,
    ),
    HostCheck(
        "source-onion-answers",
        Sentence(
            "Halaman pelapor menjawab melalui Tor dengan header yang tepat",
            "The reporters' pages answer through Tor with exactly their headers",
        ),
        Sentence(
            "Jika tidak, pelapor tidak dapat mengirim, atau peramban mereka kurang terlindungi.",
            "Otherwise reporters cannot send, or their browsers are protected less.",
        ),
        _look_at_source,
    ),
    HostCheck(
        "gateway-onion-locked",
        Sentence("Gateway ada di Tor dan meminta kunci", "The gateway is in Tor, and asks for a key"),
        Sentence(
            "Hanya komputer kerja kantor yang boleh sampai ke halaman masuk petugas.",
            "Only the office's workstations may get as far as the officers' sign-in.",
        ),
        _look_at_gateway,
    ),
)
