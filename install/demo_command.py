"""The demo: a made-up office on one machine, with the same programs as in production.

`install/demo` readies the environment and runs this with a story to play, which lies beside the tests; see
`python -m install.demo_command --help`.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from install.console import print_lines, run
from install.demonstration import making, programs
from install.demonstration.folder import DemoFolder, existing_folder, opened_folder
from install.demonstration.people import AT_ONCE, PEOPLE, person_called
from install.demonstration.ports import Ports
from install.demonstration.supervisor import StopRequested, Supervisor
from install.demonstration.text import after_story, source_address, welcome
from install.demonstration.workstations import Workstations, new_link, require_workstation

DEFAULT_FOLDER: Final = programs.ROOT / "demo-data"
DEFAULT_BASE: Final = 8080

Story = Callable[[DemoFolder, str, Callable[[], None]], None]
"""Plays beside a running demo, on its reporters' address, and calls the last argument when it is over."""


def _start(arguments: argparse.Namespace) -> int:
    ports = Ports(arguments.port_base)
    try:
        with opened_folder(arguments.folder, fresh=arguments.fresh) as folder, Supervisor() as supervisor:
            _serve(folder, ports, supervisor, arguments.story)
    except StopRequested:
        print_lines("", "Stopped. The data are kept; start again, or with --fresh from nothing.")
    return 0


def _serve(folder: DemoFolder, ports: Ports, supervisor: Supervisor, story: Story | None) -> None:
    programs.check_place(folder)
    ports.require_free(len(PEOPLE))
    if not folder.complete:
        print_lines("Making an office, its people and their keys.")
        making.set_up(folder, folder.clock)
        folder.mark_complete()
    office = making.refresh(folder, folder.clock)
    programs.write_configurations(folder, ports, office.fingerprint)
    for program in programs.server_programs(folder, ports):
        supervisor.start(program)
    workstations = Workstations(folder, supervisor)
    supervisor.wait_until_ready()
    print_lines(*welcome(folder, DEFAULT_FOLDER, ports, _links(folder)))
    if story is not None:
        story(
            folder,
            source_address(ports),
            lambda: print_lines(*after_story(folder, DEFAULT_FOLDER, _links(folder))),
        )
    supervisor.watch(workstations.start_wanted)


def _links(folder: DemoFolder) -> dict[str, str]:
    return {person.id: new_link(folder, person) for person in AT_ONCE}


def _totp(arguments: argparse.Namespace) -> int:
    folder = existing_folder(arguments.folder)
    print_lines(making.totp_of(folder.person(person_called(arguments.person).id), folder.clock))
    return 0


def _link(arguments: argparse.Namespace) -> int:
    folder = existing_folder(arguments.folder)
    person = person_called(arguments.person)
    require_workstation(folder, person)
    print_lines(new_link(folder, person))
    return 0


def _parser(story: Story | None) -> argparse.ArgumentParser:
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,  # or the command's default would override an option before the command
        help="where the demo's data lie (default: demo-data in this checkout)",
    )
    parser = argparse.ArgumentParser(
        prog="install/demo",
        parents=[place],
        description="Starts a made-up office on this machine. Its data are kept for the next start.",
    )
    parser.add_argument("--fresh", action="store_true", help="delete the demo's data and start over")
    if story is not None:
        parser.add_argument(
            "--story",
            action="store_const",
            const=story,
            help="play a story of four reports on the pages, from beginning to end",
        )
    parser.add_argument(
        "--port-base",
        type=int,
        default=DEFAULT_BASE,
        metavar="N",
        help=f"use ports N to N+{len(PEOPLE) + 1} (default: {DEFAULT_BASE})",
    )
    parser.set_defaults(command=_start, story=None, folder=DEFAULT_FOLDER)
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, action, text in (
        ("totp", _totp, "print a person's current TOTP code"),
        ("link", _link, "print a new one-use link to a person's interface"),
    ):
        command = commands.add_parser(name, parents=[place], help=text)
        command.add_argument("person", metavar="PERSON", help=", ".join(person.id for person in PEOPLE))
        command.set_defaults(command=action)
    return parser


def main(words: Sequence[str] | None = None, story: Story | None = None) -> int:
    """Run the command line, with `--story` if there is a story."""
    arguments = _parser(story).parse_args(words)
    return run(lambda: int(arguments.command(arguments)))


if __name__ == "__main__":
    sys.exit(main())
