"""What Binder would build from this repository: its plan, without building it."""

import re
import subprocess
import sys

import pytest

pytest.importorskip("repo2docker", reason="repo2docker is not installed")

from tests.reach.folders import ROOT, copied


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What repo2docker says of a clone, and the Dockerfile that it writes."""
    clone = copied(tmp_path_factory.mktemp("binder") / "clone")
    done = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", clone],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr + done.stdout


def test_python_is_the_one_that_is_named(plan: str) -> None:
    version = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    assert f"Building conda environment for python={version}" in plan
    assert "env update" not in plan  # as environment.yml would have it, without our pins


def test_the_library_is_there_when_it_is_installed(plan: str) -> None:
    (install,) = re.finditer(r"pip install \S+ -r \"binder/requirements.txt\"", plan)
    assert plan.index(" src/ ${REPO_DIR}/") < install.start()
    assert plan.index("binder/postBuild") > install.start()
