"""The attachments that are there: in the folder of blobs, and for an officer."""

from pathlib import Path

from tests.source_interface.box import Box
from tests.source_interface.report_reader import Reader


def blobs_of(box: Box) -> list[Path]:
    """Every file in the folder of blobs, whatever its name."""
    return sorted((box.office.folder / "blobs").iterdir())


def kept(reader: Reader) -> list[tuple[str, bytes]]:
    """Name and content of every attachment, as an officer gets them."""
    return [
        (envelope.attachment.name, reader.blob(envelope))
        for envelope in reader.read()
        if envelope.attachment is not None
    ]
