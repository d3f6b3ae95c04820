"""The kinds of warnings, and their sentences."""

from enum import Enum, auto
from typing import Final

from source_interface.i18n.translate import lazy as _


class MetadataWarning(Enum):
    """Something that may tell who sent a file."""

    NAME_ADDRESS = auto()
    NAME_NUMBER = auto()
    NAME_DATE = auto()
    NAME_DEVICE = auto()
    PLACE = auto()
    DEVICE = auto()
    PERSON = auto()
    TEXT = auto()
    TIME = auto()
    PROGRAM = auto()


SENTENCES: Final = {
    MetadataWarning.NAME_ADDRESS: _("The name contains an e-mail address."),
    MetadataWarning.NAME_NUMBER: _(
        "The name contains a long number, such as an employee or telephone number."
    ),
    MetadataWarning.NAME_DATE: _("The name contains a date, as cameras and telephones write it."),
    MetadataWarning.NAME_DEVICE: _("The name tells which kind of device or program made it."),
    MetadataWarning.PLACE: _("It contains the place where it was made."),
    MetadataWarning.DEVICE: _("It names the camera or telephone that made it."),
    MetadataWarning.PERSON: _("It contains the name of an author or owner."),
    MetadataWarning.TEXT: _("It contains a title or a comment."),
    MetadataWarning.TIME: _("It says when it was made."),
    MetadataWarning.PROGRAM: _("It names the program that made it."),
}
