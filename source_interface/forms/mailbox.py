"""Forms that open a mailbox or repeat its code, and forms of a signed-in reporter."""

from wtforms import Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, ValidationError

from source_interface.errors import ForeignFormError
from source_interface.forms.base import AtMost, MailboxForm, ReporterForm, Required, form_secrets, plain_lines
from source_interface.i18n.translate import lazy as _
from source_interface.i18n.translate import sentence
from source_interface.submissions.hidden_text import is_hidden_text


class RepeatForm(ReporterForm):
    """A form to type back the code just shown. It carries the shown code, which is kept nowhere else."""

    shown = HiddenField()
    code = TextAreaField(_("Type the code here"))


class NewCodeForm(MailboxForm):
    """A form to type back a new code; it carries the shown code under the server's mark."""

    shown = HiddenField()
    code = TextAreaField(_("Type the code here"))


class OpenForm(ReporterForm):
    """A form to open a mailbox. `text` is a message left when the mailbox closed; `hidden` is one that is not shown."""

    code = TextAreaField(_("Your secret code"))
    text = TextAreaField(_("Your message"), [AtMost()], filters=[plain_lines])
    hidden = HiddenField()

    def is_begun(self) -> bool:
        """Return whether it holds anything that must not be lost."""
        return bool(self.code.data or self.text.data or self.hidden.data)

    def validate_hidden(self, field: Field) -> None:
        """Refuse and drop a hidden text that this server did not make."""
        if field.data and not is_hidden_text(form_secrets().key, field.data):
            field.data = ""
            raise ValidationError(sentence(ForeignFormError))


class MessageForm(MailboxForm):
    """A message. `seen` is the last entry that the page showed: it tells a double click from a second message."""

    text = TextAreaField(
        _("Your message"),
        [Required(_("Please write a message first.")), AtMost()],
        filters=[plain_lines],
    )
    seen = IntegerField()


class AttentionForm(MailboxForm):
    """A call for attention; words may come with it."""

    text = TextAreaField(_("Your message"), [AtMost()], filters=[plain_lines])


class ConsentForm(MailboxForm):
    """An answer, yes or no: one button each. `question` is the digest of the reply that the page showed."""

    question = HiddenField()
    answer = StringField(validators=[AnyOf(["yes", "no"], _("Please press one of the two buttons."))])


class WithdrawForm(MailboxForm):
    """A button that withdraws a file: the tag of its place, and the blob of the file which the page showed."""

    withdraws = HiddenField()
    blob = HiddenField()


class ButtonForm(MailboxForm):
    """A button without fields, to sign out or to erase."""
