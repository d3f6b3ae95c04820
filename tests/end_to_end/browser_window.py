"""The story's window as a real browser with scripts off: it clicks what a person would click."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

from tests.browsers.interface import Browser
from tests.controls import FormField
from tests.markup import Markup
from tests.scenario.window import Value


class BrowserWindow:
    """See `tests.scenario.window.Window`."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def open(self, address: str) -> None:
        """Type the address."""
        self.browser.open(urljoin(self.browser.url(), address))

    def url(self) -> str:
        """Return what stands in the address bar."""
        return self.browser.url()

    def page(self) -> Markup:
        """The page as the browser understood it."""
        return Markup(self.browser.source())

    def send(self, button: str, fields: Mapping[str, Value]) -> None:
        """Fill in what is seen, and press the button."""
        form, _ = self.page().form_with(button)
        filled = [(form.labelled(label), value) for label, value in fields.items()]
        folded = [summary for field, _value in filled for summary in field.folded]
        self._unfold(tuple(dict.fromkeys((*form.folded, *folded))))
        for field, value in filled:
            self._set(field, value)
        self.browser.click_text(button, leads_on=True)

    def follow(self, words: str) -> None:
        """Click the link."""
        page = self.page()
        link = page.link(words)
        if sum(link.words == words for link in page.links) > 1:  # all lead to one place
            self.open(link.address)
            return
        self._unfold(link.folded)
        self.browser.click_text(words, leads_on=True)

    def save(self, ending: str, folder: Path) -> Path:
        """Click the link, and wait for the download."""
        link = next(link for link in self.page().links if link.words.endswith(ending))
        return self.browser.download(f'a[href="{link.address}"]', folder)

    def close(self) -> None:
        """Close the browser."""
        self.browser.close()

    def _unfold(self, summaries: tuple[str, ...]) -> None:
        for words in summaries:
            self.browser.click_text(words)

    def _set(self, field: FormField, value: Value) -> None:
        place = f"#{field.id}"
        if isinstance(value, tuple):
            self.browser.choose_files(place, list(value))
        elif field.is_ticked and value:
            self.browser.check(place)
        elif field.is_ticked:
            self.browser.uncheck(place)
        elif field.kind == "select":
            self.browser.select(place, field.option(str(value)))
        else:
            self.browser.fill(place, str(value))
