"""The command `publish`: the page for the office's web site, and the poster."""

from pathlib import Path
from typing import Final

import click

from install.commands.bilingual import FILE, BilingualArgument, BilingualCommand
from install.commands.parameters import path_option
from install.console import print_lines
from install.errors import InstallError
from install.language import Sentence
from install.publishing.notice import PublicNotice
from install.publishing.page import PAGES, POSTERS, page
from install.publishing.poster import poster
from install.roster.signing import read_signed
from install.server.layout import ServerLayout
from source_interface.config import VARIABLE, SourceConfig
from source_interface.presenters.branding import Branding
from store.web.configuration import read_config
from store.web.durable import replace_file
from store.web.languages import Language

_PUBLIC: Final = 0o644
_MADE: Final = Sentence(
    "Halaman dan poster ada di {folder}. Salin keempat berkasnya ke situs web kantor, dan cetak posternya. Bandingkan "
    "alamat di poster dengan {onion} sebelum ditempel.",
    "The page and the poster are in {folder}. Copy the four files to the office's web site, and print the poster. "
    "Compare the address on the poster with {onion} before you put it up.",
)
_NO_ONION: Final = Sentence(
    "Di {path} tidak ada alamat `onion`. `kentongan init` menulisnya.",
    "{path} names no `onion` address. `kentongan init` writes it.",
)


class NothingToPublishError(InstallError):
    """There is no address to publish yet."""


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Membuat halaman untuk situs web kantor dan poster A4, dengan alamat untuk pelapor.",
        "Make a page for the office's web site and an A4 poster, with the reporters' address.",
    ),
    example="kentongan publish /root/publik",
)
@click.argument(
    "folder",
    cls=BilingualArgument,
    type=FILE,
    text=Sentence("map untuk keempat berkas", "the folder for the four files"),
)
@path_option(
    "--config",
    envvar=VARIABLE,
    default=ServerLayout().source_config,
    show_default=True,
    metavar="FILE",
    text=Sentence("konfigurasi halaman pelapor", "the configuration of the reporters' pages"),
)
def publish(folder: Path, config: Path) -> None:
    """Write the page and the poster in both languages."""
    settings = read_config(config, SourceConfig)
    notice = _notice(settings, config)
    look = Branding.open(settings.look)
    languages: tuple[Language, ...] = ("id", "en")
    files = {PAGES[language]: page(notice, language, look.css.decode()).encode() for language in languages}
    files |= {POSTERS[language]: poster(notice, language, look.accent) for language in languages}
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        replace_file(folder / name, data, _PUBLIC)
    print_lines(_MADE.told(folder=folder, onion=notice.address))


def _notice(settings: SourceConfig, path: Path) -> PublicNotice:
    if settings.onion is None:
        raise NothingToPublishError(_NO_ONION.told(path=path))
    kept = settings.roster
    office = read_signed(kept.folder, kept.office_certificate, kept.office_fingerprint).roster.office
    contacts = settings.texts.contacts
    return PublicNotice(
        office.name,
        office.unit,
        settings.onion,
        None if contacts is None else Sentence(contacts["id"], contacts["en"]),
    )
