"""The warnings of the search for traces, by short names."""

from source_interface.metadata.kinds import MetadataWarning

PLACE, DEVICE, PERSON, TEXT, TIME, PROGRAM = (
    MetadataWarning.PLACE,
    MetadataWarning.DEVICE,
    MetadataWarning.PERSON,
    MetadataWarning.TEXT,
    MetadataWarning.TIME,
    MetadataWarning.PROGRAM,
)
