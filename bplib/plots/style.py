"""How every picture of the course looks: one palette, one size of type."""

from typing import Any

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
