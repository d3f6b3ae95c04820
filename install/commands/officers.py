"""The group `officer`: second factors for the gateway. It works as the gateway's user."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from install.commands.bilingual import BilingualGroup
from install.commands.parameters import as_json, gateway_config, person
from install.console import print_lines, warn
from install.errors import InstallError
from install.language import Sentence
from install.roster.signing import read_signed
from install.server.layout import ServerLayout
from install.server.privileges import become_owner
from install.server.upgrade_state import server_gate
from store.domain.errors import RosterError
from store.engine.database import Database
from store.gateway.accounts.administration import (
    Enrolment,
    create_account,
    people,
    remove_account,
    renew_second_factor,
)
from store.gateway.accounts.database import open_accounts
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config

_ENTER: Final = Sentence(
    "Masukkan ke aplikasi autentikator {person}. Ini tidak akan ditampilkan lagi:",
    "Enter this into the authenticator of {person}. It is not shown again:",
)
_DISABLED: Final = Sentence(
    "{person} tidak dapat masuk lagi; sesinya sudah berakhir.",
    "{person} cannot sign in any more; their session has ended.",
)
_NO_ACCOUNTS: Final = Sentence(
    "Tidak ada akun di {path}. `officer add` yang pertama akan membuatnya.",
    "There are no accounts at {path}. The first `officer add` makes them.",
)

_UNKNOWN: Final = Sentence(
    "Perhatian: roster di server ini tidak memuat {person}. Sebelum yang memuatnya ada di sini, faktor kedua ini "
    "tidak membuka apa pun. Bila salah ketik: kentongan officer disable {person}",
    "Note: the roster on this server does not have {person}. Until one that does lies here, this second factor opens "
    "nothing. If it was mistyped: kentongan officer disable {person}",
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
        "Memberi seseorang faktor kedua, yang hanya ditampilkan sekali.",
        "Give a person a second factor, which is shown once.",
    ),
    example="kentongan officer add sari",
)
@person
@gateway_config
def add(person: str, config: Path) -> None:
    """Print the secret of a new account."""
    with _opened_accounts(config, make=True) as accounts:
        enrolment = create_account(accounts, person)
    _show(person, enrolment)
    if not _is_in_roster(person, config):
        warn(_UNKNOWN.told(person=person))


@officer.command(
    "reset-2fa",
    text=Sentence(
        "Mengganti faktor kedua seseorang dan mengakhiri sesinya, misalnya saat perangkatnya hilang.",
        "Exchange a person's second factor and end their session, such as after a lost device.",
    ),
    example="kentongan officer reset-2fa sari",
)
@person
@gateway_config
def reset_2fa(person: str, config: Path) -> None:
    """Print the secret that an account has from now on."""
    with _opened_accounts(config) as accounts:
        enrolment = renew_second_factor(accounts, person)
    _show(person, enrolment)


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


def _is_in_roster(person: str, config: Path) -> bool:
    """Return whether the signed roster has this person now; without a roster no one is in it."""
    roster = read_config(config, GatewayConfig).roster
    try:
        signed = read_signed(roster.folder, roster.office_certificate, roster.office_fingerprint)
    except (InstallError, RosterError):
        return False
    return person in {active.id for active in signed.roster.active()}


def _show(person: str, enrolment: Enrolment) -> None:
    print_lines(_ENTER.told(person=person), enrolment.address, enrolment.secret)
