"""A person with a keyboard and no pointer, scripts off."""

from typing import cast

from tests.browsers.chromium import ChromiumBrowser
from tests.browsers.interface import BrowserError

_MOST_STOPS = 120


class Typist(ChromiumBrowser):
    """A Chromium in which only keys are pressed."""

    def narrow(self) -> None:
        """The window of a small telephone."""
        self._page.set_viewport_size({"width": 320, "height": 640})

    def go_to(self, css: str) -> None:
        """Press Tab until the focus is on what matches."""
        for _stop in range(_MOST_STOPS):
            self._page.keyboard.press("Tab")
            if self._has_focus(css):
                return
        raise BrowserError(f"{css!r} is not reached with the Tab key")

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self._page.keyboard.insert_text(text)

    def press(self, key: str) -> None:
        """A key that changes something on the page."""
        self._page.keyboard.press(key)

    def follow(self, key: str = "Enter") -> None:
        """A key that leads to another page."""
        with self._following():
            self._page.keyboard.press(key)

    def access_key(self, letter: str) -> None:
        """Alt and the access key of an element that leads to another page."""
        keys = self._context.new_cdp_session(self._page)
        # Playwright's own keys say no letter while Alt is down, and Chromium looks for that.
        key = {"modifiers": 1, "key": letter, "windowsVirtualKeyCode": ord(letter.upper())}
        with self._following():
            keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "unmodifiedText": letter, **key})
            keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})

    def _has_focus(self, css: str) -> bool:
        script = "css => document.activeElement !== null && document.activeElement.matches(css)"
        return cast(bool, self._page.evaluate(script, css))
