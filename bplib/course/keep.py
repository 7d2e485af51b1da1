"""The page to keep: the activation functions in small pictures, and the table of gains."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import sqrt

import numpy as np
from matplotlib.figure import Figure

from bplib import plots, theory
from bplib.activations import RECORDS, activation
from bplib.course.words import number
from bplib.widgets import picture

WIDE = 3.5  # z is shown from −WIDE to WIDE
COLUMNS = 5
FAN_IN = 32  # of the layer as PyTorch draws it: its biases count by it
NAMES = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU", "selu": "SELU", "gelu": "GELU"}
NAMES |= {"silu": "SiLU"}


@picture(size=(11, 4.1))
def slopes(figure: Figure) -> str:
    """Every activation function in blue, and its slope in orange, with the most that it can be."""
    z = np.linspace(-WIDE, WIDE, 281)
    for place, f in enumerate(RECORDS, start=1):
        ax = plots.axes(
            figure, (2, COLUMNS, place), xlabel="", ylabel="", xlim=(-WIDE, WIDE), ylim=(-1.4, 2.4)
        )
        ax.set_xticks([-2, 0, 2])
        ax.set_yticks([0, 1])
        ax.tick_params(labelsize=9)
        plots.curve(ax, [-WIDE, WIDE], [0, 0], color=plots.GHOST, linewidth=0.8)
        plots.curve(ax, z, f(z), color=plots.FORWARD, linewidth=2)
        plots.curve(ax, z, f.derivative(z), color=plots.GRADIENT, linewidth=2)
        plots.note(ax, 0.03, 0.95, NAMES.get(f.name, f.name), within=True, va="top", fontsize=12)
        plots.note(
            ax, 0.97, 0.04, f"$|f'|$ ≤ {f.max_slope:.4g}", color=plots.GRADIENT, within=True,
            ha="right", va="bottom", fontsize=11,
        )  # fmt: skip
    most = ", ".join(f"{NAMES.get(f.name, f.name)} {f.max_slope:.4g}" for f in RECORDS)
    return f"Activation functions f in blue, their slopes f′ in orange. |f′| is at most: {most}."


@dataclass(frozen=True)
class Table:
    """Rows of text under a head, shown as a table."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __repr__(self) -> str:
        every = [self.head, *self.rows]
        widths = [max(map(len, column)) for column in zip(*every, strict=True)]
        lines = (
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
            for row in every
        )
        return "\n".join(line.rstrip() for line in lines)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(text)}</th>" for text in self.head)
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def gains() -> Table:
    """For each activation the gain that keeps the mean square 1, and what it does to errors.

    Var(w) · fan_in is σ_w². Errors: by what their mean square is multiplied, per layer on the way
    back, in wide layers without biases. The last row is a tanh layer as torch.nn.Linear draws it.
    """
    head = ["activation", "gain σ", "Var(w) · fan_in", "E[f′²]", "errors² per layer"]
    rows = []
    for f in RECORDS:
        gain = theory.gain(f)
        factor = theory.gradient_factor(f, 1.0, gain)
        slope = theory.mean_square_slope(f, 1.0)
        numbers = (number(gain), number(gain**2), number(slope), f"× {number(factor)}")
        rows.append([NAMES.get(f.name, f.name), *numbers])
    f, sigma_w, sigma_b = activation("tanh"), sqrt(1 / 3), sqrt(1 / (3 * FAN_IN))
    q = theory.fixed_length(f, sigma_w, sigma_b)
    numbers = (
        number(sigma_w), number(sigma_w**2), number(theory.mean_square_slope(f, q)),
        f"× {number(theory.gradient_factor(f, q, sigma_w))}",
    )  # fmt: skip
    return Table(head, [*rows, [f"tanh, PyTorch's start (fan_in {FAN_IN})", *numbers]])
