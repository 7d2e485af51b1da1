"""The figures that the notebooks show: their stored stills, and pages that play their states."""

import ast
import base64
import gzip
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from bplib.widgets import Explorer, Maker, export
from bplib.widgets.controls import NewDraw, Slider
from bplib.widgets.explorer import PIN
from bplib.widgets.figure import LiveMaker, RunningMaker
from tools.notebooks import read
from tools.pictures import picture

CONTROLS = Path(__file__).parent.parent / "site" / "controls.toml"
SENTENCE = re.compile(r"<figcaption[^>]*>(.*?)</figcaption>", re.DOTALL)
WIDTH = re.compile(r'width="(\d+)"')


@dataclass(frozen=True)
class Shown:
    """A figure as one cell of a notebook shows it.

    slug: its name in addresses. maker: its name in the registry; "" where it is in none. call: the
    line that makes it. replay: whether its states are played. left_out: how many of its controls
    are not.
    """

    slug: str
    notebook: str
    cell: int
    section: str
    maker: str
    title: str
    call: str
    sentence: str
    width: int
    replay: bool
    left_out: int

    def html(self, up: str = "") -> str:
        """The still with its sentence, and where the replay is; up: the way to the site's root."""
        said = escape(self.sentence)
        image = (
            f'<img alt="{said}" width="{self.width}" loading="lazy" '
            f'src="{up}_static/stills/{self.slug}.png">'
        )
        replay = f' data-replay="{up}_static/replays/{self.slug}.bin"' if self.replay else ""
        return (
            f'<figure class="course-figure" id="figure-{self.slug}"{replay}>{image}'
            f'<figcaption aria-hidden="true">{said}</figcaption></figure>'
        )


def shown_in(path: Path, static: Path) -> list[Shown]:
    """The figures of a notebook; their stills and replays are written below `static`."""
    notebook = read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    names: dict[str, Any] = {}
    exec(code[0].source, names)  # the imports
    found: list[Shown] = []
    for cell, section, html in stored_figures(notebook):
        source = notebook.cells[cell].source
        *before, last = ast.parse(source).body
        call = ast.unparse(last)
        made_by = eval(call.partition("(")[0], names)
        slug = free_slug(path, made_by, found)
        replay, left_out = isinstance(made_by, (LiveMaker, RunningMaker)), 0
        if replay:
            exec(ast.unparse(ast.Module(before, [])), names)
            page, left_out = replayed(eval(call, names), made_by.name, slug)
            packed = gzip.compress(page.encode(), mtime=0)
            (static / "replays" / f"{slug}.bin").write_bytes(packed)
        (static / "stills" / f"{slug}.png").write_bytes(base64.b64decode(picture(html)))
        (said,), (width,) = SENTENCE.findall(html), WIDTH.findall(html)
        shown = Shown(
            slug=slug,
            notebook=path.stem,
            section=section,
            cell=cell,
            maker=made_by.name if isinstance(made_by, Maker) else "",
            title=title_of(made_by.__doc__ or call, call),
            call=call,
            sentence=unescape(said),
            width=int(width),
            replay=replay,
            left_out=left_out,
        )
        found.append(shown)
    return found


def stored_figures(notebook: NotebookNode) -> Iterator[tuple[int, str, str]]:
    """Number of the cell, heading above it and HTML of each stored figure."""
    section = ""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            section = [section, *re.findall(r"^##? (.+)$", cell.source, re.MULTILINE)][-1]
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html", "")
            if picture(html):
                yield number, section, html


def free_slug(path: Path, made_by: Callable[..., Any], found: list[Shown]) -> str:
    """Number of the notebook and name of the figure; from the second of that name on numbered."""
    slug = f"{path.stem.split('_')[0]}-{made_by.__name__}"
    same = [each for each in found if re.fullmatch(rf"{slug}(-\d+)?", each.slug)]
    return f"{slug}-{len(same) + 1}" if same else slug


def title_of(words: str, call: str) -> str:
    """The first sentence of a docstring, and what the call sets, where it does."""
    made = ast.parse(call, mode="eval").body
    assert isinstance(made, ast.Call)
    given = [*made.args, *(each.value for each in made.keywords)]
    plain = all(not isinstance(node, ast.Name) for each in given for node in ast.walk(each))
    first = words.strip().splitlines()[0].rstrip(".")
    arguments = ", ".join(ast.unparse(each) for each in (*made.args, *made.keywords))
    return f"{first}: {arguments}" if given and plain else first


def replayed(figure: Explorer, maker: str, slug: str) -> tuple[str, int]:
    """The page that plays a figure, along the controls of controls.toml or its main one.

    And how many controls it leaves out.
    """
    chosen = tomllib.loads(CONTROLS.read_text(encoding="utf-8"))
    groups = chosen.get(slug, chosen.get(maker, main_control(figure)))
    played = {name for each in groups for name in ([each] if isinstance(each, str) else each)}
    return export(figure, *groups), len(figure.controls.keys() - played - {PIN})


def main_control(figure: Explorer) -> list[str]:
    """The first slider, or where there is none the first control that has an end of values.

    None of a figure that goes on by itself: its run is what it plays.
    """
    if figure.total:
        return []
    controls = figure.controls.items()
    sliders = [name for name, each in controls if isinstance(each, Slider)]
    return (sliders or [name for name, each in controls if not isinstance(each, NewDraw)])[:1]
