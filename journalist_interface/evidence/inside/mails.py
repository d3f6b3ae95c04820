"""Mails: headers, text, and the list of what is attached."""

from collections.abc import Iterator
from email import message_from_binary_file, message_from_string, policy
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final, cast

from journalist_interface.evidence.inside.compound_files import compound_file
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.remote_content import fetched_by_tag, remote_content
from journalist_interface.evidence.inside.texts import decode_text

_HEADERS: Final = ("from", "to", "cc", "date", "subject")
# Headers that lead to who sent a mail: people, their computers and networks, and programs.
_TELLING: Final = {
    "author": (
        "from",
        "sender",
        "reply-to",
        "return-path",
        "x-sender",
        "x-authenticated-sender",
        "resent-from",
    ),
    # Whose mailbox it lay in: who passes a mail on is often none of those that its visible headers name.
    "recipient": (
        *("delivered-to", "x-delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to"),
        *("apparently-to", "resent-to", "x-forwarded-to", "x-forwarded-for", "bcc"),
    ),
    "company": ("organization",),
    "device": ("received", "x-received", "x-originating-ip", "x-client-ip", "message-id"),
    "software": ("x-mailer", "user-agent"),
}
# What holds the text where it is encrypted, or inside of its signature.
_PACKED: Final = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
)
_SKIPPED: Final = frozenset({"script", "style", "head", "title"})
_MOST_PAGE: Final = 2_000_000
_BREAKING: Final = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "table"})


def read_mail(path: Path, ending: str, output: Output) -> None:
    """Hand out a mail of either form."""
    output.opened("mail")
    try:
        if ending == "msg":
            _read_outlook(path, output)
        else:
            _read_internet(path, output)
    except RecursionError:
        raise RefusedFileError("limit") from None


def _read_internet(path: Path, output: Output) -> None:
    with path.open("rb") as file:
        mail = message_from_binary_file(file, policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 # nosec B101
    for header in _HEADERS:
        if value := _header(mail, header):
            output.header(header, value)
    _hand_out_telling_headers(mail, output)
    parts = list(_parts(mail))
    body = mail.get_body(("plain", "html")) or _only_text(parts)
    if body is not None:
        text = _content(body)
        output.text(strip_tags(text, output) if _is_page(body) else text)
    elif any(_hides_text(part) for part in parts):
        output.leave_out("body")
    for part in filter(_is_page, parts):
        if part is not body:  # a mail program may show it instead
            strip_tags(_content(part), output)
    _list_parts([part for part in parts if part is not body], output)


def _is_page(part: MIMEPart) -> bool:
    return part.get_content_type() == "text/html"


def _hand_out_telling_headers(mail: EmailMessage, output: Output) -> None:
    for kind, headers in _TELLING.items():
        for header in headers:
            for value in _header_values(mail, header):
                output.fact(kind, value)


def _hides_text(part: EmailMessage) -> bool:
    """Return whether the text may lie in this part: it is encrypted, or its boundary never comes."""
    return part.get_content_type() in _PACKED or part.get_content_maintype() == "multipart"


def _list_parts(parts: list[EmailMessage], output: Output) -> None:
    for part in parts:
        output.leave_out("facts")  # what it tells is not searched
        if not output.entry(part.get_filename() or part.get_content_type(), _size(part)):
            break


def _parts(mail: EmailMessage) -> Iterator[EmailMessage]:
    """Yield all parts that hold something, wherever they are: the text in one more form may say something else.

    A mail inside of this one is one of them. Pictures within the text, and what a signature covers, lie deeper.
    """
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += reversed(cast(list[EmailMessage], list(part.iter_parts())))
        else:
            yield part


def _only_text(parts: list[EmailMessage]) -> EmailMessage | None:
    """Return the part of a mail that is nothing but a text of another kind, such as an invitation."""
    part = parts[0] if len(parts) == 1 else None
    return part if part is not None and part.get_content_maintype() == "text" else None


def _size(part: EmailMessage) -> int | None:
    data = part.get_payload(decode=True)
    return len(data) if isinstance(data, bytes) else None


def _header(mail: EmailMessage, header: str) -> str:
    return next(_header_values(mail, header), "")


def _header_values(mail: EmailMessage, header: str) -> Iterator[str]:
    """Yield what each header of this name says: as it is written, where Python's parser stumbles over it."""
    for name, written in mail.raw_items():
        if name.lower() == header:
            try:
                yield str(mail.policy.header_fetch_parse(name, written))
            except (ValueError, IndexError, TypeError, AttributeError, UnboundLocalError):
                yield str(written)


def _content(part: Any) -> str:  # noqa: ANN401 # what the library returns
    data = part.get_payload(decode=True)
    charset = part.get_content_charset()
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return decode_text(data)


class _Stripper(HTMLParser):
    """The text of a page without its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.fetched: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.fetched += fetched_by_tag(tag, name, value or "")
        if tag == "body":
            self._skipped = 0  # the head before it may have no end
        elif tag in _SKIPPED:
            self._skipped += 1
        elif tag in _BREAKING:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(0, self._skipped - 1)

    def handle_data(self, data: str) -> None:
        if self._skipped:
            self.fetched += remote_content(data)  # of a style sheet
        else:
            self.words.append(data)


def strip_tags(page: str, output: Output) -> str:
    """Return the text of an HTML page, and say what a program that shows it would fetch."""
    if len(page) > _MOST_PAGE:
        output.leave_out("text")
    stripper = _Stripper()
    stripper.feed(page[:_MOST_PAGE])
    stripper.close()  # or it keeps the last words back, in which an entity could begin
    for target in stripper.fetched:
        output.fact("remote_content", target)
    lines = (" ".join(line.split()) for line in "".join(stripper.words).splitlines())
    return "\n".join(line for line in lines if line)


# Streams of a mail of Outlook (MS-OXMSG): the number of a property, and of its type (Unicode).
_OUTLOOK: Final = {"from": "0C1A", "to": "0E04", "cc": "0E03", "subject": "0037"}
_SENDER_ADDRESS, _HEADERS_SENT, _BODY = "5D01", "007D", "1000"
# Whose mailbox it lay in by name and address, and who made and last changed it.
_OUTLOOK_TELLING: Final = (
    *(("recipient", number) for number in ("0040", "0076", "0044", "0078", "5D07")),
    ("author", "3FF8"),
    ("changed_by", "3FFA"),
)
_NAMES: Final = ("3707", "3704", "3001")  # long, short, and that of a mail that is attached
_PAGE: Final = ("__substg1.0_10130102", "__substg1.0_1013001F")
_RICH_TEXT: Final = "__substg1.0_10090102"
_DATA: Final = "__substg1.0_37010102"
_ATTACHED: Final = "__attach_version1.0_"


def _read_outlook(path: Path, output: Output) -> None:
    with compound_file(path) as container:
        _hand_out_outlook(container, output)


def _hand_out_outlook(container: Any, output: Output) -> None:  # noqa: ANN401 # the library has no types
    _hand_out_outlook_headers(container, output)
    sent = message_from_string(_property(container, (), _HEADERS_SENT).strip(), policy=policy.default)
    assert isinstance(sent, EmailMessage)  # noqa: S101 # nosec B101
    if date := _header(sent, "date"):
        output.header("date", date)
    _hand_out_telling_headers(sent, output)
    for kind, number in _OUTLOOK_TELLING:
        if value := _property(container, (), number):
            output.fact(kind, value)
    _hand_out_body(container, output)
    folders = {entry[0] for entry in container.listdir() if entry[0].lower().startswith(_ATTACHED)}
    for folder in sorted(folders):
        output.leave_out("facts")
        name = next(filter(None, (_property(container, (folder,), number) for number in _NAMES)), "")
        size = container.get_size([folder, _DATA]) if container.exists([folder, _DATA]) else None
        if not output.entry(name or "?", size):
            break


def _hand_out_outlook_headers(container: Any, output: Output) -> None:  # noqa: ANN401 # the library has no types
    for header, number in _OUTLOOK.items():
        value = _property(container, (), number)
        if header == "from" and (address := _property(container, (), _SENDER_ADDRESS)):
            value = f"{value} <{address}>"
        if value:
            output.header(header, value)
            if header == "from":
                output.fact("author", value)


def _hand_out_body(container: Any, output: Output) -> None:  # noqa: ANN401 # the library has no types
    text = _property(container, (), _BODY)
    page = next((stream for stream in _PAGE if container.exists(stream)), None)
    if page is not None:
        words = strip_tags(decode_text(container.openstream(page).read()), output)
        text = text or words
    if text:
        output.text(text)
    elif container.exists(_RICH_TEXT):
        output.leave_out("body")


def _property(container: Any, folder: tuple[str, ...], number: str) -> str:  # noqa: ANN401 # the library has no types
    for form, charset in (("001F", "utf-16-le"), ("001E", "cp1252")):
        stream = [*folder, f"__substg1.0_{number}{form}"]
        if container.exists(stream):
            data: bytes = container.openstream(stream).read()
            return data.decode(charset, "replace").rstrip("\0")
    return ""
