"""The steps of an upgrade: each is written down before it begins, and may run again after it broke off."""

from collections.abc import Callable
from typing import Final

import msgspec

from crypto.errors import KentonganError
from install.errors import InstallError
from install.language import Sentence, in_words
from install.server.configurations import POSTGRESQL_URL
from install.server.layout import ServerLayout
from install.server.postgresql import prepare_postgresql
from install.server.upgrade_state import PACKAGE, Phase, UpgradeFolder, UpgradePlan
from install.upgrading.as_owner import as_owner
from install.upgrading.data_copy import DataCopy
from install.upgrading.server_control import SERVERS, ServerControl
from store.engine.database import database_file
from store.engine.schema import initialise
from store.gateway.accounts.database import open_accounts
from store.gateway.config import GatewayConfig
from store.web.configuration import read_config
from store.web.durable import replace_file
from store.web.gate import Gate, GateState

_FOLDER: Final = 0o711  # a server's user reaches its part of the copy, and sees nothing else
_PUBLIC: Final = 0o644
_PASSED_OVER: Final = """\
Explanation: This version did not pass its self-test here. `kentongan upgrade` tries it again.
Package: {package}
Pin: version {version}
Pin-Priority: -1
"""
NOT_KEPT: Final = Sentence(
    "Kedua server berhenti sampai versi {version} terpasang kembali: KENTONGAN_RETURN=1 dpkg --install {kept}",
    "Both servers are stopped until version {version} is installed again: KENTONGAN_RETURN=1 dpkg --install {kept}",
)
FAILED: Final = Sentence(
    """\
Versi {failed} tidak lulus uji mandiri: {reason}
Data sama seperti sebelumnya, dan kedua server berhenti. Ini memasang kembali versi {version}: kentongan upgrade""",
    """\
Version {failed} did not pass its self-test: {reason}
The data are as before, and both servers are stopped. This installs version {version} again: kentongan upgrade""",
)


class Upgrade:
    """The upgrade of one server. `migrate` brings the data to the installed version."""

    def __init__(
        self,
        layout: ServerLayout,
        control: ServerControl,
        migrate: Callable[[ServerLayout], None] | None = None,
    ) -> None:
        self._layout = layout
        self._control = control
        self._migrate = migrate or migrate_data
        self._gate: Final = Gate(layout.gate)
        self._folder: Final = UpgradeFolder(layout)

    def prepare(self) -> None:
        """Keep the package, shut the servers and copy the data; if that fails, nothing has changed.

        The copy of an upgrade that did not end stays: it is of the last version that worked.
        """
        phase = self._folder.phase()
        if phase is Phase.ACCEPTED:
            self._end(self._folder.plan(), anew=False)
        elif phase is not None and phase is not Phase.COPYING:
            return
        plan = self._planned()
        if plan is None:
            return
        self._layout.upgrade.mkdir(exist_ok=True)
        self._layout.upgrade.chmod(_FOLDER)
        copy = DataCopy(self._layout, plan)
        copy.remove()
        copy.require_room()
        self._control.keep_package(self._folder.kept)
        self._folder.write(Phase.COPYING, plan)
        try:
            self._gate.shut(GateState.AWAY)
            self._show_page(plan)
            copy.make()
            self._folder.write(Phase.COPIED)
        except BaseException:
            self._end(plan, anew=True)
            raise

    def settle(self) -> UpgradePlan | None:
        """Bring the data to the installed version and open the servers once it has shown that it works.

        Return the plan with the reason if it did not: then the data are as before, and the servers are stopped.
        """
        phase = self._folder.phase()
        if phase is None:
            return None
        plan = self._folder.plan()
        if phase is Phase.COPYING or phase is Phase.ACCEPTED:
            self._end(plan, anew=True)
        elif phase is Phase.RETURNING or (phase is Phase.FAILED and self._control.version() == plan.version):
            self.go_back()
        else:
            return self._go_on(phase, plan)
        return None

    def go_back(self) -> None:
        """Open the servers with the kept version, which is installed again, and with the data from before.

        Raises `InstallError` while another version is installed, which would change the data again.
        """
        phase = self._folder.phase()
        if phase in {None, Phase.COPYING, Phase.ACCEPTED}:
            self.settle()
            return
        plan = self._folder.plan()
        if self._control.version() != plan.version:
            self._control.stop()
            raise InstallError(NOT_KEPT.told(version=plan.version, kept=self._folder.kept))
        self._folder.write(Phase.RETURNING)
        self._gate.shut(GateState.AWAY)
        self._control.stop()
        DataCopy(self._layout, plan).put_back()
        if plan.failed:
            self._pass_over(plan.failed)
        self._folder.write(Phase.ACCEPTED)
        self._end(plan, anew=True)

    def _go_on(self, phase: Phase, plan: UpgradePlan) -> UpgradePlan | None:
        """Change the data and try the new version; put the data back if either fails."""
        copy = DataCopy(self._layout, plan)
        self._gate.shut(GateState.AWAY)
        if phase is Phase.CHANGING:  # an earlier try broke off
            self._control.stop()
            copy.put_back()
        self._folder.write(Phase.CHANGING)
        try:
            self._migrate(self._layout)
            self._gate.shut(GateState.TRIAL)
            self._control.restart(SERVERS)
            self._control.wait_until_answering()
        except Exception as error:  # noqa: BLE001 - whatever it was, the data come back
            return self._fail(plan, copy, _told(error))
        self._folder.write(Phase.ACCEPTED)
        self._layout.passed_over.unlink(missing_ok=True)
        self._end(plan, anew=False)
        return None

    def _fail(self, plan: UpgradePlan, copy: DataCopy, reason: str) -> UpgradePlan:
        self._folder.keep_stopped()
        self._control.stop()
        self._gate.shut(GateState.AWAY)
        copy.put_back()
        failed = msgspec.structs.replace(plan, failed=self._control.version(), reason=reason)
        self._folder.write(Phase.FAILED, failed)
        return failed

    def _end(self, plan: UpgradePlan, *, anew: bool) -> None:
        """Open the servers and forget the copy; `anew` starts those that ran, which know no open gate yet.

        From here on what they acknowledge stays: the phase says so, whatever becomes of the rest.
        """
        self._gate.open()
        self._control.stop([unit for unit in self._control.running() if unit not in plan.running])
        try:
            if anew:
                self._control.restart(plan.running)
        finally:
            DataCopy(self._layout, plan).remove()
            self._folder.forget()

    def _show_page(self, plan: UpgradePlan) -> None:
        """Start the servers that ran anew, behind the gate; one that does not come up is stopped: data come first."""
        try:
            self._control.restart(plan.running)
        except InstallError:
            self._control.stop()

    def _planned(self) -> UpgradePlan | None:
        """Return what there is now; None for a server that was not set up, which has nothing to lose."""
        if not self._layout.gateway_config.exists():
            return None
        config = read_config(self._layout.gateway_config, GatewayConfig)
        store = database_file(config.store.database)
        if not config.accounts.exists() or (store is not None and not store.exists()):
            return None
        return UpgradePlan(
            version=self._control.version(),
            running=self._control.running(),
            accounts=config.accounts,
            blobs=config.store.blobs,
            store=store,
            postgresql=config.store.database == POSTGRESQL_URL,
        )

    def _pass_over(self, version: str) -> None:
        """Keep apt from installing this version by itself each night."""
        text = _PASSED_OVER.format(package=PACKAGE, version=version)
        self._layout.passed_over.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._layout.passed_over, text.encode("ascii"), _PUBLIC)


def _told(error: Exception) -> str:
    """Return what an error says; a fault of the program has no words for an administrator."""
    return in_words(error) if isinstance(error, KentonganError | OSError) else type(error).__name__


def migrate_data(layout: ServerLayout) -> None:
    """Bring the store and the accounts to this program's version, as those to whom they belong."""
    config = read_config(layout.gateway_config, GatewayConfig)
    if config.store.database == POSTGRESQL_URL:
        prepare_postgresql()
    as_owner(layout.gateway_state, lambda: _migrate_files(config))


def _migrate_files(config: GatewayConfig) -> None:
    if database_file(config.store.database) is not None:
        store = config.store.open_database()
        try:
            initialise(store)
        finally:
            store.close()
    open_accounts(config.accounts, config.store.busy_seconds).close()
