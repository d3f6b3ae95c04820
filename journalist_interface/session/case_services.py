"""The parts of the workstation that work on cases may use."""

from dataclasses import dataclass

from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.rosters import Rosters
from journalist_interface.reply_templates.template_file import TemplateFile
from store.domain.clock import Clock
from store.domain.deadlines import Deadlines


@dataclass(frozen=True, slots=True)
class CaseServices:
    """The gateway, the roster, the day, and what the office has settled: its deadlines and its texts."""

    client: GatewayClient
    rosters: Rosters
    clock: Clock
    deadlines: Deadlines
    templates: TemplateFile
