"""Errors while setting up. The docstring, or the text given, is the sentence that a person reads."""

from crypto.errors import KentonganError


class InstallError(KentonganError):
    """This could not be set up."""
