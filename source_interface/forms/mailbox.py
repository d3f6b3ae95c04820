"""Forms of a signed-in reporter."""

from wtforms import IntegerField, TextAreaField

from source_interface.forms.base import AtMost, MailboxForm, Required, plain_lines
from source_interface.i18n.translate import lazy as _


class MessageForm(MailboxForm):
    """A message. `seen` is the last entry that the page showed: it tells a double click from a second message."""

    text = TextAreaField(
        _("Your message"),
        [Required(_("Please write a message first.")), AtMost()],
        filters=[plain_lines],
    )
    seen = IntegerField()


class SeekForm(MailboxForm):
    """A call for attention; words may come with it."""

    text = TextAreaField(_("Your message"), [AtMost()], filters=[plain_lines])


class ActForm(MailboxForm):
    """A button without fields, to sign out or to erase."""
