"""Pictures of the evidence: those that the maker of a document looked at in this session, made smaller.

Nothing is fetched for a document: from the first byte on, the reporter of a file could not withdraw it any more, and
its maker would not know. The pictures were encoded by us from pixels; nothing that a stranger encoded is in them.
"""

import io
from typing import Final

from flask_babel import gettext as _
from PIL import Image

from journalist_interface.dossier.words import Json, in_both
from journalist_interface.evidence.parts import PagePicture
from journalist_interface.evidence.pictures import encode_jpeg
from journalist_interface.session.previews import AttachmentPreview, AttachmentPreviews, PreviewKey

MOST_OF_FILE: Final = 4
MOST_BYTES: Final = 2 * 1024 * 1024
"""Bytes of all pictures of a document: Typst takes them as a list of numbers, two seconds and 200 MB for so many."""
_LONGEST_SIDE: Final = (
    1000  # pixels: two stand side by side on a page, and their text can be read when enlarged
)
NONE: Final[Json] = {"pictures": [], "remark": None}


class EvidencePictures:
    """The pictures of one document. `data` are those that were taken so far, as JPEG."""

    def __init__(self, previews: AttachmentPreviews | None) -> None:
        self._previews = previews
        self.data: list[bytes] = []

    def of(self, key: PreviewKey, name: str) -> Json:
        """Return the pictures of a file for the template, and what is missing of them; nothing without previews."""
        if self._previews is None:
            return NONE
        preview = self._previews.of(key)
        if preview is None or not preview.pictures:
            return {"pictures": [], "remark": _why_none(preview)}
        known = preview.pictures[:]
        taken: list[Json] = []
        for picture in known[:MOST_OF_FILE]:
            smaller = _smaller(picture)
            if sum(map(len, self.data)) + len(smaller) > MOST_BYTES:
                break
            taken.append({"number": len(self.data), "alt": _alternative(picture.number, name)})
            self.data.append(smaller)
        count = max(len(known), preview.opened.pictures or 0) if preview.opened else len(known)
        return {"pictures": taken, "remark": None if len(taken) == count else _some(len(taken), count)}


def _smaller(picture: PagePicture) -> bytes:
    with Image.open(io.BytesIO(picture.data)) as opened:
        image = opened.convert("RGB")
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return encode_jpeg(image)


def _alternative(number: int, name: str) -> str:
    return " / ".join(in_both(lambda: _("Picture %(number)s of %(name)s", number=number, name=name)))


def _some(shown: int, count: int) -> tuple[str, str]:
    return in_both(lambda: _("Pictures shown here: %(shown)s of %(count)s.", shown=shown, count=count))


def _why_none(preview: AttachmentPreview | None) -> tuple[str, str] | None:
    """Return why there are none; None for a file that has no pictures, such as a text."""
    if preview is not None and preview.opened is not None and not preview.opened.pictures:
        return None
    return in_both(lambda: _("No pictures: the person who made this document had not opened this file."))
