"""The server that `make lab` starts: for this machine alone, and with its token."""

import shlex
import subprocess
import sys
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


def test_it_listens_on_loopback_and_asks_for_its_token(tmp_path: Path) -> None:
    port = lab.free_port()
    address = f"http://127.0.0.1:{port}"
    with lab.running(command(port), f"{address}/api", lab.ROOT, tmp_path) as server:
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"{address}/api/contents", timeout=5)
        found = psutil.Process(server.pid).net_connections("inet")
        listening = {each.laddr.ip for each in found if each.status == psutil.CONN_LISTEN}
        assert listening
        assert listening <= {"127.0.0.1", "::1"}
