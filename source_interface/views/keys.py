"""The officers' public keys: to be compared, printed, and saved."""

from typing import Final

from flask import Response, abort, render_template
from flask_babel import gettext
from werkzeug.datastructures import Headers

from source_interface.i18n import language
from source_interface.presenters.public_keys import public_keys
from source_interface.presenters.roster_view import title
from source_interface.services import services
from store.web.headers import DOWNLOAD_POLICY, POLICY_HEADER

COMMAND: Final = ("gpg", "--encrypt", "--armor")
blueprint: Final = language.Pages("keys", shaped=False)


@blueprint.get("/keys")
def show() -> str:
    """Show the certificates for encrypting a report beforehand, and a command that does it."""
    current = services().roster.valid()
    keys = public_keys(current)
    return render_template(
        "keys.html",
        keys=[(key, title(key.position)) for key in keys],
        command=" ".join(
            [*COMMAND, *(f"--recipient-file {key.file_name()}" for key in keys[:1]), gettext("report.txt")]
        ),
        roster=current.roster,
        office_key=services().config.roster.office_fingerprint,
    )


@blueprint.get("/keys/<fingerprint>")
def certificate(fingerprint: str) -> Response:
    """Send one certificate, binary, as it stands in the roster."""
    found = next(
        (key for key in public_keys(services().roster.valid()) if key.fingerprint == fingerprint), None
    )
    if found is None:
        abort(404)
    headers = Headers({POLICY_HEADER: DOWNLOAD_POLICY})
    headers.add("Content-Disposition", "attachment", filename=found.file_name())
    return Response(found.data, headers=headers, content_type="application/octet-stream")
