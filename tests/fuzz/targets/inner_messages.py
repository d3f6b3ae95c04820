"""A reporter's text in which an encrypted message may stand, as the workstation looks for it."""

from journalist_interface.inner_layer import has_message, inner_name
from tests.fuzz.target import PLANTED, Target


def run(data: bytes) -> None:
    """It is found or not; a name without its ending is the name's beginning."""
    text = data.decode("utf-8", "replace")
    assert has_message(text) <= ("-----BEGIN PGP MESSAGE-----" in text)
    name = inner_name(text)
    assert name is None or text.startswith(name)


TARGET = Target(
    run,
    (),
    (
        f"-----BEGIN PGP MESSAGE-----\n\n{PLANTED}\n-----END PGP MESSAGE-----".encode(),
        b"-----BEGIN PGP MESSAGE-----\n" * 40,
        b"laporan.pdf.gpg",
        b".ASC",
    ),
)
