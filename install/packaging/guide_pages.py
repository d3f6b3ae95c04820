"""The guides as pages that a browser shows and prints: a machine has no reader of Markdown. cmark-gfm makes them."""

import re
from html import escape, unescape
from pathlib import Path
from typing import Final

from install.packaging.running import run

_STYLE: Final = """\
body { max-width: 46rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 sans-serif; color: #1a1a1a; background: #fff; }
img { max-width: 100%; border: 1px solid #bbb; }
pre { padding: .5rem; overflow-x: auto; background: #f2f2f2; }
table { width: 100%; border-collapse: collapse; }
td, th { padding: .25rem .5rem; border: 1px solid #888; text-align: left; vertical-align: top; }
td:empty { width: 58%; height: 2rem; }
tr:has(> th:empty:first-child) { display: none; }
h2, h3 { break-after: avoid; }
img, tr, pre { break-inside: avoid; }
@media print {
@page { size: A4; margin: 12mm 14mm; }
body { max-width: none; padding: 0; font-size: 9pt; line-height: 1.3; }
h1 { margin: 0 0 4pt; font-size: 15pt; }
p, ul, ol, pre, table { margin: 3pt 0; }
pre { padding: 2pt; font-size: 7.5pt; white-space: pre-wrap; }
td, th { padding: 1.5pt 4pt; }
td:empty { height: 16pt; }
img { max-height: 12cm; }
a { color: inherit; text-decoration: none; }
}
"""
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src file:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}</body>
</html>
"""
_HEADING: Final = re.compile(r"<h([1-6])>(.*?)</h\1>")
_TO_GUIDE: Final = re.compile(r'(<a href="[\w-]+\.(?:id|en))\.md')
_TAG: Final = re.compile(r"<[^>]*>")


def write_guide_pages(guides: Path) -> None:
    """Write `NAME.LANGUAGE.html` beside each `NAME.LANGUAGE.md` of this folder; links between guides lead there."""
    for guide in sorted(guides.glob("*.md")):
        language = guide.suffixes[-2].removeprefix(".")
        made = run(["cmark-gfm", "--extension", "table", guide])
        body = _HEADING.sub(_with_anchor, _TO_GUIDE.sub(r"\1.html", made))
        title = escape(guide.read_text("utf-8").partition("\n")[0].removeprefix("# "))
        page = _PAGE.format(language=language, title=title, style=_STYLE, body=body)
        guide.with_suffix(".html").write_text(page, "utf-8")


def _with_anchor(heading: re.Match[str]) -> str:
    """Return the heading with the anchor that the links of the text lead to."""
    words = unescape(_TAG.sub("", heading[2]))
    anchor = re.sub(r"[^\w -]", "", words.lower()).replace(" ", "-")
    return f'<h{heading[1]} id="{anchor}">{heading[2]}</h{heading[1]}>'
