"""Debian's Chromium without a desktop's window, driven by Playwright: the same engine for half the processor time."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import (
    BrowserContext,
    Download,
    Error,
    Frame,
    Locator,
    Page,
    Request,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browsers.installed import executable
from tests.browsers.interface import (
    WAIT,
    BrowserError,
    Cookie,
    DownloadError,
    Kind,
    Proxy,
    ScriptsRanError,
)
from tests.browsers.lookup import SCRIPTS_OFF_PAGE, exactly_one, field_selector, scripts_are_off, text_xpath

ARGUMENTS = (
    "--no-sandbox",  # the tests may run as root, and visit our own pages only
    "--disable-domain-reliability",
    "--no-pings",
    "--autofill-server-url=http://127.0.0.1:9/",
    "--proxy-server=http://127.0.0.1:9",  # Chromium's own calls end here: nothing listens
)
LOOPBACK = "localhost,*.localhost,127.0.0.1"
MILLISECONDS = 1000
START_OF_NAVIGATION = 0.3
"""Seconds after a click in which the browser must begin to ask for a new page."""


class ChromiumProcess:
    """A running Chromium, which ChromiumBrowsers share; Playwright allows one a thread."""

    def __init__(self) -> None:
        program = executable("chromium-headless-shell")
        self._home = TemporaryDirectory(prefix="kentongan-chromium-", ignore_cleanup_errors=True)
        self._playwright = sync_playwright().start()
        try:
            self.browser = self._playwright.chromium.launch(
                executable_path=program,
                args=ARGUMENTS,
                env={"HOME": self._home.name, "TMPDIR": self._home.name, "LANG": "C.UTF-8"},
                timeout=WAIT * MILLISECONDS,
            )
        except Error as error:
            self._playwright.stop()
            self._home.cleanup()
            raise BrowserError(f"Chromium did not start: {error}") from error
        self._idle: dict[tuple[Proxy, bool], list[BrowserContext]] = {}

    def profile(self, proxy: Proxy, *, scripts: bool) -> BrowserContext:
        """One that no test uses and that knows nothing; to make it costs more than several pages."""
        idle = self._idle.setdefault((proxy, scripts), [])
        return idle.pop() if idle else self._new_profile(proxy, scripts=scripts)

    def _new_profile(self, proxy: Proxy, *, scripts: bool) -> BrowserContext:
        context = self.browser.new_context(
            java_script_enabled=scripts,
            proxy={"server": f"{proxy.kind}://127.0.0.1:{proxy.port}", "bypass": LOOPBACK},
        )
        context.set_default_timeout(WAIT * MILLISECONDS)
        page = context.new_page()
        page.goto(SCRIPTS_OFF_PAGE)
        if scripts_are_off(page.locator("body").inner_text()) == scripts:
            raise ScriptsRanError(ScriptsRanError.__doc__)
        page.close()
        return context

    def forget(self, context: BrowserContext, proxy: Proxy, *, scripts: bool) -> None:
        """Leave no page, history, cookie or cache of it, for the next person who gets it."""
        context.new_cdp_session(context.pages[0]).send("Network.clearBrowserCache")
        for page in context.pages:
            page.close()
        context.clear_cookies()
        self._idle[proxy, scripts].append(context)

    def close(self) -> None:
        """End Chromium and Playwright."""
        self.browser.close()
        self._playwright.stop()
        self._home.cleanup()


class ChromiumBrowser:
    """See interface.Browser."""

    kind: Kind = "chromium"
    scripts = False
    """Only for those who examine pages by scripts of their own."""

    def __init__(self, process: ChromiumProcess, proxy: Proxy) -> None:
        self._process = process
        self._proxy = proxy
        self._open_profile()

    def _open_profile(self) -> None:
        self._requested: list[Request] = []
        self._arrivals = 0
        self._context = self._process.profile(self._proxy, scripts=self.scripts)
        self._page: Page = self._context.new_page()
        self._page.on("request", self._note_request)
        self._page.on("framenavigated", self._note_arrival)

    def _note_request(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self._page.main_frame:
            self._requested.append(request)

    def _note_arrival(self, frame: Frame) -> None:
        self._arrivals += frame == self._page.main_frame

    @contextlib.contextmanager
    def _following(self, patience: float = START_OF_NAVIGATION) -> Iterator[None]:
        """Wait for the page that the action in the block leads to, if it leads to one."""
        self._requested.clear()
        before = self._arrivals
        yield
        deadline = time.monotonic() + patience
        while not self._requested and self._arrivals == before and time.monotonic() < deadline:
            self._page.wait_for_timeout(20)
        deadline = time.monotonic() + WAIT
        # What became a download, or had no answer, ends in a failure and leaves the page as it was.
        while self._requested and self._arrivals == before and self._requested[-1].failure is None:
            if time.monotonic() > deadline:
                raise BrowserError(f"No page came within {WAIT:.0f} seconds.")
            self._page.wait_for_timeout(20)
        self._page.wait_for_load_state("load")

    def _one(self, css: str) -> Locator:
        found = self._page.locator(css)
        exactly_one(found.count(), css)
        return found

    def _field(self, field: str) -> Locator:
        return self._one(field_selector(field))

    def open(self, url: str) -> None:
        try:
            self._page.goto(url)
        except Error as error:
            if "net::ERR_ABORTED" not in error.message:
                raise
            self._page.goto(url)  # the page before renewed itself at this very moment

    def back(self) -> None:
        self._page.go_back()

    def url(self) -> str:
        return self._page.url

    def text(self) -> str:
        return self._page.locator("body").inner_text()

    def frame_text(self, css: str) -> str:
        self._one(css)
        return self._page.frame_locator(css).locator("body").inner_text()

    def wait_for_text(self, text: str, seconds: float = WAIT) -> None:
        try:
            self._page.get_by_text(text).first.wait_for(timeout=seconds * MILLISECONDS)
        except PlaywrightTimeout:
            raise BrowserError(f"{text!r} did not show within {seconds} seconds.") from None

    def source(self) -> str:
        return self._page.content()

    def count(self, css: str) -> int:
        return self._page.locator(css).count()

    def value(self, field: str) -> str:
        return self._field(field).input_value()

    def is_checked(self, field: str) -> bool:
        return self._field(field).is_checked()

    def fill(self, field: str, value: str) -> None:
        self._field(field).fill(value)

    def check(self, field: str) -> None:
        self._field(field).check()

    def uncheck(self, field: str) -> None:
        self._field(field).uncheck()

    def select(self, field: str, value: str) -> None:
        self._field(field).select_option(value=value)

    def choose_files(self, field: str, paths: list[Path]) -> None:
        self._field(field).set_input_files(paths)

    def click(self, css: str) -> None:
        with self._following():
            self._one(css).click()

    def double_click(self, css: str) -> None:
        with self._following():
            self._one(css).dblclick()

    def click_text(self, text: str, *, leads_on: bool = False) -> None:
        found = self._page.locator(f"xpath={text_xpath(text)}").locator("visible=true")
        exactly_one(found.count(), text)
        with self._following(WAIT if leads_on else START_OF_NAVIGATION):
            found.click()

    def download(self, css: str, folder: Path) -> Path:
        link = self._one(css)
        try:
            with self._page.expect_download() as started:
                link.click()
            return _saved(started.value, folder)
        except PlaywrightTimeout:
            raise BrowserError(f"{css!r} started no download within {WAIT:.0f} seconds.") from None

    def screenshot(self, path: Path, width: int, height: int, *, full_page: bool = True) -> None:
        self._page.set_viewport_size({"width": width, "height": height})
        self._page.screenshot(path=path, full_page=full_page)

    def cookies(self) -> list[Cookie]:
        return [
            Cookie(
                name=cookie["name"],
                value=cookie["value"],
                domain=cookie["domain"],
                path=cookie["path"],
                http_only=cookie["httpOnly"],
                secure=cookie["secure"],
                same_site=cookie["sameSite"],
            )
            for cookie in self._context.cookies(self._page.url)
        ]

    def new_profile(self) -> None:
        self.close()
        self._open_profile()

    def close(self) -> None:
        if not self._page.is_closed():  # who closes twice must not close what another test has by then
            self._process.forget(self._context, self._proxy, scripts=self.scripts)


def _saved(download: Download, folder: Path) -> Path:
    failure = download.failure()
    if failure is not None:
        raise DownloadError(f"The download broke off: {failure}")
    path = folder / Path(download.suggested_filename).name
    download.save_as(path)
    download.delete()
    return path
