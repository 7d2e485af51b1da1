"""What notebook 00 asks of the machine: Python and the packages that `bplib` needs."""

import re
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions, version

SET_UP = 'run `make lab` (or `python -m pip install -e ".[lab]"`) in the folder of the course'


def report(version_of: Callable[[str], str] = version) -> str:
    """Say of Python and every needed package whether it is fine, or what to do."""
    owners = packages_distributions().get("bplib")
    if not owners:
        return f"bplib is not installed here: {SET_UP}, and restart the kernel."
    needs = metadata(owners[0])
    python = at_least(needs["Requires-Python"])
    lines = ["Python is fine."]
    if sys.version_info[:2] < numbers(python):
        lines = [f"Python is too old: version {python} is needed. Install it, then {SET_UP}."]
    required = needs.get_all("Requires-Dist") or []
    for need in (need for need in required if "extra ==" not in need):
        lines.append(judged(re.split(r"[^\w-]", need)[0], at_least(need), version_of))
    return "\n".join(lines)


def judged(name: str, needed: str, version_of: Callable[[str], str]) -> str:
    """One package: fine, too old or missing."""
    try:
        found = version_of(name)
    except PackageNotFoundError:
        return f"{name} is missing: {SET_UP}, and restart the kernel."
    if numbers(found) < numbers(needed):
        return f"{name} {found} is too old, {needed} is needed: {SET_UP}, and restart the kernel."
    return f"{name} is fine."


def at_least(need: str) -> str:
    """The version in a requirement such as "numpy>=2"."""
    found = re.search(r">=\s*([\d.]+)", need)
    return found.group(1) if found else "0"


def numbers(text: str) -> tuple[int, ...]:
    """The leading numbers of a version, to compare: "2.1.0rc1" is (2, 1, 0)."""
    return tuple(map(int, re.findall(r"\d+", re.split(r"[^\d.]", text)[0])))
