"""Answers that no app gives: they never change, and are kept in memory as they are sent."""

from dataclasses import dataclass
from typing import Final

from store.web.headers import PAGE_POLICY, answer_headers

_PAGE: Final = """<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}{title_end}</title>
<link rel="stylesheet" href="{stylesheet}">
</head>
<body>
{head}<main{main_attributes}>
<h1>{title}</h1>
<p>{text}</p>
<div lang="en">
<h2>{title_en}</h2>
<p>{text_en}</p>
</div>
{below}</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class FixedAnswer:
    """A body that never changes, with its Content-Type and Content-Security-Policy."""

    body: bytes
    content_type: str
    policy: str = PAGE_POLICY

    def whole(self, status: int, reason: str) -> bytes:
        """Return the HTTP answer from its first line to its end; it echoes nothing of the request."""
        headers = answer_headers(self.policy) | {
            "Content-Type": self.content_type,
            "Content-Length": str(len(self.body)),
            "Connection": "close",
        }
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + self.body


@dataclass(frozen=True, slots=True)
class FixedPages:
    """The parts that the fixed pages of one interface share; all of them are HTML."""

    stylesheet: str
    title_end: str = ""
    head: str = ""
    main_attributes: str = ""

    def page(self, title: str, text: str, title_en: str, text_en: str, below: str = "") -> FixedAnswer:
        """Return a page with Indonesian first, English below it, and below both this HTML."""
        page = _PAGE.format(
            stylesheet=self.stylesheet,
            title_end=self.title_end,
            head=self.head,
            main_attributes=self.main_attributes,
            title=title,
            text=text,
            title_en=title_en,
            text_en=text_en,
            below=below,
        )
        return FixedAnswer(page.encode(), "text/html; charset=utf-8")
