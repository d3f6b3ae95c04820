"""Many threads decode what arrives: none of them may crash the process for all."""

import subprocess
import sys

MEET = """
import sys, threading
from typing import Annotated
import msgspec
from crypto.signing import decoder_ready

sys.setswitchinterval(1e-6)
for number in range(150):
    member = Annotated[int | None, msgspec.Meta(description=str(number))]
    part = msgspec.defstruct("Part", [(f"f{at}", member, 1) for at in range(8)])
    whole = msgspec.defstruct("Whole", [("parts", tuple[part, ...], ()), ("named", dict[str, part] | None, None)])
    barrier = threading.Barrier(4)

    def meet():
        barrier.wait()
        assert len(msgspec.json.decode(b'{"parts":[{"f1":2}]}', type=decoder_ready(whole)).parts) == 1

    threads = [threading.Thread(target=meet) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print("fine")
"""


def test_a_kind_that_several_threads_meet_first_at_the_same_moment_crashes_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEET], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "fine\n"), done.stderr
