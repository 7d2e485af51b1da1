"""One JupyterLab and one browser for a module of tests; closed before others need an event loop."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import Browser

from tests.browser import lab

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab on a copy of the notebooks."""
    root, home = tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("home")
    shutil.copytree(NOTEBOOKS, root / "notebooks")
    with lab.lab_server(root, home) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium, or a skip that says what is missing."""
    if lab.chromium() is None:
        pytest.skip(f"no Chromium found (looked for {', '.join(lab.BROWSERS)})")
    with lab.browser() as running:
        yield running
