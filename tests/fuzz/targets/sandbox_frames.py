"""Messages of the program in the sandbox, which a converter that was taken over writes."""

import io

from journalist_interface.evidence.errors import EvidenceError
from journalist_interface.evidence.frames import read_frames
from tests.fuzz.target import PLANTED, Target
from tests.journalist_interface.evidence.wire_frames import CLOSING, COPY, EVERY_KIND, fact, opening, refusal


def run(data: bytes) -> None:
    for _ in read_frames(io.BytesIO(data).read):
        pass


TARGET = Target(
    run,
    (EvidenceError,),
    (EVERY_KIND, COPY, fact(PLANTED) + opening() + CLOSING, fact(PLANTED, PLANTED), refusal("limit"), b""),
)
