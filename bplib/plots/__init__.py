"""Pictures: pure functions from arrays onto axes, in one palette, each read out by a sentence."""

from bplib.plots.artists import (
    Curve,
    OffScale,
    arrow,
    axes,
    bars,
    blank,
    curve,
    move_bars,
    move_points,
    note,
    points,
    scale_numbers,
)
from bplib.plots.canvas import Canvas
from bplib.plots.room import seam
from bplib.plots.still import NIGHT, Still, bundle, image, show, stored_scale
from bplib.plots.style import (
    CLASSES,
    DPI,
    FORWARD,
    GHOST,
    GRADIENT,
    INK,
    MARKERS,
    PAPER,
    STYLE,
)
from bplib.plots.ticks import raised

__all__ = [
    "CLASSES", "DPI", "FORWARD", "GHOST", "GRADIENT", "INK", "MARKERS", "NIGHT", "PAPER", "STYLE",
    "Canvas", "Curve", "OffScale", "Still", "arrow", "axes", "bars", "blank", "bundle", "curve",
    "image", "move_bars", "move_points", "note", "points", "raised", "scale_numbers", "seam",
    "show", "stored_scale",
]  # fmt: skip
