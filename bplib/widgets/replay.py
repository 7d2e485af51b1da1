"""A figure in a page of its own: the states of some controls, played without Python and server."""

import json
from collections.abc import Iterator
from html import escape
from itertools import product
from typing import Any

from bplib.messages import unknown
from bplib.widgets.controls import sent_values
from bplib.widgets.explorer import FOLDER, PIN, Explorer, front_end

MOST = 2000  # states; beyond these a page takes long to make and to load


def export(figure: Explorer, *controls: str) -> str:
    """An HTML page that plays a figure: every state of the named controls, the others as they are.

    A pin needs no naming. Errors: a control that is not there or has no end of values, more than
    2,000 states, a figure that goes on by itself.
    """
    if figure.total:
        raise ValueError("this figure goes on by itself; a page can play states of controls only.")
    for name in controls:
        if name not in figure.values:
            raise ValueError(unknown("control", name, figure.values))
    if not controls:
        raise ValueError(f"name a control to be played; there are: {', '.join(figure.values)}.")
    values = {name: all_values(figure, name) for name in controls}
    count = 1
    for each in values.values():
        count *= len(each)
    if count > MOST:
        raise ValueError(f"{' × '.join(controls)} have {count} states; at most {MOST} are played.")
    shown = [each for each in figure.spec if each["name"] in (*controls, PIN)]
    played = recorded(figure, values) | {"spec": shown, "played": list(controls)}
    parts = ("replay.html", "explorer.css", "replay.js")
    page, css, script = ((FOLDER / part).read_text(encoding="utf-8") for part in parts)
    module = front_end().replace("export default", "const figure =")
    # "</" would end the script in which the text stands.
    data = json.dumps(played, separators=(",", ":")).replace("</", "<\\/")
    filled = {
        "TITLE": escape(figure.text),
        "CSS": css,
        "SCRIPT": f"{module}\n{script}",
        "DATA": data,
    }
    for name, text in filled.items():
        page = page.replace(f"<!--{name}-->", text)
    return page


def all_values(figure: Explorer, name: str) -> list[Any]:
    """Every value of a control as the page sends it."""
    values = sent_values(figure.controls[name])
    if not values:
        raise ValueError(
            f"{name!r} has no end of values; a page can play sliders, choices and boxes."
        )
    return values


def recorded(figure: Explorer, values: dict[str, list[Any]]) -> dict[str, Any]:
    """The states of all values together, each listing and sentence once; the figure stays as is."""
    before = figure.settings
    texts: dict[str, int] = {}
    states = []
    for settings in combinations(values):
        figure.settings = {**before, **settings}
        if figure.error:
            raise RuntimeError(f"at {settings}: {figure.error}")
        parts = (figure.background, figure.marks, figure.text)
        states.append([texts.setdefault(part, len(texts)) for part in parts])
    figure.settings = before
    sent = ("width", "native", "height", "cuts", "least", "letters")
    given = {name: getattr(figure, name) for name in sent}
    return {**given, "settings": before, "values": values, "texts": list(texts), "states": states}


def combinations(values: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """All settings, the last control changing first."""
    for chosen in product(*values.values()):
        yield dict(zip(values, chosen, strict=True))
