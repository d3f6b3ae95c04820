"""The demo's printed texts, in English, for the person who started it. Labels of pages are quoted as shown there."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from install.demonstration.folder import DemoFolder
from install.demonstration.making import passphrase_of
from install.demonstration.people import (
    AT_ONCE,
    CUSTODIAN,
    LEAD,
    LEADER,
    MEMBER,
    OFFICER_ONE,
    OFFICER_TWO,
    PEOPLE,
    POSITIONS,
    DemoPerson,
)
from install.demonstration.ports import LOOPBACK, Ports
from install.demonstration.programs import SOURCE_HOST, demo_command

_GAP: Final = "   "


def command(folder: DemoFolder, default: Path, *words: str) -> str:
    """Return the line to type for another command of this demo."""
    place = () if folder.root == default.resolve() else ("--folder", str(folder.root))
    return shlex.join([*demo_command(), *words, *place])


def welcome(folder: DemoFolder, default: Path, ports: Ports, links: Mapping[str, str]) -> list[str]:
    """Return everything needed to try the demo; `links` are the first one-use links, by identifier."""
    source = source_address(ports)
    return [
        "",
        "Kentongan runs. All people in it are made up. Ctrl-C stops it.",
        "",
        f"Reporter             {source}",
        "",
        *_people(folder, default),
        "",
        f"Their TOTP codes: {command(folder, default, 'totp')} PERSON",
        "Links to begin with:",
        *(f"  {links[person.id]}" for person in AT_ONCE),
        "",
        f"Gateway              http://{LOOPBACK}:{ports.gateway}   (no pages: the people's interfaces use it)",
        f"Server data          {folder.server}",
        f"People's secrets     {folder.people}",
        f"Office key           {folder.office}   (in a real office: on a machine without network)",
        "",
        *_what_to_try(source),
        "",
        f"All of the procedure, played on these pages: {command(folder, default, '--fresh', '--story')}",
        "Honest limits: no Tor here, so no one is hidden; and all programs run as you, not as users of their own.",
    ]


def source_address(ports: Ports) -> str:
    """Return the address of the reporters' first page, with its last slash."""
    return f"http://{SOURCE_HOST}:{ports.source}/"


def after_story(folder: DemoFolder, default: Path, links: Mapping[str, str]) -> list[str]:
    """Return how to look at the cases after the story, whose people have used up the first links."""
    return [
        "",
        "The cases stay to be looked at: as a reporter with a code above, or as any person of the office.",
        *(f"  {links[person.id]}" for person in AT_ONCE),
        f"  and for the others: {command(folder, default, 'link')} PERSON",
        "Ctrl-C stops the demo.",
    ]


def _people(folder: DemoFolder, default: Path) -> list[str]:
    head = ("PERSON", "Part", "Passphrase", "A new link to the interface (works once, for 10 minutes)")
    return _table([head, *(_row(folder, default, person) for person in PEOPLE)])


def _row(folder: DemoFolder, default: Path, person: DemoPerson) -> tuple[str, ...]:
    phrase = passphrase_of(folder.person(person.id))
    return (person.id, person.part, phrase, command(folder, default, "link", person.id))


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        _GAP.join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _position(person: DemoPerson) -> str:
    return next(position.title for position in POSITIONS if position.id == person.position)


def _what_to_try(source: str) -> list[str]:
    one, two = OFFICER_ONE.id, OFFICER_TWO.id
    return [
        "What to try",
        f"  1. Open {source} with scripts off, choose “Buat laporan baru”, and exclude {_position(OFFICER_TWO)}.",
        "  2. Send it, write the secret code down and type it back; add a file or two under “Tambah lampiran”.",
        f"  3. Open the link of {one} in another browser, sign in, read the report, save a file, and reply.",
        f"  4. Sign in as {two}, who is {_position(OFFICER_TWO)}: for this officer the report does not exist.",
        "  5. Sign out as the reporter, come back with “Buka laporan saya” and the code, and read the reply.",
        f"  6. Acknowledge it as {one}, ask a question, assign {LEAD.id} and {MEMBER.id}, follow it to {LEADER.id}.",
        f"  7. Switch “Anonim” off in another report, ask for the identity, and answer as {CUSTODIAN.id}.",
    ]
