"""Every message that the commands of an administrator can show, beside the sentences that are in both languages."""

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
from babel.messages.catalog import Catalog

import crypto.errors
import crypto.gpg.errors
import store.domain.errors
import store.errors
import store.gateway.accounts.errors
import store.maintenance.loading
from crypto.errors import KentonganError
from install.audit.export import NotEmptyError
from install.audit.inputs import UnknownCaseError
from install.backups.secret_key import SecretKeyError
from install.errors import InstallError
from install.messages import MessageId, marked_in, sentences_of
from install.restores.notes import RestoreNotedError, RestoreReasonError
from source_interface.i18n.translate import message_of
from store.domain import deadlines
from store.web import roster_keeper
from store.web.configuration import ConfigurationError

_ROOT: Final = Path(__file__).parents[1]
_ERRORS_FOR_COMMANDS: Final = (
    crypto.errors,
    crypto.gpg.errors,
    store.domain.errors,
    store.errors,
    store.gateway.accounts.errors,
    store.maintenance.loading,
    roster_keeper,
    deadlines,
)
_RAISED: Final = dict[str, Any].fromkeys(
    (
        "marked",
        "AccountError",
        "ConfigurationError",
        "HolidayFileError",
        "RosterFormError",
        "StoreDamagedError",
    )
)
"""Whatever the first argument of these is, a command may show it."""
_REASONS: Final = (
    errno.EACCES,
    errno.EEXIST,
    errno.EIO,
    errno.EISDIR,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.ENODEV,
    errno.ENOENT,
    errno.ENOSPC,
    errno.ENOTDIR,
    errno.ENOTEMPTY,
    errno.EPERM,
    errno.EROFS,
)
_CLICK: Final = Path(click.__file__).parent
_SPEAKING: Final = frozenset(
    {"core.py", "decorators.py", "exceptions.py", "formatting.py", "parser.py", "termui.py"}
)
_OF_DEVELOPERS: Final = re.compile(
    r"Warning|deprecated|decl|defined|parameter|iterable|version|color|dynamic|entered|onfirm|continue|unknown|Could"
)
"""These words of click are for programmers who use it, or about what our commands do not have."""


def commands_messages() -> Catalog:
    """Return click's messages that the command `kentongan` can show, and errors of its alone, untranslated."""
    catalog = Catalog(project="Kentongan", version="1")
    for message_id, file in marked_in(_CLICK):
        if file in _SPEAKING and not _OF_DEVELOPERS.search(str(message_id)):
            catalog.add(message_id, locations=[(f"click/{file}", 0)])
    errors: tuple[type[KentonganError], ...] = (
        NotEmptyError,
        UnknownCaseError,
        ConfigurationError,
        InstallError,
        RestoreNotedError,
        RestoreReasonError,
        SecretKeyError,
    )
    sentences = {message_of(error) for error in errors} | set(sentences_of(_ERRORS_FOR_COMMANDS))
    for message_id in sentences | set(_sentences_with_values()) | set(map(os.strerror, _REASONS)):
        catalog.add(message_id, locations=[("errors", 0)])
    return catalog


def _sentences_with_values() -> Iterator[MessageId]:
    """Yield the sentences that are given to errors where they are raised."""
    for message, _file in marked_in(_ROOT / "store", _RAISED):
        yield message
