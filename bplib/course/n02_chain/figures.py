"""Figures of notebook 02: a nudge along a chain, over two paths, and two orders of a product."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from bplib import plots
from bplib.course.n02_chain.exercises import diamonds
from bplib.course.words import number, power
from bplib.widgets import Update, choice, explorer, player, slider


@dataclass(frozen=True)
class Link:
    """One function of a chain: its formula in the letter it takes, and its derivative."""

    formula: str
    f: Callable[[Any], Any]
    slope: Callable[[Any], Any]


def scaled(factor: float, formula: str) -> Link:
    """A link that stretches every nudge by the same factor, as a belt over two wheels does."""
    return Link(formula, lambda x: factor * x, lambda x: factor)


def squashed(letter: str) -> Link:
    """Twice the hyperbolic tangent."""
    return Link(f"2 tanh {letter}", lambda x: 2 * np.tanh(x), lambda x: 2 - 2 * np.tanh(x) ** 2)


CHAINS = {
    "(sin 2x)²": (
        scaled(2, "2x"),
        Link("sin u", np.sin, np.cos),
        Link("v²", np.square, lambda v: 2 * v),
    ),
    "exp(−x²)": (
        Link("x²", np.square, lambda x: 2 * x),
        scaled(-1, "−u"),
        Link("exp v", np.exp, np.exp),
    ),
    "2 tanh, three times": (squashed("x"), squashed("u"), squashed("v")),
    "−1.5 x by belts": (scaled(1.5, "1.5 x"), scaled(-0.5, "−0.5 u"), scaled(2, "2v")),
}
LETTERS = ("x", "u", "v", "y")
SPAN = 4.2  # the number lines reach from −SPAN to SPAN


def run(chain: str, x: float) -> list[float]:
    """x and what every link of the chain makes of it."""
    values = [float(x)]
    for link in CHAINS[chain]:
        values.append(float(link.f(values[-1])))
    return values


def local_slopes(chain: str, x: float) -> list[float]:
    """The derivative of every link, each at its own input."""
    pairs = zip(CHAINS[chain], run(chain, x), strict=False)
    return [float(link.slope(at)) for link, at in pairs]


@explorer(size=(9, 5.4), narrowest=0.57)
def number_lines(figure: Figure) -> Update:
    """A nudge of x on its way through three functions, a stretch on each number line."""
    ax = plots.blank(figure, xlim=(-7.8, 8.7), ylim=(-0.95, 3.45))
    draw_scales(ax)
    nudges = [plots.curve(ax, [], [], linewidth=8, solid_capstyle="butt") for _ in LETTERS]
    at = plots.points(ax, [], [], color=plots.INK, size=60, zorder=4)
    rays = [plots.curve(ax, [], [], color=plots.GHOST, linewidth=1.3) for _ in range(6)]

    def words(x: float, y: float, color: str = plots.INK) -> Text:
        return plots.note(ax, x, y, "", color=color, va="center")

    names = [words(-7.7, y) for y in (3, 2, 1, 0)]
    moves = [words(4.7, y, plots.FORWARD) for y in (3, 2, 1, 0)]
    slopes = [words(4.7, y, plots.GRADIENT) for y in (2.5, 1.5, 0.5)]
    product, ratio = words(-7.7, -0.85, plots.GRADIENT), words(0.9, -0.85, plots.FORWARD)

    def update(
        chain: str = choice(list(CHAINS), label="y ="),
        x: float = slider(-1.5, 1.5, value=0.2, step=0.05, label="x"),
        h: float = slider(0.01, 0.5, value=0.3, label="nudge h", log=True),
    ) -> str:
        start, end, local = run(chain, x), run(chain, x + h), local_slopes(chain, x)
        moved = [b - a for a, b in zip(start, end, strict=True)]
        for k, letter in enumerate(LETTERS):
            nudges[k].set_data([start[k], end[k]], [3 - k, 3 - k])
            names[k].set_text(f"{letter} = {CHAINS[chain][k - 1].formula}" if k else letter)
            moves[k].set_text(f"moves {number(moved[k], 4)}")
        for k, slope in enumerate(local):
            slopes[k].set_text(f"slope {number(slope, 3)}")
            for ray, values in zip(rays[2 * k : 2 * k + 2], (start, end), strict=True):
                ray.set_data([values[k], values[k + 1]], [3 - k, 2 - k])
        plots.move_points(at, start, [3, 2, 1, 0])
        product.set_text(f"product of the slopes: {number(math.prod(local), 3)}")
        ratio.set_text(f"y's move / x's move: {number(moved[-1] / h, 3)}")
        told = ", ".join(
            f"{letter} by {power(move, 3)}"
            for letter, move in zip(LETTERS[1:], moved[1:], strict=True)
        )
        return (
            f"y = {chain} at x = {number(x)}: a nudge of {power(h, 3)} moves {told}. The local "
            f"slopes {', '.join(number(slope, 3) for slope in local)} have the product "
            f"{number(math.prod(local), 3)}; y moved by {number(moved[-1] / h, 3)} times the nudge."
        )

    return update


def draw_scales(ax: Axes) -> None:
    """Four number lines of one scale."""
    whole = range(-4, 5)
    for y in range(4):
        plots.curve(ax, [-SPAN, SPAN], [y, y], color=plots.INK, linewidth=1.2)
        plots.curve(ax, whole, [y] * 9, color=plots.INK, marker="|", linestyle="none")
    for at in whole:
        plots.note(ax, at, 3.2, number(at, 0), ha="center", va="bottom")
        plots.note(ax, at, -0.2, number(at, 0), ha="center", va="top")


@dataclass(frozen=True)
class Join:
    """A function of u and v, and its two partial derivatives."""

    f: Callable[[float, float], float]
    by_u: Callable[[float, float], float]
    by_v: Callable[[float, float], float]


JOINS = {
    "u · v": Join(lambda u, v: u * v, lambda u, v: v, lambda u, v: u),
    "u + v": Join(lambda u, v: u + v, lambda u, v: 1.0, lambda u, v: 1.0),
    "u − 2v": Join(lambda u, v: u - 2 * v, lambda u, v: 1.0, lambda u, v: -2.0),
}


def diamond_slopes(join: str, x: float) -> tuple[float, float, float, float]:
    """(du/dx, dv/dx, ∂y/∂u, ∂y/∂v) for u = x², v = cos x and y as the join says."""
    u, v = x**2, float(np.cos(x))
    return 2 * x, -float(np.sin(x)), JOINS[join].by_u(u, v), JOINS[join].by_v(u, v)


def diamond_ratio(join: str, x: float, h: float) -> float:
    """How far y moves for a nudge h of x, as a multiple of h."""
    ends = [JOINS[join].f(at**2, float(np.cos(at))) for at in (x, x + h)]
    return (ends[1] - ends[0]) / h


@explorer(size=(9.6, 4.6))
def diamond(figure: Figure) -> Update:
    """x reaches y through u = x² and through v = cos x; the share of each path, and the sum."""
    grid = figure.add_gridspec(1, 2, width_ratios=[1, 1.1])
    words = draw_paths(plots.blank(figure, grid[0], xlim=(-1.6, 1.6), ylim=(-1.35, 1.35)))
    ax = plots.axes(
        figure, grid[1], xlabel="", ylabel="share of the slope dy/dx",
        xlim=(-0.6, 3.6), ylim=(-8, 8),
    )  # fmt: skip
    ax.axhline(0, color=plots.INK, linewidth=1)
    ax.set_xticks(range(4), ["through u", "through v", "sum", "measured"])
    colors = [*plots.CLASSES[:2], plots.GRADIENT, plots.INK]
    bars = plots.bars(ax, range(4), np.zeros(4), color=colors, width=0.7)
    for bar in bars.patches:  # two of the colours are light
        bar.set_edgecolor(plots.INK)
        bar.set_linewidth(1.5)
    level = plots.curve(ax, [], [], color=plots.INK, linewidth=1, linestyle=":")

    def update(
        join: str = choice(list(JOINS), label="y ="),
        x: float = slider(-2, 2, value=1.8, step=0.05, label="x"),
        h: float = slider(0.001, 0.5, value=0.1, label="nudge h", log=True),
    ) -> str:
        slopes, ratio = diamond_slopes(join, x), diamond_ratio(join, x, h)
        u_x, v_x, y_u, y_v = slopes
        one, two = u_x * y_u, v_x * y_v
        plots.move_bars(bars, [one, two, one + two, ratio])
        bars.patches[1].set_y(one)  # the second path goes on from where the first ends
        level.set_data([0.65, 2.35], [one + two] * 2)
        for word, slope in zip(words, slopes, strict=True):
            word.set_text(number(slope))
        paths = [  # four decimals of the factors are enough for three of the product
            f"{number(first, 4)} × {number(second, 4)} = {number(first * second, 3)}"
            for first, second in ((u_x, y_u), (v_x, y_v))
        ]
        return (
            f"y = {join} at x = {number(x)}: through u comes {paths[0]}, through v {paths[1]}. The "
            f"sum is {number(one + two, 3)}; a nudge of {power(h, 3)} moves y by "
            f"{number(ratio, 3)} times the nudge."
        )

    return update


def draw_paths(ax: Axes) -> list[Text]:
    """The graph x → u, v → y; the words for the slopes du/dx, dv/dx, ∂y/∂u, ∂y/∂v."""
    places = {"x": (-1.3, 0.0), "u = x²": (0.0, 0.95), "v = cos x": (0.0, -0.95), "y": (1.3, 0.0)}
    for start in (-1, 1):
        for side, color in zip((0.95, -0.95), plots.CLASSES, strict=False):
            ends = [(-1.13, 0.12 * side), (-0.2, 0.82 * side)]
            if start > 0:
                ends = [(0.2, 0.82 * side), (1.13, 0.12 * side)]
            plots.arrow(ax, ends[0], ends[1], color=color, width=4)
    for name, (x, y) in places.items():
        away = 0.1 * np.sign(y)
        plots.note(ax, x, y + away, name, ha="center", va="center", fontsize=15)
    where = [(-0.95, 0.62), (-0.95, -0.62), (0.95, 0.62), (0.95, -0.62)]
    return [plots.note(ax, x, y, "", ha="center", va="center", fontsize=14) for x, y in where]


ROW = 3  # diamonds in the picture of `flow_back`


def places_of(count: int) -> dict[str, tuple[float, float]]:
    """Where the nodes of a row of diamonds are drawn, in the order of the computation."""
    places = {"n0": (0.0, 0.0)}
    for i in range(count):
        places |= {f"u{i}": (2 * i + 1, 1.0), f"v{i}": (2 * i + 1, -1.0)}
        places[f"n{i + 1}"] = (2 * i + 2, 0.0)
    return places


def flow(count: int) -> list[tuple[str, float, str]]:
    """Each node of a row of diamonds from the end, with D and the sum that D comes from."""
    edges, D, steps = diamonds(count), {f"n{count}": 1.0}, [(f"n{count}", 1.0, "1")]
    for node in list(places_of(count))[-2::-1]:
        leaving = [(slope, D[t]) for (source, t), slope in edges.items() if source == node]
        D[node] = sum(slope * beyond for slope, beyond in leaving)
        terms = [f"{in_brackets(slope)} × {exact(beyond)}" for slope, beyond in leaving]
        steps.append((node, D[node], f"{' + '.join(terms)} = {exact(D[node])}"))
    return steps


def exact(value: float) -> str:
    """A number with all its digits; those of three diamonds are few."""
    return f"{value:.10g}".replace("-", "−")


def in_brackets(value: float) -> str:
    """A number as a factor: with brackets where it is negative."""
    return exact(value) if value >= 0 else f"({exact(value)})"


def draw_ring(ax: Axes, x: float, y: float, color: str, width: float) -> PathCollection:
    """A node: a white disc with room for its name and a number."""
    across = min(60.0, 0.095 * ax.bbox.width)  # points; where all is closer it is smaller
    return plots.points(
        ax, [x], [y], color=plots.PAPER, edgecolor=color, linewidth=width, size=across**2,
        zorder=3.2,
    )  # fmt: skip


@explorer(size=(9.6, 4.4), narrowest=0.54)
def flow_back(figure: Figure) -> Update:
    """Three diamonds: D flows back from the end, node by node, and each result is kept."""
    edges, places, steps = diamonds(ROW), places_of(ROW), flow(ROW)
    ax = plots.blank(figure, xlim=(-0.4, 6.4), ylim=(-2.5, 1.5))
    forward, backward = {}, {}
    for (source, target), slope in edges.items():
        start, end = (np.array(places[node]) for node in (source, target))
        away = np.array([0.27, 0.4]) * (end - start) / np.sqrt(2)  # a node, as wide as it is high
        ends = tuple(start + away), tuple(end - away)
        grey: dict[str, Any] = {"color": plots.GHOST, "width": 1.5, "visible": False}
        bold: dict[str, Any] = {"color": plots.GRADIENT, "width": 3.0, "visible": False}
        forward[source, target] = plots.arrow(ax, *ends, **grey)
        backward[source, target] = plots.arrow(ax, *ends[::-1], **bold)
        x, y = (start + end) / 2
        side = "bottom" if y > 0 else "top"
        beside = x + (0.12 if start[1] else -0.12)  # away from the node above or below
        plots.note(ax, beside, y + 0.15 * np.sign(y), exact(slope), ha="center", va=side)
    values = {}
    for node, (x, y) in places.items():
        draw_ring(ax, x, y, plots.INK, width=2)
        plots.note(ax, x, y + 0.05, node, ha="center", va="bottom", fontsize=14, zorder=4)
        values[node] = plots.note(
            ax, x, y - 0.05, "", color=plots.GRADIENT, ha="center", va="top", fontsize=13, zorder=4
        )
    here = draw_ring(ax, 0, 0, plots.GRADIENT, width=4)
    here.set_zorder(3.5)  # over the ring of the node that it marks
    sum_here = plots.note(ax, -0.3, -1.9, "", color=plots.GRADIENT, fontsize=15)
    counted = plots.note(ax, -0.3, -2.35, "", fontsize=14)
    for words in (sum_here, counted):
        words.set_in_layout(False)  # they have the whole width

    def update(step: int = player(len(steps), label="nodes done", still=len(steps) - 1)) -> str:
        known = {node: value for node, value, _ in steps[: step + 1]}
        node, _, terms = steps[step]
        for edge in edges:
            forward[edge].set_visible(edge[0] not in known)
            backward[edge].set_visible(edge[0] in known)
        for name, word in values.items():
            word.set_text(power(known[name], 3) if name in known else "")
        plots.move_points(here, *([each] for each in places[node]))
        products = sum(source in known for source, _ in edges)
        paths = 2 ** (ROW - int(node[1:]) - (node[0] != "n"))
        sum_here.set_text(f"D({node}) = {terms}")
        counted.set_text(
            f"{products} of {len(edges)} multiplications done; "
            f"paths from {node} to the end: {paths}"
        )
        return f"{sum_here.get_text()}. {counted.get_text()}."

    return update


def order_costs(inputs: int, width: int, outputs: int, depth: int) -> tuple[int, int]:
    """Multiplications for the product of `depth` Jacobians: from the output, from the input."""
    sizes = [outputs, *[width] * (depth - 1), inputs]  # as written: the last function first
    pairs = list(itertools.pairwise(sizes))
    from_output = sum(outputs * m * n for m, n in pairs[1:])
    return from_output, sum(m * n * inputs for m, n in pairs[:-1])


@explorer(size=(9, 3.4))
def orders(figure: Figure) -> Update:
    """The multiplications of a product of Jacobians, from the left and from the right."""
    ax = plots.axes(
        figure, xlabel="multiplications", ylabel="", xscale="log", xlim=(1, 1e13), ylim=(-0.6, 1.6)
    )
    ax.set_yticks([1, 0], ["left to right,\nfrom the output", "right to left,\nfrom the input"])
    colors = [plots.GRADIENT, plots.FORWARD]
    bars = plots.bars(ax, [1, 0], [1, 1], color=colors, horizontal=True, width=0.6)
    labels = [plots.note(ax, 1, y, "", va="center") for y in (1, 0)]

    def update(
        inputs: int = slider(1, 1000, value=64, integer=True, log=True, label="inputs"),
        width: int = slider(1, 1000, value=64, integer=True, log=True, label="width between"),
        outputs: int = slider(1, 1000, value=1, integer=True, log=True, label="outputs"),
        depth: int = slider(2, 30, value=4, integer=True, label="Jacobians"),
    ) -> str:
        left, right = costs = order_costs(inputs, width, outputs, depth)
        plots.move_bars(bars, costs)
        for label, cost, y in zip(labels, costs, (1, 0), strict=True):
            label.set_position((1.4 * cost, y))
            label.set_text(f"{cost:,}".replace(",", "\u2009"))
        from_left, from_right = (label.get_text() for label in labels)
        if left == right:
            cheap = "Both orders cost the same."
        else:
            cheap = f"From the {'output' if left < right else 'input'} is cheaper, "
            cheap += f"by a factor of {power(max(left, right) / min(left, right), 3)}."
        return (
            f"{depth} Jacobians; inputs {inputs}, outputs {outputs}, width {width}. "
            f"Multiplications: {from_left} from left to right, {from_right} from right to left. "
            f"{cheap}"
        )

    return update
