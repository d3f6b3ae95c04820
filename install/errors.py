"""Errors while setting up. The docstring, or the text given, is the sentence that a person reads."""

from typing import Final

from crypto.errors import KentonganError
from install.language import Sentence

UNREADABLE: Final = Sentence("{path} tidak terbaca: {reason}.", "{path} cannot be read: {reason}.")


class InstallError(KentonganError):
    """This could not be set up."""
