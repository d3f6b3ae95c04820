"""Pages for what the reporter encrypted before sending, opened with the officer's key."""

from werkzeug.wrappers import Response as WerkzeugResponse

from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.case_words import answers
from journalist_interface.services import services
from journalist_interface.session.attachments import of_reporter
from journalist_interface.session.previews import PreviewKey
from journalist_interface.verification.case_file import CaseFile, FromReporter
from journalist_interface.verification.nested_pgp import has_message, inner_name, open_file, open_messages
from journalist_interface.views.case_frame import CASE, case_page
from journalist_interface.views.common import blueprint, require_officer
from journalist_interface.views.downloads import ask_first, download
from store.domain.envelope import Envelope

pages = blueprint("nested_pgp", __name__)


@pages.get(f"{CASE}/inner/<int:sequence>")
def show(case: str, sequence: int) -> str:
    """Show the encrypted texts of one message of the reporter, opened."""
    officer = require_officer()
    file = officer.case(case)
    texts = [(label, text) for label, text in _texts(_envelope(file, sequence)) if has_message(text)]
    if not texts:
        raise CaseNotFoundError
    opened = [(label, message) for label, text in texts for message in open_messages(officer.key, text)]
    return case_page("nested_pgp.html", officer, file, opened=opened, sequence=sequence)


@pages.get(f"{CASE}/attachments/<int:sequence>/inner")
def save(case: str, sequence: int) -> WerkzeugResponse:
    """Send an encrypted file of the reporter, both layers opened on its way into the browser's download."""
    officer = require_officer()
    known = officer.case(case)
    file = known.reporter_attachment(sequence)
    name = None if file is None else inner_name(file.name)
    if file is None or name is None:
        raise CaseNotFoundError
    if officer.previews.must_ask(PreviewKey.of(case, file)):
        return ask_first(case, f"lampiran-{sequence}")
    ciphertext = of_reporter(services().cases, officer, case, file, known.given.blobs)
    return download(open_file(officer.key, ciphertext, file), name, f"lampiran-{sequence}")


def _envelope(file: CaseFile, sequence: int) -> Envelope:
    found = file.entries.get(sequence)
    if not isinstance(found, FromReporter):
        raise CaseNotFoundError
    return found.envelope


def _texts(envelope: Envelope) -> list[tuple[str, str]]:
    """Return every text of the message, with the question that it answers."""
    return [("", envelope.text or ""), *(answers(envelope.report) if envelope.report is not None else [])]
