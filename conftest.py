"""How the tests are shared out among workers (`pytest -n 2`)."""

from typing import Any

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Pictures in outputs are not compared byte by byte."""
    config.option.nbval_sanitize_with = str(config.rootpath / "tests" / "nbval.cfg")


def together(nodeid: str) -> str:
    """What runs on one worker: the cells of a notebook share a kernel, browser tests a server."""
    if "ipynb" in nodeid:
        return nodeid.rpartition("::")[0]
    return "browser" if nodeid.startswith("tests/browser/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Groups as `together` says; the marks of pytest-xdist 3.8 are lost on pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid)

    return Together(config, log)
