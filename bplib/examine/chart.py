"""The chart of a network, layer by layer: one row of four panels, for the clinic's and for yours.

gradient = activation × error: the second panel has the two factors and their product, the third
what the optimizer makes of it, the fourth says why a factor is small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

import numpy as np

from bplib import plots
from bplib.examine.record import Look, Record
from bplib.examine.signs import number

TITLES = ("cost", "sizes", "step / weight", "shares")
YLABELS = ("mean cost of a batch", "root mean square", "root mean square", "share")
USUAL = (1e-3, 1e-2)  # step / weight, where plain descent without normalization learns well
SIZE = 11, 3.4
MANY = 20  # layers, from which on the marks are smaller
TOP, LINE = 0.93, 0.11  # of a panel's height: where its names stand
SHARES = -0.03, 1.6  # with room for the names
LEAST, MOST = -30, 18  # powers of ten; what lies beyond is a mark on the edge


class Series(NamedTuple):
    """One number of each layer: its name in the data, its panel, its colour, its name there."""

    what: str
    panel: int
    color: str
    said: str


SERIES = (
    Series("activation", 1, plots.FORWARD, "activation"),
    Series("error", 1, plots.GRADIENT, "error δ"),
    Series("gradient", 1, plots.INK, "∂C/∂W"),
    Series("step", 2, plots.INK, ""),
    Series("flat", 3, plots.GHOST, "entries without slope"),
    Series("dead", 3, plots.INK, "units without any"),
    Series("alike", 3, plots.FORWARD, "two inputs alike"),
)
INCOMING = {"activation": "activation in"}


@dataclass(frozen=True)
class Drawn:
    """What a chart shows: the cost of each step, and each of SERIES as one number per layer.

    before: the same numbers at an earlier look, drawn faint. said: lines for the corner.
    """

    costs: np.ndarray
    layers: Mapping[str, np.ndarray]
    before: Mapping[str, np.ndarray] = field(default_factory=dict)
    said: Sequence[str] = ()


class Chart:
    """A row of four panels: cost, the two factors and their product, step, shares.

    guess: the cost of guessing, a grey line. costs: limits of the first panel, for charts that are
    to be compared; fitted where none are given. words: other names of some SERIES. mark: the number
    of a layer to point at.
    """

    def __init__(
        self, figure: Any, layers: int, steps: int, *, row: int = 0, rows: int = 1,
        xlabel: str = "layer", guess: float = np.nan, costs: tuple[float, float] | None = None,
        words: Mapping[str, str] | None = None, mark: int = 0,
    ) -> None:  # fmt: skip
        self.guess, self.limits = guess, costs
        self.axes = [
            plots.axes(
                figure,
                (rows, 4, 4 * row + column + 1),
                xlabel=("step" if column == 0 else xlabel) if row == rows - 1 else "",
                ylabel=YLABELS[column],
                title=TITLES[column] if row == 0 else "",
                yscale="log" if column < 3 else "linear",
                xlim=(0, max(steps, 1)) if column == 0 else (0.5, max(layers, 1) + 0.5),
            )
            for column in range(4)
        ]
        for ax in self.axes[:3]:
            ax.minorticks_off()  # between powers of ten they would be many, and are not read
        self._cost(steps)
        self._layers(layers, mark)
        self._names(words or {})

    def _cost(self, steps: int) -> None:
        ax = self.axes[0]
        if steps < 5:
            ax.set_xticks(range(max(steps, 1) + 1))
        if self.limits:
            ax.set_ylim(self.limits)
        if self.guess > 0:
            ends = [0, max(steps, 1)]
            plots.curve(ax, ends, [self.guess] * 2, color=plots.GHOST, linewidth=1)
        self.cost = plots.curve(ax, [], [], color=plots.INK, linewidth=1.5, markersize=5)
        self.beyond = off_scale(ax, plots.INK, "^")
        self.said = plots.note(ax, 0.97, 0.98, "", within=True, ha="right", va="top")

    def _layers(self, layers: int, mark: int) -> None:
        for ax in self.axes[1:]:
            if layers > 2:
                ax.locator_params(axis="x", integer=True)
            else:
                ax.set_xticks(range(1, layers + 1))
            if mark:
                ax.axvline(mark, ymax=0.62, color=plots.GHOST, linewidth=1, linestyle=":")
        self.axes[2].axhspan(*USUAL, color=plots.GHOST, alpha=0.25, linewidth=0)
        self.axes[3].set(ylim=SHARES, yticks=[0, 0.5, 1])
        dots: dict[str, Any] = {"marker": "o", "markersize": 5 if layers < MANY else 3}
        faint: dict[str, Any] = dots | {"alpha": 0.35, "linewidth": 1, "markersize": 3}
        self.before, self.lines, self.below = {}, {}, {}
        for what, panel, color, _ in SERIES:
            ax = self.axes[panel]
            self.before[what] = plots.curve(ax, [], [], color=color, **faint)
            self.lines[what] = plots.curve(ax, [], [], color=color, **dots)
            self.below[what] = off_scale(ax, color, "v")

    def _names(self, words: Mapping[str, str]) -> None:
        usual = Series("", 2, plots.GHOST, "usual: 0.001–0.01")
        for panel, ax in enumerate(self.axes):
            named = [each for each in (*SERIES, usual) if each.panel == panel and each.said]
            for place, (what, _, color, said) in enumerate(named):
                height, text = TOP - LINE * place, words.get(what, said)
                plots.note(ax, 0.03, height, text, color=color, within=True, va="center")

    def show(self, drawn: Drawn, also: Sequence[Drawn] = ()) -> None:
        """Draw one network, on scales that hold the others as well.

        What is 0 is a mark at the lower edge, a cost off the scale one at the upper edge.
        """
        self._show_cost(drawn)
        for panel in (1, 2):
            whats = [each.what for each in SERIES if each.panel == panel]
            looks = [look for each in (drawn, *also) for look in (each.layers, each.before) if look]
            self.axes[panel].set_ylim(decades([look[what] for look in looks for what in whats]))
        for what, panel, *_ in SERIES:
            low = self.axes[panel].get_ylim()[0]
            values = np.asarray(drawn.layers[what], dtype=float)
            at = np.arange(1, len(values) + 1)
            gone = np.zeros(len(at), dtype=bool) if panel == 3 else values < low
            self.lines[what].set_data(at, np.where(gone | np.isinf(values), np.nan, values))
            self.below[what].set_data(at[gone], [low] * int(gone.sum()))
            if drawn.before:
                earlier = np.asarray(drawn.before[what], dtype=float)
                self.before[what].set_data(at, np.where(earlier < low, np.nan, earlier))

    def _show_cost(self, drawn: Drawn) -> None:
        ax, costs = self.axes[0], np.asarray(drawn.costs, dtype=float)
        if not self.limits:
            fit(ax, [costs, [self.guess]], len(drawn.said))
        bottom, top = ax.get_ylim()
        with np.errstate(invalid="ignore"):
            seen = costs <= top
        step = np.arange(len(costs))
        self.cost.set_marker("o" if seen.sum() == 1 and not self.limits else "")
        self.cost.set_data(step, np.where(seen, np.maximum(costs, bottom), np.nan))
        self.beyond.set_data(step[~seen][:1], [top] * int(not seen.all()))
        self.said.set_text("\n".join(drawn.said))


def off_scale(ax: Any, color: str, marker: str) -> plots.Curve:
    """Marks for what lies off the scale."""
    found = plots.curve(
        ax, [], [], color=color, marker=marker, markersize=7, linestyle="", clip_on=False
    )
    found.set_in_layout(False)
    return found


def decades(values: Sequence[np.ndarray]) -> tuple[float, float]:
    """Limits for all that is positive and finite: four decades at least, and room for the names."""
    flat = np.concatenate(values)
    some = flat[np.isfinite(flat) & (flat > 0)]
    logs = np.log10(some) if some.size else np.array([-1.0])
    high = np.ceil(max(logs.max(), 0) + 0.1)
    low = min(np.floor(logs.min() - 0.1), high - 4)
    low, high = max(low, LEAST), min(high, MOST)
    return float(10.0**low), float(10.0 ** (high + (high - low) / 2))


def fit(ax: Any, values: Sequence[Any], lines: int) -> None:
    """Limits close to the values, with room for so many lines above, and ticks to read off.

    Powers of ten, or, where there are fewer than two, three plain numbers.
    """
    flat = np.concatenate([np.asarray(each, dtype=float) for each in values])
    flat = flat[np.isfinite(flat) & (flat > 0)]
    low, high = (flat.min(), flat.max()) if flat.size else (0.1, 1.0)
    range_ = max(0.6, np.log10(high / low))
    bottom = np.log10(low) - 0.08 * range_
    top = bottom + (np.log10(high) - bottom + 0.05 * range_) / (1 - 0.06 - 0.095 * lines)
    powers = 10.0 ** np.arange(np.ceil(bottom), np.floor(np.log10(high) + 1e-9) + 1)
    if len(powers) < 2:
        ticks = [float(f"{value:.3g}") for value in (low, (low * high) ** 0.5, high)]
        far = np.diff(np.log10(ticks), prepend=-np.inf) > 0.09 * (top - bottom)
        ticks = [tick for tick, apart in zip(ticks, far, strict=True) if apart]
        ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    else:
        ax.set_yticks(powers[:: -(-len(powers) // 4)])
    ax.set_ylim(10**bottom, 10**top)


def numbers(look: Look) -> dict[str, np.ndarray]:
    """What a chart shows of a look."""
    return {each.what: look.of(each.what) for each in SERIES}


def drawn(record: Record, name: str = "") -> Drawn:
    """What a chart shows of a record."""
    costs = record.costs if len(record.costs) else np.array([record.start.cost])
    said = [*wrap(name, 18, max_lines=2, placeholder="…")]
    said.append(f"first cost {number(record.start.cost)}")
    broken = np.flatnonzero(~np.isfinite(costs))
    if broken.size:
        said.append(f"NaN from step {broken[0]}")
    before = numbers(record.start) if record.later is not None else {}
    said += ["faint: the start"] if before else []
    return Drawn(costs, numbers(record.last), before, said)


def sentence(record: Record, name: str = "your network") -> str:
    """The chart in words, for those who do not see it."""
    parts = []
    for what, said in (
        ("activation", "activations coming in"),
        ("error", "errors"),
        ("gradient", "weight gradients"),
        ("step", "steps relative to the weights"),
        ("flat", "the share of entries without a slope"),
        ("alike", "how alike two inputs look"),
    ):
        known = record.last.of(what)[np.isfinite(record.last.of(what))]
        if known.size:
            parts.append(f"{said} from {number(known[0])} to {number(known[-1])}")
    costs = f"cost {number(record.start.cost)}"
    if len(record.costs) > 1:
        costs = f"cost from {number(record.costs[0])} to {number(record.costs[-1])}"
    return f"{name}: {costs}; from the first layer to the last {', '.join(parts)}."


def drawing(record: Record, name: str, mark: str) -> Any:
    """What draws the chart, as `plots.show` takes it."""
    names = [layer.name for layer in record.start.layers]
    at = names.index(mark) + 1 if mark in names else 0

    def draw(figure: Any) -> Any:
        steps = max(len(record.costs) - 1, 0)
        chart = Chart(figure, len(names), steps, guess=record.facts.guess, words=INCOMING, mark=at)
        chart.show(drawn(record, name))
        return lambda: sentence(record, name or "your network")

    return draw


def chart(record: Record, name: str = "", mark: str = "") -> plots.Still:
    """The chart as a still picture with the sentence that reads it out."""
    return plots.show(drawing(record, name, mark), size=SIZE)


def save(record: Record, path: str | Path, name: str = "", mark: str = "") -> Path:
    """Write the chart as PNG or SVG, by the ending of the path."""
    path = Path(path)
    if path.suffix not in (".png", ".svg"):
        raise ValueError(f"the chart is written as .png or .svg; got {path.name!r}.")
    canvas = plots.Canvas(drawing(record, name, mark), size=SIZE)
    canvas.move()
    path.write_bytes(canvas.file(path.suffix[1:], 2))
    return path
