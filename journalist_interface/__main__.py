"""Start the officer's interface, or make another way into it.

    kentongan-workstation open     what the icon does: starts it in this desktop session, and opens the browser
    kentongan-workstation          starts it in a terminal and prints a link
    kentongan-workstation link     prints a new link to the one that runs
    kentongan-workstation serve    what the desktop session's unit does: starts it and prints no link

In a checkout `python -m journalist_interface` does the same. All read the configuration that
`KENTONGAN_WORKSTATION_CONFIG` names, or else `kentongan/workstation.toml` in the person's configuration folder
(`~/.config`). While a person has none there, the same commands lead to the pages that write it (`first_start`). A way
in works once, for ten minutes.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from journalist_interface.config import load_any
from journalist_interface.desktop.icon import open_interface
from journalist_interface.web import launch
from store.domain.deadlines import HolidayFileError
from store.web.configuration import ConfigurationError

_SERVER = ("gunicorn", "-c", "python:journalist_interface.gunicorn_conf", "journalist_interface.wsgi:app")


def main(words: Sequence[str] | None = None) -> int:
    """Return the exit status: 0, or 2 if the configuration or the arguments are wrong."""
    arguments = list(sys.argv[1:] if words is None else words)
    if arguments == ["open"]:
        return open_interface()
    try:
        config = load_any()
    except (ConfigurationError, HolidayFileError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if arguments == ["link"]:
        sys.stdout.write(f"{launch.new_link(config)}\n")
        return 0
    if arguments in ([], ["serve"]):
        _become_server(prints_link=not arguments)
    sys.stderr.write(__doc__ or "")
    return 2


def _become_server(*, prints_link: bool) -> NoReturn:
    # The command of the package finds its modules by a path that a new Python does not know. It runs isolated:
    # a caller's PYTHONPATH, which it does not follow itself, must not reach the server either.
    given = "" if sys.flags.ignore_environment else os.environ.get("PYTHONPATH", "")
    paths = [str(Path(__file__).resolve().parents[1]), *filter(None, [given])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONSAFEPATH": "1"}
    environment[launch.WITHOUT_LINK] = "" if prints_link else "yes"
    os.execve(sys.executable, [sys.executable, "-m", *_SERVER], environment)  # noqa: S606  # nosec B606 # fixed arguments


if __name__ == "__main__":
    sys.exit(main())
