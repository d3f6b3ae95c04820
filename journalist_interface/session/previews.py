"""The files that an officer opened to look at: converted one after another, in memory, until the session ends.

What was shown once is not converted again while there is room: beyond `MOST_BYTES` the pictures of the file that was
looked at longest ago leave. What it tells of its author stays known, so that saving it still asks.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Generator
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple, Self

from crypto.errors import KentonganError
from journalist_interface.evidence.parts import (
    ConvertedFile,
    FileFact,
    LeftOut,
    ListedEntry,
    MailField,
    OpenedFile,
    PagePicture,
    Part,
    SoundPiece,
    TextPassage,
    size_of,
)
from journalist_interface.session.background_job import (
    BackgroundJob,
    JobKind,
    JobStep,
    JobSteps,
    UnexpectedError,
)
from journalist_interface.verification.case_attachments import CaseAttachment
from store.server.logs import log_unexpected

MOST_BYTES: Final = 256 * 1024 * 1024
"""Bytes of encoded pictures, sounds and texts that one session holds."""
MOST_SOUND_BYTES: Final = 8_000_000
"""Bytes of a sound that are played: Firefox keeps a larger one in a file while it plays it."""
Conversion = Callable[[Callable[[], bool]], Generator[Part]]
"""Begins the conversion of one file, which ends soon after its argument says so; nothing is fetched before."""


class PreviewKey(NamedTuple):
    """A file of one case. A message of another case, or of a colleague here, can name the same blob and sum.

    Neither gives that file a picture of this one, nor this one the failure of a wrong key.
    """

    case: str
    label: str
    blob: str
    sha256: str

    @classmethod
    def of(cls, case: str, found: CaseAttachment) -> Self:
        """Return the key of a file as its signed message names it."""
        return cls(case, found.label, found.content.blob, found.content.sha256)

    def has_bytes_of(self, other: Self) -> bool:
        """Return whether both are the same bytes in one case: a file may be sent twice."""
        return (self.case, self.sha256) == (other.case, other.sha256)


class PreviewState(StrEnum):
    """The states of a file that was opened here."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    GONE = "gone"  # it left the memory


@dataclass(slots=True)
class AttachmentPreview:
    """The known parts of one file, while it is converted and afterwards. `size` counts the bytes that they take."""

    key: PreviewKey
    state: PreviewState = PreviewState.WAITING
    error: KentonganError | None = None
    opened: OpenedFile | None = None
    facts: list[FileFact] = field(default_factory=list, repr=False)
    pictures: list[PagePicture] = field(default_factory=list, repr=False)
    mail: list[MailField] = field(default_factory=list, repr=False)
    passages: list[str] = field(default_factory=list, repr=False)
    listed: list[ListedEntry] = field(default_factory=list, repr=False)
    sound: list[bytes] = field(default_factory=list, repr=False)
    left_out: frozenset[LeftOut] = frozenset()
    has_end: bool = False  # only there it is told what was not searched
    size: int = 0

    @property
    def running(self) -> bool:
        """Return whether more will come."""
        return self.state in {PreviewState.WAITING, PreviewState.RUNNING}

    @property
    def identifies(self) -> bool:
        """Return whether it tells, or may tell where it was not searched, of who made the file."""
        is_unsearched = not self.has_end or LeftOut.FACTS in self.left_out
        return is_unsearched or any(fact.kind.identifies for fact in self.facts)

    def picture(self, number: int) -> PagePicture | None:
        """Return the picture of this number, from 1."""
        here = self.pictures  # a file may leave meanwhile
        return here[number - 1] if 0 < number <= len(here) else None

    def take(self, part: Part) -> None:
        """Add the next part."""
        match part:
            case OpenedFile():
                self.opened = part
            case FileFact():
                self.facts.append(part)
            case PagePicture():
                self.pictures.append(part)
            case MailField():
                self.mail.append(part)
            case TextPassage():
                self.passages.append(part.text)
            case ListedEntry():
                self.listed.append(part)
            case SoundPiece():
                self._take_sound(part)
            case ConvertedFile():
                self.left_out |= part.left_out
                self.has_end = True
        self.size += size_of(part)

    def _take_sound(self, part: SoundPiece) -> None:
        if sum(map(len, self.sound)) + len(part.data) <= MOST_SOUND_BYTES:
            self.sound.append(part.data)
        else:
            self.left_out |= {LeftOut.SOUND}

    def let_go(self) -> None:
        """Drop all but what the file tells."""
        self.pictures, self.mail, self.passages, self.listed, self.sound = [], [], [], [], []
        self.size = 0
        self.state = PreviewState.GONE


class AttachmentPreviews:
    """The files that one session opened. One at a time is converted, in the order in which they were asked for."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._known: OrderedDict[PreviewKey, AttachmentPreview] = OrderedDict()
        self._waiting: deque[tuple[AttachmentPreview, Conversion]] = deque()
        self._asked: set[PreviewKey] = set()
        self._job: BackgroundJob | None = None
        self._over = False
        self._changed = threading.Condition()

    def of(self, key: PreviewKey) -> AttachmentPreview | None:
        """Return what is known of a file, which becomes the one that was looked at last."""
        with self._changed:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def open(self, key: PreviewKey, conversion: Conversion) -> AttachmentPreview:
        """Have a file converted, unless it is in memory or on its way there."""
        with self._changed:
            found = self._known.get(key)
            if found is not None and (found.running or found.state is PreviewState.DONE):
                return found
            made = AttachmentPreview(key)
            if found is not None:
                made.facts = list(found.facts)  # until they are read anew, saving asks as before
                made.left_out = found.left_out & {LeftOut.FACTS}
            if self._over:
                made.let_go()
                return made
            self._known[key] = made
            self._known.move_to_end(key)
            self._waiting.append((made, conversion))
            if self._job is None:
                self._job = BackgroundJob(JobKind.PREVIEW, 0, self._convert_all(), "")
                self._job.start()
            return made

    def stop(self, key: PreviewKey) -> None:
        """End a conversion, or let it not begin; what the file told so far stays known."""
        with self._changed:
            if (found := self._known.get(key)) is not None and found.running:
                found.let_go()
                self._changed.notify_all()

    def wait_for_something(self, preview: AttachmentPreview, seconds: float) -> None:
        """Wait until there is a picture of it to show, or all of it, but no longer than this."""
        with self._changed:
            self._changed.wait_for(lambda: bool(preview.pictures) or not preview.running, seconds)

    def must_ask(self, key: PreviewKey) -> bool:
        """Return whether the original tells of its author, or may, and the officer has not yet agreed to save it."""
        with self._changed:
            is_agreed = any(map(key.has_bytes_of, self._asked))
            return not is_agreed and any(
                found.identifies for each, found in self._known.items() if key.has_bytes_of(each)
            )

    def agree(self, keys: Collection[PreviewKey]) -> None:
        """Note that these originals are to be saved all the same."""
        with self._changed:
            self._asked.update(keys)

    def retain(self, case: str, keys: Collection[PreviewKey]) -> None:
        """Forget those files of a case that are not among these: withdrawn, or destroyed."""
        with self._changed:
            for key in [each for each in self._known if each.case == case and each not in keys]:
                self._forget(key)

    def forget(self, case: str) -> None:
        """Forget the files of a case."""
        self.retain(case, ())

    def close(self) -> None:
        """Forget everything, because the session ends."""
        with self._changed:
            self._over = True
            self._waiting.clear()
            for key in list(self._known):
                self._forget(key)
            self._asked.clear()

    def _forget(self, key: PreviewKey) -> None:
        self._known.pop(key).let_go()
        self._asked.discard(key)

    def _convert_all(self) -> JobSteps:
        while (task := self._next()) is not None:
            preview, conversion = task
            self._convert(preview, conversion)
            yield JobStep(preview.key.case)

    def _next(self) -> tuple[AttachmentPreview, Conversion] | None:
        with self._changed:
            while self._waiting:
                preview, conversion = self._waiting.popleft()
                if preview.state is PreviewState.WAITING:
                    preview.state = PreviewState.RUNNING
                    return preview, conversion
            self._job = None
            return None

    def _convert(self, preview: AttachmentPreview, conversion: Conversion) -> None:
        known_before = list(preview.facts)
        try:
            with closing(conversion(lambda: preview.state is not PreviewState.RUNNING)) as parts:
                for part in parts:
                    if not self._take(preview, part, known_before):
                        break
            self._end(preview, None)
        except KentonganError as error:
            self._end(preview, error)
        except Exception as error:  # noqa: BLE001 - the thread goes on with the next file: log and page say so
            log_unexpected(error)
            self._end(preview, UnexpectedError())

    def _take(self, preview: AttachmentPreview, part: Part, before: list[FileFact]) -> bool:
        """Add a part and return whether to go on: not for a file that was forgotten, or alone takes all the room."""
        with self._changed:
            if preview.state is not PreviewState.RUNNING:
                return False
            if isinstance(part, FileFact) and part in before:
                return True
            preview.take(part)
            fits = self._make_room(preview)
            self._changed.notify_all()
            return fits

    def _make_room(self, kept: AttachmentPreview) -> bool:
        taken = sum(each.size for each in self._known.values())
        for each in list(self._known.values()):
            if taken <= self._most_bytes:
                return True
            if each is not kept and each.size:
                taken -= each.size
                each.let_go()
        if taken > self._most_bytes:
            kept.left_out |= {LeftOut.SOUND if kept.sound else LeftOut.PAGES}
            return False
        return True

    def _end(self, preview: AttachmentPreview, error: KentonganError | None) -> None:
        with self._changed:
            if preview.state is PreviewState.RUNNING:
                preview.error = error
                preview.state = PreviewState.DONE if error is None else PreviewState.FAILED
            self._changed.notify_all()
