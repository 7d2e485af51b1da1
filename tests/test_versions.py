"""One source for versions and for the repository's address: pyproject.toml."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

import bplib

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
REPOSITORY = PROJECT["urls"]["Repository"]
FOLLOWERS = ("README.md", "CITATION.cff", "CONTRIBUTING.md")  # what may name the repository


def text(name: str) -> str:
    """A file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def bounds(lines: list[str]) -> dict[str, str]:
    """Name to version bounds, of requirements; the package itself left out."""
    parsed = [Requirement(line) for line in lines]
    return {each.name: str(each.specifier) for each in parsed if each.name != PROJECT["name"]}


def pins() -> dict[str, Version]:
    """Name to version, of constraints.txt."""
    lines = [line for line in text("constraints.txt").splitlines() if line[:1] not in ("", "#")]
    found = {}
    for each in map(Requirement, lines):
        (exact,) = each.specifier
        assert exact.operator == "==", f"{each}: constraints.txt pins with =="
        found[each.name.lower().replace("_", "-")] = Version(exact.version)
    return found


def test_conda_installs_what_pip_installs() -> None:
    listed = yaml.safe_load(text("environment.yml"))["dependencies"]
    conda = bounds([each for each in listed if isinstance(each, str) and each != "pip"])
    python = {"python": PROJECT["requires-python"]}
    assert conda == python | bounds(PROJECT["dependencies"] + EXTRAS["lab"])
    assert listed[-1] == {"pip": ["--editable ."]}


def test_binder_takes_its_versions_from_the_project() -> None:
    lines = [each for each in text("binder/requirements.txt").splitlines() if each[:1] != "#"]
    assert lines == ["-c ../constraints.txt", "-e .[lab]"]
    version = text("binder/runtime.txt").strip().removeprefix("python-")
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(version)


def test_binder_switches_off_what_make_lab_switches_off() -> None:
    (asks,) = re.findall(r"^ASKS := (\S+)", text("Makefile"), re.MULTILINE)
    assert text("binder/postBuild").endswith(f"jupyter labextension disable {asks}\n")


def test_a_container_for_editors_installs_what_binder_installs() -> None:
    container = json.loads(text(".devcontainer/devcontainer.json"))
    assert container["image"] == text("binder/runtime.txt").strip().replace("-", ":")
    install = "python -m pip install --constraint constraints.txt --editable '.[lab]'"
    assert container["postCreateCommand"] == install
    (first,) = container["customizations"]["codespaces"]["openFiles"]
    assert (ROOT / first).exists()


@pytest.mark.parametrize("extra", sorted(EXTRAS.keys() - {"dev"}))
def test_every_direct_dependency_is_pinned_within_its_bounds(extra: str) -> None:
    pinned = pins()
    for line in PROJECT["dependencies"] + EXTRAS[extra]:
        wanted = Requirement(line)
        if wanted.name != PROJECT["name"]:
            assert wanted.specifier.contains(pinned[wanted.name.lower()]), line


def test_pins_name_no_host() -> None:
    assert not re.search(r"://| @ |--", text("constraints.txt"))


def test_the_version_is_the_same_everywhere() -> None:
    assert yaml.safe_load(text("CITATION.cff"))["version"] == bplib.__version__
    assert f"## {bplib.__version__}" in text("CHANGELOG.md")


@pytest.mark.parametrize("name", [each for each in FOLLOWERS if (ROOT / each).exists()])
def test_the_repository_has_one_address(name: str) -> None:
    slug = REPOSITORY.removeprefix("https://github.com/")
    pattern = r"(?:github\.com/|mybinder\.org/v2/gh/)([\w.-]+/[\w.-]+)"
    assert set(re.findall(pattern, text(name))) <= {slug}
    if name == "CITATION.cff":
        assert yaml.safe_load(text(name))["repository-code"] == REPOSITORY


def test_pages_are_where_the_repository_publishes_them() -> None:
    owner, name = REPOSITORY.removeprefix("https://github.com/").split("/")
    places = re.findall(r"https://[\w.-]+\.github\.io/[\w./-]*", text("README.md"))
    assert places
    assert all(each.startswith(f"https://{owner}.github.io/{name}/") for each in places)


def test_binder_opens_the_first_notebook_in_jupyterlab() -> None:
    links = re.findall(r"https://mybinder\.org/v2/gh/[^)\s\"]+", text("README.md"))
    slug = REPOSITORY.removeprefix("https://github.com/")
    # A tag, not a branch: Binder keeps what it has built until there is a new one.
    start = f"v{bplib.__version__}?urlpath=lab/tree/notebooks/00_start_here.ipynb"
    assert links
    assert set(links) == {f"https://mybinder.org/v2/gh/{slug}/{start}"}


def test_the_workflow_covers_every_supported_python() -> None:
    jobs = yaml.safe_load(text(".github/workflows/tests.yml"))["jobs"]
    versions = jobs["tests"]["strategy"]["matrix"]["python"]
    assert versions[0] == PROJECT["requires-python"].removeprefix(">=")
    assert [f"Programming Language :: Python :: {each}" for each in versions] == [
        each
        for each in PROJECT["classifiers"]
        if each.startswith("Programming Language :: Python :: 3.")
    ]
