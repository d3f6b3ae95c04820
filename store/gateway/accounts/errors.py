"""The errors of accounts. The docstring of each class is the sentence an administrator reads."""

from store.errors import StoreError


class AccountError(StoreError):
    """The accounts of the officers cannot be used. An administrator must look at them."""


class AccountsExposedError(AccountError):
    """The folder of the accounts is open to other users. Only the gateway's user may enter it (mode 0700)."""


class AccountExistsError(AccountError):
    """This person has an account. If the device is lost, `officer reset-2fa` exchanges the second factor."""


class NoAccountError(AccountError):
    """This person has no account."""


class PersonNameError(AccountError):
    """This is not the identifier of a person: small letters, digits, dots, hyphens and underscores."""
