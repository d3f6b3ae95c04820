"""The reports and files of the story: made up, and with words that nothing else on the machine holds."""

import secrets
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.noise import noise

BIG_BYTES: Final = 100_000_000
LESS_BYTES: Final = 8_000_000
"""The size of a file that need not be the largest: it is encrypted, decrypted and searched for every word."""
_WIDTH, _HEIGHT = 320, 240


@dataclass(frozen=True)
class Belongings:
    """One reporter's words and files, and the officer's answer to them."""

    answers: dict[str, str]
    files: list[Path]
    message: str
    reply: str
    reply_file: Path
    words: list[str]
    """Words that the server must never write."""


def make_belongings(folder: Path, largest: int) -> Belongings:
    """Fresh ones; `folder` gets the files, of which the largest has so many bytes."""
    folder.mkdir()
    marks = iter(f"{word} {secrets.token_hex(6)}" for word in _WORDS)
    answers = {
        "what": f"Kuitansi perjalanan dibayar dua kali: {next(marks)}.",
        "who": f"Bendahara bagian umum, {next(marks)}",
        "when": f"Setiap akhir bulan, {next(marks)}",
        "how": f"Dengan dua nomor bukti; {next(marks)}",
        "where": f"Di ruang arsip, {next(marks)}",
    }
    message, reply, in_pdf, in_reply_file = (next(marks) for _ in range(4))
    names = [f"bukti {next(marks)}.pdf", f"foto {next(marks)}.png", f"rekaman {next(marks)}.bin"]
    files = [folder / name for name in names]
    files[0].write_bytes(_pdf(in_pdf))
    files[1].write_bytes(_photo())
    files[2].write_bytes(noise(largest))
    reply_file = folder / f"tanda terima {next(marks)}.txt"
    reply_file.write_text(f"Nomor tanda terima: {in_reply_file}\n", "utf-8")
    parts = [answer[-30:] for answer in answers.values()]
    stems = [path.stem for path in (*files, reply_file)]
    return Belongings(
        answers, files, message, reply, reply_file, [*parts, *stems, message, reply, in_pdf, in_reply_file]
    )


_WORDS: Final = (
    "pembayaran ganda", "saudara sepupu", "tanggal duapuluh", "stempel lama", "lemari besi", "tambahan dari saya",
    "terima kasih kami", "isi dokumen", "isi tanda terima", "kuitansi", "halaman", "rapat", "nomor",
)  # fmt: skip


def _pdf(text: str) -> bytes:
    """A page with one line of text, uncompressed."""
    content = f"BT /F1 12 Tf 40 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, pdf_object in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, pdf_object)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            table,
            len(body),
        )
    )


def _photo() -> bytes:
    """A picture with the noise of a photo, as PNG."""
    rows = b"".join(b"\0" + secrets.token_bytes(3 * _WIDTH) for _ in range(_HEIGHT))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
