"""The common parts of the pages of figures: the check who asks, the last reading, and the file for a spreadsheet."""

from http import HTTPStatus

from flask import abort
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalist_interface.cache.statistics_cache import StatisticsCache
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.statistics.recalled import recall
from journalist_interface.statistics.records import StatisticsPins, StatisticsReading
from journalist_interface.statistics.spreadsheet import as_csv, as_ods
from journalist_interface.statistics.tables import FigureTable
from journalist_interface.views.common import require_officer
from journalist_interface.views.downloads import download


def require_leader() -> OfficerSession:
    """Return the officer who asks, if they are a leader; for all others there is no such page."""
    officer = require_officer()
    if "leadership" not in officer.person.roles:
        abort(HTTPStatus.NOT_FOUND)
    return officer


def last_reading(officer: OfficerSession) -> StatisticsReading | None:
    """Return what was read last in this session, or else at this workstation before; None if nothing was."""
    if officer.statistics is None and not officer.statistics_recalled:
        officer.statistics_recalled = True
        kept = sealed_file(officer).load()
        if kept is not None:
            counted = StatisticsPins(services().config.state).events()
            officer.statistics = recall(kept, services().rosters.current(), counted)
    return officer.statistics


def spreadsheet(form: str, tables: list[FigureTable], heading: list[str], name: str) -> Response:
    """Return the download of these tables; 404 for another form."""
    if form == "csv":
        data = as_csv(tables, [_("Table"), _("Row"), _("Column"), _("Number")])
    elif form == "ods":
        data = as_ods(tables, heading)
    else:
        abort(HTTPStatus.NOT_FOUND)
    return download(iter((data,)), f"{name}.{form}", f"{name}.{form}", len(data))


def sealed_file(officer: OfficerSession) -> StatisticsCache:
    """Return the file of the last reading on this workstation."""
    return StatisticsCache(*officer.case_cache.sealed_beside())
