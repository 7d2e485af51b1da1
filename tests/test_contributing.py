"""CONTRIBUTING is true: its examples, pasted into a copy of the tree, pass what they meet."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COPIED = ("bplib", "tests", "tools", "benchmarks", "pyproject.toml", "conftest.py")
MET = (  # what a contributor's change meets
    "tests/test_architecture.py",
    "tests/library/test_derivatives.py",
    "tests/library/test_activations.py",
    "tests/library/test_theory.py",
    "tests/course/test_every_figure.py",
    "tests/course/test_every_exercise.py",
)
ABOUT = "softsign or tangent or mean_slope or architecture or row or known"


def examples() -> list[tuple[str, str, str]]:
    """File, the list in it to which the example belongs (if any), and code, of each example."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n# (bplib/\S+?\.py)(?:, in (\w+))?\n(.*?)```", text, re.DOTALL)


def paste(tree: Path) -> None:
    """Put every example where its first line says."""
    for name, into, code in examples():
        file = tree / name
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        if into:
            opening = f"{into} = (\n"
            assert before.count(opening) == 1, f"{name} has no {into}"
            file.write_text(before.replace(opening, opening + code), encoding="utf-8")
        else:
            imports = "".join(re.findall(r"^from bplib.*\n", code, re.MULTILINE)) if before else ""
            body = code.replace(imports, "", 1) if imports else code
            start = with_imports(before, imports) + "\n\n" if before else ""
            file.write_text(start + body, encoding="utf-8")


def with_imports(before: str, imports: str) -> str:
    """A module with further lines among its imports."""
    first = re.search(r"^from bplib", before, re.MULTILINE)
    return before[: first.start()] + imports + before[first.start() :] if first else before


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the examples in it."""
    tree = tmp_path_factory.mktemp("contributed")
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tree / name)
    paste(tree)
    return tree


def test_a_contribution_passes_what_it_meets(tree: Path) -> None:
    quick = ["-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib"]
    command = [sys.executable, "-m", "pytest", "-rp", *quick, *MET, "-k", ABOUT]
    # To load what others have installed for pytest takes as long as many a test.
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    for name in ("softsign", "tangent", "mean_slope"):  # each was tried
        assert re.search(rf"PASSED \S*{name}", done.stdout)


def test_an_example_is_formatted_and_typed_as_the_rest(tree: Path) -> None:
    for tool in (["ruff", "check", "bplib"], ["ruff", "format", "--check", "bplib"]):
        done = subprocess.run(
            [sys.executable, "-m", *tool], cwd=tree, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-3000:]


def test_there_is_an_example_of_each_kind() -> None:
    wanted = {"functions", "derivatives", "activations", "tangents", "questions", "exercises"}
    assert {Path(name).stem for name, _, _ in examples()} == wanted
