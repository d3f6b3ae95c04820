"""The group `gateway-client`: the workstations that the gateway's onion service lets through."""

import json
from pathlib import Path
from typing import Final

import click

from install.commands.bilingual import BilingualArgument, BilingualGroup, BilingualOption, F
from install.commands.parameters import as_json, gateway_config, path_option
from install.console import print_lines
from install.errors import InstallError
from install.language import Sentence
from install.server.enrolled_workstation import let_through, reload_tor
from install.server.layout import ServerLayout
from install.server.onions import add_client, clients, make_client_key, remove_client, require_onion
from install.server.setup import require_able
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config

_ADDED: Final = Sentence(
    "Komputer kerja {name} dapat mencapai gateway.", "The workstation {name} can reach the gateway."
)
_LET_THROUGH: Final = Sentence(
    "Komputer kerja {name} dapat mencapai gateway, menurut berkas pendaftarannya tanggal {day}. Bila ia membuat yang "
    "lebih baru, berkas ini ditukar: kentongan gateway-client remove {name}",
    "The workstation {name} can reach the gateway, by its enrolment of {day}. If its person made a newer one, this "
    "file was exchanged: kentongan gateway-client remove {name}",
)
_PRIVATE: Final = Sentence(
    "Tulis baris ini ke berkas {name}.auth_private di komputer kerja itu, di map ClientOnionAuthDir-nya. Ini tidak "
    "akan ditampilkan lagi:",
    "Write this line into the file {name}.auth_private on that workstation, in its ClientOnionAuthDir. It is not shown "
    "again:",
)
_NO_KEY: Final = Sentence(
    "Berkas pendaftaran {person} tidak memuat kunci untuk gateway: komputer kerjanya berada di jaringan internal, atau "
    "`kentongan gateway-key` belum dijalankan di sana sebelum berkas itu dibuat.",
    "The enrolment of {person} has no key for the gateway: their workstation is in the internal network, or "
    "`kentongan gateway-key` was not run there before the file was made.",
)
_ONE_OF_TWO: Final = Sentence(
    "Sebut --public-key atau --enrolment, bukan keduanya.", "Name --public-key or --enrolment, not both."
)
_REMOVED: Final = Sentence(
    "Komputer kerja {name} tidak dapat mencapai gateway lagi. Yang menutup perkara adalah roster.",
    "The workstation {name} cannot reach the gateway any more. What closes cases is the roster.",
)

gateway_client: Final = BilingualGroup(
    "gateway-client",
    text=Sentence(
        "Mengatur komputer kerja mana yang dapat mencapai gateway melalui Tor.",
        "Manage the workstations that can reach the gateway through Tor.",
    ),
    example="kentongan gateway-client add sari",
)


def enrolment_option(command: F) -> F:
    """Add `--enrolment`, a file that counts if the roster names its key for the person."""
    text = Sentence(
        "berkas pendaftaran orang itu, yang kuncinya tercantum di roster",
        "the person's enrolment file, whose key the roster names",
    )
    return path_option("--enrolment", metavar="FILE", text=text)(command)


def workstation(command: F) -> F:
    """Add `NAME`, the name of a workstation."""
    text = Sentence(
        "nama komputer kerja: huruf kecil, angka, tanda hubung",
        "the workstation's name: small letters, digits, hyphens",
    )
    return click.argument("name", cls=BilingualArgument, text=text)(command)


@gateway_client.command(
    text=Sentence(
        "Mengizinkan satu komputer kerja. Tanpa --enrolment dan --public-key, pasangan kunci dibuat dan separuh "
        "rahasianya ditampilkan sekali.",
        "Let a workstation through. Without --enrolment and --public-key a pair is made, and its private half is shown "
        "once.",
    ),
    example="kentongan gateway-client add sari --enrolment sari.enrolment",
)
@workstation
@enrolment_option
@click.option(
    "--public-key",
    cls=BilingualOption,
    metavar="KEY",
    text=Sentence(
        "kunci publik x25519 dalam base32, bila komputer kerja sendiri yang membuat pasangannya",
        "the public x25519 key in base32, if the workstation itself made the pair",
    ),
)
@gateway_config
def add(name: str, enrolment: Path | None, public_key: str | None, config: Path) -> None:
    """Let a workstation through."""
    if enrolment is not None and public_key is not None:
        raise InstallError(_ONE_OF_TWO.told())
    require_able()
    if enrolment is not None:
        print_lines(let_workstation_through(name, enrolment, config))
        return
    layout = ServerLayout()
    address = require_onion(layout.gateway_onion)
    made = None if public_key else make_client_key()
    add_client(layout, name, made.public if made else public_key or "")
    reload_tor()
    print_lines(_ADDED.told(name=name))
    if made:
        line = f"{address.removesuffix('.onion')}:descriptor:x25519:{made.private}"
        print_lines(_PRIVATE.told(name=name), line)


@gateway_client.command(
    text=Sentence("Tidak lagi mengizinkan satu komputer kerja.", "Let a workstation through no more."),
    example="kentongan gateway-client remove sari",
)
@workstation
def remove(name: str) -> None:
    """Let a workstation through no more."""
    require_able()
    remove_client(ServerLayout(), name)
    reload_tor()
    print_lines(_REMOVED.told(name=name))


@gateway_client.command(
    "list",
    text=Sentence("Menyebut komputer kerja yang diizinkan.", "Name the workstations that are let through."),
    example="kentongan gateway-client list --json",
)
@as_json
def list_clients(as_json: bool) -> None:
    """Print the names of the workstations."""
    require_able()
    found = clients(ServerLayout())
    print_lines(*([json.dumps(found)] if as_json else found))


def let_workstation_through(person: str, enrolment: Path, config: Path) -> str:
    """Let a person's workstation through by their enrolment, and return what came of it."""
    found = let_through(ServerLayout(), read_config(config, GatewayConfig).roster, person, enrolment)
    if found.gateway_client_key is None:
        return _NO_KEY.told(person=person)
    return _LET_THROUGH.told(name=person, day=found.day)
