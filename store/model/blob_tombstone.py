"""A blob's tombstone: the name of a file that was withdrawn or destroyed, among names of none."""

from sqlalchemy.orm import Mapped, mapped_column

from store.model.base import UNNUMBERED, Base
from store.model.columns import HEX_DIGITS, HexId, exactly


class BlobTombstone(Base):
    """A random name: of a file that is gone on purpose, or of nothing.

    Each message of a reporter adds a row. That of a withdrawal has the name of the file, and so a backup can tell it
    from a row that was lost. All others have a new name, so that the rows do not count the withdrawals. It refers to no
    case, and stays when its case goes.
    """

    __tablename__ = "blob_tombstone"
    __table_args__ = (exactly("name", HEX_DIGITS), UNNUMBERED)

    name: Mapped[HexId] = mapped_column(primary_key=True)
