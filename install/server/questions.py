"""The questions of `init`: what each is about in one sentence, what is proposed, and how an answer is checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from install.language import Sentence
from install.server import answers as checks
from install.server.answers import AnswerError, ServerAnswers
from install.server.firewall import Openings

T = TypeVar("T")
NONE: Final = "-"
_YES_WORDS: Final = frozenset({"ya", "y", "yes"})
_NO_WORDS: Final = frozenset({"tidak", "t", "no", "n"})
YES: Final = Sentence("ya", "yes")
NO: Final = Sentence("tidak", "no")
_YES_OR_NO: Final = Sentence("Jawab ya atau tidak.", "Answer yes or no.")
_NO_FOLDER: Final = Sentence("{path} bukan map.", "{path} is no folder.")


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


def _yes_or_no(text: str) -> bool:
    word = text.strip().casefold()
    if word not in _YES_WORDS | _NO_WORDS:
        raise AnswerError(_YES_OR_NO.told())
    return word in _YES_WORDS


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
    checks.office_fingerprint,
)
POSTGRESQL: Final = ServerQuestion(
    Sentence("PostgreSQL", "PostgreSQL"),
    Sentence(
        "Simpan laporan di PostgreSQL pada mesin ini? SQLite cukup untuk satu kantor.",
        "Keep the store in PostgreSQL on this machine? SQLite is enough for an office.",
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
BACKUP_HOSTS: Final = ServerQuestion(
    Sentence("Alamat mesin cadangan", "Addresses of backup hosts"),
    Sentence(
        "Ke alamat mana cadangan dibawa dengan ssh? Tanda hubung (-): cadangan diambil dengan media.",
        "To which addresses are backups carried by ssh? A hyphen (-) for none: they are fetched on a medium.",
    ),
    _listed(checks.addresses),
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
            backup_hosts=ask(BACKUP_HOSTS, _joined(openings.backup_hosts)),
        ),
    )


def _joined(values: Sequence[object]) -> str:
    return " ".join(map(str, values)) or NONE
