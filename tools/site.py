"""The course as pages to read, without Python: `python -m tools.site FOLDER` writes them.

Sphinx makes a page of every notebook, `site/` says how they look, and figures answer by replay.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

from tools.notebooks import FOLDER as NOTEBOOKS
from tools.project import ROOT, repository
from tools.site_figures import Shown, shown_in
from tools.site_pages import figure_page, gallery, notebook_page

OURS = ROOT / "site"
MATHJAX = ("tex-chtml.js", "output/chtml/fonts/woff-v2")  # of MathJax, what pages ask for
LITE = "lite"  # the folder beside the pages in which the course runs; see tools/lite.py
BORROWED = ("LECTURING.md", "CLASSROOM.md")  # pages of the repository, for those who teach
FIGURE = re.compile(r"<!-- figure (\S+) -->")
LINK = re.compile(r"\]\((?!\w+:|#)([^)]+)\)")  # to another file of the repository


def copy_mathjax(folder: Path) -> None:
    """MathJax as an installed package brings it, so that no page asks another host."""
    spec = find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError('MathJax is missing; install the extra: pip install -e ".[site]"')
    source = Path(spec.origin).parent / "static" / "mathjax"
    for part in MATHJAX:
        for file in (source / part).rglob("*") if (source / part).is_dir() else [source / part]:
            target = folder / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)


def links() -> dict[str, str]:
    """Where a notebook can be run or found, with {name} for its name; the README says where."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (binder,) = set(re.findall(r"https://mybinder\.org/v2/gh/[^)\s\"]+", readme))
    return {
        "in your browser": f"{LITE}/index.html?path={{name}}.ipynb",
        "on Binder": binder.replace("00_start_here", "{name}"),
        "the notebook itself": f"{repository()}/blob/main/notebooks/{{name}}.ipynb",
    }


def on_the_site(text: str) -> str:
    """A text of the repository, its links leading to pages of the site where there are any."""

    def led(found: re.Match[str]) -> str:
        target = found[1].removeprefix("notebooks/")
        here = target.partition("#")[0].endswith(".ipynb") or target in BORROWED
        return f"]({target})" if here else f"]({repository()}/blob/main/{found[1]})"

    return LINK.sub(led, text)


def from_readme(heading: str) -> str:
    """A section of the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, _, section = readme.partition(f"\n## {heading}\n")
    return on_the_site(section.partition("\n## ")[0].strip())


def prepare(source: Path) -> list[Shown]:
    """Everything that Sphinx reads, in a folder; returns the figures."""
    shutil.copytree(OURS, source, dirs_exist_ok=True)
    copy_mathjax(source / "_static" / "mathjax")
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    static = source / "_static"
    for kind in ("stills", "replays"):
        (static / kind).mkdir()
    fresh = get_context("spawn")  # whatever threads run here
    with ProcessPoolExecutor(mp_context=fresh) as workers:
        found = list(workers.map(shown_in, paths, [static] * len(paths)))
    where = links()
    for path, figures in zip(paths, found, strict=True):
        notebook_page(path, figures, where, source)
    everything = [each for figures in found for each in figures]
    (source / "figures").mkdir()
    for each in everything:
        (source / "figures" / f"{each.slug}.md").write_text(figure_page(each), encoding="utf-8")
    (source / "figures" / "index.md").write_text(gallery(everything), encoding="utf-8")
    names = "\n".join(path.stem for path in paths)
    course = (
        f"# The course\n\n{from_readme('The course')}\n\n```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )
    (source / "course.md").write_text(course, encoding="utf-8")
    by_slug = {each.slug: each for each in everything}
    for name in ("index.md", "instructors.md"):
        text = (source / name).read_text(encoding="utf-8")
        text = FIGURE.sub(lambda found: by_slug[found[1]].html(), text)
        (source / name).write_text(
            text.replace("<!-- repository -->", repository()), encoding="utf-8"
        )
    for name in filter(lambda name: (ROOT / name).exists(), BORROWED):
        text = (ROOT / name).read_text(encoding="utf-8")
        (source / name).write_text(on_the_site(text), encoding="utf-8")
    return everything


def build(output: Path) -> list[Shown]:
    """Writes the site into a folder, warnings being errors; returns the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source"
        figures = prepare(source)
        options = ["-q", "-W", "--keep-going", "-d", f"{scratch}/doctrees"]
        command = [sys.executable, "-m", "sphinx", *options, str(source), str(output)]
        subprocess.run(command, check=True)
    for unread in output.rglob("*.map"):
        unread.unlink()
    return figures


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.site", description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="where to write; what it held goes, but for the folder lite"
    )
    folder = parser.parse_args(arguments).folder
    for part in folder.glob("*"):
        if part.name != LITE:
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    figures = build(folder)
    playing = sum(each.replay for each in figures)
    files = (each for each in folder.rglob("*") if each.is_file() and LITE not in each.parts)
    size = sum(each.stat().st_size for each in files)
    print(f"{folder}/index.html: {len(figures)} figures, {playing} play; {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
