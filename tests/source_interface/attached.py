"""What of the attachments is there: in the folder of blobs, and for an officer."""

from pathlib import Path

from tests.source_interface.box import Box
from tests.source_interface.officer import Officer


def blobs_of(box: Box) -> list[Path]:
    """Every file in the folder of blobs, whatever its name."""
    return sorted((box.office.folder / "blobs").iterdir())


def kept(sari: Officer) -> list[tuple[str, bytes]]:
    """Name and content of every attachment, as an officer gets them."""
    return [
        (envelope.attachment.name, sari.blob(envelope))
        for envelope in sari.read()
        if envelope.attachment is not None
    ]
