"""The one message whose form is the same in every version, so that different versions can recognise each other."""

from typing import Annotated

from msgspec import Meta

from store.domain.fields import Struct


class ServerVersion(Struct, frozen=True):
    """The version of the server."""

    version: Annotated[str, Meta(pattern=r"\A[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}\Z")]
