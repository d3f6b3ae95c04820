"""A guided run in this process, which libFuzzer ends: `python -m tests.fuzz` starts it."""

import sys
from pathlib import Path

import atheris

from tests.fuzz.target import find_target

# Where the inputs go; to instrument everything that is imported would take longer than a short run.
INSTRUMENTED = [
    "crypto",
    "itsdangerous",
    "journalist_interface.evidence.frames",
    "journalist_interface.gateway_client.client",
    "source_interface.forms",
    "source_interface.photos",
    "source_interface.web.csrf",
    "source_interface.session",
    "source_interface.uploads",
    "store.attachments.blobs",
    "store.domain",
    "store.cases.case_list",
    "store.gateway.bodies",
    "store.gateway.auth.sessions",
    "store.gateway.auth.challenges",
    "werkzeug.http",
    "werkzeug.sansio",
]


def main(arguments: list[str]) -> None:
    """The target's name, a folder for its seeds, then libFuzzer's own options and folders."""
    name, seeds, *rest = arguments
    with atheris.instrument_imports(include=INSTRUMENTED):
        target = find_target(name)
    for number, seed in enumerate(target.seeds):
        Path(seeds, str(number)).write_bytes(seed)
    atheris.Setup([sys.argv[0], f"-max_len={target.largest}", *rest, seeds], target.judge)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
