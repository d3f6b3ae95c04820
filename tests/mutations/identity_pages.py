"""What the custodian is shown."""

from tests.journalist_interface.page import Page
from tests.mutations.scene import Scene


def identity_shown(scene: Scene, case: str) -> Page:
    """The page on which the custodian has the identity shown, of the request that waits."""
    rina = scene.people["rina"]
    requests = rina.get("/id/identity-requests")
    assert isinstance(requests, Page)
    [address] = {one for one in requests.links if f"/{case}/" in one} or {""}
    if not address:
        return requests
    page = rina.get(address)
    assert isinstance(page, Page)
    forms = [one for one in page.forms if one.action.endswith("/show")]
    return rina.post(forms[0]) if forms else page
