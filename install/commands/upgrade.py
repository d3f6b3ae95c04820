"""The command `upgrade`: the newest version, or the one before it with all data, and nothing between."""

from typing import Final

import click

from install.commands.bilingual import BilingualCommand, BilingualOption
from install.console import print_lines, warn
from install.errors import InstallError
from install.language import Sentence
from install.server.layout import ServerLayout
from install.server.setup import require_able
from install.server.upgrade_state import Phase, UpgradeFolder, UpgradePlan
from install.upgrading import apt
from install.upgrading.server_control import ServerControl, SystemdControl
from install.upgrading.upgrade import Upgrade

UNUSABLE: Final = 2
_NEWEST: Final = Sentence(
    "Versi {version} terpasang, dan tidak ada yang lebih baru.",
    "Version {version} is installed; there is no newer one.",
)
_WOULD: Final = Sentence(
    """\
Versi {version} akan diganti dengan {candidate}:
  1. Paket yang terpasang disimpan di {folder}.
  2. Kedua server ditutup: pelapor melihat halaman yang menyimpan ketikannya.
  3. Data disalin di sana, untuk dikembalikan bila perlu.
  4. apt-get memasang versi baru; data disesuaikan; versi baru diuji.
  5. Kedua server dibuka dan salinan dihapus, atau versi {version} dan data tadi kembali.""",
    """\
Version {version} would be exchanged for {candidate}:
  1. The installed package is kept in {folder}.
  2. Both servers are shut: reporters see a page that holds what they typed.
  3. The data are copied there, to be put back if need be.
  4. apt-get installs the new version; the data are brought to it; it shows what it can do.
  5. Both servers are opened and the copy is deleted, or version {version} and those data come back.""",
)
_UNFINISHED: Final = Sentence(
    "Sebuah pembaruan belum selesai. Versi {version} akan dipasang kembali dengan data sebelum pembaruan itu.",
    "An upgrade has not ended. Version {version} would be installed again, with the data from before it.",
)
_DONE: Final = Sentence(
    "Versi {version} bekerja. Kedua server terbuka.", "Version {version} works. Both servers are open."
)
_BACK: Final = Sentence(
    "Versi {version} bekerja lagi, dengan semua data.{reason}\nUntuk mencoba lagi: kentongan upgrade",
    "Version {version} works again, with all data.{reason}\nTo try again: kentongan upgrade",
)
_REASON: Final = Sentence(
    "\nVersi {failed} tidak lulus uji mandiri: {reason}\nPembaruan otomatis melewatinya.",
    "\nVersion {failed} did not pass its self-test: {reason}\nUnattended upgrades pass it over.",
)
_NOT_BACK: Final = Sentence(
    "Versi {version} tidak dapat dipasang kembali. Kedua server tetap berhenti, dan data aman di {folder}. Penyebabnya "
    "ada di atas.",
    "Version {version} could not be installed again. Both servers stay stopped, and the data are safe in {folder}. Why "
    "stands above.",
)
_NOT_INSTALLED: Final = Sentence(
    "apt-get tidak memasang versi baru; penyebabnya ada di atas. Versi {version} bekerja seperti sebelumnya.",
    "apt-get did not install the new version; why stands above. Version {version} works as before.",
)
_NO_PACKAGE: Final = Sentence(
    "apt tidak mengenal paket kentongan-server. Sebutkan repositorinya di /etc/apt/sources.list.d.",
    "apt does not know the package kentongan-server. Name its repository in /etc/apt/sources.list.d.",
)


@click.command(
    cls=BilingualCommand,
    text=Sentence(
        "Memasang versi terbaru; jika gagal di sini, versi sebelumnya kembali dengan semua data.",
        "Install the newest version; if it fails here, the one before comes back with all data.",
    ),
    example="kentongan upgrade --dry-run",
)
@click.option(
    "--dry-run",
    cls=BilingualOption,
    is_flag=True,
    text=Sentence("hanya menunjukkan yang akan dilakukan", "only show what would be done"),
)
def upgrade(dry_run: bool) -> int:
    """Upgrade this server, or end an upgrade that broke off; return 2 if the newest version does not work here."""
    require_able()
    layout = ServerLayout()
    control = SystemdControl(layout)
    phase = UpgradeFolder(layout).phase()
    if dry_run:
        _show(layout, control, phase)
        return 0
    if phase in {Phase.COPYING, Phase.ACCEPTED}:
        Upgrade(layout, control).settle()
    elif phase is not None:
        return _return(layout)
    return _renew(layout, control)


def _show(layout: ServerLayout, control: ServerControl, phase: Phase | None) -> None:
    if phase is not None:
        print_lines(_UNFINISHED.told(version=UpgradeFolder(layout).plan().version))
        return
    version, newest = control.version(), _candidate()
    sentence = _NEWEST if newest == version else _WOULD
    print_lines(sentence.told(version=version, candidate=newest, folder=layout.upgrade))


def _renew(layout: ServerLayout, control: ServerControl) -> int:
    version = control.version()
    layout.passed_over.unlink(missing_ok=True)  # a person asks: what failed is tried again
    apt.renew_lists()
    if _candidate() == version:
        print_lines(_NEWEST.told(version=version))
        return 0
    installed = apt.install_newest()
    if UpgradeFolder(layout).phase() is not None:
        return _return(layout)
    if not installed:
        raise InstallError(_NOT_INSTALLED.told(version=version))
    print_lines(_DONE.told(version=control.version()))
    return 0


def _return(layout: ServerLayout) -> int:
    """Install the kept package, whose scripts put the data back; return 2, since the newest version does not work."""
    folder = UpgradeFolder(layout)
    plan = folder.plan()
    folder.write(Phase.RETURNING)
    apt.install_kept(folder.kept)
    if folder.phase() is not None:
        raise InstallError(_NOT_BACK.told(version=plan.version, folder=layout.upgrade))
    warn(_BACK.told(version=plan.version, reason=_reason(plan)))
    return UNUSABLE


def _reason(plan: UpgradePlan) -> str:
    return _REASON.told(failed=plan.failed, reason=plan.reason) if plan.failed else ""


def _candidate() -> str:
    found = apt.candidate()
    if found is None:
        raise InstallError(_NO_PACKAGE.told())
    return found
