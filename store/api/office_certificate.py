"""The message that shows the office certificate to a workstation that is being set up."""

from typing import Annotated

from msgspec import Meta

from crypto.gpg.certificate import MAX_CERTIFICATE_BYTES
from store.domain.fields import Struct


class OfficeCertificateFile(Struct, frozen=True):
    """The office certificate. It counts only for a receiver who has the fingerprint of its key from paper."""

    certificate: Annotated[bytes, Meta(min_length=1, max_length=MAX_CERTIFICATE_BYTES)]
