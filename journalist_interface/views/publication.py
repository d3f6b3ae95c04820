"""The figures that a leader may publish: made once a year, shown, printed and saved as they were made."""

from http import HTTPStatus

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectField

from crypto.errors import KentonganError
from journalist_interface.error_pages import said_in_place
from journalist_interface.forms.officer_forms import OfficerForm, lazy_gettext
from journalist_interface.presenters.labels import short_day
from journalist_interface.presenters.published_tables import published_tables
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.statistics.publication import (
    IncompleteFiguresError,
    PublicationError,
    PublishedIssue,
    PublishedIssues,
    make_issue,
    publishable_years,
)
from journalist_interface.views.common import Answer, blueprint, is_pressed
from journalist_interface.views.common import page as framed
from journalist_interface.views.figure_pages import last_reading, require_leader, spreadsheet

pages = blueprint("publication", __name__)


class PublicationForm(OfficerForm):
    """The form that makes the issue of a year."""

    year = SelectField(lazy_gettext("Year"), validate_choice=False)


@pages.get("/statistics/publication")
def page() -> Answer:
    """Show the issue of the year in the address, and the years whose issue can be made."""
    return _page(require_leader(), _asked())


@pages.post("/statistics/publication")
def make() -> Answer:
    """Make the issue of a year, or show the one that was made before."""
    officer, form = require_leader(), PublicationForm()
    year = _year(form.year.data)
    if not is_pressed(form):
        return _page(officer, None), HTTPStatus.BAD_REQUEST
    if year is None:
        return _page(officer, None, PublicationError()), HTTPStatus.BAD_REQUEST
    try:
        issue = _issues().of(year) or _issues().keep(_made(officer, year))
    except (PublicationError, IncompleteFiguresError) as error:
        return _page(officer, None, error), HTTPStatus.CONFLICT
    return redirect(url_for("publication.page", year=issue.year), HTTPStatus.SEE_OTHER)


@pages.get("/statistics/publication/save/<form>")
def save(form: str) -> Response:
    """Send the issue of a year as a file for a spreadsheet."""
    require_leader()
    issue = _asked()
    if issue is None:
        abort(HTTPStatus.NOT_FOUND)
    heading = [_("Figures for publication"), str(issue.year), _about(issue)]
    return spreadsheet(form, published_tables(issue), heading, f"statistik-publik-{issue.year}")


def _made(officer: OfficerSession, year: int) -> PublishedIssue:
    reading = last_reading(officer)
    if reading is None:
        raise IncompleteFiguresError
    current = services().rosters.refresh()
    leaders = [current.key_identifiers(leader) for leader in current.roster.active("leadership")]
    today, acknowledge_by = services().clock.today(), services().deadlines.acknowledge_by
    return make_issue(reading, leaders, year, acknowledge_by, today)


def _page(officer: OfficerSession, issue: PublishedIssue | None, error: KentonganError | None = None) -> str:
    reading = last_reading(officer)
    years = [] if reading is None else publishable_years(services().clock.today())
    form = PublicationForm(formdata=None)
    form.year.choices = [(str(year), str(year)) for year in years]
    return framed(
        "publication.html",
        issue=issue,
        about=None if issue is None else _about(issue),
        tables=[] if issue is None else published_tables(issue),
        left_out=0 if reading is None else sum(case.record is None for case in reading.cases),
        form=form,
        error=None if error is None else said_in_place(error),
    )


def _about(issue: PublishedIssue) -> str:
    return _(
        "Reports that came in %(year)s, as they were known on %(day)s, and how they had ended by 31 December. "
        "Every number is a group of five, and one row of each table is not given, so that nobody can be "
        "recognised. Reports that one of today's leaders cannot open are not among them: those of which they may "
        "not know, and those that ended before they came. Nor are those whose record does not prove itself.",
        year=issue.year,
        day=short_day(issue.made),
    )


def _issues() -> PublishedIssues:
    return PublishedIssues(services().config.state)


def _asked() -> PublishedIssue | None:
    year = _year(request.args.get("year"))
    return None if year is None else _issues().of(year)


def _year(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) == 4 else None
