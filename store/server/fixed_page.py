"""A page that never changes, in both languages, for answers that no app gives; kept in memory as it is sent."""

from dataclasses import dataclass
from typing import Final

from store.server.bad_http import FixedAnswer

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
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class FixedPages:
    """The parts that the fixed pages of one interface share; all of them are HTML."""

    stylesheet: str
    title_end: str = ""
    head: str = ""
    main_attributes: str = ""

    def page(self, title: str, text: str, title_en: str, text_en: str) -> FixedAnswer:
        """Return a page with Indonesian first and English below it."""
        page = _PAGE.format(
            stylesheet=self.stylesheet,
            title_end=self.title_end,
            head=self.head,
            main_attributes=self.main_attributes,
            title=title,
            text=text,
            title_en=title_en,
            text_en=text_en,
        )
        return FixedAnswer(page.encode(), "text/html; charset=utf-8")
