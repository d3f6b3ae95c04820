"""Short pages of help, each linked where it is needed."""

from typing import Final

from flask import render_template

from source_interface.i18n import language
from source_interface.presenters.periods import kept_for
from source_interface.presenters.roster_view import retention
from source_interface.services import services
from store.domain.retention import WAITING_DAYS

blueprint: Final = language.Pages("help", shaped=False)


@blueprint.get("/help")
def index() -> str:
    """Show the list of help pages."""
    return render_template("help.html")


@blueprint.get("/help/report")
def report() -> str:
    """Show how to write a report."""
    return render_template("help_report.html")


@blueprint.get("/help/handling")
def handling() -> str:
    """Show how a report is handled, with the office's deadlines and procedure."""
    config, kept = services().config, retention(services().roster)
    periods = [] if kept is None else kept_for(kept)
    return render_template(
        "help_handling.html",
        days=config.store.deadlines,
        texts=config.texts,
        periods=periods,
        waiting=WAITING_DAYS,
    )


@blueprint.get("/help/tor")
def tor() -> str:
    """Show how to use Tor."""
    return render_template("help_tor.html")


@blueprint.get("/help/phone")
def phone() -> str:
    """Show the advice about phones."""
    return render_template("help_phone.html")


@blueprint.get("/help/speaking")
def speaking() -> str:
    """Show how to speak safely before, in and after a report: a page to print."""
    return render_template("help_speaking.html")


@blueprint.get("/help/code")
def code() -> str:
    """Show the help about the code."""
    return render_template("help_code.html")


@blueprint.get("/help/protection")
def protection() -> str:
    """Show who protects reporters."""
    return render_template("help_protection.html", texts=services().config.texts)
