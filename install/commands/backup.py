"""The command `backup`, which works as the gateway's user once root has read what only root may."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from install.backups.making import BackupOrder, MadeBackup, make_backup
from install.commands.bilingual import FILE, BilingualArgument, BilingualCommand
from install.commands.parameters import as_json, gateway_config, path_option
from install.console import print_lines, warn
from install.language import Sentence
from install.server.layout import ServerLayout
from install.server.machine_files import read_machine_files
from install.server.privileges import become_owner
from install.server.upgrade_state import require_no_upgrade
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config

ATTENTION: Final = 1
_MOST_NAMES: Final = 10
_MADE: Final = Sentence(
    "Cadangan {day} utuh: {attachments} lampiran, {objects} objek, {new_objects} di antaranya baru. Kunci server: "
    "{signer}",
    "The backup of {day} is whole: {attachments} attachments, {objects} objects, {new_objects} of them new. Key of the "
    "server: {signer}",
)
_DESTROYED: Final = Sentence(
    "Yang dimusnahkan di penyimpanan sudah dihapus dari semua cadangan: {destroyed} objek.",
    "What was destroyed in the store is gone from all backups: {destroyed} objects.",
)
_ABSENT: Final = Sentence(
    "Tidak ada di mesin ini atau tidak terbaca, jadi tidak ikut: {names}",
    "Not on this machine, or closed to this process, and so not in the backup: {names}",
)
_LOST_INDEX: Final = Sentence(
    "Ingatan server tentang cadangan sebelumnya hilang: semuanya ditulis baru. Yang kelak dimusnahkan tetap ada di "
    "cadangan lama sampai cadangan itu sendiri dihapus.",
    "The server's memory of earlier backups was lost: everything was written anew. What is destroyed from now on lives "
    "on in the older backups until they go themselves.",
)
_INDEX_PUT_BACK: Final = Sentence(
    "PERHATIAN: cadangan lebih baru daripada ingatan server tentangnya: mesin atau disknya dikembalikan ke keadaan "
    "lama. Yang hilang dari penyimpanan karena itu tidak dapat disebutkan. Segera hentikan kedua server, lalu pulihkan "
    "cadangan terbaru yang dibuat sebelum itu (`--of`). Peringatan ini hanya muncul sekali.",
    "ATTENTION: the backups are newer than the server's memory of them: the machine or its disk was put back to an "
    "earlier state. What the store lost by that cannot be told. Stop both servers at once, and restore the newest "
    "backup from before that (`--of`). This is told once.",
)
_NEWEST_GONE: Final = Sentence(
    "PERHATIAN: cadangan terakhir yang dibuat server ini tidak ada lagi di map cadangan: dihapus, dipindahkan, atau "
    "ditukar. Cari tahu siapa yang dapat menulis di sana, dan ambil salinannya dari tempat cadangan lain. Peringatan "
    "ini hanya muncul sekali.",
    "ATTENTION: the last backup that this server made is not in the folder of the backups any more: it was deleted, "
    "moved or exchanged. Find out who can write there, and take a copy of it from another place of the backups. This "
    "is told once.",
)
_GONE: Final = Sentence(
    "PERHATIAN: {gone_cases} perkara di cadangan sebelumnya tidak ada lagi di penyimpanan, dan dua orang tidak "
    "menandatangani pemusnahannya. Perkara itu hilang: pulihkan. Cadangan terbaru yang memuatnya disimpan "
    "selama dua belas bulan.",
    "ATTENTION: {gone_cases} cases of earlier backups are not in the store any more, and two people did not sign their "
    "destruction. They were lost: restore them. The newest backups that have them are kept for twelve months.",
)
_MISSED_CASES: Final = Sentence(
    "PERHATIAN: untuk {missed_cases} perkara, cadangan menyimpan pesan, isi keputusan atau identitas yang tidak ada "
    "lagi di penyimpanan, atau yang isinya lain di sana. Barisnya hilang atau rusak, atau penyimpanan dikembalikan ke "
    "keadaan lama tanpa `kentongan restore`. Segera hentikan kedua server, lalu pulihkan cadangan yang dibuat sebelum "
    "itu (`--of`): pesan baru menempati tempat pesan yang hilang. Cadangan terbaru yang memuatnya disimpan selama dua "
    "belas bulan. Peringatan ini hanya muncul sekali.",
    "ATTENTION: for {missed_cases} cases the backups have messages, contents of decisions or identities that the store "
    "has not any more, or has otherwise. Rows were lost or damaged, or the store was put back to an earlier state by "
    "other means than `kentongan restore`. Stop both servers at once, and restore a backup from before that (`--of`): "
    "new messages take the places of those that are missing. The newest backups that have them are kept for twelve "
    "months. This is told once.",
)
_SAVED: Final = Sentence(
    "PERHATIAN: {count} lampiran hilang dari penyimpanan, tidak dapat dibaca, atau berubah: {names}. Cadangan ini "
    "masih memilikinya, dari cadangan sebelumnya. Periksa disk, lalu pulihkan.",
    "ATTENTION: {count} attachments are missing in the store, unreadable, or altered: {names}. This backup still has "
    "them, from an earlier one. Look at the disk, and restore.",
)
_MISSED: Final = Sentence(
    "PERHATIAN: {count} lampiran tidak ada lagi di penyimpanan, dan tidak ada penarikan sah yang menjelaskannya: "
    "{names}. Barisnya hilang, atau penyimpanan dikembalikan ke keadaan lama tanpa `kentongan restore`. Cadangan "
    "terbaru yang memuatnya disimpan selama dua belas bulan. Peringatan ini hanya muncul sekali.",
    "ATTENTION: {count} attachments are not in the store any more, and no valid withdrawal explains it: {names}. Their "
    "rows were lost, or the store was put back to an earlier state by other means than `kentongan restore`. The newest "
    "backups that have them are kept for twelve months. This is told once.",
)
_LOST: Final = Sentence(
    "PERHATIAN: {count} lampiran hilang dari penyimpanan, tidak dapat dibaca, atau berubah, dan tidak ada di cadangan "
    "mana pun: {names}. Selebihnya ada di cadangan ini. Periksa disk, dan beri tahu kantor.",
    "ATTENTION: {count} attachments are missing in the store, unreadable, or altered, and no backup has them: "
    "{names}. All else is in this backup. Look at the disk, and tell the office.",
)
_LEFT_OUT: Final = Sentence(
    "PERHATIAN: {count} lampiran tidak muat di cadangan ini: {names}. Selebihnya ada di dalamnya. Kosongkan disk; "
    "cadangan berikutnya mencobanya lagi.",
    "ATTENTION: {count} attachments have no room in this backup: {names}. All else is in it. Make room on the disk; "
    "the next backup tries again.",
)
_DAMAGED: Final = Sentence(
    "PERHATIAN: manifes yang rusak: {names}. Ambil salinannya dari tempat cadangan lain.",
    "ATTENTION: damaged manifests: {names}. Take copies of them from another place of the backups.",
)
_FOREIGN: Final = Sentence(
    "PERHATIAN: manifes yang ditandatangani oleh kunci lain: {names}. Isinya tidak dipercaya.",
    "ATTENTION: manifests signed by another key: {names}. Nothing in them is believed.",
)


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Membuat cadangan terenkripsi selagi server bekerja. Status keluar: 0 baik, 1 ada yang perlu diurus.",
        "Make an encrypted backup while the servers work. Exit status: 0 all is well, 1 something needs attention.",
    ),
    example="kentongan backup",
)
@click.argument(
    "folder",
    cls=BilingualArgument,
    type=FILE,
    default=ServerLayout().backups,
    text=Sentence("map cadangan", "the folder of the backups"),
)
@path_option(
    "--certificate",
    default=ServerLayout().backup_certificate,
    show_default=True,
    metavar="FILE",
    text=Sentence("sertifikat kunci cadangan", "the certificate of the backup key"),
)
@path_option(
    "--credentials",
    envvar="CREDENTIALS_DIRECTORY",
    metavar="FOLDER",
    text=Sentence(
        "map dengan berkas yang hanya boleh dibaca root atau Tor, dari LoadCredential=",
        "the folder with files that only root or Tor may read, from LoadCredential=",
    ),
)
@gateway_config
@as_json
@click.pass_context
def backup(
    context: click.Context,
    folder: Path,
    certificate: Path,
    credentials: Path | None,
    config: Path,
    as_json: bool,
) -> None:
    """Make a backup in the folder."""
    require_no_upgrade(ServerLayout())
    settings = read_config(config, GatewayConfig)
    files = read_machine_files(ServerLayout(), credentials)
    become_owner(settings.accounts.parent)
    made = make_backup(BackupOrder(settings, certificate, files), folder)
    print_lines(json.dumps(asdict(made), default=str) if as_json else _MADE.told(**asdict(made)))
    if not as_json:
        warn(*_notes(made))
    context.exit(ATTENTION if _needs_attention(made) else 0)


def _needs_attention(made: MadeBackup) -> bool:
    lost = (
        made.saved_attachments
        or made.lost_attachments
        or made.left_out_attachments
        or made.missed_attachments
    )
    cases = made.missed_cases or made.gone_cases
    memory = made.index_was_lost or made.index_was_put_back or made.newest_was_gone
    return bool(lost or cases or memory or made.damaged_manifests)


def _notes(made: MadeBackup) -> Iterator[str]:
    """Yield what a person should know about a backup that was made."""
    for sentence, found in (
        (_DESTROYED, made.destroyed),
        (_LOST_INDEX, made.index_was_lost),
        (_INDEX_PUT_BACK, made.index_was_put_back),
        (_NEWEST_GONE, made.newest_was_gone),
        (_GONE, made.gone_cases),
        (_MISSED_CASES, made.missed_cases),
    ):
        if found:
            yield sentence.told(**asdict(made))
    for sentence, names in (
        (_MISSED, made.missed_attachments),
        (_SAVED, made.saved_attachments),
        (_LOST, made.lost_attachments),
        (_LEFT_OUT, made.left_out_attachments),
    ):
        if names:
            yield sentence.told(count=len(names), names=_some(names))
    for sentence, files in (
        (_ABSENT, made.absent),
        (_DAMAGED, made.damaged_manifests),
        (_FOREIGN, made.foreign_manifests),
    ):
        if files:
            yield sentence.told(names=", ".join(files))


def _some(names: tuple[str, ...]) -> str:
    return ", ".join([*names[:_MOST_NAMES], *(["…"] if len(names) > _MOST_NAMES else [])])
