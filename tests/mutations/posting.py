"""Requests of an insider to the gateway with an ordinary session: the answer is never a fault of the gateway."""

from typing import Final

import httpx
import msgspec

from tests.loopback import NO_AUTHORITIES
from tests.mutations.scene import Scene

_OCTETS: Final = "application/octet-stream"


def posted(scene: Scene, person: str, path: str, body: msgspec.Struct | bytes) -> int:
    """Send this to a route of the mutated case; gives the status of the answer."""
    colleague = scene.people[person]
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    kind = _OCTETS if isinstance(body, bytes) else "application/json"
    answer = httpx.post(
        f"{colleague.config.gateway}/v1/cases/{scene.case}/{path}",
        content=data,
        headers={"Authorization": f"Bearer {colleague.officer.token}", "Content-Type": kind},
        trust_env=False,
        verify=NO_AUTHORITIES,
        timeout=60,
    )
    return answer.status_code
