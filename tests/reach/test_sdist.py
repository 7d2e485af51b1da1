"""The source distribution is the whole project: nothing is missing, and its tests run."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

pytest.importorskip("build", reason="build is not installed")

from tests.reach.folders import ROOT, copied


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints, in a folder whose library is used; its output where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(cwd)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert not done.returncode, done.stdout[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution of a copy, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    run("build", "--sdist", "--outdir", folder, cwd=copied(folder / "copy"))
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "unpacked", filter="data")
    (found,) = (folder / "unpacked").iterdir()
    return found


def test_every_stored_file_is_in_it(unpacked: Path) -> None:
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    assert not [name for name in listed.stdout.splitlines() if not (unpacked / name).exists()]


def test_its_tests_pass(unpacked: Path) -> None:
    """A few that look at all files, and one that runs notebooks; a release runs all."""
    some = (
        "tests/test_architecture.py",
        "tests/test_versions.py",
        "tests/course/test_without_threads.py",
    )
    run("pytest", "-q", *some, cwd=unpacked)
