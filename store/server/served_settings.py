"""The settings that the configurations of both servers share."""

import re
from collections.abc import Callable

from store.server.connection_limits import NOTHING, ConnectionLimits
from store.web.configuration import Positive, Settings


class ServedSettings(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the front. A sender slower than `bytes_per_second`, on average over `pace_seconds`, is given up."""

    threads: Positive
    connections: Positive
    head_seconds: Positive = 20
    pace_seconds: Positive = 60
    bytes_per_second: Positive = 256
    line_seconds: Positive = 20

    def front_of(
        self,
        refusal: Callable[[int], bytes],
        streams: int,
        streamed_path: re.Pattern[bytes],
        *,
        circuits: bool = False,
        code_path: re.Pattern[bytes] = NOTHING,
        codes: int = 0,
    ) -> ConnectionLimits:
        """Return how the process treats connections; `refusal` answers requests that never reach a page."""
        return ConnectionLimits(
            refusal=refusal,
            threads=self.threads,
            streams=streams,
            circuits=circuits,
            streamed_path=streamed_path,
            code_path=code_path,
            codes=codes,
            connections=self.connections,
            head_seconds=self.head_seconds,
            pace_seconds=self.pace_seconds,
            bytes_per_second=self.bytes_per_second,
            line_seconds=self.line_seconds,
        )
