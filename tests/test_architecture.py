"""The shape of the code: imports point down, files and functions stay small, import is light.

Each rule is one test that lists the offenders.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "bplib"
LAYERS = [  # a module may import what stands in a lower line, never its own line or a higher one
    {"course"},
    {"widgets", "checking", "examine"},
    {"plots"},
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
    "matplotlib": {"plots", "widgets", "course"},
    "ipywidgets": {"widgets"},
    "anywidget": {"widgets"},
    "IPython": {"widgets", "checking"},
    "torch": {"examine"},
    "scipy": {"derivatives", "functions", "theory"},
}
# What reads more than data, or reaches beyond this machine: no module, whatever it is given.
UNSAFE = {"pickle", "marshal", "shelve", "dill", "joblib", "urllib", "http", "requests", "socket"}
OUTWARD = re.compile(
    r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\b|import\(|https?:|url\("
)
SVG = "http://www.w3.org/2000/svg"  # a name, not an address
COMPILES = {"bplib/checking/mistakes.py"}  # the course's own text, never a learner's
# Of the library; what a notebook shows and asks is as long as its subject.
LONGEST_FILE, LONGEST_FUNCTION = 400, 40  # lines; of a function those with code in its body
OURS = sorted(PACKAGE.rglob("*.py"))
COURSE = [path for path in OURS if "course" in path.parts]
TOOLS = [path for folder in ("tools", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
READ = [*(path for path in OURS if path not in COURSE), *TOOLS]
CODE = [*OURS, *TOOLS, *(ROOT / "tests").rglob("*.py")]


def name(path: Path) -> str:
    """A file's name below the repository, for the reports."""
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    """The module of `bplib` that a file belongs to: a file, or a package as a whole."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions, by its full dotted name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name(path)}: write imports in full, not relative"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def head(dotted: str) -> str:
    """The library that a module belongs to."""
    return dotted.split(".")[0]


def ours(path: Path) -> set[str]:
    """The other modules of `bplib` that a file imports."""
    modules = {each.split(".")[1] for each in imports(path) if each.startswith("bplib.")}
    return {each for each in modules if each in set().union(*LAYERS)} - {module(path)}


def level(part: str) -> int:
    """The line of LAYERS that a module stands in."""
    return next(number for number, layer in enumerate(LAYERS) if part in layer)


def folders(path: Path) -> set[str]:
    """The folders of notebooks that a file imports from."""
    parts = (each.split(".")[2:3] for each in imports(path) if each.startswith("bplib.course."))
    return {each for part in parts for each in part if (PACKAGE / "course" / each).is_dir()}


def test_every_module_has_its_layer() -> None:
    assert {module(path) for path in OURS} - {"__init__"} <= set().union(*LAYERS)


def test_imports_point_down() -> None:
    assert ours(PACKAGE / "__init__.py") == {"autodiff"}
    upward = {
        name(path): higher
        for path in OURS
        if path != PACKAGE / "__init__.py"
        and (higher := {each for each in ours(path) if level(each) <= level(module(path))})
    }
    assert not upward


def test_no_notebooks_folder_imports_anothers() -> None:
    across = {name(path): folders(path) - {path.parent.name} for path in COURSE}
    assert not {path: others for path, others in across.items() if others}


def test_heavy_libraries_load_only_where_they_are_needed() -> None:
    loaded = {
        (name(path), library)
        for path in OURS
        for library in {head(each) for each in imports(path)} & ONLY_IN.keys()
        if module(path) not in ONLY_IN[library]
    }
    assert not loaded


def test_nothing_is_fetched_and_what_is_read_is_data() -> None:
    loaded = {(name(path), each) for path in OURS for each in imports(path) if head(each) in UNSAFE}
    assert not loaded
    run = {
        (name(path), ast.unparse(node))
        for path in OURS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and (
            (ast.unparse(node.func) in ("eval", "exec", "compile") and name(path) not in COMPILES)
            or (
                ast.unparse(node.func) == "np.load"
                and "allow_pickle=False" not in ast.unparse(node)
            )
        )
    }
    assert not run


def test_the_page_asks_for_nothing_from_outside() -> None:
    parts = [path for kind in ("js", "css", "html") for path in PACKAGE.rglob(f"*.{kind}")]
    assert parts
    found = {
        name(path): OUTWARD.findall(path.read_text(encoding="utf-8").replace(SVG, ""))
        for path in parts
    }
    assert not {path: words for path, words in found.items() if words}


def test_pyplot_which_keeps_figures_open_is_not_used() -> None:
    assert not [name(path) for path in CODE if "matplotlib.pyplot" in imports(path)]


def test_files_of_the_library_are_short() -> None:
    lines = {name(path): path.read_text(encoding="utf-8").count("\n") for path in READ}
    assert not {path: count for path, count in lines.items() if count > LONGEST_FILE}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    """The lines of code in a function's body: no signature, docstring, comment or empty line."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    inside = lines[body[0].lineno - 1 : body[-1].end_lineno] if body else []
    return sum(not line.strip().startswith("#") for line in inside if line.strip())


def test_functions_of_the_library_are_short() -> None:
    long = {}
    for path in READ:
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                long[f"{name(path)}: {node.name}"] = length(node, lines)
    assert not {function: count for function, count in long.items() if count > LONGEST_FUNCTION}


def test_no_star_imports() -> None:
    stars = {name(path): each for path in CODE for each in imports(path) if each.endswith(".*")}
    assert not stars


def test_no_random_generator_lives_in_a_module() -> None:
    kept = [
        f"{name(path)}: {ast.unparse(node)}"
        for path in OURS
        for node in tree(path).body
        if isinstance(node, ast.Assign | ast.AnnAssign) and "default_rng" in ast.unparse(node)
    ]
    assert not kept


def test_importing_bplib_loads_numpy_and_nothing_heavy() -> None:
    heavy = ("matplotlib", "scipy", "ipywidgets", "anywidget", "IPython")
    code = f"import bplib, sys; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == ""
