"""Hints about a slip in a code: sentences made from the word lists alone (`crypto.codename_hint`)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext

from crypto.codename_hint import Slip, hint_for


@dataclass(frozen=True, slots=True)
class CodeHint:
    """Sentences, and the code as it may have been meant; `corrected` is empty when nothing can be corrected."""

    sentences: tuple[str, ...] = field(default=(), repr=False)
    corrected: str = field(default="", repr=False)


NO_HINT: Final = CodeHint()


def code_hint(typed: str, word_lists: Sequence[tuple[str, ...]]) -> CodeHint:
    """Return what may be wrong with this text; the store is not asked, so the hint does not tell which codes exist."""
    hint = hint_for(typed, word_lists)
    if hint is None:
        return NO_HINT
    sentences = [_of_slip(slip) for slip in hint.slips]
    if hint.typed != hint.needed:
        sentences.append(
            gettext("You typed %(typed)s words. A code has %(needed)s.", typed=hint.typed, needed=hint.needed)
        )
    return CodeHint(tuple(sentences), hint.corrected)


def _of_slip(slip: Slip) -> str:
    if slip.meant is None:
        return gettext(
            "Word %(number)s, “%(typed)s”, is in no code of ours.", number=slip.place, typed=slip.typed
        )
    return gettext(
        "Word %(number)s, “%(typed)s”, is in no code of ours. Perhaps it is “%(meant)s”.",
        number=slip.place,
        typed=slip.typed,
        meant=slip.meant,
    )
