"""An office that publishes its address."""

from typing import Final

from install.language import Sentence
from install.publishing.notice import PublicNotice

NAME: Final = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx"
NOTICE: Final = PublicNotice(
    "Inspektorat <Contoh>",
    "Whistleblowing System (WBS)",
    f"{NAME}.onion",
    Sentence("Telepon 021 555 0100.\n\nHari kerja saja.", "Telephone 021 555 0100.\n\nWorking days only."),
)
ACCENT: Final = "#14466b"
