"""Debian's Firefox ESR, driven through its own remote protocol, Marionette."""

import time
from pathlib import Path
from typing import Any

from marionette_driver.by import By
from marionette_driver.errors import MarionetteException, UnknownException

from tests.browsers.firefox_process import RunningFirefox
from tests.browsers.interface import (
    WAIT,
    BrowserError,
    Cookie,
    DownloadError,
    Kind,
    ScriptsRanError,
)
from tests.browsers.lookup import SCRIPTS_OFF_PAGE, exactly_one, field_selector, scripts_are_off, text_xpath

# These run with the browser's own rights, whether or not the page may run scripts.
VISIBLE_TEXT = "return document.body ? document.body.innerText : ''"
PASTE = """
    const [element, text] = arguments;
    element.focus();
    element.select();
    document.execCommand(text ? 'insertText' : 'delete', false, text);
"""
LOADING = "return gBrowser.selectedBrowser.webProgress.isLoadingDocument"
# Firefox's window has a least width, beyond a phone's: the page is made smaller inside it.
RESIZE = """
    const [width, height] = arguments;
    const page = gBrowser.selectedBrowser;
    resizeBy(Math.max(0, width - page.parentElement.clientWidth), height - page.parentElement.clientHeight);
    for (const [name, length] of [['width', width], ['height', height]])
        for (const bound of ['min-', 'max-', '']) page.style.setProperty(bound + name, `${length}px`);
"""
# Marionette's own list knows nothing of cookies that are kept apart by the site in the address bar.
COOKIES = """
    const page = gBrowser.selectedBrowser;
    const host = page.currentURI.asciiHost;
    if (!host) return [];
    return Services.cookies.getCookiesFromHost(host, page.contentPrincipal.originAttributes)
        .filter(cookie => cookie.host === host)
        .map(({name, value, host, path, isHttpOnly, isSecure, sameSite}) =>
            [name, value, host, path, isHttpOnly, isSecure, sameSite]);
"""
SAME_SITE = {0: "None", 1: "Lax", 2: "Strict"}
PAGE_SIZE = "return [innerWidth, innerHeight]"
# What private windows hold goes only with the last of them.
CLEAR_ALL = """
    const done = arguments[0];
    Services.obs.notifyObservers(null, 'last-pb-context-exited');
    Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, failed => done(failed));
"""
EXPECT_DOWNLOAD = """
    const [folder, done] = arguments;
    const { Downloads } = ChromeUtils.importESModule('resource://gre/modules/Downloads.sys.mjs');
    Services.prefs.setStringPref('browser.download.dir', folder);
    Downloads.getList(Downloads.ALL).then(async list => {
        for (const old of await list.getAll()) await list.remove(old);
        done(true);
    });
"""
DOWNLOAD_STATE = """
    const done = arguments[0];
    const { Downloads } = ChromeUtils.importESModule('resource://gre/modules/Downloads.sys.mjs');
    Downloads.getList(Downloads.ALL).then(async list => {
        const all = await list.getAll();
        done(all.map(d => [d.target.path, d.succeeded, d.error ? String(d.error.message || d.error) : null]));
    });
"""


class FirefoxBrowser:
    """See interface.Browser. It ends the Firefox that it is given."""

    kind: Kind = "firefox"

    def __init__(self, process: RunningFirefox) -> None:
        self._process = process
        self._driver = self._process.marionette
        try:
            self._assert_scripts_off()
        except BaseException:
            self.close()
            raise

    def _assert_scripts_off(self) -> None:
        self._driver.navigate(SCRIPTS_OFF_PAGE)
        if not scripts_are_off(self.text()):
            raise ScriptsRanError(ScriptsRanError.__doc__)
        self._driver.navigate("about:blank")

    def _browser_script(self, script: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON of any shape
        """Run a script in the browser's own window, where the answer comes through a last argument `done`."""
        with self._driver.using_context("chrome"):
            if "done" in script:
                return self._driver.execute_async_script(script, script_args=arguments)
            return self._driver.execute_script(script, script_args=arguments)

    def _settle(self) -> None:
        """Wait for the page that a click led to: Marionette itself stops waiting after five seconds."""
        deadline = time.monotonic() + WAIT
        while self._browser_script(LOADING):
            if time.monotonic() > deadline:
                raise BrowserError(f"No page came within {WAIT:.0f} seconds.")
            time.sleep(0.02)

    def _one(self, css: str) -> Any:  # noqa: ANN401 - Marionette has no types
        found = self._driver.find_elements(By.CSS_SELECTOR, css)
        exactly_one(len(found), css)
        return found[0]

    def _field(self, field: str) -> Any:  # noqa: ANN401 - Marionette has no types
        return self._one(field_selector(field))

    def open(self, url: str) -> None:
        self._driver.navigate(url)

    def back(self) -> None:
        self._driver.go_back()
        self._settle()

    def url(self) -> str:
        return str(self._driver.get_url())

    def text(self) -> str:
        return str(self._driver.execute_script(VISIBLE_TEXT))

    def frame_text(self, css: str) -> str:
        self._driver.switch_to_frame(self._one(css))
        try:
            return self.text()
        finally:
            self._driver.switch_to_frame()

    def wait_for_text(self, text: str, seconds: float = WAIT) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.text():
            if time.monotonic() > deadline:
                raise BrowserError(f"{text!r} did not show within {seconds} seconds.")
            time.sleep(0.05)

    def source(self) -> str:
        return str(self._driver.page_source)

    def count(self, css: str) -> int:
        return len(self._driver.find_elements(By.CSS_SELECTOR, css))

    def value(self, field: str) -> str:
        return str(self._field(field).get_property("value"))

    def is_checked(self, field: str) -> bool:
        return bool(self._field(field).get_property("checked"))

    def fill(self, field: str, value: str) -> None:
        self._driver.execute_script(PASTE, script_args=(self._field(field), value))

    def check(self, field: str) -> None:
        if not self.is_checked(field):
            self._field(field).click()

    def uncheck(self, field: str) -> None:
        if self.is_checked(field):
            self._field(field).click()

    def select(self, field: str, value: str) -> None:
        options = self._field(field).find_elements(By.TAG_NAME, "option")
        wanted = [option for option in options if option.get_property("value") == value]
        exactly_one(len(wanted), f"{field} option {value}")
        wanted[0].click()

    def choose_files(self, field: str, paths: list[Path]) -> None:
        element = self._field(field)
        element.clear()
        element.send_keys("\n".join(str(path.resolve()) for path in paths))

    def click(self, css: str) -> None:
        self._one(css).click()
        self._settle()

    def double_click(self, css: str) -> None:
        element = self._one(css)
        self._driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", script_args=(element,))
        mouse = self._driver.actions.sequence("pointer", "mouse", {"pointerType": "mouse"})
        mouse.pointer_move(0, 0, origin=element)
        for _ in range(2):
            mouse.pointer_down().pointer_up()
        try:
            mouse.perform()
        except UnknownException as error:
            # The first click's new page can come before the second click: then the old page's helper is gone.
            if "MarionetteCommands" not in str(error):
                raise
        self._settle()

    def click_text(self, text: str, *, leads_on: bool = False) -> None:  # noqa: ARG002 - it waits always
        visible = "return arguments[0].checkVisibility()"
        found = [
            element
            for element in self._driver.find_elements(By.XPATH, text_xpath(text))
            if self._driver.execute_script(visible, script_args=(element,))
        ]
        exactly_one(len(found), text)
        found[0].click()
        self._settle()

    def download(self, css: str, folder: Path) -> Path:
        self._browser_script(EXPECT_DOWNLOAD, self._process.download_folder())
        # By script: Marionette's own click waits five seconds for a page that a download never brings.
        self._driver.execute_script("arguments[0].click()", script_args=(self._one(css),))
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            for target, succeeded, error in self._browser_script(DOWNLOAD_STATE):
                if error is not None:
                    raise DownloadError(f"The download broke off: {error}")
                if succeeded:
                    return self._process.take(target, folder)
            time.sleep(0.05)
        raise BrowserError(f"{css!r} led to no finished download within {WAIT:.0f} seconds.")

    def screenshot(self, path: Path, width: int, height: int, *, full_page: bool = True) -> None:
        self._browser_script(RESIZE, width, height)
        deadline = time.monotonic() + WAIT
        while self._driver.execute_script(PAGE_SIZE) != [width, height]:
            if time.monotonic() > deadline:
                raise BrowserError(f"Firefox made no page of {width}x{height}.")
            time.sleep(0.02)
        path.write_bytes(self._driver.screenshot(format="binary", full=full_page))

    def cookies(self) -> list[Cookie]:
        return [
            Cookie(name, value, domain, path, http_only, secure, SAME_SITE[same_site])
            for name, value, domain, path, http_only, secure, same_site in self._browser_script(COOKIES)
        ]

    def new_profile(self) -> None:
        old = self._driver.window_handles
        new = self._driver.open(type="tab")["handle"]
        for handle in old:
            self._driver.switch_to_window(handle)
            self._driver.close()
        self._driver.switch_to_window(new)
        if self._browser_script(CLEAR_ALL):
            raise BrowserError("Firefox could not clear all its data.")
        self._assert_scripts_off()

    def close(self) -> None:
        try:
            self._process.close()
        except (MarionetteException, OSError) as error:
            raise BrowserError(f"Firefox did not end in good order: {error}") from error
