"""The places where a codename is typed."""

from wtforms import Field, HiddenField, TextAreaField
from wtforms.validators import ValidationError

from source_interface.errors import ForeignFormError
from source_interface.forms.base import AtMost, MailboxForm, ReporterForm, plain_lines
from source_interface.i18n.translate import lazy as _
from source_interface.i18n.translate import sentence
from source_interface.services import services
from source_interface.submissions.hidden_text import is_hidden_text


class RepeatForm(ReporterForm):
    """Typing back the code that was just shown. The shown one comes along: it is kept nowhere else."""

    shown = HiddenField()
    code = TextAreaField(_("Type the code here"))


class NewCodeForm(MailboxForm):
    """Typing back a new code; the shown one comes along under the server's mark."""

    shown = HiddenField()
    code = TextAreaField(_("Type the code here"))


class OpenForm(ReporterForm):
    """Opening a mailbox. `text` is a message that was being written when the mailbox closed; `hidden` one not shown."""

    code = TextAreaField(_("Your secret code"))
    text = TextAreaField(_("Your message"), [AtMost()], filters=[plain_lines])
    hidden = HiddenField()

    def is_begun(self) -> bool:
        """Whether it holds anything that must not be lost."""
        return bool(self.code.data or self.text.data or self.hidden.data)

    def validate_hidden(self, field: Field) -> None:
        if field.data and not is_hidden_text(services(), field.data):
            field.data = ""
            raise ValidationError(sentence(ForeignFormError))
