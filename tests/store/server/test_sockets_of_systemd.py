"""Sockets that systemd opened and hands over: they keep the owner and the mode that its unit gave them."""

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

from tests.load.unix_server import proxy_line

ROOT = Path(__file__).resolve().parents[3]
# sd_listen_fds(3): the descriptors begin at 3, and the variables name the process that they are for.
HANDED_OVER = 'exec 3<&"$1"; shift; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
ONLY_ITS_USER = 0o600


def test_a_socket_of_systemd_keeps_its_mode_and_outlives_the_server(tmp_path: Path) -> None:
    path, configured = tmp_path / "handed-over.sock", tmp_path / "configured.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        path.chmod(ONLY_ITS_USER)
        listener.listen()
        server = subprocess.Popen(
            ["bash", "-c", HANDED_OVER, "bash", str(listener.fileno()), sys.executable, "-m", "gunicorn",
             "-c", "python:tests.store.server.echo_conf", "tests.store.server.echo_app:app"],
            cwd=ROOT, env={"PATH": os.environ["PATH"], "ECHO_SOCKET": str(configured)},
            pass_fds=[listener.fileno()],
        )  # fmt: skip
        with server:
            try:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.settimeout(20)
                    connection.connect(str(path))
                    connection.sendall(proxy_line("somebody") + b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    assert connection.recv(12) == b"HTTP/1.1 200"
                assert stat.S_IMODE(path.stat().st_mode) == ONLY_ITS_USER
            finally:
                server.send_signal(signal.SIGTERM)
            assert server.wait(20) == 0
        assert path.is_socket()
        assert not configured.exists()
