"""The findings of an audit, in words: one sentence each, in Indonesian and English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final

from install.language import Sentence
from store.domain.register_number import register_number
from store.web.languages import Language
from store.web.visible import visible


class Irregularity(Enum):
    """A fault of a case, or of one event in it."""

    ALTERED = Sentence(
        "Diubah: tanda tangannya bukan dari orang yang disebut di dalamnya.",
        "Altered: it is not signed by the person whom it names.",
    )
    RETIRED = Sentence(
        "Kunci sudah ditarik: ditandatangani dengan kunci yang menurut roster tidak berlaku lagi pada hari itu.",
        "Retired key: it is signed with a key that by the roster did not count any more on that day.",
    )
    INSERTED = Sentence(
        "Disisipkan: peristiwa ini bukan bagian dari perkara pada tempat ini.",
        "Inserted: this event does not belong to the case at this place.",
    )
    DROPPED = Sentence(
        "Dihilangkan: peristiwa nomor ini tidak ada.", "Dropped: the event of this number is missing."
    )
    REORDERED = Sentence(
        "Ditukar: peristiwa dari tempat lain berada di sini.",
        "Reordered: an event of another place lies here.",
    )
    FORKED = Sentence(
        "Bercabang: peristiwa ini tidak menyambung yang sebelumnya; salah satunya ditukar.",
        "Forked: this event does not follow the one before it; one of the two was exchanged.",
    )
    NOT_ALLOWED = Sentence(
        "Tidak sah: prosedur tidak mengizinkan peristiwa ini di sini.",
        "Not allowed: the procedure does not permit this event here.",
    )
    MISNUMBERED = Sentence(
        "Diberi nomor lain: menurut tanda tangannya, ini peristiwa nomor {signed}.",
        "Renumbered: by its signature this is event number {signed}.",
    )
    SHORTENED = Sentence(
        "Dihilangkan: menurut catatan penyimpanan ada {events} peristiwa, yang ada hanya {found}.",
        "Dropped: by the store's own count there are {events} events, and only {found} are there.",
    )
    HEAD = Sentence(
        "Catatan penyimpanan tentang akhir rantai ({events} peristiwa) tidak cocok dengan rantainya ({found}).",
        "The store's note of where the chain ends ({events} events) does not match the chain ({found}).",
    )
    HEADS_DROPPED = Sentence(
        "Dihilangkan: {file} mengingat {events} peristiwa, yang ada hanya {found}.",
        "Dropped: {file} remembers {events} events, and only {found} are there.",
    )
    HEADS_MESSAGES = Sentence(
        "Dihilangkan: {file} mengingat {messages} pesan, yang ada hanya {found}.",
        "Dropped: {file} remembers {messages} messages, and only {found} are there.",
    )
    HEADS_FORKED = Sentence(
        "Bercabang: sampai peristiwa ini, {file} mengingat jalan yang lain.",
        "Forked: up to this event, {file} remembers another course.",
    )
    HEADS_MISSING = Sentence(
        "Dihilangkan: {file} mengingat perkara ini, tetapi penyimpanan tidak memilikinya.",
        "Dropped: {file} remembers this case, and the store does not have it.",
    )
    CONTENT_EXCHANGED = Sentence(
        "Isinya ditukar: teks tersandi yang tersimpan bukan yang ditandatangani.",
        "Its content was exchanged: the stored ciphertext is not the one that was signed.",
    )
    CONTENT_MISSING = Sentence("Isinya dihilangkan.", "Its content was dropped.")
    CONTENT_ADDED = Sentence(
        "Ada isi yang tidak pernah ditandatangani.", "A content lies beside it that was never signed."
    )
    ENTRY = Sentence(
        "Pesan nomor {entry}, yang disebut peristiwa ini, tidak ada atau bukan dari {person}.",
        "Message {entry}, of which this event speaks, is missing or not by {person}.",
    )
    UNENTITLED = Sentence(
        "Roster kantor tidak (atau tidak lagi) memberi {person} peran untuk tindakan ini.",
        "The roster does not give {person} the role for this event, or not any more.",
    )
    ASKER = Sentence(
        "Identitas pelapor diungkapkan kepada {person}, yang menurut peristiwanya tidak dapat membaca perkara ini "
        "di tempat ia memintanya, atau tidak memintanya di sana.",
        "The identity was disclosed to {person}, who by the events could not read the case where they asked, "
        "or did not ask there.",
    )
    CONVERSATION = Sentence(
        "Pesan tidak lengkap: seharusnya nomor 1 sampai {last}, masing-masing satu.",
        "The conversation is not whole: there should be messages 1 to {last}, each once.",
    )
    GONE = Sentence(
        "Pesan nomor {entry} sudah tidak ada, dan tidak ada tanda tangan yang menyebutkan alasannya.",
        "Message {entry} is gone, and nothing that was signed says why.",
    )
    AUTHOR = Sentence(
        "Pesan nomor {entry} atas nama {person}, yang tidak ada dalam roster kantor.",
        "Message {entry} bears the name {person}, who is not in the roster.",
    )
    OWN_PLACES = Sentence(
        "Daftar pesan pelapor tidak ditandatangani oleh pelapor perkara ini, atau tidak cocok dengan penulis pesannya.",
        "The list of the reporter's messages is not signed by this case's reporter, or does not match who wrote them.",
    )
    KEYS = Sentence(
        "Kunci pelapor ditukar: nomor perkara tidak mengikat kunci yang tersimpan.",
        "The reporter's keys were exchanged: the case's identifier does not commit to those that are stored.",
    )
    UNREADABLE = Sentence(
        "Baris perkara ini rusak dan tidak dapat dibaca.",
        "The rows of this case are damaged and cannot be read.",
    )
    STANDING_MISSING = Sentence(
        "Baris kedudukan perkara tidak ada.", "The row that says where the case stands is missing."
    )
    STAGE = Sentence(
        "Tahapan ditulis ulang: tersimpan {stored}, menurut peristiwanya {true}.",
        "The stage was rewritten: stored is {stored}, by the events it is {true}.",
    )
    STANDING = Sentence(
        "Kedudukan perkara ditulis ulang ({what}): tersimpan {stored}, menurut peristiwanya {true}.",
        "Where the case stands was rewritten ({what}): stored is {stored}, by the events it is {true}.",
    )
    IDENTIFIED = Sentence(
        "Tanda bahwa ada identitas tidak cocok dengan yang tersimpan.",
        "The mark that there is an identity does not match what is stored.",
    )
    ACCESS_UNEXPLAINED = Sentence(
        "Akses {person} tidak dijelaskan oleh peristiwa apa pun maupun oleh peran petugas.",
        "No event and no officer's role explains the access of {person}.",
    )
    ACCESS_DISMISSED = Sentence(
        "{person} sudah keluar dari perkara ini, tetapi masih mempunyai akses.",
        "{person} is off this case, and still has access.",
    )
    ACCESS_MISSING = Sentence(
        "Akses {person} dihapus: menurut peristiwanya, {person} ada dalam perkara ini dan tidak pernah dikeluarkan.",
        "The access of {person} was deleted: by the events {person} is on this case and was never taken off.",
    )
    ACCESS_ENDED = Sentence(
        "{person} ada dalam perkara ini, tetapi tidak mempunyai akses: pelapor mengecualikannya, atau "
        "aksesnya dihapus. Tanyakan kepada petugas perkara ini siapa yang dikecualikan.",
        "{person} is on this case and has no access: the reporter excludes them, or it was deleted. "
        "Ask an officer of this case who is excluded.",
    )
    ACCESS_PART = Sentence(
        "Peran {person} ditulis ulang: tersimpan {stored}, menurut peristiwanya {true}.",
        "The part of {person} was rewritten: stored is {stored}, by the events it is {true}.",
    )
    ACCESS_DECLARED = Sentence(
        "Pernyataan benturan kepentingan {person} tidak cocok dengan peristiwanya.",
        "Whether {person} declared no conflict of interest does not match the events.",
    )
    ACCESS_LIST = Sentence(
        "Daftar kerja {person} tidak sesuai dengan peristiwanya ({what}).",
        "The work list of {person} shows something else than the events ({what}).",
    )
    REQUEST = Sentence(
        "Permintaan identitas kepada {person} tidak cocok dengan peristiwa ini.",
        "The identity request to {person} does not match this event.",
    )
    REQUEST_ENDED = Sentence(
        "{person} diminta memberikan identitas pelapor, tetapi permintaannya tidak ada lagi: pelapor mengecualikannya, "
        "atau permintaannya dihapus.",
        "{person} was asked for the identity here, and the request is gone: the reporter excludes them, "
        "or it was deleted.",
    )
    LOSS_ACCEPTED = Sentence(
        "Hilang karena pemulihan pada {day}: peristiwa sesudah nomor {kept_events} sampai {events}, pesan sesudah "
        "nomor {kept_messages} sampai {messages}. Alasan: {reason} Diterima oleh: {people}.",
        "Lost by the restore of {day}: events after number {kept_events} up to {events}, messages after number "
        "{kept_messages} up to {messages}. Reason: {reason} Accepted by: {people}.",
    )
    LOSS_WAITING = Sentence(
        "Hilang karena pemulihan pada {day}: peristiwa sesudah nomor {kept_events} sampai {events}, pesan sesudah "
        "nomor {kept_messages} sampai {messages}. Alasan: {reason} Belum diterima: perlu dua pembaca, salah satunya "
        "pernah melihatnya. Sejauh ini: {people}.",
        "Lost by the restore of {day}: events after number {kept_events} up to {events}, messages after number "
        "{kept_messages} up to {messages}. Reason: {reason} Not accepted: it takes two readers, one of whom saw it. So "
        "far: {people}.",
    )
    LOSS_NOTE = Sentence(
        "Catatan pemulihan yang ditandatangani di sini bukan dari kantor, atau perkara ini tidak pernah berakhir "
        "seperti yang disebutnya. Tanda tangan ini tidak berarti apa pun.",
        "The note of a restore that is signed here is not the office's, or this case never ended where it says. This "
        "signature means nothing.",
    )
    FIGURES = Sentence(
        "Angka perkara ini dibagikan kepada {person}, yang bukan pimpinan.",
        "The figures of this case are served to {person}, who is no leader.",
    )
    FIGURES_ALONE = Sentence(
        "Ada angka perkara ini, tetapi tidak ada perkaranya dan tidak ada dua tanda tangan pemusnahan.",
        "There are figures of this case, and neither the case nor two signatures under its destruction.",
    )
    TOMBSTONE = Sentence(
        "Perkara ini disebut dimusnahkan, tetapi dua orang yang berhak tidak menandatanganinya.",
        "This case is said to be destroyed, and two people with the right to it did not sign that.",
    )
    PART_TOMBSTONE = Sentence(
        "Pesan nomor {entry} disebut dimusnahkan, tetapi dua orang yang berhak tidak menandatanganinya.",
        "Message {entry} is said to be destroyed, and two people with the right to it did not sign that.",
    )
    PART_UNCHAINED = Sentence(
        "Dua orang menandatangani pemusnahan pesan nomor {entry}, tetapi riwayat tidak memuatnya, dan tidak ada "
        "catatan kantor tentang pemulihan yang menghilangkannya.",
        "Two people signed the destruction of message {entry}, but the history lacks it, and no note of the office "
        "tells of a restore that lost it.",
    )
    EXCLUDED_SIGNATORY = Sentence(
        "{person} dimintai atau membubuhkan tanda tangan pemusnahan, padahal laporan ini mengecualikannya.",
        "{person} was asked to sign a destruction, or signed it, and this report excludes them.",
    )
    PART_STILL_THERE = Sentence(
        "Dua orang menandatangani pemusnahan pesan nomor {entry}, tetapi pesan itu masih ada di penyimpanan.",
        "Two people signed the destruction of message {entry}, and it is still in the store.",
    )
    TOMBSTONE_TOO_EARLY = Sentence(
        "Perkara ini disebut dimusnahkan, tetapi masih ada di penyimpanan.",
        "This case is said to be destroyed, and is still in the store.",
    )
    NOTES_UNREADABLE = Sentence(
        "Catatan pemulihan di samping roster ({file}) rusak, terlalu besar, atau tidak dapat dibaca; yang dijelaskan "
        "oleh pemulihan disebut temuan. Mintalah berkas ini lagi dari kantor.",
        "The notes on restores beside the roster ({file}) are damaged, too large, or cannot be read; what a restore "
        "explains is named as a fault. Ask the office for this file again.",
    )


_IDENTIFIER: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_EVENT: Final = Sentence("peristiwa {number}", "event {number}")
_CASE: Final = Sentence("perkara", "case")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the case, the event's number unless it concerns the whole case, and the details of the sentence.

    The case is empty if the fault concerns none.
    """

    case: str
    irregularity: Irregularity
    number: int | None = None
    details: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def sentence(self, language: Language) -> str:
        """Return one line for a person, made safe so that values from the store cannot manipulate the terminal."""
        place = _CASE.in_language(language)
        if self.number is not None:
            place = _EVENT.in_language(language).format(number=self.number)
        shown = {name: visible(str(value), one_line=True) for name, value in self.details.items()}
        sentence = self.irregularity.value.in_language(language).format(**shown)
        if not self.case:
            return sentence
        return f"{number_of(self.case)} ({visible(self.case, one_line=True)}), {place}: {sentence}"


def number_of(case: str) -> str:
    """Return the register number; a dash for an identifier that no case of ours has."""
    return register_number(case) if _IDENTIFIER.fullmatch(case) else "–"


def finding(case: str, irregularity: Irregularity, number: int | None = None, **details: object) -> Finding:
    """Return a fault, with the details of its sentence by name."""
    return Finding(case, irregularity, number, MappingProxyType(details))
