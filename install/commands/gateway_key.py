"""The command `gateway-key` of the workstation: its key for the gateway's onion service, set up in one step by root."""

from typing import Final

import click

from install.commands.bilingual import BilingualArgument, BilingualCommand
from install.console import print_lines
from install.language import Sentence
from install.server.layout import TOR_UNIT
from install.server.privileges import require_root
from install.server.system import run_program
from install.workstation.client_key import WorkstationLayout, give_to_tor, make_key, onion_address_of

_MADE: Final = Sentence(
    "Kunci komputer kerja ini untuk gateway: {key}\nPemakainya sekarang dapat membuat berkas pendaftaran: klik ikon "
    "Kentongan.",
    "This workstation's key for the gateway: {key}\nIts person can make the enrolment file now: click the icon "
    "Kentongan.",
)
_GIVEN: Final = Sentence(
    "Tor memakai kunci ini untuk {address}, begitu server mengenalnya: {key}",
    "Tor uses this key for {address} as soon as the server knows it: {key}",
)


@click.command(
    "gateway-key",
    cls=BilingualCommand,
    text=Sentence(
        "Membuat kunci komputer kerja ini untuk layanan onion gateway. Bila alamatnya sudah diketahui, Tor disiapkan "
        "untuk memakainya.",
        "Make this workstation's key for the onion service of the gateway. Once the address is known, Tor is set up to "
        "use it.",
    ),
    example="kentongan gateway-key GATEWAY-ADDRESS",
)
@click.argument(
    "address",
    cls=BilingualArgument,
    required=False,
    text=Sentence(
        "alamat onion gateway, dengan atau tanpa .onion",
        "the gateway's onion address, with or without .onion",
    ),
)
def gateway_key(address: str | None) -> None:
    """Make the key, and give it to Tor; the same again changes nothing but that Tor starts anew."""
    require_root()
    layout = WorkstationLayout()
    wanted = None if address is None else onion_address_of(address)
    client = make_key(layout)
    if wanted is None:
        print_lines(_MADE.told(key=client.public_key))
        return
    give_to_tor(layout, client, wanted)
    run_program(["systemctl", "restart", TOR_UNIT])
    print_lines(_GIVEN.told(address=wanted, key=client.public_key))
