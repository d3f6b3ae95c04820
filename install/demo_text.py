"""What the demo prints, for the administrator or developer who started it. Labels of the pages are Indonesian."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from install.demo_configs import SOURCE_HOST, demo_command
from install.demo_folder import DemoFolder
from install.demo_office import passphrase_of
from install.demo_people import OFFICERS, POSITIONS, DemoPerson
from install.ports import LOOPBACK, Ports


def command(folder: DemoFolder, default: Path, *words: str) -> str:
    """What to type for another command of this demo."""
    place = () if folder.root == default.resolve() else ("--folder", str(folder.root))
    return shlex.join([*demo_command(), *words, *place])


def welcome(folder: DemoFolder, default: Path, ports: Ports, links: Mapping[str, str]) -> list[str]:
    """All that somebody needs to try it; `links` are the officers' one-use links by identifier."""
    source = f"http://{SOURCE_HOST}:{ports.source}/"
    lines = ["", "Kentongan runs. All people in it are made up. Ctrl-C stops it.", ""]
    lines += [f"Reporter (pelapor)   {source}", ""]
    for person in OFFICERS:
        lines += [*_officer(folder, default, person, links[person.id]), ""]
    lines += [
        f"Gateway              http://{LOOPBACK}:{ports.gateway}   (no pages: the officers' interfaces use it)",
        f"Server data          {folder.server}",
        f"People's secrets     {folder.people}",
        f"Office key           {folder.office}   (in a real office: on a machine without network)",
        "",
        *_what_to_try(source),
        "",
        "Honest limits: no Tor here, so nobody is hidden; and all programs run as you, not as users of their own.",
        "Names given with Anonim off are encrypted to Pemegang Identitas Contoh; no page reads them in this version.",
        "Pimpinan Contoh can be excluded, but reads nothing yet.",
    ]
    return lines


def _officer(folder: DemoFolder, default: Path, person: DemoPerson, link: str) -> list[str]:
    return [
        f"{person.name} ({_position(person)})",
        f"  {link}   (works once, for 10 minutes)",
        f"  Nama               {person.id}",
        f"  Frasa sandi kunci  {passphrase_of(folder.person(person.id))}",
        f"  Kode TOTP          {command(folder, default, 'totp', person.id)}",
        f"  a new link         {command(folder, default, 'link', person.id)}",
    ]


def _position(person: DemoPerson) -> str:
    return next(position.title for position in POSITIONS if position.id == person.position)


def _what_to_try(source: str) -> list[str]:
    one, two = (person.name for person in OFFICERS)
    return [
        "What to try",
        f"  1. Open {source} with scripts off, choose Buat laporan baru, and exclude Petugas Pengelola WBS II.",
        "  2. Send it, write the Kode Rahasia down and type it back; add a file or two with Tambah lampiran.",
        f"  3. Open the link of {one} in another browser, sign in, read the report, save a file, and reply.",
        f"  4. Sign in as {two}: for this officer the report does not exist.",
        "  5. Sign out as the reporter, come back with Buka laporan saya and the code, and read the reply.",
    ]
