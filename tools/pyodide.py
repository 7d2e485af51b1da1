"""Python for the browser: Pyodide's core, the wheels that the course imports, and their lock file.

What the lock lists, `import` loads. What is plain Python comes from the package index; what is
compiled lies where Pyodide keeps it, and is fetched from there or left there.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from collections.abc import Collection, Iterable
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import Any
from zipfile import Path as InZip

from jupyterlite_pyodide_kernel.constants import (
    PYODIDE_CDN_URL,
    PYODIDE_LOCK,
    PYODIDE_PYTHON_VERSION,
    PYODIDE_VERSION,
)
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from tools.project import ROOT

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", PYODIDE_LOCK)
# What notebooks and kernel import and Pyodide does not list; versions as in constraints.txt.
ADDED = ("anywidget", "comm", "ipywidgets", "psygnal")
# What JupyterLite's kernel loads when it starts.
KERNEL = ("ipython", "jedi", "micropip")
Packages = dict[str, dict[str, Any]]


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """What a command prints."""
    words = [shutil.which(command[0]) or command[0], *command[1:]]
    return subprocess.run(words, cwd=cwd, stdout=subprocess.PIPE, text=True, check=True).stdout


def pip(*words: str | Path) -> None:
    """One command of this environment's pip."""
    run(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words)


def download(folder: Path, names: Iterable[str], *options: str) -> None:
    """Wheels that run on any machine, from the package index, without what they depend on."""
    python = f"--python-version={PYODIDE_PYTHON_VERSION}"
    anywhere = ("--only-binary=:all:", "--platform=any", python, "--no-deps", *options)
    pip("download", "--dest", folder, *anywhere, *names)


def core(folder: Path) -> Packages:
    """Writes the interpreter and its standard library; returns the packages that Pyodide lists."""
    with tempfile.TemporaryDirectory() as scratch:
        name = run("npm", "pack", "--silent", f"pyodide@{PYODIDE_VERSION}", cwd=Path(scratch))
        with tarfile.open(Path(scratch, name.strip())) as archive:
            archive.extractall(scratch, filter="data")
        for each in CORE:
            shutil.copy(Path(scratch, "package", each), folder)
    return json.loads((folder / PYODIDE_LOCK).read_text())["packages"]


def library(folder: Path) -> None:
    """Writes the wheel of bplib, built from a copy: nothing of an earlier build gets into it."""
    with tempfile.TemporaryDirectory() as scratch:
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "bplib", Path(scratch, "bplib"), ignore=left_out)
        for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-CONTENT"):
            shutil.copy(ROOT / name, scratch)
        pip("wheel", "--no-deps", "--wheel-dir", folder, scratch)


def entry(wheel: Path, known: Collection[str]) -> dict[str, Any]:
    """What the lock says about a wheel; of what it depends on, what is known."""
    inside = InZip(wheel)
    (info,) = (each for each in inside.iterdir() if each.name.endswith(".dist-info"))
    about = PathDistribution(info)
    here = {"sys_platform": "emscripten", "platform_system": "Emscripten", "extra": ""}
    wanted = [Requirement(line) for line in about.requires or []]
    depends = [each.name for each in wanted if not each.marker or each.marker.evaluate(here)]
    return {
        "name": canonicalize_name(about.metadata["Name"]),
        "version": about.version,
        "file_name": wheel.name,
        "sha256": digest(wheel),
        "install_dir": "site",
        "package_type": "package",
        "imports": [each.name for each in inside.iterdir() if (each / "__init__.py").is_file()],
        "depends": [name for name in map(canonicalize_name, depends) if name in known],
        "unvendored_tests": False,
    }


def closure(packages: Packages, names: Iterable[str]) -> set[str]:
    """The names and all that they depend on."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += map(canonicalize_name, packages[name]["depends"])
    return found


def digest(path: Path) -> str:
    """The SHA-256 of a file, as the lock writes it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(folder: Path, package: dict[str, Any]) -> None:
    """A wheel from where Pyodide keeps it, compared with the lock."""
    path = folder / package["file_name"]
    urllib.request.urlretrieve(f"{PYODIDE_CDN_URL}/{path.name}", path)
    if digest(path) != package["sha256"]:
        raise RuntimeError(f"{path.name} is not the file that Pyodide's lock describes.")


def runtime(folder: Path, *, compiled: bool = True) -> None:
    """Writes all that Python in the browser loads, and the lock.

    compiled: what is compiled, as NumPy, too; else the lock says where Pyodide keeps it.
    """
    folder.mkdir(parents=True)
    packages = core(folder)
    library(folder)
    download(folder, ADDED, "--constraint=constraints.txt")
    wheels = [*folder.glob("*.whl")]
    known = {*packages, *(parse_wheel_filename(each.name)[0] for each in wheels)}
    new = {each["name"]: each for each in (entry(wheel, known) for wheel in wheels)}
    packages |= new
    listed = [packages[name] for name in closure(packages, [*KERNEL, *new]) - {*new}]
    plain = [each for each in listed if each["file_name"].endswith("-none-any.whl")]
    download(folder, [f"{each['name']}=={each['version']}" for each in plain])
    for each in plain:  # Pyodide lists wheels of its own making
        each["sha256"] = digest(folder / each["file_name"])
    if compiled:
        for each in listed:
            if each not in plain:
                fetch(folder, each)
    write_lock(folder, packages)


def write_lock(folder: Path, packages: Packages) -> None:
    """The lock, with the addresses of what does not lie in the folder."""
    for each in packages.values():
        if not (folder / each["file_name"]).exists():
            each["file_name"] = f"{PYODIDE_CDN_URL}/{each['file_name']}"
    path = folder / PYODIDE_LOCK
    path.write_text(json.dumps(json.loads(path.read_text()) | {"packages": packages}))
