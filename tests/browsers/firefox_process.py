"""A Firefox ESR of its own for the tests: profile, preferences, start and end."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Final, Protocol

from marionette_driver.marionette import Marionette

from tests.browsers.installed import executable
from tests.browsers.interface import WAIT, BrowserError, Proxy

Preference = bool | int | str

# What a page can notice of Tor Browser. Left out: what only scripts, media or TLS would show. HTTPS-only spares onions
# and loopback, so our pages never meet it; it would turn the requests outside that the tests read into CONNECT.
TOR_BROWSER: Final[dict[str, Preference]] = {
    "browser.cache.disk.enable": False,
    "browser.display.use_system_colors": False,
    "browser.privatebrowsing.autostart": True,
    "browser.sessionstore.privacy_level": 2,
    "network.cookie.cookieBehavior": 1,
    "network.cookie.cookieBehavior.pbmode": 1,
    "network.http.referer.hideOnionSource": True,
    "network.http.sendRefererHeader": 0,  # what the line above makes of every request between pages of an onion
    "privacy.firstparty.isolate": True,
    "privacy.resistFingerprinting": True,
    "privacy.resistFingerprinting.letterboxing": True,
    "privacy.spoof_english": 2,
    "signon.rememberSignons": False,
}
# What its level Safest takes away besides, by preferences or through NoScript.
SAFEST: Final[dict[str, Preference]] = {
    "gfx.downloadable_fonts.enabled": False,
    "gfx.font_rendering.graphite.enabled": False,
    "gfx.font_rendering.opentype_svg.enabled": False,
    "javascript.enabled": False,
    "mathml.disabled": True,
    "svg.disabled": True,
}
# Under Marionette, Firefox adds a set of its own for automation.
PREFERENCES: Final[dict[str, Preference]] = {
    "marionette.port": 0,  # a free one, written to the profile
    "app.normandy.enabled": False,
    "app.shield.optoutstudies.enabled": False,
    "browser.contentblocking.report.lockwise.enabled": False,
    "browser.download.alwaysOpenPanel": False,
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.formfill.enable": False,
    "browser.newtabpage.enabled": False,
    "browser.ping-centre.telemetry": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "dom.security.https_first": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.blockDotOnion": False,
    "network.dns.disablePrefetch": True,
    "network.dns.native-is-localhost": True,  # no name is ever asked of a resolver outside
    "network.prefetch-next": False,
    "network.trr.mode": 5,
    "nimbus.rollouts.enabled": False,
    "pdfjs.disabled": True,  # a PDF is saved, not shown
    "services.settings.server": "data:,#remote-settings-dummy/v1",  # the one address Firefox takes for "none"
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "data:,",
    "toolkit.telemetry.unified": False,
    "ui.useOverlayScrollbars": 1,  # a screenshot shows the page in its whole width
}
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1",  # without it a release build passes over services.settings.server
}


def proxy_preferences(proxy: Proxy) -> dict[str, Preference]:
    """All that is not loopback goes through the proxy, and nowhere else when the proxy does not answer."""
    common: dict[str, Preference] = {"network.proxy.type": 1, "network.proxy.failover_direct": False}
    if proxy.kind == "socks5":
        return common | {
            "network.proxy.socks": "127.0.0.1",
            "network.proxy.socks_port": proxy.port,
            "network.proxy.socks_version": 5,
            "network.proxy.socks_remote_dns": True,
        }
    return common | {
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": proxy.port,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": proxy.port,
    }


# Firefox tells of a broken download in a dialog of its own, sooner or later: it must not break the next command.
CAPABILITIES: Final = {"strictFileInteractability": True, "unhandledPromptBehavior": "dismiss"}


class RunningFirefox(Protocol):
    """A Firefox that runs, here or on another machine; `marionette` drives it."""

    marionette: Marionette

    def download_folder(self) -> str:
        """Make a folder for one download, where it runs."""

    def take(self, target: str, folder: Path) -> Path:
        """Move a file that it saved into a folder here; return where it is."""

    def close(self) -> None:
        """End it."""


def profile_settings(proxy: Proxy, kind: Mapping[str, Preference] = TOR_BROWSER) -> bytes:
    """Return the `user.js` of a profile of this kind of Firefox."""
    settings = PREFERENCES | dict(kind) | SAFEST | proxy_preferences(proxy)
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
    return "".join(lines).encode()


class FirefoxProcess:
    """A running Firefox; `marionette` drives it, `folder` is its own and goes with it."""

    def __init__(self, proxy: Proxy, kind: Mapping[str, Preference] = TOR_BROWSER) -> None:
        program = executable("firefox-esr")
        self._temporary = TemporaryDirectory(prefix="kentongan-firefox-", ignore_cleanup_errors=True)
        self.folder = Path(self._temporary.name)
        profile = self.folder / "profile"
        profile.mkdir()
        (profile / "user.js").write_bytes(profile_settings(proxy, kind))
        self._log = self.folder / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    program,
                    "--headless",
                    "--no-remote",
                    "--marionette",
                    "--remote-allow-system-access",
                    "--profile",
                    profile,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | ENVIRONMENT | {"HOME": str(self.folder), "TMPDIR": str(self.folder)},
                start_new_session=True,
            )
        try:
            self.marionette = Marionette(port=self._port(profile), socket_timeout=2 * WAIT)
            self.marionette.start_session(CAPABILITIES)
        except BaseException:
            self._end()
            raise

    def _port(self, profile: Path) -> int:
        written = profile / "MarionetteActivePort"
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline and self._process.poll() is None:
            if written.exists() and (text := written.read_text(encoding="ascii")):
                return int(text)
            time.sleep(0.05)
        raise BrowserError(f"Firefox did not start:\n{self._log.read_text(errors='replace')[-2000:]}")

    def download_folder(self) -> str:
        """Make a folder for one download."""
        return mkdtemp(prefix="download-", dir=self.folder)

    def take(self, target: str, folder: Path) -> Path:
        """Move a file that it saved into a folder; return where it is."""
        return Path(shutil.move(target, folder / Path(target).name))

    def close(self) -> None:
        """End Firefox and remove its folder."""
        try:
            self.marionette.delete_session()
        finally:
            self._end()

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            # Its own session: content processes go too.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
        self._temporary.cleanup()
