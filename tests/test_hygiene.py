"""The repository as a whole: what it stores is portable, small and complete."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LARGEST = 1_500_000  # bytes; a notebook with many pictures
# Paths of one machine; the pattern is split so that this file does not match itself.
PRIVATE = re.compile("|".join(["/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", r"/wo" + r"rk/"]))


def stored() -> list[Path]:
    """Every file that git stores; a copy without git has none to look at."""
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def readable() -> list[tuple[Path, str]]:
    """The stored files that are text, with their text."""
    texts = [path for path in stored() if path.suffix not in (".npz", ".png", ".gif", ".svg")]
    return [(path, path.read_text(encoding="utf-8")) for path in texts]


def test_no_stored_file_is_large() -> None:
    assert not [path for path in stored() if path.stat().st_size > LARGEST]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not [path for path, text in readable() if PRIVATE.search(text)]


def test_no_text_installs_the_package_of_another_project() -> None:
    """On the package index the name `bplib` belongs to somebody else."""
    install = re.compile(r"""pip3? install (-\S+ |[.\w]+ )*["']?""" + "bplib")
    assert not [path for path, text in readable() if install.search(text)]


def test_text_ends_with_one_line_break_and_no_line_with_blanks() -> None:
    for path, text in readable():
        assert text == "" or (text.endswith("\n") and not text.endswith("\n\n")), path
        if path.suffix != ".ipynb":
            assert not re.search(r"[ \t]+$", text, re.MULTILINE), path


def test_what_is_shipped_is_in_the_package() -> None:
    package = ROOT / "bplib"
    assert (package / "py.typed").exists()
    assert list(package.rglob("*.npz"))


def test_both_licences_are_there() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("BSD 3-Clause License")
    assert "Attribution 4.0" in (ROOT / "LICENSE-CONTENT").read_text(encoding="utf-8")


def test_every_script_of_the_house_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    listed = subprocess.run(
        ["git", "ls-files", "-s", ".ci/run"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.stdout:
        assert listed.stdout.startswith("100755")
