"""A figure in a page of its own: the states of some controls, played without Python and server.

What the page has beside the traits of an `Explorer` (`replay.js` reads it, the one description):

- groups: the names of the controls that are played together, for each group in every combination,
  the last one changing first. values: name → what it can be set to.
- layouts: the figure as it is drawn for a wide page and, where a phone has no room for that, as for
  a phone; each with its width, its cuts and its states: those of all groups, one after the other,
  each [background, marks, text, done]: three places in `backgrounds`, `marks` (both packed,
  `packing`) and `texts`, and how many steps it has.
- Of a figure that goes on by itself each group ends with `DONE`: along it a run is recorded as
  along a control. every: the milliseconds from one of its pictures to the next.
"""

import json
import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import product
from math import ceil, prod
from typing import Any

from bplib.messages import unknown
from bplib.plots.listing import joined
from bplib.widgets.controls import sent_values
from bplib.widgets.explorer import FOLDER, PIN, Explorer, front_end
from bplib.widgets.live import PAUSE, SLICE
from bplib.widgets.packing import packed

PHONE = 344  # pixels that a phone, held upright, has for a picture
MOST = 2000  # states; beyond these a page takes long to make and to load
DONE = "steps done"  # no control has this name: no argument has a blank
PICTURES = 60  # of one run, without its end
SLOWEST = 200  # milliseconds from one picture of a run to the next; long runs are played faster
Settings = dict[str, Any]
Tables = tuple[dict[str, int], dict[str, int], dict[str, int]]  # backgrounds, marks, texts


def export(figure: Explorer, *controls: str | Sequence[str]) -> str:
    """An HTML page that plays a figure along some controls; the others stay as they are.

    Each control by itself: when it is moved, the others go back to where they started. A tuple of
    controls is played together, in every combination; a control may be in several. All that can be
    played, by itself, when none is named. A pin needs no naming. Of a figure that goes on by itself
    its run is played, in some 60 pictures at most, and one for each value of the controls that are
    named. Errors: a control that is not there or has no end of values, more than 2,000 states.
    """
    named = controls or playable(figure)
    groups = [[each] if isinstance(each, str) else list(each) for each in named] or [[]]
    values = {name: all_values(figure, name) for group in groups for name in group}
    if figure.total:
        groups = [[*group, DONE] for group in groups]
        values[DONE] = steps_shown(figure)
    counts = [prod(len(values[name]) for name in group) for group in groups]
    if sum(counts) > MOST:
        what = " and ".join(" × ".join(group) for group in groups)
        raise ValueError(f"{what} have {sum(counts)} states; at most {MOST} are played.")
    spec = [each for each in figure.spec if each["name"] in (*values, PIN)]
    played = recorded(figure, groups, values)
    listings = {name: packed(played[name]) for name in ("backgrounds", "marks")}
    return page_of(figure.text, {**played, **listings, "spec": spec})


def page_of(title: str, played: dict[str, Any]) -> str:
    """The page that plays what was recorded and packed."""
    parts = ("replay.html", "explorer.css", "unpacking.js", "replay.js")
    page, css, *scripts = ((FOLDER / part).read_text(encoding="utf-8") for part in parts)
    module = front_end().replace("export default", "const figure =")
    filled = {
        "TITLE": escape(title),
        "CSS": css,
        "SCRIPT": without_comments("\n".join([module, *scripts])),
        # "</script" would end the script in which the text stands, "<!--<script" hide its end.
        "DATA": json.dumps(played, separators=(",", ":")).replace("<", "\\u003c"),
    }
    for name, text in filled.items():
        page = page.replace(f"<!--{name}-->", text)
    return page


def without_comments(script: str) -> str:
    """A script without the lines that are comments, and not indented."""
    return re.sub(r"^\s*(//.*)?\n?", "", script, flags=re.MULTILINE)


def playable(figure: Explorer) -> list[str]:
    """The controls that are played where none is named: none where each value has a run."""
    if figure.total:
        return []
    return [name for name in figure.values if sent_values(figure.controls[name])]


def all_values(figure: Explorer, name: str) -> list[Any]:
    """Every value of a control as the page sends it."""
    if name not in figure.values:
        raise ValueError(unknown("control", name, figure.values))
    values = sent_values(figure.controls[name])
    if not values:
        raise ValueError(
            f"{name!r} has no end of values; a page can play sliders, choices and boxes."
        )
    return values


def stride(figure: Explorer) -> int:
    """How many steps a run takes from one picture to the next: `pace`, or a multiple of it."""
    return figure.pace * ceil(figure.total / figure.pace / PICTURES)


def steps_shown(figure: Explorer) -> list[int]:
    """After how many steps of a run there is a picture."""
    return sorted({*range(0, figure.total, stride(figure)), figure.done, figure.total})


def every(figure: Explorer) -> float:
    """Milliseconds from one picture of a run to the next, about as many as it takes live."""
    if not figure.total:
        return 0
    return min(SLOWEST, 1000 * (SLICE + PAUSE) * stride(figure) / figure.pace)


def recorded(
    figure: Explorer, groups: Sequence[Sequence[str]], values: dict[str, list[Any]]
) -> dict[str, Any]:
    """The states of each group of controls, what is alike once; the figure stays as it is."""
    before, width, room = place_of(figure), figure.width, figure.room or figure.native
    tables: Tables = ({}, {}, {})
    figure.room = int(PHONE / figure.least)
    narrow = [layout_of(figure, groups, values, tables)] if figure.width < width else []
    figure.room = room
    layouts = [layout_of(figure, groups, values, tables), *narrow]
    sent = ("native", "height", "least", "letters", "added", "total")
    given = {name: getattr(figure, name) for name in sent}
    backgrounds, marks, texts = map(list, tables)
    return {
        **given,
        "every": every(figure),
        "settings": before,
        "groups": groups,
        "values": values,
        "backgrounds": backgrounds,
        "marks": marks,
        "texts": texts,
        "layouts": layouts,
    }


def layout_of(
    figure: Explorer, groups: Sequence[Sequence[str]], values: dict[str, list[Any]], tables: Tables
) -> dict[str, Any]:
    """The states of a figure as wide as it is."""
    form, known = figure.form, tuple(map(dict, tables))
    states = states_of(figure, groups, values, tables)
    if form != figure.form:  # a label that grew has made room for itself, also where it is short
        for table, old in zip(tables, known, strict=True):
            table.clear()
            table.update(old)
        states = states_of(figure, groups, values, tables)
    return {"width": figure.width, "cuts": figure.cuts, "states": states}


def states_of(
    figure: Explorer, groups: Sequence[Sequence[str]], values: dict[str, list[Any]], tables: Tables
) -> list[list[int]]:
    """Each state as the page has it; backgrounds, marks and texts get their numbers."""
    before = place_of(figure)
    states = []
    for group in groups:
        for settings in combinations(group, values):
            put(figure, {**before, **settings})
            if figure.error:
                raise RuntimeError(f"at {settings}: {figure.error}")
            background, *marks = figure.picture
            parts = zip(tables, (background, joined(marks), figure.text), strict=True)
            places = [table.setdefault(part, len(table)) for table, part in parts]
            states.append([*places, figure.done])
    put(figure, before)
    return states


def place_of(figure: Explorer) -> Settings:
    """Where a figure is: what its controls are set to, and after how many steps."""
    return {**figure.settings, DONE: figure.done}


def put(figure: Explorer, place: Settings) -> None:
    """Sets a figure to a place."""
    figure.settings = {name: value for name, value in place.items() if name != DONE}
    figure.done = place[DONE]


def combinations(group: Sequence[str], values: dict[str, list[Any]]) -> Iterator[Settings]:
    """All settings of a group, its last control changing first."""
    for chosen in product(*(values[name] for name in group)):
        yield dict(zip(group, chosen, strict=True))
