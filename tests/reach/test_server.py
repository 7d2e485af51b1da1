"""The server that `make lab` starts: for this machine alone, and with its token."""

import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

pytest.importorskip("playwright", reason="playwright is not installed")

from tests.browser import lab


def command(port: int) -> list[str]:
    """What `make lab` runs, on a port of its own and without a browser."""
    said = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "lab"],
        cwd=lab.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    _, *arguments = shlex.split(said.stdout.splitlines()[-1])
    quiet = ["--no-browser", "--allow-root", f"--ServerApp.port={port}"]
    return [sys.executable, *arguments, *quiet]


def status(url: str) -> int:
    """With what a server answers; 0 if none does."""
    try:
        return urllib.request.urlopen(url, timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_it_listens_on_loopback_and_asks_for_its_token(tmp_path: Path) -> None:
    port, log = lab.free_port(), tmp_path / "log"
    address = f"http://127.0.0.1:{port}"
    with log.open("w") as out:
        server = subprocess.Popen(
            command(port),
            cwd=lab.ROOT,
            stdout=out,
            stderr=out,
            env=lab.private_environment(tmp_path, {}),
        )
        try:
            deadline = time.monotonic() + lab.STARTUP / 1000
            while not status(f"{address}/api") and time.monotonic() < deadline:
                time.sleep(0.2)
            assert status(f"{address}/api") == 200, log.read_text()
            assert status(f"{address}/api/contents") == 403
            found = psutil.Process(server.pid).net_connections("inet")
            listening = {each.laddr.ip for each in found if each.status == psutil.CONN_LISTEN}
            assert listening
            assert listening <= {"127.0.0.1", "::1"}
        finally:
            server.terminate()
            server.wait(timeout=15)
