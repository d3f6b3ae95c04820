"""Mails: headers, text, and the list of what is attached."""

from collections.abc import Iterator
from email import message_from_binary_file, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from journalist_interface.evidence.inside.compound_files import compound_file
from journalist_interface.evidence.inside.output import Output, RefusedFileError
from journalist_interface.evidence.inside.texts import decode_text

_HEADERS: Final = ("from", "to", "cc", "date", "subject")
_PROGRAMS: Final = ("x-mailer", "user-agent")
_SENDERS: Final = ("x-originating-ip", "x-sender", "x-authenticated-sender", "x-client-ip")
# What holds the text where it is encrypted, or inside of its signature.
_PACKED: Final = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
)
_BODIES: Final = frozenset({"text/plain", "text/html"})
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
    for headers, kind in ((_PROGRAMS, "software"), (_SENDERS, "device")):
        for header in headers:
            if value := _header(mail, header):
                output.fact(kind, value)
    parts = list(_parts(mail))
    body = mail.get_body(("plain", "html")) or _only_text(parts)
    if body is not None:
        text = _content(body)
        output.text(strip_tags(text) if body.get_content_type() == "text/html" else text)
    elif any(part.get_content_type() in _PACKED for part, _ in parts):
        output.leave_out("body")
    _list_parts([part for part, is_alternative in parts if part is not body and not is_alternative], output)


def _list_parts(parts: list[EmailMessage], output: Output) -> None:
    for part in parts:
        output.leave_out("facts")  # what it tells is not searched
        if not output.entry(part.get_filename() or part.get_content_type(), _size(part)):
            break


def _parts(mail: EmailMessage) -> Iterator[tuple[EmailMessage, bool]]:
    """Yield all parts that hold something, wherever they are, and whether each is the text in one more form.

    A mail inside of this one is one of them. Pictures within the text, and what a signature covers, lie deeper.
    """
    waiting = [(mail, False)]
    while waiting:
        part, is_alternative = waiting.pop()
        if part.get_content_maintype() != "multipart":
            yield part, is_alternative and part.get_content_type() in _BODIES
        elif part.is_multipart():
            is_alternative = is_alternative or part.get_content_subtype() == "alternative"
            waiting += [(below, is_alternative) for below in reversed(list(part.iter_parts()))]


def _only_text(parts: list[tuple[EmailMessage, bool]]) -> EmailMessage | None:
    """Return the part of a mail that is nothing but a text of another kind, such as an invitation."""
    part, _ = parts[0] if len(parts) == 1 else (None, False)
    return part if part is not None and part.get_content_maintype() == "text" else None


def _size(part: EmailMessage) -> int | None:
    data = part.get_payload(decode=True)
    return len(data) if isinstance(data, bytes) else None


def _header(mail: EmailMessage, header: str) -> str:
    try:
        return str(mail.get(header, ""))
    except (ValueError, IndexError, TypeError, AttributeError):  # Python's parser stumbles over some headers
        return ""


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
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 # the library's
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag in _BREAKING:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(0, self._skipped - 1)

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.words.append(data)


def strip_tags(page: str) -> str:
    """Return the text of an HTML page."""
    stripper = _Stripper()
    stripper.feed(page[:_MOST_PAGE])
    lines = (" ".join(line.split()) for line in "".join(stripper.words).splitlines())
    return "\n".join(line for line in lines if line)


# Streams of a mail of Outlook (MS-OXMSG): the number of a property, and of its type (Unicode).
_OUTLOOK: Final = {"from": "0C1A", "to": "0E04", "cc": "0E03", "subject": "0037"}
_SENDER_ADDRESS, _HEADERS_SENT, _BODY = "5D01", "007D", "1000"
_NAMES: Final = ("3707", "3704", "3001")  # long, short, and that of a mail that is attached
_PAGE: Final = ("__substg1.0_10130102", "__substg1.0_1013001F")
_RICH_TEXT: Final = "__substg1.0_10090102"
_DATA: Final = "__substg1.0_37010102"


def _read_outlook(path: Path, output: Output) -> None:
    with compound_file(path) as container:
        _hand_out_outlook(container, output)


def _hand_out_outlook(container: Any, output: Output) -> None:  # noqa: ANN401 # the library has no types
    for header, number in _OUTLOOK.items():
        value = _property(container, (), number)
        if header == "from" and (address := _property(container, (), _SENDER_ADDRESS)):
            value = f"{value} <{address}>"
        if value:
            output.header(header, value)
    for line in _property(container, (), _HEADERS_SENT).splitlines():
        if line.lower().startswith("date:"):
            output.header("date", line[5:])
    _hand_out_body(container, output)
    folders = {entry[0] for entry in container.listdir() if entry[0].startswith("__attach_version1.0_")}
    for folder in sorted(folders):
        output.leave_out("facts")
        name = next(filter(None, (_property(container, (folder,), number) for number in _NAMES)), "")
        size = container.get_size([folder, _DATA]) if container.exists([folder, _DATA]) else None
        if not output.entry(name or "?", size):
            break


def _hand_out_body(container: Any, output: Output) -> None:  # noqa: ANN401 # the library has no types
    text = _property(container, (), _BODY)
    page = next((stream for stream in _PAGE if container.exists(stream)), None)
    if not text and page is not None:
        text = strip_tags(decode_text(container.openstream(page).read()))
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
