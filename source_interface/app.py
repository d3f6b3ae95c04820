"""The application factory of the reporter's pages."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from flask import Flask, Response, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import Forbidden, RequestEntityTooLarge, UnsupportedMediaType

from crypto.derive import codename_root
from source_interface import error_pages
from source_interface.config import SourceConfig
from source_interface.errors import BusyError
from source_interface.forms import base
from source_interface.i18n import language, office_texts
from source_interface.i18n.translate import sentence, translated
from source_interface.metadata.kinds import SENTENCES
from source_interface.presenters import response_padding, roster_view
from source_interface.services import EXTENSION, SourceServices, services
from source_interface.upgrade_page import upgrade_page
from source_interface.views import (
    attachments,
    attention,
    codename,
    consent,
    entering,
    help_pages,
    keys,
    leaving,
    mailbox,
    new_code,
    open_report,
    progress,
    report,
    start,
    style,
)
from source_interface.web import csrf
from source_interface.web.rate_limits import Derive
from store.server.logs import log_unexpected
from store.server.request_body import is_turned_away
from store.web.headers import (
    FRAMING_POLICY,
    PAGE_POLICY,
    POLICY_HEADER,
    SecurityHeaders,
    framed_policy,
    keep_here,
)
from store.web.visible import sanitize_line, visible, visible_beginning

FORM_BYTES: Final = 16 * 1024 * 1024


class SourceApp(Flask):
    """Flask, with a log that names the place of an error and nothing that passed through it."""

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 - as Flask declares it
        """Log what even the error handlers did not catch, without text, values or source lines."""
        log_unexpected(exc_info[1])

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: none here is asynchronous, and Flask would look at each for each request."""
        return func


def create_app(config: SourceConfig, derive: Derive = codename_root) -> Flask:
    """Return the app with everything opened that the configuration names; call it after the server has forked.

    `derive` makes the root of a codename.
    """
    app = SourceApp("source_interface", static_folder=None)
    # Forms are small and urlencoded: Werkzeug keeps those in memory and never opens a file for them.
    app.config.update(MAX_CONTENT_LENGTH=FORM_BYTES, MAX_FORM_MEMORY_SIZE=FORM_BYTES, WTF_CSRF_ENABLED=True)
    app.extensions[EXTENSION] = started = SourceServices.start(config, derive)
    language.set_up(app, started.submissions.languages)
    base.set_up(app, started.forms)
    _set_up_templates(app, started)
    for pages in (
        start,
        report,
        codename,
        open_report,
        entering,
        mailbox,
        leaving,
        attachments,
        progress,
        attention,
        consent,
        new_code,
        help_pages,
    ):
        app.register_blueprint(pages.blueprint)
    app.register_blueprint(start.root)
    app.register_blueprint(keys.blueprint)
    app.register_blueprint(style.blueprint)
    app.before_request(_answer_unfit)
    app.after_request(response_padding.pad_and_hold)
    app.after_request(keep_here)
    app.after_request(_give_policy)
    app.wsgi_app = SecurityHeaders(app.wsgi_app, _with_logo(PAGE_POLICY, started))  # type: ignore[method-assign]
    error_pages.register(app)
    return app


def _set_up_templates(app: Flask, started: SourceServices) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        visible=visible,
        visible_beginning=visible_beginning,
        sanitize_line=sanitize_line,
        translated=translated,
        warning=SENTENCES.get,
        day=language.day_in_words,
        month=language.month_in_words,
        number=language.number_in_words,
        comment_as_long_as=response_padding.comment_as_long_as,
        paragraphs=lambda text: office_texts.paragraphs(text, language.current()),
        size=language.size_in_words,
    )
    app.jinja_env.globals.update(
        current_language=language.current,
        framed=response_padding.is_framed,
        brings_style=response_padding.is_progress,
        progress_style=style.of_progress,
        language_name=language.name,
        other_languages=language.others,
        in_language=language.in_language,
        office=partial(roster_view.office, started.roster),
        onion_address=started.config.onion,
        reached_way=started.tor_check.way,
        logo=started.look.logo,
        sentence=sentence,
    )


def _answer_unfit() -> Response | None:
    """Answer a request that no view may meet: with the page of an upgrade, or by the error that this raises."""
    is_form = request.method == "POST"
    if is_form and not services().database.gate.is_open:
        return upgrade_page(request)  # it holds what was typed, and nothing of it is done
    _turn_away()
    # A form that another page planted would lead the reporter into the mailbox of that page's author: it is not read.
    if is_form and not csrf.origin_is_ours(request):
        raise Forbidden
    _refuse_multipart()
    if base.is_too_much(request):
        raise RequestEntityTooLarge
    return None


def _turn_away() -> None:
    """Refuse a request that waited in vain for its turn.

    Two routes handle this themselves, to keep the text that came with the files, and the code that was typed.
    """
    if is_turned_away(request.environ) and request.endpoint not in {*attachments.ENDPOINTS, entering.ENTRY}:
        raise BusyError


def _refuse_multipart() -> None:
    """Refuse files outside the attachments' route, since the form parser would spill them into /tmp."""
    if request.mimetype.startswith("multipart/") and request.endpoint not in attachments.ENDPOINTS:
        raise UnsupportedMediaType


def _give_policy(response: Response) -> Response:
    """Give a frame, and the page that has frames, a content policy of its own."""
    endpoint = request.endpoint
    if endpoint == response_padding.PROGRESS:
        policy = framed_policy(services().look.progress_source)
    elif endpoint in response_padding.FRAMED:
        policy = framed_policy("'self'")
    elif endpoint == attachments.FRAMING:
        policy = FRAMING_POLICY
    else:
        return response
    response.headers.setdefault(POLICY_HEADER, _with_logo(policy, services()))
    return response


def _with_logo(policy: str, found: SourceServices) -> str:
    """Return the content policy; it allows pictures only where the office has a logo."""
    return policy if found.look.logo is None else f"{policy}; img-src 'self'"
