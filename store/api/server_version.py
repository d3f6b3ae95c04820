"""The one message that has the same form in every version: here, and nowhere else, strange versions meet."""

from typing import Annotated

from msgspec import Meta

from store.domain.fields import Struct


class ServerVersion(Struct, frozen=True):
    """The version of the server."""

    version: Annotated[str, Meta(pattern=r"\A[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}\Z")]
