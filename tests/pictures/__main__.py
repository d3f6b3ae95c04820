"""The command: see the package's description."""

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.pictures.made import PROGRAMS, make, missing_programs
from tests.pictures.odd import shaped
from tests.pictures.trial import try_pictures

_AT_ONCE = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures")
    parser.add_argument("count", type=int, nargs="?", default=2_000)
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same pictures (1)")
    chosen = parser.parse_args()
    missing = missing_programs()
    if missing:
        sys.stdout.write(f"MISSING, so nothing was tried: {', '.join(PROGRAMS[name] for name in missing)}\n")
        return 2
    dice = random.Random(chosen.seed)  # noqa: S311 - nothing secret
    done, faults = Counter[str](), list[str]()
    while sum(done.values()) < chosen.count:
        with tempfile.TemporaryDirectory(prefix="kentongan-pictures-") as folder:
            made = make(Path(folder), min(_AT_ONCE, chosen.count - sum(done.values())), dice)
            for path in made:
                path.write_bytes(shaped(path.read_bytes(), path.suffix, dice))
            faults += try_pictures(made, dice)
            done.update(path.suffix for path in made)
        sys.stdout.write(f"{sum(done.values())} pictures, {len(faults)} faults\n")
        sys.stdout.flush()
    sys.stdout.write("".join(f"{kind[1:]}: {count}\n" for kind, count in sorted(done.items())))
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
