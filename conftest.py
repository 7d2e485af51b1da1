"""How the tests are shared out among workers (`pytest -n 3`), and what a kernel may take."""

import gc
import re
import signal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from matplotlib.mathtext import MathTextParser


def pytest_configure(config: pytest.Config) -> None:
    """Pictures in outputs are not compared byte by byte."""
    config.option.nbval_sanitize_with = str(config.rootpath / "tests" / "nbval.cfg")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # gone in a script's background
    gc.set_threshold(50_000)  # thousands of tests stay; to look through them often takes long
    # Each figure writes 10⁻¹ and the like on its axes; to read a formula takes milliseconds.
    MathTextParser._parse_cached = lru_cache(5000)(MathTextParser._parse_cached.__wrapped__)


def pytest_collection_finish() -> None:
    """What the tests are made of is no garbage."""
    gc.freeze()


# Notebooks that train networks; what one of them has trained is remembered in the process.
TRAINED = re.compile(r"(08|09|10)_")
# Long tests, of which each case goes to whoever is free.
LONG = "tests/course/test_every_notebook.py"


def together(nodeid: str) -> str:
    """What runs on one worker: what shares a kernel, a server, a figure or trained networks.

    And all cases of a short test: each group costs time to share out.
    """
    file, _, name = nodeid.partition("::")
    test, _, case = name.partition("[")
    if file.endswith(".ipynb"):
        return file
    if file.startswith("tests/browser/"):
        return "browser"
    if file.startswith("tests/reach/"):
        return file
    if file.startswith("tests/course/") and TRAINED.search(nodeid):
        return "trained"
    if file == "tests/course/test_every_figure.py":
        return f"{file}::{case}"
    return nodeid if file == LONG else f"{file}::{test}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Groups as `together` says; the marks of pytest-xdist 3.8 are lost on pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid)

    return Together(config, log)


MOST = 250  # megabytes
GUESTS = ("libtorch", "jaxlib")  # what these take is theirs


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """After each cell of a notebook its kernel is small."""
    kernel = getattr(item.parent, "kernel", None)
    place = Path("/proc", str(kernel.km.provisioner.pid)) if kernel else None
    if place is None or not (place / "status").exists():  # no cell, or no Linux
        return
    if not any(guest in (place / "maps").read_text() for guest in GUESTS):
        taken = int(re.search(r"VmRSS:\s+(\d+)", (place / "status").read_text())[1]) / 1024
        assert taken < MOST, f"the kernel takes {taken:.0f} MB after {item.name}"
