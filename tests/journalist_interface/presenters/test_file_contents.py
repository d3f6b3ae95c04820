"""A page shows no older parts of a file than it says of the conversion."""

from collections.abc import Iterator

from journalist_interface.evidence.parts import ListedEntry
from journalist_interface.presenters.file_contents import file_contents
from journalist_interface.session.previews import AttachmentPreview, PreviewKey, PreviewState


class EndingMeanwhile(list[str]):
    """The texts of a file whose list comes, and whose conversion ends, while they are read."""

    def __init__(self, preview: AttachmentPreview) -> None:
        super().__init__(["teks"])
        self._preview = preview

    def __iter__(self) -> Iterator[str]:
        yield from super().__iter__()
        self._preview.listed.append(ListedEntry("berkas.txt", 1))
        self._preview.state = PreviewState.DONE


def test_a_page_during_which_the_conversion_ends_renews_itself() -> None:
    preview = AttachmentPreview(PreviewKey("c" * 32, "lampiran-2", "b" * 32, "0" * 64), PreviewState.RUNNING)
    preview.passages = EndingMeanwhile(preview)
    assert file_contents(preview, 1).state is PreviewState.RUNNING
    after = file_contents(preview, 1)
    assert (after.state, after.text) == (PreviewState.DONE, "teks")
    assert after.listed
