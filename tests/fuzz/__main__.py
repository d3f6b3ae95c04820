"""The command: see the package's description."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.target import find_target, target_names


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", nargs="?", choices=target_names())
    parser.add_argument("--seconds", type=int, default=60, help="how long (60)")
    parser.add_argument("--inputs", type=int, default=-1, help="how many inputs at most (any number)")
    parser.add_argument("--seed", type=int, default=0, help="the same seed searches the same way (0: any)")
    parser.add_argument(
        "--corpus", type=Path, help="a folder that keeps the inputs that reached something new"
    )
    parser.add_argument("--findings", type=Path, default=Path(), help="where the file of a finding goes")
    parser.add_argument("--repeat", type=Path, help="run this one file")
    chosen = parser.parse_args()
    if chosen.target is None:
        sys.stdout.write("\n".join(target_names()) + "\n")
        return 0
    if chosen.repeat is not None:
        find_target(chosen.target).judge(chosen.repeat.read_bytes())
        sys.stdout.write("It is dealt with as it must be.\n")
        return 0
    return _guided(chosen)


def _guided(chosen: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="kentongan-fuzz-") as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        kept = chosen.corpus or Path(folder) / "corpus"
        kept.mkdir(parents=True, exist_ok=True)
        limits = [f"-max_total_time={chosen.seconds}", f"-runs={chosen.inputs}", "-timeout=20"]
        options = [*limits, f"-seed={chosen.seed}", f"-artifact_prefix={chosen.findings.absolute()}/"]
        command = [sys.executable, "-m", "tests.fuzz.guided", chosen.target, str(seeds), *options, str(kept)]
        # libFuzzer ends its process without a word: what a target made in the temporary folder goes with this one.
        return subprocess.run(command, env=os.environ | {"TMPDIR": folder}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
