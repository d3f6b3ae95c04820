"""Errors of building packages."""

from install.errors import InstallError


class PackagingError(InstallError):
    """The packages could not be built."""
