"""Start the officer's interface, or make another link to it.

    kentongan-workstation          starts it and prints a link
    kentongan-workstation link     prints a new link to the one that runs

In a checkout `python -m journalist_interface` does the same. Both read the configuration that
`KENTONGAN_WORKSTATION_CONFIG` names. A link works once, for ten minutes.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from journalist_interface.config import load
from journalist_interface.web import launch
from store.domain.deadlines import HolidayFileError
from store.web.configuration import ConfigurationError

_SERVER = ("gunicorn", "-c", "python:journalist_interface.gunicorn_conf", "journalist_interface.wsgi:app")


def main(words: Sequence[str] | None = None) -> int:
    """Return the exit status: 0, or 2 if the configuration or the arguments are wrong."""
    arguments = list(sys.argv[1:] if words is None else words)
    try:
        config = load()
        config.open_deadlines()
    except (ConfigurationError, HolidayFileError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if arguments == ["link"]:
        sys.stdout.write(f"{launch.new_link(config)}\n")
        return 0
    if not arguments:
        _become_server()
    sys.stderr.write(__doc__ or "")
    return 2


def _become_server() -> NoReturn:
    # The command of the package finds its modules by a path that a new Python does not know. It runs isolated:
    # a caller's PYTHONPATH, which it does not follow itself, must not reach the server either.
    given = "" if sys.flags.ignore_environment else os.environ.get("PYTHONPATH", "")
    paths = [str(Path(__file__).resolve().parents[1]), *filter(None, [given])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONSAFEPATH": "1"}
    os.execve(sys.executable, [sys.executable, "-m", *_SERVER], environment)  # noqa: S606  # nosec B606 # fixed arguments


if __name__ == "__main__":
    sys.exit(main())
