"""The questions of `init`: what each is about in one sentence, what is proposed, and how an answer is checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from install.console import YES_OR_NO, is_yes
from install.language import Sentence
from install.server import answer_checks as checks
from install.server.answer_checks import AnswerError
from install.server.answers import BackupAnswers, BackupHost, BackupRecipient, ServerAnswers
from install.server.firewall import Openings

T = TypeVar("T")
NONE: Final = "-"
YES: Final = Sentence("ya", "yes")
NO: Final = Sentence("tidak", "no")
_NO_FOLDER: Final = Sentence("{path} bukan map.", "{path} is no folder.")
_NO_FILE: Final = Sentence("{path} bukan berkas.", "{path} is no file.")


@dataclass(frozen=True, slots=True)
class ServerQuestion(Generic[T]):
    """A question: its short name, its explanation, and the check that turns what was typed into the answer."""

    name: Sentence
    explanation: Sentence
    check: Callable[[str], T]


class Asker(Protocol):
    """A way to put a question to a person, with a proposal, until the answer can be used."""

    def __call__(self, question: ServerQuestion[T], proposed: str) -> T:
        """Return the answer, checked."""


def _folder(text: str) -> Path:
    path = Path(text.strip()).expanduser()
    if not path.is_dir():
        raise AnswerError(_NO_FOLDER.told(path=path))
    return path.absolute()


def _file_or_none(text: str) -> Path | None:
    if text.strip() == NONE:
        return None
    path = Path(text.strip()).expanduser()
    if not path.is_file():
        raise AnswerError(_NO_FILE.told(path=path))
    return path.absolute()


def _yes_or_no(text: str) -> bool:
    said = is_yes(text)
    if said is None:
        raise AnswerError(YES_OR_NO.told())
    return said


def _listed(check: Callable[[Sequence[str]], T]) -> Callable[[str], T]:
    return lambda text: check(() if text.strip() == NONE else text.replace(",", " ").split())


ROSTER: Final = ServerQuestion(
    Sentence("Map roster", "Folder of the roster"),
    Sentence(
        "Di map mana roster.txt, roster.sig dan office.gpg dari komputer kantor tanpa jaringan?",
        "In which folder are roster.txt, roster.sig and office.gpg from the office's machine without network?",
    ),
    _folder,
)
FINGERPRINT: Final = ServerQuestion(
    Sentence("Sidik jari kunci kantor", "Fingerprint of the office key"),
    Sentence(
        "Ketik dari kertas, jangan dari berkas: siapa pun yang menukar roster juga akan menukar berkas itu.",
        "Type it from paper, not from a file: an attacker who exchanged the roster would have exchanged that too.",
    ),
    checks.fingerprint,
)
POSTGRESQL: Final = ServerQuestion(
    Sentence("PostgreSQL", "PostgreSQL"),
    Sentence(
        "Simpan laporan di PostgreSQL? SQLite cukup untuk satu kantor.",
        "Keep the store in PostgreSQL? SQLite is enough for an office.",
    ),
    _yes_or_no,
)
RESERVE: Final = ServerQuestion(
    Sentence("Cadangan disk (GiB)", "Disk reserve (GiB)"),
    Sentence(
        "Berapa GiB yang tidak boleh diisi lampiran, supaya teks laporan selalu dapat diterima?",
        "How many GiB may attachments not fill, so that the texts of reports still come in?",
    ),
    checks.reserve_gib,
)
SSH: Final = ServerQuestion(
    Sentence("Jaringan ssh", "Networks of ssh"),
    Sentence(
        "Dari jaringan mana pengelola boleh masuk dengan ssh? Tanda hubung (-): hanya di mesinnya sendiri.",
        "From which networks may administrators come in by ssh? A hyphen (-) for none: only at the machine itself.",
    ),
    _listed(checks.networks),
)
MIRRORS: Final = ServerQuestion(
    Sentence("Alamat mirror Debian", "Addresses of Debian's mirror"),
    Sentence(
        "Dari alamat mana mesin ini mengambil pembaruan? Tanda hubung (-): tidak ada yang dapat diambil.",
        "From which addresses does this machine fetch updates? A hyphen (-) for none: nothing can be fetched.",
    ),
    _listed(checks.addresses),
)
TIME_SOURCES: Final = ServerQuestion(
    Sentence("Alamat sumber waktu", "Addresses of time sources"),
    Sentence(
        "Dari alamat mana jam mesin ini disetel? Tanda hubung (-): jamnya tidak disetel dari luar.",
        "From which addresses is the clock set? A hyphen (-) for none: it is not set from outside.",
    ),
    _listed(checks.addresses),
)
BACKUP_KEY: Final = ServerQuestion(
    Sentence("Kunci cadangan", "Backup key"),
    Sentence(
        "Di berkas mana kunci publik untuk mengenkripsi cadangan? Tanda hubung (-): tidak ada cadangan, dan disk yang "
        "rusak menghilangkan semua laporan.",
        "In which file is the public key that backups are encrypted to? A hyphen (-) for none: no backup is made, and "
        "a broken disk loses every report.",
    ),
    _file_or_none,
)
BACKUP_FINGERPRINT: Final = ServerQuestion(
    Sentence("Sidik jari kunci cadangan", "Fingerprint of the backup key"),
    Sentence(
        "Ketik dari kertas: dengan kunci orang lain, hanya orang lain itu yang dapat membuka cadangan.",
        "Type it from paper: with another person's key, only that person could open the backups.",
    ),
    checks.fingerprint,
)
BACKUP_HOUR: Final = ServerQuestion(
    Sentence("Jam cadangan", "Hour of the backup"),
    Sentence(
        "Pada jam berapa (0 sampai 23) cadangan dibuat setiap hari, ketika kantor sepi?",
        "At which hour (0 to 23) is each day's backup made, when the office is quiet?",
    ),
    checks.hour,
)
BACKUP_HOST: Final = ServerQuestion(
    Sentence("Mesin cadangan", "Backup host"),
    Sentence(
        "Ke akun dan alamat mana cadangan dibawa dengan ssh (AKUN@ALAMAT)? Tanda hubung (-): cadangan tetap di map di "
        "mesin ini.",
        "To which account and address are backups carried by ssh (ACCOUNT@ADDRESS)? A hyphen (-) for none: they stay "
        "in a folder of this machine.",
    ),
    lambda text: None if text.strip() == NONE else checks.destination(text),
)
BACKUP_HOST_KEY: Final = ServerQuestion(
    Sentence("Kunci ssh mesin cadangan", "The backup host's ssh key"),
    Sentence(
        "Apa isi /etc/ssh/ssh_host_ed25519_key.pub di mesin cadangan, supaya tidak ada mesin lain yang menyamar?",
        "What does /etc/ssh/ssh_host_ed25519_key.pub say on the backup host, so that no other machine poses as it?",
    ),
    checks.host_key,
)


GO_ON: Final = ServerQuestion(
    Sentence("Lakukan", "Do it"),
    Sentence("Semua ini dilakukan sekarang, bila Anda mau.", "All of this is done now, if you wish."),
    _yes_or_no,
)


def ask_all(ask: Asker, present: ServerAnswers | None) -> ServerAnswers:
    """Return the answers to all questions; those of an earlier run are proposed."""
    openings = present.openings if present else Openings()
    database = YES if present and present.postgresql else NO
    return ServerAnswers(
        roster=ask(ROSTER, str(present.roster) if present else ""),
        office_fingerprint=ask(FINGERPRINT, present.office_fingerprint if present else ""),
        postgresql=ask(POSTGRESQL, database.told()),
        reserve_gib=ask(RESERVE, str(present.reserve_gib if present else 2)),
        openings=Openings(
            ssh_from=ask(SSH, _joined(openings.ssh_from)),
            mirrors=ask(MIRRORS, _joined(openings.mirrors)),
            time_sources=ask(TIME_SOURCES, _joined(openings.time_sources)),
        ),
        backups=_ask_backups(ask, present.backups if present else BackupAnswers()),
    )


def _ask_backups(ask: Asker, present: BackupAnswers) -> BackupAnswers:
    """Ask about backups, and nothing further once there are to be none."""
    certificate = ask(BACKUP_KEY, str(present.key.certificate) if present.key else NONE)
    if certificate is None:
        return BackupAnswers()
    return BackupAnswers(
        BackupRecipient(certificate, ask(BACKUP_FINGERPRINT, present.key.fingerprint if present.key else "")),
        ask(BACKUP_HOUR, str(present.hour)),
        _ask_backup_host(ask, present.host),
    )


def _ask_backup_host(ask: Asker, present: BackupHost | None) -> BackupHost | None:
    destination = ask(BACKUP_HOST, str(present.destination) if present else NONE)
    if destination is None:
        return None
    known = present.key if present and present.destination == destination else ""
    return BackupHost(destination, ask(BACKUP_HOST_KEY, known))


def _joined(values: Sequence[object]) -> str:
    return " ".join(map(str, values)) or NONE
