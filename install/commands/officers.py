"""The group `officer`: second factors for the gateway. It works as the gateway's user, and shows no secret."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from install.commands.bilingual import BilingualGroup
from install.commands.gateway_clients import enrolment_option, let_workstation_through
from install.commands.parameters import as_json, gateway_config, person
from install.console import print_lines, warn
from install.errors import InstallError
from install.language import Sentence
from install.server.encrypted_second_factor import encrypted_message, person_of_roster
from install.server.layout import ServerLayout
from install.server.privileges import become_owner
from install.server.setup import require_able
from install.server.upgrade_state import server_gate
from store.engine.database import Database
from store.gateway.accounts.administration import (
    create_account,
    people,
    remove_account,
    renew_second_factor,
)
from store.gateway.accounts.database import open_accounts
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config

_NO_SECRET: Final = "A" * 32
"""A stand-in for the secret, encrypted first: a person whose key cannot be encrypted to keeps the present one."""
_MESSAGE: Final = Sentence(
    "Kirim blok ini kepada {person}, misalnya lewat surel. Hanya kuncinya yang dapat membukanya: di komputer "
    "kerjanya, pada halaman Masuk, di bawah: Buka di sini.",
    "Send this block to {person}, by mail for instance. Their key alone opens it: on their workstation, at the "
    "foot of the page Sign in: Open it here.",
)
_DISABLED: Final = Sentence(
    "{person} tidak dapat masuk lagi; sesinya sudah berakhir.",
    "{person} cannot sign in any more; their session has ended.",
)
_NO_ACCOUNTS: Final = Sentence(
    "Tidak ada akun di {path}. `officer add` yang pertama akan membuatnya.",
    "There are no accounts at {path}. The first `officer add` makes them.",
)


class NoAccountsError(InstallError):
    """There are no accounts here."""


officer: Final = BilingualGroup(
    "officer",
    text=Sentence(
        "Mengatur faktor kedua petugas pada gateway.", "Manage officers' second factors on the gateway."
    ),
    example="kentongan officer add sari",
)


@officer.command(
    text=Sentence(
        "Memberi seseorang dari roster faktor kedua, terenkripsi untuk kuncinya. Dengan --enrolment, komputer kerjanya "
        "juga diizinkan mencapai gateway.",
        "Give a person of the roster a second factor, encrypted to their key. With --enrolment their workstation is "
        "let through to the gateway too.",
    ),
    example="kentongan officer add sari --enrolment sari.enrolment > sari.asc",
)
@person
@enrolment_option
@gateway_config
def add(person: str, enrolment: Path | None, config: Path) -> None:
    """Print the message with the secret of a new account."""
    if enrolment is not None:
        require_able()
        warn(let_workstation_through(person, enrolment, config))
    with _opened_accounts(config, make=True) as accounts:
        _print_second_factor(person, config, lambda _day: create_account(accounts, person))


@officer.command(
    "reset-2fa",
    text=Sentence(
        "Mengganti faktor kedua seseorang dan mengakhiri sesinya, misalnya saat perangkatnya hilang.",
        "Exchange a person's second factor and end their session, such as after a lost device.",
    ),
    example="kentongan officer reset-2fa sari > sari.asc",
)
@person
@gateway_config
def reset_2fa(person: str, config: Path) -> None:
    """Print the message with the secret that an account has from now on."""
    with _opened_accounts(config) as accounts:
        _print_second_factor(person, config, lambda day: renew_second_factor(accounts, person, day))


@officer.command(
    text=Sentence(
        "Mencabut faktor kedua dan sesi seseorang: ia tidak dapat masuk lagi.",
        "Take a person's second factor and session away: they cannot sign in any more.",
    ),
    example="kentongan officer disable sari",
)
@person
@gateway_config
def disable(person: str, config: Path) -> None:
    """Remove an account."""
    with _opened_accounts(config) as accounts:
        remove_account(accounts, person)
    print_lines(_DISABLED.told(person=person))


@officer.command(
    "list",
    text=Sentence("Menyebut siapa yang dapat masuk.", "Name the people who can sign in."),
    example="kentongan officer list --json",
)
@gateway_config
@as_json
def list_officers(config: Path, as_json: bool) -> None:
    """Print the identifiers of everyone with an account."""
    with _opened_accounts(config) as accounts:
        found = people(accounts)
    print_lines(*([json.dumps(found)] if as_json else found))


@contextmanager
def _opened_accounts(config_path: Path, *, make: bool = False) -> Iterator[Database]:
    """Open the accounts named by a gateway's configuration; raise `ConfigurationError` or a `StoreError`.

    Missing accounts are made only with `make`; otherwise `NoAccountsError` is raised, since a mistyped path would look
    like an empty office.
    """
    config = read_config(config_path, GatewayConfig)
    become_owner(config.accounts.parent)
    if not make and not config.accounts.exists():
        raise NoAccountsError(_NO_ACCOUNTS.told(path=config.accounts))
    accounts = open_accounts(config.accounts, config.store.busy_seconds, server_gate(ServerLayout()))
    try:
        yield accounts
    finally:
        accounts.close()


def _print_second_factor(identifier: str, path: Path, renew: Callable[[date], str]) -> None:
    """Renew the secret and print it, encrypted; change nothing for a person whose key cannot be encrypted to."""
    config = read_config(path, GatewayConfig)
    found, day = person_of_roster(config.roster, identifier), config.store.clock().today()
    encrypted_message(found, _NO_SECRET, day)
    message = encrypted_message(found, renew(day), day)
    warn(_MESSAGE.told(person=identifier))
    print_lines(*message.splitlines())
