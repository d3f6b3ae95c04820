"""The command `enrol` of the machine without network: a person's key from an enrolment file into the roster's source.

It shows no fingerprint before a person has typed the one that they heard: what stands on the screen would be copied
from there, and a file that was exchanged would pass.
"""

from collections.abc import Callable
from datetime import date
from hmac import compare_digest
from pathlib import Path
from typing import Any, Final, get_args

import click
import msgspec

from crypto.gpg.certificate import grouped, typed_fingerprint
from install.commands.asking import agrees
from install.commands.bilingual import FILE, BilingualArgument, BilingualCommand, BilingualOption, F
from install.commands.office_parameters import Day
from install.commands.parameters import path_option, rehearsed_clock
from install.console import print_lines, warn
from install.errors import InstallError
from install.language import NO_FINGERPRINT, Sentence, reason_of
from install.roster.difference import ALTERNATE, ROLES
from install.roster.enrolling import (
    NewPerson,
    SourceFiles,
    enrol,
    keys_in_use,
    keys_with,
    person_of,
    require_newest,
    require_strong,
)
from install.roster.roster_source import CERTIFICATES_FOLDER, UNREADABLE, RosterSource, SourcePerson
from store.domain.clock import Clock
from store.domain.enrolment import Enrolment, read_enrolment, read_enrolment_file
from store.domain.fields import Identifier
from store.domain.roster import Position, Role
from store.web.onion_address import is_workstation_name
from store.web.visible import visible

_ALTERNATE: Final = "alternate"
_WITH_GATEWAY: Final = Sentence("dengan kunci untuk gateway", "with a key for the gateway")
_WITHOUT_GATEWAY: Final = Sentence("tanpa kunci untuk gateway", "without a key for the gateway")
_HEARD: Final = Sentence(
    "Sidik jari yang dibacakan orang itu lewat telepon (40 digit)",
    "The fingerprint that the person read out by telephone (40 digits)",
)
_DIFFERS: Final = Sentence(
    "Kunci di berkas ini mempunyai sidik jari lain. Tidak ada yang diubah. Di luar ruangan ini, minta orang itu "
    "membacakannya sekali lagi; bila tetap berbeda, berkas ini ditukar atau rusak, dan orang itu menyimpan yang baru.",
    "The key in this file has another fingerprint. Nothing was changed. Outside this room, let the person read it out "
    "once more; if it still differs, the file was exchanged or damaged, and the person saves a new one.",
)
_SAME: Final = Sentence("Sidik jarinya cocok: {key}", "The fingerprint is the same: {key}")
_WHO: Final = Sentence(
    "Pengenal orang itu (huruf kecil, angka, tanda hubung)",
    "The person's identifier (small letters, digits, hyphens)",
)
_NO_IDENTIFIER: Final = Sentence(
    "{text} bukan pengenal: huruf kecil, angka dan tanda hubung, paling banyak 64.",
    "{text} is no identifier: small letters, digits and hyphens, 64 at most.",
)
_NO_NEW_IDENTIFIER: Final = Sentence(
    "{text} tidak dapat menjadi pengenal orang baru: huruf kecil, angka dan tanda hubung, paling banyak 32, dan bukan "
    "`locked`. Gateway menamai komputer kerjanya demikian.",
    "{text} cannot be the identifier of a new person: small letters, digits and hyphens, 32 at most, and not `locked`. "
    "The gateway names their workstation by it.",
)
_KNOWN: Final = Sentence(
    "{id} sudah tercantum: {name}, {position} ({roles})", "{id} is listed: {name}, {position} ({roles})"
)
_POSITIONS: Final = Sentence("Jabatan yang ada: {positions}", "Positions so far: {positions}")
_POSITION: Final = Sentence(
    "Pengenal jabatannya (yang ada, atau yang baru)",
    "The identifier of their position (one of these, or a new one)",
)
_TITLE: Final = Sentence("Sebutan jabatan itu dalam bahasa Indonesia", "The position's title in Indonesian")
_TITLE_EN: Final = Sentence("Sebutan jabatan itu dalam bahasa Inggris", "The position's title in English")
_ROLE_LIST: Final = Sentence("Peran: {roles}", "Roles: {roles}")
_ROLES: Final = Sentence("Peran orang itu, dipisahkan koma", "The person's roles, with commas between them")
_NO_ROLE: Final = Sentence(
    "{text} bukan peran. Pilih dari: {roles}", "{text} is no role. Choose from: {roles}"
)
_EARLIER: Final = Sentence(
    "Kunci {id} yang masih dipakai: {keys}", "Keys of {id} that are still in use: {keys}"
)
_THEMSELVES: Final = Sentence(
    "Apakah {name}, {position}, sendiri yang Anda dengar di telepon? Kunci ini akan membuka laporan untuknya",
    "Was it {name}, {position}, in person whom you heard on the telephone? This key will open reports as theirs",
)
_ANOTHER: Final = Sentence(
    "Tidak ada yang diubah. Sebutkan pengenal orang yang Anda dengar; untuk orang baru, pengenal yang baru.",
    "Nothing was changed. Name the identifier of the person whom you heard; for a new person, a new one.",
)
_LAST_DAY: Final = Sentence(
    "Hari terakhir kunci itu dipakai (kosong: tetap dipakai sampai aksesnya diperbarui)",
    "The last day on which that was used (empty: it stays in use until access is renewed)",
)
_LAST_DAY_OF: Final = Sentence(
    "hari terakhir kunci orang itu yang sebelumnya; kunci itu dipensiunkan",
    "the last day of the person's earlier key, which is retired",
)
_DONE: Final = Sentence(
    "{id} tercantum di {source}. Periksa dan tandatangani: kentongan-roster sign. Bawa juga {enrolments} ke server.",
    "{id} is in {source}. Look through it and sign: kentongan-roster sign. Bring {enrolments} to the server too.",
)


def _text_option(name: str, metavar: str, text: Sentence, **further: Any) -> Callable[[F], F]:  # noqa: ANN401 - click's
    """Return an option that answers a question beforehand, for scripts."""
    return click.option(name, cls=BilingualOption, metavar=metavar, text=text, **further)


@click.command(
    "enrol",
    cls=BilingualCommand,
    text=Sentence(
        "Memasukkan kunci seseorang dari berkas pendaftaran ke sumber roster, setelah sidik jarinya dibacakan lewat "
        "telepon.",
        "Take a person's key from an enrolment file into the roster's source, after its fingerprint was read out by "
        "telephone.",
    ),
    example="kentongan-roster enrol --source roster.toml /media/stick/sari.enrolment",
)
@click.argument(
    "file",
    cls=BilingualArgument,
    type=FILE,
    text=Sentence("berkas pendaftaran dari komputer kerja", "the enrolment file from a workstation"),
)
@path_option(
    "--source",
    required=True,
    metavar="FILE",
    text=Sentence("roster dalam bentuk TOML, yang akan diubah", "the roster in TOML, which is changed"),
)
@path_option(
    "--certificates",
    metavar="FOLDER",
    text=Sentence(
        "map kunci publik semua orang (bawaan: di samping sumber)",
        "the folder of people's public keys (default: beside the source)",
    ),
)
@_text_option(
    "--fingerprint",
    "FINGERPRINT",
    Sentence(
        "sidik jari yang dibacakan orang itu, untuk skrip",
        "the fingerprint that the person read out, for scripts",
    ),
)
@_text_option("--id", "ID", _WHO)
@_text_option("--position", "ID", _POSITION)
@_text_option("--title", "TITLE", _TITLE)
@_text_option("--title-en", "TITLE", _TITLE_EN)
@_text_option("--roles", "ROLE,…", _ROLES)
@_text_option("--last-day", "YYYY-MM-DD", _LAST_DAY_OF, type=Day())
@rehearsed_clock
def enrol_person(  # noqa: PLR0913, PLR0917 - click's way
    file: Path,
    source: Path,
    certificates: Path | None,
    fingerprint: str | None,
    id: str | None,  # noqa: A002 - the option's name
    position: str | None,
    title: str | None,
    title_en: str | None,
    roles: str | None,
    last_day: date | None,
    clock: Clock,
) -> None:
    """Compare, ask what the file does not say, and write."""
    asks = fingerprint is None
    data = _content_of(file)
    enrolment = read_enrolment(data)
    _show(enrolment)
    _require_heard(enrolment, fingerprint)
    files = SourceFiles(source, certificates or source.parent / CERTIFICATES_FOLDER)
    known = files.read()
    identifier = _identifier(id, known, enrolment)
    require_newest(files, enrolment, identifier, clock.today())
    require_strong(enrolment, identifier, clock.today())
    person = person_of(known, identifier)
    new = None
    if person is None:
        if not is_workstation_name(identifier):
            raise InstallError(_NO_NEW_IDENTIFIER.told(text=repr(identifier)))
        place = _position(known, position, title, title_en)
        new = _with_roles(place, roles)
    else:
        print_lines(_described(person))
        if asks:
            last_day = _asked_last_day(person, files, enrolment, last_day)
            _require_themselves(person)
    keys = keys_with(files, known, identifier, enrolment.fingerprint, last_day)
    enrol(files, enrolment, data, identifier, keys, new)
    print_lines(_DONE.told(id=identifier, source=source, enrolments=files.enrolments))


def _content_of(file: Path) -> bytes:
    """Return the file's bytes; raise `InstallError` if it cannot be read."""
    try:
        return read_enrolment_file(file)
    except OSError as error:
        raise InstallError(UNREADABLE.told(path=file, reason=reason_of(error))) from None


def _show(enrolment: Enrolment) -> None:
    gateway = _WITHOUT_GATEWAY if enrolment.gateway_client_key is None else _WITH_GATEWAY
    print_lines(f"{enrolment.name}, {enrolment.day}; {gateway.told()}")


def _require_heard(enrolment: Enrolment, given: str | None) -> None:
    """Raise `InstallError` unless a person types the fingerprint of this key."""
    heard = typed_fingerprint(given or click.prompt(_HEARD.told()))
    while heard is None and given is None:
        warn(NO_FINGERPRINT.told())
        heard = typed_fingerprint(click.prompt(_HEARD.told()))
    if heard is None:
        raise InstallError(NO_FINGERPRINT.told())
    if not compare_digest(heard, enrolment.fingerprint):
        raise InstallError(_DIFFERS.told())
    print_lines(_SAME.told(key=grouped(heard)))


def _identifier(given: str | None, source: RosterSource, enrolment: Enrolment) -> str:
    """Return the person's identifier, proposed if one person of this name is listed."""
    alike = [person.id for person in source.people if person.name.casefold() == enrolment.name.casefold()]
    proposed = alike[0] if len(alike) == 1 else None
    typed = given or click.prompt(_WHO.told(), default=proposed)
    return _checked_identifier(typed.strip())


def _checked_identifier(text: str) -> str:
    try:
        return msgspec.convert(text, Identifier)
    except msgspec.ValidationError:
        raise InstallError(_NO_IDENTIFIER.told(text=repr(text))) from None


def _position(source: RosterSource, given: str | None, title: str | None, title_en: str | None) -> Position:
    """Return the person's position: one of the source, or a new one with its titles."""
    if given is None and source.positions:
        print_lines(_POSITIONS.told(positions=", ".join(place.id for place in source.positions)))
    identifier = _checked_identifier((given or click.prompt(_POSITION.told())).strip())
    for place in source.positions:
        if place.id == identifier:
            return place
    return Position(
        identifier,
        title or click.prompt(_TITLE.told()).strip(),
        title_en or click.prompt(_TITLE_EN.told()).strip(),
    )


def _with_roles(position: Position, given: str | None) -> NewPerson:
    """Return what the person will be; `alternate` stands among the roles here."""
    named: dict[str, str] = {role: words.told() for role, words in ROLES.items()}
    named[_ALTERNATE] = ALTERNATE.told()
    if given is None:
        print_lines(_ROLE_LIST.told(roles=", ".join(f"{role} = {words}" for role, words in named.items())))
    typed = [word.strip() for word in (given or click.prompt(_ROLES.told())).split(",")]
    for word in typed:
        if word not in named:
            raise InstallError(_NO_ROLE.told(text=repr(word), roles=", ".join(named)))
    roles = tuple(role for role in get_args(Role) if role in typed)
    return NewPerson(position, roles, alternate=_ALTERNATE in typed)


def _described(person: SourcePerson) -> str:
    roles = [ROLES[role].told() for role in person.roles] + ([ALTERNATE.told()] if person.alternate else [])
    return _KNOWN.told(id=person.id, name=person.name, position=person.position, roles=", ".join(roles))


def _asked_last_day(
    person: SourcePerson, files: SourceFiles, enrolment: Enrolment, given: date | None
) -> date | None:
    """Return the last day of the person's earlier keys, if they have one in use and it ends."""
    earlier = [key for key in keys_in_use(person, files).values() if key != enrolment.fingerprint]
    if given is not None or not earlier:
        return given
    print_lines(_EARLIER.told(id=person.id, keys=", ".join(map(grouped, earlier))))
    typed = click.prompt(_LAST_DAY.told(), default="", show_default=False).strip()
    return Day().convert(typed, None, None) if typed else None


def _require_themselves(person: SourcePerson) -> None:
    """Raise `InstallError` unless it was this person who was heard: the name in a file is what its maker typed."""
    if not agrees(_THEMSELVES, name=visible(person.name, one_line=True), position=person.position):
        raise InstallError(_ANOTHER.told())
