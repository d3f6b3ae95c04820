"""Evidence of six kinds, one of them malicious: an officer looks at it, saves it cleaned, and nothing of it stays."""

import zipfile
from pathlib import Path

from install.demonstration.people import OFFICER_ONE
from journalist_interface.evidence.errors import ConversionLimitError
from store.domain.stages import Stage
from tests.destruction.byte_search import found_in, middle
from tests.scenario import evidence_files
from tests.scenario.hands import Reporter, StoryError, Worker, expect, expect_not, sentence_of
from tests.scenario.telling import Telling
from tests.scenario.vocabulary import OfficeLabels


def files_arrive(telling: Telling, reporter: Reporter, case: str) -> None:
    """Send the files as they are, look at them, save cleaned copies, and search the workstation for what was shown."""
    telling.tell(
        "Pelapor mengirim PDF, dokumen Word, foto dengan tempat, video, surel, dan berkas jahat, apa adanya.",
        "The reporter sends a PDF, a Word file, a photo with a place, a video, a mail and a bomb, as they are.",
    )
    said = telling.text(evidence_files.SAID)
    files = evidence_files.write_files(telling.files, said)
    reporter.come_back(Stage.REVIEW)
    reporter.attach(*files, cleans=False)
    reporter.leave()
    officer = telling.worker(OFFICER_ONE)
    telling.tell(
        "Petugas melihat semuanya sebagai gambar, dan membaca siapa yang dapat dikenali darinya.",
        "The officer sees all of it as pictures, and reads who could be known by it.",
    )
    if not _are_seen(officer, case, said):
        telling.tell(
            "Di komputer ini tidak ada sandbox untuk itu: halamannya menyebutkan sebabnya. Menyimpan tetap bisa.",
            "This computer has no sandbox for that, and the page says why. Saving still works.",
        )
        return
    telling.tell(
        "Ia menyimpan salinan tanpa nama pembuat dan tanpa tempat. Di komputernya tidak ada yang tertinggal.",
        "The officer saves copies without author and place. Nothing of what was shown is left on the computer.",
    )
    _are_cleaned(telling, officer, case)
    _left_nothing(telling, files)


def _are_seen(officer: Worker, case: str, said: str) -> bool:
    """Look at each file; return False once the page says that this computer cannot show it."""
    words, author = officer.words, evidence_files.AUTHOR
    told = {
        evidence_files.PDF: (f"{words(OfficeLabels.AUTHOR)}: {author}", words(OfficeLabels.ASKS)),
        evidence_files.WORD: (f"{words(OfficeLabels.AUTHOR)}: {author}", words(OfficeLabels.ASKS)),
        evidence_files.PHOTO: (f"{words(OfficeLabels.PLACE)}: ", words(OfficeLabels.ASKS)),
        evidence_files.VIDEO: (f"{words(OfficeLabels.LENGTH)} 0:04",),
        evidence_files.MAIL: (words(OfficeLabels.SUBJECT), said),
        evidence_files.BOMB: (sentence_of(ConversionLimitError, words),),
    }
    for name, expected in told.items():
        if not officer.looks_at(case, name):
            return False
        expect(officer.window, *expected)
        officer.show(f"officer-evidence-{Path(name).suffix[1:]}")
    return True


def _are_cleaned(telling: Telling, officer: Worker, case: str) -> None:
    """Save what tells of its author without that; raise `StoryError` if it is still there."""
    author = evidence_files.AUTHOR.encode()
    for name, link in (
        (evidence_files.PHOTO, OfficeLabels.SAVE_CLEANED),
        (evidence_files.WORD, OfficeLabels.SAVE_CLEANED),
        (evidence_files.PDF, OfficeLabels.SAVE_PICTURES),
    ):
        officer.open(case)
        officer.window.follow(name)
        saved = officer.window.save(officer.words(link), telling.files)
        if any(author in piece for piece in _parts(saved)):
            raise StoryError(f"A copy of {name} still names its author.")
        saved.unlink()
    expect_not(officer.window, sentence_of(ConversionLimitError, officer.words))


def _parts(file: Path) -> list[bytes]:
    """Return the bytes of a file; of one that is an archive, those of each of its parts."""
    if not zipfile.is_zipfile(file):
        return [file.read_bytes()]
    with zipfile.ZipFile(file) as archive:
        return [archive.read(name) for name in archive.namelist()]


def _left_nothing(telling: Telling, files: list[Path]) -> None:
    pieces = {middle(file.read_bytes()) for file in files} | {evidence_files.AUTHOR.encode()}
    if not found_in(telling.files, pieces):
        raise StoryError("The byte search finds nothing of files that are there.")
    if left := found_in(telling.folder.person(OFFICER_ONE.id), pieces):
        raise StoryError(f"What was shown is left on the workstation: {sorted(map(str, left))}.")
