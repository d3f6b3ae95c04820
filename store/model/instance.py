"""The instance: two random values created once, with the database."""

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from crypto.derive import SALT_BYTES
from store.model.base import UNNUMBERED, Base
from store.model.columns import KEY_BYTES, Key, exactly


class Instance(Base):
    """The only row: the salt of all codenames, and the key that signs forms."""

    __tablename__ = "instance"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        exactly("codename_salt", SALT_BYTES),
        exactly("form_key", KEY_BYTES),
        UNNUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    codename_salt: Mapped[bytes] = mapped_column(LargeBinary(SALT_BYTES))
    form_key: Mapped[Key]
