"""The parts that all tables of the accounts database have in common."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from store.model.base import NAMES


class AccountsBase(DeclarativeBase):
    """Separate metadata: nothing here can refer to a case, and no case to anything here."""

    metadata = MetaData(naming_convention=NAMES)
