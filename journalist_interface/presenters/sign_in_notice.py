"""The notices on the first page after a sign-in: what happened to the second factor since the sign-in before."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from journalist_interface.presenters.labels import day
from store.api.sign_in_notice import SignInNotice


def told_at_sign_in(notice: SignInNotice) -> Iterator[str]:
    """Yield a sentence for wrong codes, and one for an exchanged second factor."""
    if notice.wrong_codes and notice.last_wrong is not None:
        yield ngettext(
            "Since your last sign-in there was %(num)d wrong sign-in code, on %(day)s. It came with your key: if it "
            "was not you who mistyped, somebody has your key and its passphrase. Tell the administrator at once.",
            "Since your last sign-in there were %(num)d wrong sign-in codes, the last on %(day)s. They came with your "
            "key: if it was not you who mistyped, somebody has your key and its passphrase. Tell the administrator "
            "at once.",
            notice.wrong_codes,
            day=day(notice.last_wrong),
        )
    if notice.exchanged is not None:
        yield _(
            "Your second factor was exchanged on %(day)s. If you did not ask for that, tell the head of the office, "
            "and not the administrator alone.",
            day=day(notice.exchanged),
        )
