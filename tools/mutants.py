"""Make deliberate faults in the library, one at a time, and say which of them no test notices.

    python -m tools.mutants                all of them (some minutes on one core)
    python -m tools.mutants backward adam  those whose file or name holds one of the words

Each fault of `faults.toml` is made in a copy of the tree, and the tests that concern its file run
there until the first that fails. A fault that survives shows a rule which no test holds: write that
test, or say beside the fault why there can be none. The exit status is 0 if every edit fits, all
tests pass without a fault, and what survives is explained and at most 5 % of all.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.project import ROOT

LIST = Path(__file__).parent / "faults.toml"
NEEDED = ("bplib", "tests", "notebooks", "tools", "conftest.py", "pyproject.toml")
MOST_SURVIVORS = 0.05
LONGEST = 300  # seconds; by a fault a loop may never end


@dataclass(frozen=True)
class Fault:
    """One edit of one file, the tests that should notice it, and why they do not, if so."""

    file: str
    tests: tuple[str, ...]
    name: str
    old: str
    new: str
    survives: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


def listed() -> list[Fault]:
    """The faults that there are to make."""
    files = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return [
        Fault(file, tuple(about["tests"]), name, *edit)
        for file, about in files.items()
        for name, edit in about["faults"].items()
    ]


def copied(folder: Path) -> Path:
    """The part of the tree that tests need, in a folder."""
    for name in NEEDED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target)
    return folder


def passes(tree: Path, tests: Iterable[str]) -> bool:
    """Whether the tests pass in a copy of the tree; no end counts as a failure."""
    quick = ["-q", "-x", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib"]
    command = [sys.executable, "-m", "pytest", *quick, *tests]
    environment = os.environ | {
        "PYTHONPATH": str(tree),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # to load them takes as long as many a test
    }
    try:
        done = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def misfits(faults: Iterable[Fault]) -> Iterator[str]:
    """What does not fit the tree as it is: each edit fits exactly once, each test is a file."""
    for fault in faults:
        path = ROOT / fault.file
        count = path.read_text(encoding="utf-8").count(fault.old) if path.exists() else 0
        if count != 1:
            yield f"{fault.file}: {fault.old!r} stands there {count} times; expected once"
        files = [name.partition("::")[0] for name in fault.tests]
        yield from (f"{name}: no such file" for name in files if not (ROOT / name).exists())


def survives(tree: Path, fault: Fault) -> bool:
    """Make one fault, see whether the tests still pass, and undo it."""
    path = tree / fault.file
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace(fault.old, fault.new), encoding="utf-8")
    try:
        return passes(tree, fault.tests)
    finally:
        path.write_text(right, encoding="utf-8")


def main() -> int:
    """Try the faults and report; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("words", nargs="*", help="parts of the files' or faults' names")
    words, every = parser.parse_args().words, listed()
    chosen = [each for each in every if not words or any(word in str(each) for word in words)]
    problems, alive = list(misfits(chosen)), []
    print("\n".join(problems), end="\n" * bool(problems))
    with tempfile.TemporaryDirectory() as folder:
        tree = copied(Path(folder))
        for tests in dict.fromkeys(fault.tests for fault in chosen if not problems):
            if not passes(tree, tests):
                problems.append(f"{', '.join(tests)}: fails without a fault")
                print(problems[-1], flush=True)
                continue
            for fault in (each for each in chosen if each.tests == tests):
                if survives(tree, fault):
                    alive.append(fault)
                print("survived" if fault in alive else "noticed ", fault, flush=True)
    unexplained = [fault for fault in alive if not fault.survives]
    print(f"{len(chosen)} faults, {len(alive)} survive, {len(unexplained)} of them unexplained.")
    return int(bool(problems or unexplained) or len(alive) > MOST_SURVIVORS * len(every))


if __name__ == "__main__":
    sys.exit(main())
