"""How every picture of the course looks: one palette, one size of type."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
import numpy as np
from matplotlib import RcParams
from matplotlib.colors import to_hex, to_rgb

FORWARD = "#0072B2"
GRADIENT = "#D55E00"
GHOST = "#767676"
INK = "#222222"
PAPER = "#FFFFFF"
CLASSES = ("#009E73", "#CC79A7")
MARKERS = ("o", "^")

# One inch of a figure is a hundred pixels of the page; stills have twice as many on that space.
DPI = 100

STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 13,
    "text.hinting": "none",  # words as wide as on a page, at every size
    "mathtext.fontset": "dejavusans",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.facecolor": PAPER,
    "axes.titlesize": 14,
    "axes.titlelocation": "left",
    "axes.labelsize": 13,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "figure.facecolor": PAPER,
    "figure.titlesize": 15,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 12,
    "ytick.labelsize": 12,
    "lines.linewidth": 2.5,
    "lines.markersize": 9,
    "legend.frameon": False,
    "legend.fontsize": 12,
}
CONTRAST = 4.5  # of words and the paper, by WCAG 2.2


def legible(color: str) -> str:
    """The colour, as much darker as words in it need to stand out from the paper.

    Words in the paper's own colour stand on something darker and stay.
    """
    shade = np.array(to_rgb(color))
    if color != PAPER:
        while 1.05 / (luminance(shade) + 0.05) < CONTRAST:
            shade *= 0.98
    return to_hex((shade[0], shade[1], shade[2]))


def luminance(rgb: np.ndarray) -> float:
    """How light a colour is to the eye, from 0 to 1 (WCAG 2.2)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


# What is no question of looks stays as it is.
LEFT_ALONE = {"backend", "backend_fallback", "interactive", "toolbar", "timezone", "date.epoch"}


def _settings() -> dict[str, Any]:
    own = RcParams({**matplotlib.rcParamsDefault, **STYLE})
    return {name: dict.__getitem__(own, name) for name in own if name not in LEFT_ALONE}


SETTINGS = _settings()


@contextmanager
def course_style() -> Iterator[None]:
    """matplotlib's defaults and the course's style, whatever the reader has set.

    `rc_context` would check each of some 300 settings anew, at every move of a slider.
    """
    shared: dict[Any, Any] = matplotlib.rcParams
    before = dict(dict.items(shared))
    dict.update(shared, SETTINGS)
    try:
        yield
    finally:
        dict.update(shared, before)
