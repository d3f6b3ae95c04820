"""The problem of a row, by the error over which reading it failed."""

from typing import Final

from crypto.errors import CryptoError, PaddingError, VoiceError
from crypto.gpg.errors import NotForThisKeyError, UnprocessableError
from journalist_interface.verification.problems import RowProblem
from store.domain.errors import AuthorError, MisplacedError, RetiredKeyError

_VERDICTS: Final[tuple[tuple[type[CryptoError], RowProblem], ...]] = (
    (UnprocessableError, RowProblem.UNPROCESSABLE),
    (VoiceError, RowProblem.FORGED_REPORTER),
    (RetiredKeyError, RowProblem.RETIRED_KEY),
    (AuthorError, RowProblem.FORGED_REPLY),
    (MisplacedError, RowProblem.MOVED),
    (CryptoError, RowProblem.DAMAGED),
)


def unopened(error: CryptoError) -> RowProblem:
    """Return the problem of a row that could not be decrypted."""
    if isinstance(error, UnprocessableError):
        return RowProblem.UNPROCESSABLE
    if isinstance(error, PaddingError):
        return RowProblem.DAMAGED
    return RowProblem.UNREADABLE if isinstance(error, NotForThisKeyError) else RowProblem.BROKEN


def verdict(error: CryptoError) -> RowProblem:
    """Return the problem of a row whose decrypted message is not believed."""
    return next(problem for kind, problem in _VERDICTS if isinstance(error, kind))
