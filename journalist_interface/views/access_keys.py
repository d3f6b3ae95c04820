"""The page that lists the access keys."""

from journalist_interface.presenters.access_keys import ACCESS_KEYS
from journalist_interface.views.common import blueprint, require_officer
from journalist_interface.views.common import page as framed

pages = blueprint("access_keys", __name__)


@pages.get("/access-keys")
def page() -> str:
    """Show each letter and what it does."""
    require_officer()
    return framed("access_keys.html", keys=ACCESS_KEYS.values())
