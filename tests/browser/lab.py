"""A real JupyterLab in a real browser: a server, a page, and what a learner does there."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, JSHandle, Locator, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# One place for the numbers that bound how long a page may take, in milliseconds.
STARTUP, RUN, REACT = 90_000, 300_000, 20_000
CONTROLS = ".bplib-explorer input[type=range], .bplib-explorer select"
ROOT = Path(__file__).parents[2]
# What `make lab` switches off, since it asks about news over the first picture.
ASKS = re.search(r"^ASKS := (\S+)", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
# A first visit has no stored workspace; the server's answer says so, which is no error of ours.
HARMLESS = ("Failed to load resource: the server responded with a status of 404",)
# Opens a notebook, or comes back to it: its panel, whatever else JupyterLab opens meanwhile.
OPEN = """async (path) => {
  await jupyterapp.restored;
  const panel = await jupyterapp.commands.execute('docmanager:open', { path });
  await Promise.all([panel.context.ready, panel.sessionContext.ready]);
  return panel;
}"""
FOCUSED = "(panel) => panel.content.node.contains(document.activeElement)"
# Runs code that nobody sees; answers as soon as the kernel has begun it.
BEGIN = """(panel, code) => new Promise((then) => {
  panel.sessionContext.session.kernel.requestExecute({ code }).onIOPub = then;
}).then(() => null)"""
# What an output shows, once all of it is painted and differs from `before`; a picture is compared
# again when it was painted again.
PICTURE = """async (output, before) => {
  const all = (of) => [...output.querySelectorAll('img, canvas')].map(
    (each) => each.tagName === 'IMG' ? each.src : of(each));
  for (let seen; ; await new Promise(requestAnimationFrame)) {
    const paintings = all((canvas) => canvas.dataset.shown ?? null);
    if (paintings.includes(null) || paintings.join(' ') === seen) continue;
    seen = paintings.join(' ');
    const picture = all((canvas) => canvas.toDataURL()).join(' ');
    if (picture !== before) return picture;
  }
}"""
EXECUTE = """(panel, [command, cell, first]) => {
  panel.content.activeCellIndex = first ?? cell ?? panel.content.activeCellIndex;
  panel.content.deselectAll();
  if (first !== null) panel.content.extendContiguousSelectionTo(cell);
  return jupyterapp.commands.execute(command, { semanticWidget: panel.id });
}"""


def chromium() -> str | None:
    """The path of a Chromium or Chrome on this machine, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def launching() -> dict[str, Any]:
    """How Playwright starts a headless Chromium; without one a skip that says what is missing."""
    if (program := chromium()) is None:
        pytest.skip(f"no Chromium found (looked for {', '.join(BROWSERS)})")
    return {"executable_path": program, "args": FLAGS}


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def elsewhere(asked: Iterable[str], address: str) -> list[str]:
    """Which of the addresses that a page asked for are not below its own."""
    return [url for url in asked if not url.startswith((address, "data:", "blob:"))]


def private_environment(home: Path, settings: Mapping[str, dict]) -> dict[str, str]:
    """The environment variables that keep Jupyter's own files, settings too, inside `home`."""
    names = "JUPYTER_CONFIG_DIR JUPYTER_DATA_DIR JUPYTER_RUNTIME_DIR IPYTHONDIR"
    lab = "JUPYTERLAB_SETTINGS_DIR JUPYTERLAB_WORKSPACES_DIR"
    folders = {name: str(home / name.lower()) for name in f"{names} {lab}".split()}
    plugins = Path(folders["JUPYTERLAB_SETTINGS_DIR"]) / "@jupyterlab" / "apputils-extension"
    plugins.mkdir(parents=True)
    quiet = Path(folders["JUPYTER_CONFIG_DIR"]) / "labconfig"
    quiet.mkdir(parents=True)
    (quiet / "page_config.json").write_text(json.dumps({"disabledExtensions": {ASKS: True}}))
    for name, values in settings.items():
        (plugins / f"{name}.jupyterlab-settings").write_text(json.dumps(values))
    return os.environ | folders | {"OMP_NUM_THREADS": "1"}


def command(
    port: int, root: Path, start: Sequence[str] = ("jupyterlab",), token: str = ""
) -> list[str]:
    """The command line of a JupyterLab that only this machine reaches; it asks for the token.

    `start` names the module that starts it, and what that module wants before JupyterLab's options.
    """
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": root,
        "ServerApp.allow_root": True,
        "ServerApp.open_browser": False,
        "IdentityProvider.token": token,
        "LabApp.expose_app_in_browser": True,
        "LabApp.extension_manager": "readonly",
    }
    return [
        sys.executable,
        "-m",
        *start,
        *(f"--{key}={value}" for key, value in options.items()),
    ]


def wait_for(url: str, program: subprocess.Popen, log: Path) -> None:
    """Returns as soon as the program answers; raises with its log when it does not."""
    deadline = time.monotonic() + STARTUP / 1000
    while time.monotonic() < deadline and program.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer; the last lines: {log.read_text()[-2000:]}")


@contextmanager
def running(
    arguments: Sequence[str],
    url: str,
    folder: Path,
    home: Path,
    settings: Mapping[str, dict] = {},
    **environment: str,
) -> Iterator[subprocess.Popen]:
    """Runs a program in `folder` with Jupyter's own files in `home`; yields it when it answers."""
    log = home / "log"
    variables = private_environment(home, settings) | environment
    with log.open("w") as out:
        program = subprocess.Popen(
            arguments, cwd=folder, stdout=out, stderr=subprocess.STDOUT, env=variables
        )
        try:
            wait_for(url, program, log)
            yield program
        finally:
            program.terminate()
            try:
                program.wait(timeout=STARTUP / 1000)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()


@contextmanager
def lab_server(
    root: Path,
    home: Path,
    settings: Mapping[str, dict] = {},
    start: Sequence[str] = ("jupyterlab",),
) -> Iterator[str]:
    """Runs JupyterLab on the folder `root` with its own files in `home`; yields its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    arguments = command(port, root, start)
    with running(arguments, f"{address}/api", root, home, settings, PYTHONPATH=str(ROOT)):
        yield address


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    options = launching()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(**options)
        try:
            yield opened
        finally:
            opened.close()


def within(limit: int, what: str, action: str) -> str:
    """An asynchronous function of the page that fails when it takes longer, in milliseconds."""
    late = f"new Promise((_, no) => setTimeout(no, {limit}, `{what} took over {limit} ms`))"
    return f"(...given) => Promise.race([({action})(...given), {late}])"


class Notebook:
    """One notebook open in JupyterLab, and what a learner does with it."""

    def __init__(self, page: Page, path: str, address: str | None = None) -> None:
        """Opens it, from a server's address or in a page in which JupyterLab is loaded already."""
        self.page, self.path = page, path
        page.on("console", self._listen)
        page.on("pageerror", self._note)
        self.open(address)

    def open(self, address: str | None = None) -> None:
        """Opens it, or comes back to it; with an address the page is loaded anew."""
        self.errors: list[str] = []
        if address is not None:
            self.page.goto(f"{address}/lab/tree/{self.path}?reset")
            self.page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=STARTUP)
        opening = within(STARTUP, "opening", OPEN)
        self.panel: JSHandle = self.page.evaluate_handle(opening, self.path)
        self.page.wait_for_function(FOCUSED, arg=self.panel, timeout=STARTUP)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(HARMLESS):
            self.errors.append(message.text)

    def _note(self, error: object) -> None:
        self.errors.append(str(error))

    def close(self) -> None:
        """Ends the kernel and takes the notebook off the page, without a question."""
        self.shut_down()
        self.panel.evaluate("(panel) => panel.dispose()")
        self.page.remove_listener("console", self._listen)
        self.page.remove_listener("pageerror", self._note)

    def execute(
        self, command: str, limit: int = REACT, cell: int | None = None, first: int | None = None
    ) -> None:
        """A command of JupyterLab's, done on this notebook, or on one of its cells or several."""
        given = [f"notebook:{command}", cell, first]
        self.panel.evaluate(within(limit, command, EXECUTE), given)

    def run_all(self) -> None:
        """Run All Cells, from the first to the last, until the kernel is idle again."""
        self.execute("run-all-cells", RUN)
        self.page.wait_for_function(
            "(panel) => panel.sessionContext.session.kernel.status === 'idle'", arg=self.panel
        )

    def run_cell(self, number: int) -> str:
        """Runs one cell, as Shift+Enter does; returns its plain text."""
        self.execute("run-cell", RUN, number)
        return self.panel.evaluate(
            """(panel, number) => (panel.content.model.cells.get(number).outputs?.toJSON() ?? [])
            .map(each => each.data?.['text/plain'] ?? each.text ?? '').join('')""",
            number,
        )

    def run_cells(self, first: int, last: int) -> None:
        """Runs cells that are selected together, the last one too."""
        self.execute("run-cell", RUN, last, first)

    def run_source(self, source: str) -> str:
        """Runs code in a new cell at the end; returns its plain text."""
        number = self.panel.evaluate(
            """(panel, source) => { const model = panel.content.model.sharedModel;
            model.addCell({ cell_type: 'code', source }); return model.cells.length - 1; }""",
            source,
        )
        return self.run_cell(number)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """The kernel is busy with something else, until the end."""
        with tempfile.NamedTemporaryFile() as file:
            waiting = f"while os.path.exists({file.name!r}): time.sleep(0.02)"
            begun = within(REACT, "the kernel's beginning", BEGIN)
            self.panel.evaluate(begun, f"import os, time\n{waiting}")
            yield

    def save(self) -> None:
        """Saves the notebook."""
        self.panel.evaluate(within(REACT, "saving", "(panel) => panel.context.save()"))

    def shut_down(self) -> None:
        """Ends the notebook's kernel."""
        end = "(panel) => panel.sessionContext.shutdown()"
        self.panel.evaluate(within(REACT, "the kernel's end", end))

    def error_outputs(self) -> list[str]:
        """The texts of all outputs that are errors, or a widget that could not be shown."""
        return self.panel.evaluate(
            """(panel) => { const found = [];
            for (const cell of panel.content.model.cells) {
              if (cell.type !== 'code') continue;
              for (const output of cell.outputs.toJSON()) {
                if (output.output_type === 'error') found.push(output.ename + ': ' + output.evalue);
                if (output.name === 'stderr') found.push(output.text); } }
            for (const node of panel.node.querySelectorAll('.bplib-error'))
              found.push(node.textContent);
            const text = panel.content.node.innerText;
            for (const bad of ['Error displaying widget', 'model not found', 'Javascript Error'])
              if (text.includes(bad)) found.push(bad);
            return found; }"""
        )

    def executed(self) -> int:
        """How many code cells have an execution count."""
        return self.panel.evaluate(
            """(panel) => [...panel.content.model.cells]
            .filter(cell => cell.type === 'code' && cell.executionCount).length"""
        )

    def first_control(self) -> Locator:
        """The first slider or choice of a figure, scrolled into view."""
        control = self.page.locator(CONTROLS).first
        control.wait_for(timeout=REACT)
        control.scroll_into_view_if_needed()
        return control

    def answers(self, number: int) -> bool:
        """Whether a cell's output, once it is there, is a figure with controls."""
        cell = self.page.locator(".jp-Notebook .jp-Cell").nth(number)
        cell.locator(".bplib-explorer, .jp-OutputArea-output img").first.wait_for(timeout=REACT)
        return cell.locator(CONTROLS).count() > 0

    def press(self, control: Locator, *keys: str) -> bool:
        """Presses keys until one of them moves the control; whether one did."""
        position = "node => node.value ?? node.getAttribute('aria-valuenow')"
        before = control.evaluate(position)
        for key in keys:
            control.press(key)
            if control.evaluate(position) != before:
                return True
        return False

    def output_of(self, control: Locator) -> Locator:
        """The output area that a control stands in."""
        return control.locator("xpath=ancestor::div[contains(@class, 'jp-OutputArea-output')][1]")

    def picture(self, output: Locator) -> str:
        """What the picture of an output shows now: the address or the data of its image."""
        return output.evaluate(within(REACT, "the picture", PICTURE))

    def wait_for_change(self, output: Locator, before: str) -> str:
        """Waits until the picture differs from `before`; returns what it is then."""
        return output.evaluate(within(REACT, "the picture's change", PICTURE), before)
