"""All deeds, in the order in which a page offers them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from journalist_interface.deeds import access, leading, papers, team, verification
from journalist_interface.deeds.deed import Deed, Standpoint, is_offered

DEEDS: Final[Mapping[str, Deed]] = MappingProxyType(
    {one.name: one for module in (verification, papers, team, leading, access) for one in module.DEEDS}
)


def offered(point: Standpoint) -> list[Deed]:
    """Return what this person can do in the case now."""
    return [one for one in DEEDS.values() if is_offered(one, point)]
