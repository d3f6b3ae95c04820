"""AppArmor's profiles: that they parse, which unit has which, and that both servers have the same rules.

That nothing a server needs is refused shows only where a kernel enforces them: `python -m tests.booted vm`.
"""

import re
import shutil
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest

from install.server.apparmor import PROFILES, load_profiles, own_profiles
from install.server.database_machine import DATABASE_UNITS, database_files
from install.server.files import SystemFile
from install.server.firewall import DatabaseMachine
from install.server.layout import GATEWAY_UNIT, SOURCE_UNIT, TOR_UNIT, ServerLayout
from install.server.system import CommandFailedError

SYSTEM = Path(__file__).resolve().parents[3] / "install/system"
DEBIAN = SYSTEM.parent / "packaging/debian"
OURS = {unit: name for unit, name in PROFILES.items() if unit != TOR_UNIT}
PROGRAMS = {"cmp", "cp", "gpg", "rsync", "ssh", "touch"}


def parsed(profile: Path) -> subprocess.CompletedProcess[str]:
    """What the parser says of a profile, which it neither loads nor keeps."""
    folders = ["--base", "/etc/apparmor.d", "--Include", str(profile.parent)]
    command = ["/usr/sbin/apparmor_parser", "--skip-kernel-load", "--skip-cache", *folders, str(profile)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("unit", OURS)
def test_the_profile_of_each_unit_parses(unit: str) -> None:
    done = parsed(SYSTEM / "etc/apparmor.d" / PROFILES[unit])
    assert done.returncode == 0, done.stderr
    text = (SYSTEM / "usr/lib/systemd/system" / unit).read_text("utf-8")
    assert f"\nAppArmorProfile=-{PROFILES[unit]}\n" in text


@pytest.mark.parametrize("address", ["192.0.2.30", "2001:db8::30"])
def test_what_lets_a_unit_reach_a_database_parses_and_is_read_by_those_units_alone(
    tmp_path: Path, address: str
) -> None:
    layout = ServerLayout(tmp_path)
    shutil.copytree(SYSTEM / "etc/apparmor.d", layout.apparmor)
    *_, rules = database_files(layout, DatabaseMachine(ip_address(address), 5432))
    assert isinstance(rules, SystemFile)
    rules.path.parent.mkdir()
    for content, status in ((rules.content, 0), (b"network sometimes,\n", 1)):
        rules.path.write_bytes(content)
        for unit, name in OURS.items():
            done = parsed(layout.apparmor / name)
            assert (done.returncode != 0) == (status != 0 and unit in DATABASE_UNITS), done.stderr


def test_a_profile_that_is_no_profile_does_not_parse(tmp_path: Path) -> None:
    broken = tmp_path / "kentongan-source"
    broken.write_text("profile kentongan-source {\n  /etc/shadow sometimes,\n}\n")
    assert parsed(broken).returncode != 0


@pytest.mark.parametrize("unit", OURS)
def test_a_program_that_a_unit_starts_stays_under_its_profile(unit: str) -> None:
    """The kernel refuses each other change under NoNewPrivileges=, and so every gpg: the parser says nothing."""
    folder = SYSTEM / "etc/apparmor.d"
    lines = (folder / PROFILES[unit]).read_text("utf-8") + (folder / "abstractions/kentongan").read_text(
        "utf-8"
    )
    rules = [
        line.split() for line in lines.splitlines() if line.startswith("  /") and "x" in line.split()[-1]
    ]
    assert rules
    for path, rights in rules:
        assert rights == "mrix,"
        assert set(path.rpartition("/")[2].strip("{}").split(",")) <= PROGRAMS


def test_both_servers_have_the_same_rules_but_for_their_names() -> None:
    source, gateway = (
        (SYSTEM / "etc/apparmor.d" / PROFILES[unit]).read_text("utf-8")
        for unit in (SOURCE_UNIT, GATEWAY_UNIT)
    )
    for named, there in (
        ("reporters' pages", "officers' gateway"),
        ("holidays, languages, a logo", "holidays"),
        ("gateway.toml", "source.toml"),
        ("-source", "-gateway"),
        ("/source", "/gateway"),
    ):
        assert named in source
        source = source.replace(named, there)
    assert source == gateway


def test_each_profile_of_the_package_is_that_of_a_unit_and_is_loaded_after_an_installation() -> None:
    brought = {path for path in (SYSTEM / "etc/apparmor.d").iterdir() if path.is_file()}
    assert brought == set(own_profiles(ServerLayout(SYSTEM)))
    loaded = re.search(r"for name in (.*); do", (DEBIAN / "kentongan-server.postinst").read_text("utf-8"))
    assert loaded is not None
    assert {f"kentongan-{name}" for name in loaded[1].split()} == {path.name for path in brought}


def test_profiles_are_loaded_only_where_the_kernel_has_apparmor(tmp_path: Path) -> None:
    layout = ServerLayout(tmp_path)
    load_profiles(layout, own_profiles(layout))
    layout.loaded_profiles.parent.mkdir(parents=True)
    layout.loaded_profiles.touch()
    with pytest.raises(CommandFailedError):
        load_profiles(layout, own_profiles(layout))  # which are not there
