"""Attacks the sandbox with everything there is: `python -m tests.sandbox`, in about five minutes.

Each attack must end as a sentence or be shown within the bounds, reach nothing of the host, and leave nothing behind;
after each of them an honest file must open. The suite has the quick ones (`test_attacks`).
"""

import sys
import time
from collections.abc import Callable
from functools import partial

from tests.sandbox.hostile_files import FILES
from tests.sandbox.hostile_programs import PROGRAMS
from tests.sandbox.trials import AttackedHost, AttackError, require_next_opens, try_file, try_program


def main() -> int:
    """Return 0 if the sandbox withstands each attack."""
    failed = 0
    wanted = sys.argv[1:]
    with AttackedHost.prepared() as host:
        trials: list[tuple[str, Callable[[], str]]] = [
            *((program.name, partial(try_program, host, program)) for program in PROGRAMS),
            *((file.name, partial(try_file, host, file)) for file in FILES),
        ]
        for name, trial in trials:
            if wanted and not any(word in name for word in wanted):
                continue
            began = time.monotonic()
            try:
                ended = trial()
                host.require_unharmed()
                require_next_opens()
            except AttackError as error:
                failed += 1
                ended = f"FAILED: {error}"
            sys.stdout.write(f"{time.monotonic() - began:6.1f} s  {name}: {ended}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{failed} attacks succeeded\n")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
