"""A reporter's text in which an encrypted message may stand, as the workstation looks for it."""

from journalist_interface.verification.nested_pgp import has_message, inner_name, messages_in
from tests.fuzz.target import PLANTED, Target

_BEGIN = "-----BEGIN PGP MESSAGE-----"
_END = "-----END PGP MESSAGE-----"


def run(data: bytes) -> None:
    """Each that is found is a piece of the text from one mark to the other; a name loses its ending and no more."""
    text = data.decode("utf-8", "replace")
    found = list(messages_in(text))
    assert has_message(text) == bool(found)
    for message in found:
        assert message in text
        assert message.startswith(_BEGIN)
        assert message.endswith(_END)
        assert message.count(_END) == 1
        assert (
            message.removesuffix(_END).count(_BEGIN) == 1
        )  # the five hyphens of an end may be those of a beginning
    name = inner_name(text)
    assert name is None or text.startswith(name)


TARGET = Target(
    run,
    (),
    (
        f"-----BEGIN PGP MESSAGE-----\n\n{PLANTED}\n-----END PGP MESSAGE-----".encode(),
        f"{_BEGIN}\n".encode() * 500,
        f"{_END}{_BEGIN}\n{PLANTED}".encode() * 200,
        f"{_BEGIN}\n{_BEGIN}END PGP MESSAGE-----".encode(),
        b"laporan.pdf.gpg",
        b".ASC",
    ),
)
