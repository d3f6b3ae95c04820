"""The places where a codename is typed."""

from wtforms import HiddenField, TextAreaField

from source_interface.forms.base import AtMost, MailboxForm, ReporterForm, plain_lines
from source_interface.words import lazy as _


class RepeatForm(ReporterForm):
    """Typing back the code that was just shown. The shown one comes along: it is kept nowhere else."""

    shown = HiddenField()
    code = TextAreaField(_("Type the code here"))


class NewCodeForm(MailboxForm):
    """Typing back a new code; the shown one comes along under the server's mark."""

    shown = HiddenField()
    code = TextAreaField(_("Type the code here"))


class OpenForm(ReporterForm):
    """Opening a mailbox. `text` is a message that was being written when the mailbox closed."""

    code = TextAreaField(_("Your secret code"))
    text = TextAreaField(_("Your message"), [AtMost()], filters=[plain_lines])
