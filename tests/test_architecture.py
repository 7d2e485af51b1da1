"""The shape of the code: imports point down, files and functions stay small, import is light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "bplib"
LAYERS = [  # a module may import what stands in a lower line, never its own line or a higher one
    {"explorers", "exercises"},
    {"widgets"},
    {"plots"},
    {"clinic"},
    {"training", "probes"},
    {"normalization"},
    {"nn", "theory", "data", "gradcheck", "sweeps"},
    {"activations", "initializers"},
    {"autodiff"},
    {"arraylike"},
    {"derivatives", "structural", "composed"},
    {"table", "functions"},
    {"arrays"},
    {"messages"},
]
# What only some modules may load, because the others must stay quick to import and easy to read.
ONLY_IN = {
    "matplotlib": {"plots", "explorers", "widgets"},
    "ipywidgets": {"widgets"},
    "anywidget": {"widgets"},
    "IPython": {"widgets", "exercises"},
    "scipy": {"derivatives", "functions", "theory"},
}
LONGEST_FILE, LONGEST_FUNCTION = 300, 25  # lines; of a function those with code in its body
OURS = sorted(PACKAGE.rglob("*.py"))
READ = [
    *OURS,
    *sorted((ROOT / "tools").rglob("*.py")),
    *sorted((ROOT / "benchmarks").rglob("*.py")),
]
CODE = [*READ, *sorted((ROOT / "tests").rglob("*.py"))]


def name(path: Path) -> str:
    """A file's name below the repository, for the reports."""
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    """The module of `bplib` that a file belongs to: a file, or a package as a whole."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions, by its full dotted name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name(path)}: write imports in full, not relative"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path: Path) -> set[str]:
    """The other modules of `bplib` that a file imports."""
    full = (each.split(".") for each in imports(path) if each.startswith("bplib."))
    modules = {parts[1] for parts in full}
    return {each for each in modules if each in set().union(*LAYERS)} - {module(path)}


def level(part: str) -> int:
    """The line of LAYERS that a module stands in."""
    return next(number for number, layer in enumerate(LAYERS) if part in layer)


def test_every_module_has_its_layer() -> None:
    assert {module(path) for path in OURS} - {"__init__"} <= set().union(*LAYERS)


@pytest.mark.parametrize("path", OURS, ids=name)
def test_imports_point_down(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        assert ours(path) == {"autodiff"}
        return
    higher = {each for each in ours(path) if level(each) <= level(module(path))}
    assert not higher, f"{name(path)} imports {higher}, which does not stand below it"


@pytest.mark.parametrize("path", OURS, ids=name)
def test_heavy_libraries_load_only_where_they_are_needed(path: Path) -> None:
    for library in {each.split(".")[0] for each in imports(path)} & ONLY_IN.keys():
        assert module(path) in ONLY_IN[library], f"{name(path)} imports {library}"
    assert "matplotlib.pyplot" not in imports(path), "pyplot keeps figures open; use Figure"


@pytest.mark.parametrize("path", READ, ids=name)
def test_files_are_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_FILE


def length(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    """The lines of code in a function's body: no signature, docstring, comment or empty line."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    inside = lines[body[0].lineno - 1 : body[-1].end_lineno] if body else []
    return sum(not line.strip().startswith("#") for line in inside if line.strip())


@pytest.mark.parametrize("path", CODE, ids=name)
def test_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = length(node, text.splitlines())
            assert lines <= LONGEST_FUNCTION, f"{name(path)}: {node.name}"


@pytest.mark.parametrize("path", CODE, ids=name)
def test_no_star_imports(path: Path) -> None:
    assert not [each for each in imports(path) if each.endswith(".*")]


@pytest.mark.parametrize("path", OURS, ids=name)
def test_no_random_generator_lives_in_a_module(path: Path) -> None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            assert "default_rng" not in ast.unparse(node), f"{name(path)}: {ast.unparse(node)}"


def test_importing_bplib_loads_numpy_and_nothing_heavy() -> None:
    heavy = ("matplotlib", "scipy", "ipywidgets", "anywidget", "IPython")
    code = f"import bplib, sys; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == ""
