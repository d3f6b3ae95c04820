"""All actions, in the order in which a page offers them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from journalist_interface.actions import (
    access,
    archiving,
    case_labels,
    consent,
    identity,
    leadership,
    papers,
    retention,
    team,
    triage,
    verification,
)
from journalist_interface.actions.action import Action, is_offered
from journalist_interface.actions.decision_draft import Standpoint

ACTIONS: Final[Mapping[str, Action]] = MappingProxyType(
    {
        action.name: action
        for module in (
            verification,
            triage,
            archiving,
            case_labels,
            papers,
            team,
            leadership,
            access,
            identity,
            consent,
            retention,
        )
        for action in module.ACTIONS
    }
)


def offered(point: Standpoint) -> list[Action]:
    """Return what this person can do in the case now."""
    return [action for action in ACTIONS.values() if is_offered(action, point)]
