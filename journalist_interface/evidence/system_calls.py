"""The seccomp filter of the sandbox, made once by Debian's own binding of libseccomp."""

import functools
import subprocess  # nosec B404 # Debian's Python
from pathlib import Path
from typing import Final

from journalist_interface.evidence.errors import ConverterMissingError

PYTHON: Final = "/usr/bin/python3"
"""Debian's: the one that has python3-seccomp, and that is in the sandbox."""
_PROGRAM: Final = Path(__file__).with_name("seccomp_program.py")
_SECONDS: Final = 30.0


@functools.cache
def seccomp_filter() -> bytes:
    """Return the filter as bubblewrap takes it. Raises `ConverterMissingError` without python3-seccomp."""
    try:
        made = subprocess.run(  # nosec B603 # fixed program, no shell
            [PYTHON, "-I", "-B", str(_PROGRAM)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            env={},
        )
    except (OSError, subprocess.SubprocessError):
        raise ConverterMissingError from None
    return made.stdout
