"""In Tor Browser's private mode Firefox writes down no name of a chosen file; an ordinary Firefox does."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browsers.firefox import FirefoxBrowser
from tests.browsers.firefox_process import TOR_BROWSER, FirefoxProcess, Preference
from tests.browsers.interface import WAIT
from tests.browsers.outside import Outside
from tests.source_interface.box import Box, wait_until
from tests.source_interface.watched_upload import enter, file_of, watch

ORDINARY: dict[str, Preference] = {}
PRIVATE_MODE_ALONE: dict[str, Preference] = {"browser.privatebrowsing.autostart": True}
NAME = "Qx7vKm2pWd9.bin"
"""Unlike anything else in a profile, so that it stays legible where Firefox compresses."""
CHOOSE = """
    const file = Cc['@mozilla.org/file/local;1'].createInstance(Ci.nsIFile);
    file.initWithPath(arguments[0]);
    const picker = {
        QueryInterface: ChromeUtils.generateQI(['nsIFilePicker']),
        init() {}, appendFilter() {}, appendFilters() {}, appendRawFilter() {},
        file,
        fileURL: Services.io.newFileURI(file),
        get files() {
            const left = [file];
            return {
                QueryInterface: ChromeUtils.generateQI(['nsISimpleEnumerator']),
                hasMoreElements: () => left.length > 0,
                getNext: () => left.pop(),
            };
        },
        open(callback) { Services.tm.dispatchToMainThread(() => callback.done(Ci.nsIFilePicker.returnOK)); },
    };
    globalThis.pickers = {
        createInstance: kind => picker.QueryInterface(kind),
        QueryInterface: ChromeUtils.generateQI(['nsIFactory']),
    };
    Components.manager.QueryInterface(Ci.nsIComponentRegistrar).registerFactory(
        Components.ID('{5d0a5f4e-6c1e-4d7b-9a54-0d7a6a1b1717}'), 'a picker', '@mozilla.org/filepicker;1',
        globalThis.pickers);
"""
"""In the place of the desktop's dialog. Marionette's own way of choosing a file tells Firefox's session nothing."""
SAVE_SESSION = """
    const done = arguments[0];
    const from = name => ChromeUtils.importESModule(`resource:///modules/sessionstore/${name}.sys.mjs`)[name];
    from('TabStateFlusher').flushWindow(window)
        .then(() => from('SessionSaver').run()).then(() => done(null), error => done(String(error)));
"""
"""Firefox does this by itself every fifteen seconds."""


@contextmanager
def started(
    outside: Outside, kind: Mapping[str, Preference]
) -> Iterator[tuple[FirefoxProcess, FirefoxBrowser]]:
    process = FirefoxProcess(outside.proxy, kind)
    browser = FirefoxBrowser(process)
    try:
        yield process, browser
    finally:
        browser.close()


def choose(process: FirefoxProcess, browser: FirefoxBrowser, path: Path) -> None:
    """Choose a file as a person does."""
    with process.marionette.using_context("chrome"):
        process.marionette.execute_script(CHOOSE, script_args=(str(path),))
    browser.click("label[for=files]")
    wait_until(lambda: browser.value("files").endswith(path.name), WAIT)


def save_session(process: FirefoxProcess) -> None:
    with process.marionette.using_context("chrome"):
        assert process.marionette.execute_async_script(SAVE_SESSION) is None


def written(process: FirefoxProcess, words: str) -> list[str]:
    """The files below Firefox's own folder that hold these words, looked at again if one was renamed meanwhile."""
    files = [path for path in process.folder.rglob("*") if path.is_file()]
    try:
        return [path.name for path in files if words.encode() in path.read_bytes()]
    except FileNotFoundError:
        return written(process, words)


@pytest.mark.parametrize(
    ("kind", "keeps"),
    [(TOR_BROWSER, False), (PRIVATE_MODE_ALONE, False), (ORDINARY, True)],
    ids=["Tor Browser", "private mode alone", "an ordinary Firefox"],
)
def test_only_an_ordinary_firefox_writes_down_the_name_of_a_chosen_file(
    box: Box, outside: Outside, tmp_path: Path, kind: Mapping[str, Preference], *, keeps: bool
) -> None:
    with box.serve() as served, started(outside, kind) as (process, browser):
        enter(browser, served.url)
        choose(process, browser, file_of(tmp_path, NAME, 1000))
        save_session(process)
        assert bool(written(process, NAME)) is keeps
        browser.click("#files-form .primary")
        watch(browser)
        browser.click("[action='/id/mailbox/leave'] .button")
        save_session(process)
        assert bool(written(process, NAME)) is keeps
