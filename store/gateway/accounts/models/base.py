"""What all tables of the accounts database have in common."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from store.model.base import NAMES


class AccountsBase(DeclarativeBase):
    """Metadata of its own: nothing here can refer to a case, and no case to this."""

    metadata = MetaData(naming_convention=NAMES)
