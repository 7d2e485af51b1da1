"""A class on this machine: learners who open a notebook, run all of it and drag its first slider.

    python -m benchmarks.classroom [--learners 5 10 20] [--notebook …] [--all-at-once] [--hub]
    python -m benchmarks.classroom --memory [notebook …]

No browser is needed: each learner speaks to a kernel of their own as the page does, through one
JupyterLab on loopback, or with --hub each through a JupyterHub, its proxy and a server of their own
(`pip install jupyterhub`, and npm's `configurable-http-proxy` on the PATH). A learner drags for two
seconds and looks for eight; with --all-at-once nobody looks. Times are of one machine.
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from tests.browser.lab import command, free_port, running

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
DRAG, LOOK, ROUNDS = 2.0, 8.0, 3  # seconds, seconds, how often
RATE = 30  # moves a second at most, as a hand makes them
PATIENCE = 300  # seconds for any answer
TOKEN = secrets.token_hex()
ROLES = {  # what a process is, by a word of its command line
    "ipykernel_launcher": "kernel",
    "singleuser": "server",
    "jupyterlab": "server",
    "configurable-http-proxy": "proxy",
    "jupyterhub": "hub",
}


class Learner:
    """One learner at a server: what they send, what comes, how long a move waits for its answer."""

    def __init__(self, address: str, token: str, path: str) -> None:
        self.address, self.path = address, path
        self.headers = {"Authorization": f"token {token}"}
        self.idle: dict[str, asyncio.Event] = {}
        self.answered = asyncio.Event()
        self.figure: dict[str, Any] = {}
        self.ahead: set[float] = set()
        self.asked = self.received = self.known = 0
        self.waits: list[float] = []

    async def fetch(self, path: str, **options: Any) -> Any:
        """What the server answers."""
        request = HTTPRequest(
            f"{self.address}{path}", headers=self.headers, request_timeout=PATIENCE, **options
        )
        return json.loads((await AsyncHTTPClient().fetch(request)).body)

    async def open(self) -> None:
        """Open the notebook, with a kernel of its own."""
        stored = await self.fetch(f"/api/contents/{self.path}")
        self.cells = [c for c in stored["content"]["cells"] if c["cell_type"] == "code"]
        about = {
            "path": f"{uuid.uuid4()}",
            "name": "",
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        session = await self.fetch("/api/sessions", method="POST", body=json.dumps(about))
        url = f"{self.address}/api/kernels/{session['kernel']['id']}/channels"
        request = HTTPRequest(url.replace("http", "ws", 1), headers=self.headers)
        self.socket = await websocket_connect(request, max_message_size=2**30)
        self.reader = asyncio.create_task(self.read())

    async def read(self) -> None:
        """Take in what the kernel says."""
        while (raw := await self.socket.read_message()) is not None:
            self.received += len(raw)
            if isinstance(raw, str):
                self.hear(json.loads(raw))

    def hear(self, message: dict[str, Any]) -> None:
        """One message: an end, an error, a new figure, or what it says."""
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            event = self.idle.get(message["parent_header"].get("msg_id", ""))
            if event:
                event.set()
        elif kind == "error":
            raise RuntimeError(f"{content['ename']}: {content['evalue']}")
        elif kind == "comm_open" and not self.figure:
            state = content["data"].get("state", {})
            sliders = [each for each in state.get("spec", ()) if each["kind"] == "slider"]
            if sliders:
                self.figure = {"id": content["comm_id"], "slider": sliders[0], **state}
        elif kind == "comm_msg" and content["comm_id"] == self.figure.get("id"):
            self.look(content["data"])

    def look(self, data: dict[str, Any]) -> None:
        """What the figure says: an answer, or states that are sent ahead."""
        if data.get("state", {}).get("answered") == self.asked:
            self.answered.set()
        for settings, *_ in ((data.get("content") or {}).get("ahead") or {}).get("states", ()):
            self.ahead.add(settings[self.figure["slider"]["name"]])

    async def send(self, kind: str, content: dict[str, Any]) -> str:
        """Send a message on the shell's channel; its id."""
        header = {"msg_id": str(uuid.uuid4()), "msg_type": kind, "session": "", "username": ""}
        header |= {"version": "5.4", "date": datetime.now(UTC).isoformat()}
        message = {"channel": "shell", "header": header, "content": content}
        self.idle[header["msg_id"]] = asyncio.Event()
        await self.socket.write_message(
            json.dumps({**message, "parent_header": {}, "metadata": {}})
        )
        return header["msg_id"]

    async def run_all(self) -> float:
        """Run every cell, one after the other; how many seconds that took."""
        start = time.perf_counter()
        for cell in self.cells:
            sent = await self.send("execute_request", {"code": cell["source"], "silent": False})
            await asyncio.wait_for(self.idle[sent].wait(), PATIENCE)
        return time.perf_counter() - start

    async def update(self, **state: Any) -> None:
        """Set traits of the figure."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        await self.send("comm_msg", {"comm_id": self.figure["id"], "data": data})

    async def drag(self, seconds: float, stops: Iterator[float]) -> None:
        """Move the slider; as on the page, the next place is sent when the last one is answered."""
        name, until = self.figure["slider"]["name"], time.perf_counter() + seconds
        await self.update(reached=[name, len(self.ahead)])
        while time.perf_counter() < until:
            stop, start = next(stops), time.perf_counter()
            self.known += stop in self.ahead
            self.asked += 1
            self.answered.clear()
            await self.update(settings={**self.figure["settings"], name: stop}, asked=self.asked)
            await asyncio.wait_for(self.answered.wait(), PATIENCE)
            self.waits.append(time.perf_counter() - start)
            await asyncio.sleep(max(0.0, 1 / RATE - self.waits[-1]))

    async def use(self, look: float, begin: float) -> None:
        """Drag and look in turn, as often as ROUNDS says."""
        if not self.figure:
            raise RuntimeError(f"{self.path} has no figure with a slider.")
        await asyncio.sleep(begin)
        there = self.figure["slider"]["stops"]
        stops = iter(np.resize([*there, *there[::-1]], 100_000).tolist())
        for _ in range(ROUNDS):
            await self.drag(DRAG, stops)
            await asyncio.sleep(look)

    async def close(self) -> None:
        """Leave; a reader that met an error raises it."""
        self.socket.close()
        await self.reader


class Processes:
    """What processes under a first one weigh, and how long they have worked, by their role."""

    def __init__(self, first: int) -> None:
        self.found: dict[str, list[psutil.Process]] = {}
        top = psutil.Process(first)
        for each in [top, *top.children(recursive=True)]:
            line = " ".join(each.cmdline())
            role = next((role for word, role in ROLES.items() if word in line), None)
            if role:
                self.found.setdefault(role, []).append(each)

    def megabytes(self) -> dict[str, float]:
        """Memory, of which each process has its share of what several use."""
        return {role: sum(map(weight, these)) / 1e6 for role, these in self.found.items()}

    def seconds(self) -> dict[str, float]:
        """Time on a processor."""
        return {
            role: sum(sum(each.cpu_times()[:2]) for each in these)
            for role, these in self.found.items()
        }


def weight(process: psutil.Process) -> int:
    """A process's share of memory in bytes; all that it sees, where the share is not told."""
    told = process.memory_full_info()
    return getattr(told, "pss", told.rss)


async def lesson(
    places: Iterable[tuple[str, str]], path: str, first: int, look: float
) -> list[str]:
    """One lesson with a learner at each place (address, token); what was measured, as columns."""
    learners = [Learner(address, token, path) for address, token in places]
    await asyncio.gather(*(each.open() for each in learners))
    ran = await asyncio.gather(*(each.run_all() for each in learners))
    processes, received = Processes(first), sum(each.received for each in learners)
    begun, before = time.perf_counter(), processes.seconds()
    starts = (
        np.linspace(0, DRAG + look, len(learners), endpoint=False) if look else [0] * len(learners)
    )
    await asyncio.gather(*(each.use(look, at) for each, at in zip(learners, starts, strict=True)))
    spent, after = time.perf_counter() - begun, processes.seconds()
    received = sum(each.received for each in learners) - received
    weights = processes.megabytes()
    await asyncio.gather(*(each.close() for each in learners))
    waits = [wait for each in learners for wait in each.waits]
    half, most = np.percentile(waits, [50, 95]) * 1000
    found = processes.found
    worked = {role: after[role] - before[role] for role in after}
    return [
        f"{len(learners)}", f"{statistics.median(ran):.0f}", f"{len(waits) / spent:.0f}",
        f"{half:.0f}", f"{most:.0f}", f"{sum(each.known for each in learners) / len(waits):.0%}",
        f"{received / len(waits) / 1000:.1f}",
        " + ".join(f"{1000 * worked[role] / len(waits):.0f}" for role in sorted(worked)),
        f"{sum(worked.values()) / spent:.1f}",
        " + ".join(f"{weights[role] / len(found[role]):.0f}" for role in sorted(weights)),
        f"{sum(weights.values()) / 1000:.1f}",
    ]  # fmt: skip


async def memory(place: tuple[str, str], path: str, first: int) -> list[str]:
    """A notebook run once: its name, how long it took, what its kernel and the server weigh."""
    learner = Learner(*place, path)
    await learner.open()
    seconds = await learner.run_all()
    weights = Processes(first).megabytes()
    await learner.close()
    return [path, f"{seconds:.0f}", f"{weights['kernel']:.0f}", f"{weights['server']:.0f}"]


# --- where the learners are -----------------------------------------------------------------------


@contextmanager
def one_server(folder: Path, count: int) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """A JupyterLab for all."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    start = command(port, folder, token=TOKEN)
    with running(start, f"{address}/api", folder, folder / "home") as program:
        yield program.pid, [(address, TOKEN)] * count


HUB = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.JupyterHub.authenticator_class, c.JupyterHub.spawner_class = "dummy", "simple"
c.JupyterHub.services = [{{"name": "load", "api_token": "{token}"}}]
scopes = ["admin:users", "admin:servers", "access:servers"]
c.JupyterHub.load_roles = [{{"name": "load", "services": ["load"], "scopes": scopes}}]
c.Spawner.notebook_dir, c.Spawner.args = "{folder}", ["--allow-root"]
c.Spawner.environment = {{"OMP_NUM_THREADS": "1", "PYTHONPATH": "{root}"}}
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
"""


@contextmanager
def hub(folder: Path, count: int) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """A JupyterHub with a server for each."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    ports = {"port": port, "hub": free_port(), "api": free_port()}
    config = HUB.format(**ports, token=TOKEN, folder=folder, root=ROOT, patience=PATIENCE)
    (folder / "jupyterhub_config.py").write_text(config, encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    start = [sys.executable, "-m", "jupyterhub"]
    with running(start, f"{address}/hub/api", folder, folder / "home", PATH=path) as program:
        admin = Learner(address, TOKEN, "")
        names = [f"learner{k}" for k in range(count)]
        asyncio.run(servers(admin, names))
        yield program.pid, [(f"{address}/user/{name}", TOKEN) for name in names]


async def servers(admin: Learner, names: list[str]) -> None:
    """Have the hub start a server for each name, and wait until all answer."""
    users = {"usernames": names}
    await admin.fetch("/hub/api/users", method="POST", body=json.dumps(users))
    for name in names:
        await AsyncHTTPClient().fetch(
            f"{admin.address}/hub/api/users/{name}/server",
            method="POST", body="", headers=admin.headers, request_timeout=PATIENCE,
        )  # fmt: skip
    while True:
        known = await admin.fetch("/hub/api/users")
        if all(user["servers"].get("", {}).get("ready") for user in known):
            return
        await asyncio.sleep(0.5)


@contextmanager
def with_notebook(path: Path) -> Iterator[Path]:
    """A folder with a copy of a notebook, and one for Jupyter's own files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "home").mkdir()
        shutil.copy(path, folder)
        yield folder


def lessons(given: argparse.Namespace) -> None:
    """Measure a lesson for each number of learners, each on a fresh server, and print a table."""
    roles = "hub + kernel + proxy + server" if given.hub else "kernel + server"
    print(f"In turn: {roles}.")
    print("| learners | run all, s | moves/s | p50, ms | p95, ms | sent ahead | kB a move "
          "| processor, ms a move | cores | MB each | GB in all |")  # fmt: skip
    print("|" + "---|" * 11)
    for count in given.learners:
        with (
            with_notebook(given.notebook) as folder,
            (hub if given.hub else one_server)(folder, count) as (first, places),
        ):
            look = 0.0 if given.all_at_once else LOOK
            measured = asyncio.run(lesson(places, given.notebook.name, first, look))
        print("|", " | ".join(measured), "|", flush=True)


def memories(notebooks: list[Path]) -> None:
    """What each notebook's kernel weighs after all its cells, as a table."""
    print("| notebook | run all, s | kernel, MB | server, MB |\n" + "|---" * 4 + "|")
    for path in notebooks or sorted(NOTEBOOKS.glob("*.ipynb")):
        with with_notebook(path) as folder, one_server(folder, 1) as (first, places):
            print(
                "|", " | ".join(asyncio.run(memory(places[0], path.name, first))), "|", flush=True
            )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classroom", description=__doc__)
    parser.add_argument("--learners", nargs="+", type=int, default=[5, 10, 20])
    parser.add_argument("--notebook", type=Path, default=NOTEBOOKS / "00_start_here.ipynb")
    parser.add_argument("--all-at-once", action="store_true", help="everybody drags all the time")
    parser.add_argument("--hub", action="store_true", help="through a JupyterHub and its proxy")
    parser.add_argument(
        "--memory",
        nargs="*",
        type=Path,
        help="of notebooks' kernels alone, of all if none is named",
    )
    given = parser.parse_args()
    print(f"Load of the last minute: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}.")
    if given.memory is not None:
        memories(given.memory)
    else:
        lessons(given)


if __name__ == "__main__":
    main()
