"""The check that this computer can open files in a sandbox, and the reason where it cannot."""

import threading

from journalist_interface.evidence.errors import NamespacesRefusedError, SandboxUnavailableError
from journalist_interface.evidence.sandbox import started

_found = threading.Event()


def require_sandbox() -> None:
    """Raise a `SandboxUnavailableError` where no sandbox can be made; what worked once is not tried again."""
    if _found.is_set():
        return
    # It waits for the end of its input, and so cannot have ended before it was looked at.
    with started(["/usr/bin/cat"], ()) as child:
        child.read(1)
        if child.end() != 0:
            raise NamespacesRefusedError
    _found.set()


def unavailable() -> SandboxUnavailableError | None:
    """Return the reason why no file can be opened here, whose sentence a page shows; None where they can."""
    try:
        require_sandbox()
    except SandboxUnavailableError as reason:
        return reason
    return None
