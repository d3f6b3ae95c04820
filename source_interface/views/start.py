"""The first page, and the page on how the channel works and where it ends."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from source_interface.i18n import language
from source_interface.i18n.languages import DEFAULT
from source_interface.presenters import roster_view
from source_interface.services import services
from source_interface.views.guard import present_session
from source_interface.web.tor_check import Way
from store.domain.roster import Office

blueprint: Final = language.Pages("start", shaped=False)
root: Final = Blueprint("root", __name__)


@dataclass(frozen=True, slots=True)
class FirstPage:
    """All that the first page depends on while the program runs; the configuration is read at its start."""

    language: str
    way: Way
    office: Office | None
    is_open: bool

    @classmethod
    def now(cls) -> "FirstPage":
        """Return what holds for the request being answered."""
        found = services()
        return cls(
            language.current(),
            found.tor_check.way(),
            roster_view.office(found.roster),
            present_session() is not None,
        )

    def html(self) -> bytes:
        """Return the page, made when it is first asked for: every visitor with this page gets the same bytes."""
        made = services().first_pages
        page = made.get(self)
        if page is None:
            page = render_template("start.html", is_open=self.is_open).encode()
            made.set(self, page)
        return page


@root.get("/")
def choose_language() -> Response:
    """Redirect to the first page in the default language."""
    return make_response(redirect(url_for("start.first", language=DEFAULT), 303))


@blueprint.get("/")
def first() -> Response:
    """Show the first page."""
    return make_response(FirstPage.now().html())


@blueprint.get("/about")
def about() -> str:
    """Show how the channel works and where it ends."""
    return render_template("about.html")
