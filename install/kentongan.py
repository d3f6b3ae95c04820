"""The command `install/kentongan` for administrators and auditors of an installation; `--help` lists what it can do.

`audit verify` and `audit export` read the store and the roster and write nothing into the servers' folders. `audit
heads` reads what a workstation remembers. `account`, `backup` and `restore` are for the gateway's user. The exit status
is 0 when all is well, 1 when an audit finds something, and 2 when nothing could be judged or done.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from install.audit import heads as heads_file
from install.audit.export import export
from install.audit.inputs import open_inputs
from install.audit.verify import Verdict, verify
from install.backups.making import make_backup
from install.backups.restoring import restore_backup
from install.console import print_lines, run
from install.errors import InstallError
from journalist_interface.config import VARIABLE as WORKSTATION
from journalist_interface.config import Config as WorkstationConfig
from journalist_interface.verification.pins import remembered
from store.engine.database import Database
from store.gateway.accounts.administration import create_account, people, remove_account
from store.gateway.accounts.database import open_accounts
from store.gateway.config import VARIABLE as GATEWAY
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config
from store.web.languages import Language

FOUND: Final = 1
UNUSABLE: Final = 2
_UNCOMPARED: Final[dict[Language, str]] = {
    "id": "Tidak dibandingkan dengan ingatan komputer kerja (--heads): perkara, keputusan terakhir atau pesan terakhir "
    "yang hilang seluruhnya tidak akan terlihat.",
    "en": "Not compared with what workstations remember (--heads): a case, last decisions or last messages that are "
    "gone altogether would not show.",
}
_SPELLED_ANEW: Final[dict[Language, str]] = {
    "id": "Keputusan terakhir yang tersimpan dengan tanda tangan lain, juga sah, daripada yang diingat komputer kerja: "
    "{count}. Isinya sama. Hanya penyimpanan atau penandatangannya yang dapat menggantinya.",
    "en": "Last decisions stored under another good signature than a workstation remembers: {count}. What they say is "
    "the same. Only the store or the signer can have exchanged it.",
}
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


class NoAccountsError(InstallError):
    """There are no accounts here."""


def language() -> Language:
    """Return the language of this terminal: Indonesian if its locale says so, otherwise English."""
    locale = next((value for name in _LOCALE if (value := os.environ.get(name))), "")
    return "id" if locale.lower().startswith("id") else "en"


def _verify(arguments: argparse.Namespace) -> int:
    heads = [head for path in arguments.heads for head in heads_file.read_heads(path)]
    with open_inputs(_config(arguments, GATEWAY)) as inputs:
        verdict = verify(inputs, heads, arguments.case)
    notes = [] if heads else [_UNCOMPARED[language()]]
    if verdict.spelled_anew:
        notes.append(_SPELLED_ANEW[language()].format(count=verdict.spelled_anew))
    print_lines(
        *(one.sentence(language()) for one in verdict.findings), *notes, _summary(verdict, language())
    )
    return FOUND if verdict.findings else 0


def _summary(verdict: Verdict, chosen: Language) -> str:
    cases, events, found = verdict.cases, verdict.events, len(verdict.findings)
    if chosen == "id":
        end = f"{found} temuan." if found else "semuanya utuh."
        return f"{cases} perkara, {events} peristiwa: {end}"
    end = f"{found} findings." if found else "all is well."
    return f"{cases} cases, {events} events: {end}"


def _heads(arguments: argparse.Namespace) -> int:
    config = read_config(_config(arguments, WORKSTATION), WorkstationConfig)
    print_lines(*heads_file.lines(remembered(config.state)))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    with open_inputs(_config(arguments, GATEWAY)) as inputs:
        count = export(inputs, arguments.case, arguments.folder)
    _tell(
        f"{count} peristiwa ditulis ke {arguments.folder}.",
        f"{count} events were written into {arguments.folder}.",
    )
    return 0


@contextmanager
def _opened_accounts(config_path: Path, *, make: bool = False) -> Iterator[Database]:
    """Open the accounts named by a gateway's configuration; raise `ConfigurationError` or a `StoreError`.

    Missing accounts are made only with `make`; otherwise `NoAccountsError` is raised, since a mistyped path would look
    like an empty office.
    """
    config = read_config(config_path, GatewayConfig)
    if not make and not config.accounts.exists():
        raise NoAccountsError(
            f"There are no accounts at {config.accounts}. The first `account add` makes them."
        )
    accounts = open_accounts(config.accounts, config.store.busy_seconds)
    try:
        yield accounts
    finally:
        accounts.close()


def _add_account(arguments: argparse.Namespace) -> int:
    with _opened_accounts(_config(arguments, GATEWAY), make=True) as accounts:
        enrolment = create_account(accounts, arguments.person)
    _tell(
        f"Masukkan ke aplikasi autentikator {arguments.person}. Ini tidak akan ditampilkan lagi:",
        f"Enter this into the authenticator of {arguments.person}. It is not shown again:",
    )
    print_lines(enrolment.address, enrolment.secret)
    return 0


def _remove_account(arguments: argparse.Namespace) -> int:
    with _opened_accounts(_config(arguments, GATEWAY)) as accounts:
        remove_account(accounts, arguments.person)
    _tell(
        f"{arguments.person} tidak mempunyai akun lagi; sesinya sudah berakhir.",
        f"{arguments.person} has no account any more; their session has ended.",
    )
    return 0


def _list_accounts(arguments: argparse.Namespace) -> int:
    with _opened_accounts(_config(arguments, GATEWAY)) as accounts:
        print_lines(*people(accounts))
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    count = make_backup(read_config(_config(arguments, GATEWAY), GatewayConfig), arguments.folder)
    _tell(
        f"Cadangan utuh ada di {arguments.folder}, dengan {count} lampiran. Enkripsi sebelum dipindahkan.",
        f"A whole backup is in {arguments.folder}, with {count} attachments. Encrypt it before it goes elsewhere.",
    )
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    count = restore_backup(read_config(_config(arguments, GATEWAY), GatewayConfig), arguments.folder)
    _tell(
        f"Cadangan dipulihkan, dengan {count} lampiran. Periksa: install/kentongan audit verify --heads FILE …",
        f"The backup is restored, with {count} attachments. Check it: install/kentongan audit verify --heads FILE …",
    )
    return 0


def _tell(indonesian: str, english: str) -> None:
    """Print the text in the language of this terminal."""
    print_lines(indonesian if language() == "id" else english)


def _config(arguments: argparse.Namespace, variable: str) -> Path:
    named = arguments.config or os.environ.get(variable)
    if not named:
        raise InstallError(f"Name the configuration: --config FILE, or {variable}.")
    return Path(named)


_GROUPS: Final = {
    "audit": "check the chains of decisions",
    "account": "who has a second factor on the gateway",
}
_CASE: Final = "its register number, or its 32 hex digits"
_NEW: Final = "an empty folder, or one that does not exist yet"
_PERSON: Final = "the person's identifier in the roster"


class _Command(NamedTuple):
    """A command: what it calls, what it does, and its positional arguments by name with their help."""

    action: Callable[[argparse.Namespace], int]
    text: str
    arguments: Mapping[str, str]
    config: str = GATEWAY


_COMMANDS: Final = {
    "audit verify": _Command(
        _verify, "check every decision of every case, offline (exit status 0, 1: faults, 2: not judged)", {}
    ),
    "audit heads": _Command(
        _heads, "print the chain heads that a workstation remembers, for verify --heads", {}, WORKSTATION
    ),
    "audit export": _Command(
        _export,
        "write the decisions of a case as files that gpg --verify can check",
        {"case": _CASE, "folder": _NEW},
    ),
    "account add": _Command(_add_account, "give a person a second factor, shown once", {"person": _PERSON}),
    "account remove": _Command(
        _remove_account, "take a person's second factor and session away", {"person": _PERSON}
    ),
    "account list": _Command(_list_accounts, "who has an account", {}),
    "backup": _Command(
        _backup, "copy store, attachments, accounts and roster, while the servers work", {"folder": _NEW}
    ),
    "restore": _Command(
        _restore,
        "put a backup back into empty places, while no server runs",
        {"folder": "the folder of a whole backup"},
    ),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="install/kentongan",
        description="What administrators and auditors ask of an installation.",
        epilog="\n".join(f"{words:<15}{command.text}" for words, command in _COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top = parser.add_subparsers(metavar="COMMAND", required=True)
    groups = {"": top} | {
        name: top.add_parser(name, help=text).add_subparsers(metavar="COMMAND", required=True)
        for name, text in _GROUPS.items()
    }
    for words, command in _COMMANDS.items():
        group, _, name = words.rpartition(" ")
        _add(groups[group].add_parser(name, help=command.text, description=_sentence(command.text)), command)
    return parser


def _add(parser: argparse.ArgumentParser, command: _Command) -> None:
    parser.set_defaults(command=command.action)
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help=f"the configuration (default: {command.config})"
    )
    for name, text in command.arguments.items():
        parser.add_argument(name, type=Path if name == "folder" else str, help=text)
    if command.action is _verify:
        parser.add_argument(
            "--heads",
            type=Path,
            metavar="FILE",
            nargs="+",
            action="extend",
            default=[],
            help="what workstations remember, as `audit heads` printed it there",
        )
        parser.add_argument("--case", help=f"this case alone: {_CASE}")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line."""
    arguments = _parser().parse_args(words)
    return run(lambda: int(arguments.command(arguments)), UNUSABLE)


if __name__ == "__main__":
    sys.exit(main())
