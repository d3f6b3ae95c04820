"""Two machines on one bridge: each is whole, they reach each other, and neither reaches anything else."""

from pathlib import Path

import pytest

from tests.booted.booted_machine import BootedMachine
from tests.booted.debian_root import debian_root
from tests.booted.machine import CommandError

ECHO = (
    "systemd-run",
    "--unit=echo",
    "systemd-socket-activate",
    "--listen=8000",
    "--accept",
    "--inetd",
    "cat",
)
SAY = "exec 3<>/dev/tcp/{host}/{port} && echo {word} >&3 && read -r -u 3 -t 20 heard && echo $heard"


def say(machine: BootedMachine, host: str, port: int = 8000) -> tuple[int, str]:
    """What an echo on another machine answers, and whether it could be reached."""
    done = machine.run("bash", "-c", SAY.format(host=host, port=port, word="selamat"), check=False)
    return done.status, done.output.strip() or done.errors


def test_one_machine_reaches_a_service_of_the_other_by_name(
    server: BootedMachine, client: BootedMachine
) -> None:
    server.run(*ECHO)
    server.wait_for_unit("echo.service")
    assert say(client, server.name) == (0, "selamat")
    server.run("systemctl", "stop", "echo.service")
    status, said = say(client, server.name)
    assert status != 0
    assert "Connection refused" in said


@pytest.mark.parametrize("address", ["1.1.1.1", "192.168.0.1", "10.0.0.1"])
def test_no_machine_reaches_anything_beyond_the_bridge(server: BootedMachine, address: str) -> None:
    status, said = say(server, address, 443)
    assert status != 0
    assert "Network is unreachable" in said


def test_a_machine_is_booted_by_systemd_and_nothing_failed(server: BootedMachine) -> None:
    assert server.run("cat", "/proc/1/comm").output == "systemd\n"
    assert server.run("systemctl", "is-system-running").output == "running\n"
    assert server.run("hostname").output == "server\n"


def test_what_one_machine_writes_is_neither_in_the_other_nor_in_the_kept_root(
    server: BootedMachine, client: BootedMachine
) -> None:
    server.put("/usr/lib/of-the-server", b"1")
    assert server.fetch("/usr/lib/of-the-server") == b"1"
    assert client.run("test", "-e", "/usr/lib/of-the-server", check=False).status == 1
    assert not (debian_root() / "usr/lib/of-the-server").exists()
    assert server.fetch("/etc/machine-id") != client.fetch("/etc/machine-id")


def test_files_come_there_and_back_byte_for_byte(server: BootedMachine) -> None:
    content = bytes(range(256)) * 4_000
    server.put("/srv/new/folder/file", content, 0o640)
    assert server.fetch("/srv/new/folder/file") == content
    assert server.run("stat", "--format=%a %U", "/srv/new/folder/file").output == "640 root\n"
    with pytest.raises(CommandError, match="No such file"):
        server.fetch("/srv/nothing")


def test_a_command_has_its_status_its_user_and_nothing_of_this_process_around_it(
    server: BootedMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KENTONGAN_WORD", "of the test")
    told = server.run(
        "bash", "-c", "cat; id --user --name; env; exit 3", given=b"in\n", user="nobody", check=False
    )
    assert told.status == 3
    assert told.output.splitlines()[:2] == ["in", "nobody"]
    assert "KENTONGAN_WORD" not in told.output
    with pytest.raises(CommandError, match=r"server: false: status 1"):
        server.run("false")


def test_a_unit_that_fails_is_named_with_what_it_said(server: BootedMachine) -> None:
    server.run("systemd-run", "--wait", "--unit=bad", "bash", "-c", "echo the reason; exit 1", check=False)
    with pytest.raises(CommandError, match=r"(?s)bad.service is failed.*the reason"):
        server.wait_for_unit("bad.service")
    server.run("systemctl", "reset-failed")


def test_the_mirror_has_what_was_named_and_nothing_else(server: BootedMachine) -> None:
    server.install("ed")
    assert server.run("ed", "--version").output.startswith("GNU ed")
    with pytest.raises(CommandError, match="Unable to locate package tor"):
        server.install("tor")


def update(machine: BootedMachine) -> str:
    done = machine.run("apt-get", "update", "--quiet", check=False)
    return f"{done.output}{done.errors}"


def test_a_mirror_that_another_key_signed_is_refused(server: BootedMachine) -> None:
    place = Path("/etc/apt/keyrings/mirror.gpg")
    before = server.fetch(place)
    server.put(place, server.fetch("/usr/share/keyrings/debian-archive-keyring.gpg"))
    assert "needed to verify signature" in update(server)
    server.put(place, before)
    assert "needed to verify signature" not in update(server)


def test_a_machine_boots_again_with_its_disk_and_its_network(
    server: BootedMachine, client: BootedMachine
) -> None:
    server.put("/etc/kept", b"1")
    server.put("/run/of-this-boot", b"1")
    server.reboot()
    assert server.fetch("/etc/kept") == b"1"
    assert server.run("test", "-e", "/run/of-this-boot", check=False).status == 1
    server.run(*ECHO)
    server.wait_for_unit("echo.service")
    assert say(client, server.name) == (0, "selamat")
