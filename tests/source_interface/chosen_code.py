"""A code that the test chose, not the server: for pages that must look the same before and after it opens a mailbox."""

from source_interface.services import SourceServices
from source_interface.session import new_token, sign_in
from source_interface.submissions.new_code import take
from tests.genuine_case import GenuineCase


def opens_by(services: SourceServices, case: GenuineCase, code: str) -> None:
    """From now on this code opens the case."""
    take(services.submissions, sign_in(services.session, case.code, new_token()), code)
