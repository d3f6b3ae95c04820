"""The part of a case that the index keeps once it was read, and the check whether a reading brought it anything new."""

import msgspec

from journalist_interface.cache.case_cache import KeptCase, KeptEntry, KeptMessage, KeptProof
from journalist_interface.cache.kept_extent import KeptExtent
from journalist_interface.cache.known_places import KnownPlaces, PlaceContent
from journalist_interface.verification.case_file import BadRow, CaseFile, DestroyedEntry
from journalist_interface.verification.problems import CaseProblem
from store.domain.envelope import Excluded
from store.domain.event import SignedEvent


def has_news(file: CaseFile, before: KeptCase | None) -> bool:
    """Return whether a reading brought something that is not kept yet."""
    seen = KeptExtent.of(
        file.row,
        file.cache.opened,
        len(file.cache.proven),
        _excluded(file),
        file.memory.known,
        len(file.memory.events),
    )
    if before is not None:
        file.kept = KeptExtent.of(
            before.row,
            (kept.ciphertext for kept in before.messages),
            len(before.proofs),
            before.excluded,
            before.known(),
            len(before.events) + len(before.other_events),
        )
    news, file.kept = seen != file.kept, seen
    return news


def to_keep(file: CaseFile, before: KeptCase | None) -> KeptCase | None:
    """Return what the index is to keep of the case from now on; None if it keeps what it has, which is `before`.

    Of a case that was altered in the store or cannot be proved, it keeps no new text or proof. It keeps the exclusions,
    and those once, what was at each place, and what was decided in other courses: a store could alter it to have that
    forgotten.
    """
    if not file.is_sound:
        first_holds = CaseProblem.FIRST_CHANGED not in file.problems
        return _places_to_keep(file, before, _excluded(file) if first_holds else ())
    cache = file.cache
    made = KeptCase(
        file.case,
        file.row,
        _entries(file, () if before is None else before.entries),
        tuple(file.chain.signed),
        tuple(
            KeptMessage(name, opened.message, opened.key.text)
            for name, opened in sorted(cache.opened.items())
        ),
        tuple(KeptProof(name, tuple(sorted(held))) for name, held in sorted(cache.proven.items())),
        _excluded(file),
    )
    return _knowing(made, file.memory.known)


def to_keep_of_part(file: CaseFile, before: KeptCase | None) -> KeptCase | None:
    """Return what the index is to keep of a case whose reading broke off; None if it keeps what it has.

    Nothing of it was compared with what was pinned, so the exclusions stay as they were.
    """
    return _places_to_keep(file, before, ())


def _places_to_keep(
    file: CaseFile, before: KeptCase | None, excluded: tuple[Excluded, ...]
) -> KeptCase | None:
    """Return what was kept with what is at each place by now, and without the texts of files that are gone."""
    if file.introduction is None:
        return None
    kept = before or KeptCase(file.case, file.row, (), (), (), (), ())
    gone = {place.ciphertext for place in kept.entries if _is_gone(file, place)}
    messages = tuple(message for message in kept.messages if message.ciphertext not in gone)
    texts = {message.ciphertext for message in messages}
    places = {place.sequence: place for place in _entries(file, kept.entries)}
    # A text that is kept goes on to belong to its place.
    for place in kept.entries:
        if place.sequence in places and place.ciphertext in texts:
            known = places[place.sequence]
            places[place.sequence] = msgspec.structs.replace(
                place, blob=known.blob, had_message=known.had_message
            )
    news = msgspec.structs.replace(
        kept,
        entries=tuple(place for _number, place in sorted(places.items())),
        messages=messages,
        excluded=kept.excluded or excluded,
        other_events=_other_events(file, kept),
    )
    news = _knowing(news, file.memory.known)
    return None if news == before else news


def _knowing(kept: KeptCase, known: KnownPlaces) -> KeptCase:
    """Return what is kept with what is known beyond the newest of each place, and when it was shown last."""
    return msgspec.structs.replace(
        kept,
        withdrawn=known.withdrawn,
        days=tuple((fact, day) for fact, day in known.days.items() if not isinstance(fact, PlaceContent)),
        contents=tuple((content, known.days[content]) for content in known.contents),
    )


def _other_events(file: CaseFile, kept: KeptCase) -> tuple[SignedEvent, ...]:
    known = set(kept.events)
    return tuple(event for event in file.memory.events if event not in known)


def _is_gone(file: CaseFile, kept: KeptEntry) -> bool:
    """Return whether what was read there was destroyed, or is a file that was withdrawn: then its name must go."""
    if isinstance(file.entries.get(kept.sequence), DestroyedEntry):
        return True
    known = file.memory.known
    return kept.blob is not None and (
        kept.sequence in known.withdrawn_places or kept.blob in known.withdrawn_blobs
    )


def _entries(file: CaseFile, before: tuple[KeptEntry, ...]) -> tuple[KeptEntry, ...]:
    """Return what is at each place, or was: one reading of an emptied place or of junk makes nothing forgotten."""
    found = {
        number: KeptEntry(
            number, entry.author, file.tried[number], entry.blob, number in file.memory.known.messages
        )
        for number, entry in file.entries.items()
        if not isinstance(entry, BadRow) and number in file.tried
    }
    for kept in before:
        unread = isinstance(file.entries.get(kept.sequence), BadRow | None)
        if unread and kept.sequence in file.memory.known.blobs:  # not what a restore lost, by two signatures
            blob, had_message = (
                file.memory.known.blobs[kept.sequence],
                kept.sequence in file.memory.known.messages,
            )
            found[kept.sequence] = msgspec.structs.replace(kept, blob=blob, had_message=had_message)
    return tuple(kept for _number, kept in sorted(found.items()))


def _excluded(file: CaseFile) -> tuple[Excluded, ...]:
    return () if file.introduction is None else file.introduction.excluded
