"""The chart of a record, layer by layer: the clinic's picture, for any network.

gradient = activation coming in × error going out: the second panel has the two factors, the third
their product, the fourth says why a factor is small.
"""

from pathlib import Path
from typing import Any

import numpy as np

from bplib import plots
from bplib.examine.record import Look, Record

HEALTHY_STEP = 1e-3, 1e-2  # of the weight, for plain gradient descent that goes well
SIZE = 12.5, 3.6
MANY = 20  # layers, from which on the marks are smaller
PANELS = (
    ("cost", "mean cost of the batch"),
    ("activation in, error out", "root mean square"),
    ("gradient, step / weight", "root mean square"),
    ("differing, flat", "share"),
)
SERIES = (  # panel, what of each layer, colour, its name
    (1, "activation", plots.FORWARD, "activation coming in"),
    (1, "error", plots.GRADIENT, "error"),
    (2, "gradient", plots.GRADIENT, "∂C/∂W"),
    (2, "step", plots.INK, "○ step / weight"),
    (3, "differ", plots.FORWARD, "examples differ"),
    (3, "flat", plots.GHOST, "entries without a slope"),
    (3, "dead", plots.INK, "units without any"),
)
FLOOR = (1e-4, 1e-30, 1e-16, 1e-8)  # of each panel; what is smaller, or 0, lies on its lower edge


class Chart:
    """A row of four panels: the cost of each step, and three with a mark for each layer.

    Full marks are the last look, faint ones the start. `mark` is a layer to point at.
    """

    def __init__(
        self, figure: Any, record: Record, *, name: str = "", mark: str = "",
        row: int = 0, rows: int = 1,
    ) -> None:  # fmt: skip
        self.record, self.mark = record, mark
        self.axes = [self._panel(figure, row, rows, column) for column in range(len(PANELS))]
        self._cost(name)
        for column in range(1, len(PANELS)):
            self._layers(column)

    def _panel(self, figure: Any, row: int, rows: int, column: int) -> Any:
        title, ylabel = PANELS[column]
        ax = plots.axes(
            figure,
            (rows, len(PANELS), len(PANELS) * row + column + 1),
            xlabel=("step" if column == 0 else "layer") if row == rows - 1 else "",
            ylabel=ylabel,
            title=title if row == 0 else "",
            yscale="log",
        )
        ax.locator_params(axis="x", integer=True, nbins=6)
        return ax

    def _cost(self, name: str) -> None:
        ax, record = self.axes[0], self.record
        costs = record.costs if len(record.costs) else np.array([record.start.cost])
        steps, finite = np.arange(len(costs)), np.isfinite(costs)
        dot: dict[str, Any] = {"marker": "o", "markersize": 5} if finite.sum() < 2 else {}
        shown = np.where(costs > 0, costs, np.nan)
        plots.curve(ax, steps[finite], shown[finite], color=plots.INK, linewidth=1.8, **dot)
        last = max(1, len(costs) - 1)
        if record.facts.guess > 0:
            plots.curve(ax, [0, last], [record.facts.guess] * 2, color=plots.GHOST, linewidth=1)
        short = name if len(name) <= 24 else f"{name[:23]}…"
        said = [*([short] if name else []), f"first cost {record.start.cost:.3g}"]
        if not finite.all():
            ax.axvline(steps[~finite][0], color=plots.GRADIENT, linewidth=1.5)
            said.append(f"no number from step {steps[~finite][0]}")
        ax.set_xlim(-0.03 * last, 1.03 * last)
        self._room(0, [shown[finite], [record.facts.guess]], len(said))
        plots.note(ax, 0.97, 0.98, "\n".join(said), within=True, ha="right", va="top")

    def _layers(self, column: int) -> None:
        ax, series = self.axes[column], [each for each in SERIES if each[0] == column]
        record = self.record
        looks = [(record.start, True)] if record.later is not None else []
        drawn = []
        for look, faint in [*looks, (record.last, False)]:
            drawn += [self._curve(ax, look, what, color, faint) for _, what, color, _ in series]
        if column == 2:
            ax.axhspan(*HEALTHY_STEP, color=plots.GHOST, alpha=0.18, linewidth=0)
            drawn.append(np.array(HEALTHY_STEP))
        if column == 3:
            drawn.append(np.array([0.1, 1.0]))
        self._room(column, drawn, len(series))
        count = len(record.start.layers)
        ax.set_xlim(0.5, max(count, 1) + 0.5)
        for place, (_, _, color, said) in enumerate(series):
            plots.note(ax, 0.03, 0.98 - 0.09 * place, said, color=color, within=True, va="top")
        names = [layer.name for layer in record.start.layers]
        if self.mark in names:
            at = names.index(self.mark) + 1
            ax.axvline(at, color=plots.GHOST, linewidth=1, linestyle=":")

    def _curve(self, ax: Any, look: Look, what: str, color: str, faint: bool) -> np.ndarray:
        at, values = np.arange(1, len(look.layers) + 1), look.of(what)
        floor = FLOOR[self.axes.index(ax)]
        values = np.where(np.isinf(values), np.nan, np.maximum(values, floor))
        marks: dict[str, Any] = {
            "marker": "o",
            "markersize": 5 if len(at) < MANY else 3,
            "linewidth": 1.0 if faint else 1.8,
            "alpha": 0.3 if faint else 1.0,
        }
        if what == "step":
            marks |= {"markerfacecolor": plots.PAPER, "linewidth": 1.2}
        plots.curve(ax, at, values, color=color, **marks)
        return values

    def _room(self, column: int, drawn: list[Any], lines: int) -> None:
        """Limits that hold all that is drawn, with room for the names above."""
        values = np.concatenate([np.asarray(each, dtype=float) for each in drawn])
        values = values[np.isfinite(values) & (values > FLOOR[column])]
        low, high = (values.min(), values.max()) if values.size else (0.1, 1.0)
        decades = max(0.6, np.log10(high / low))
        bottom = np.log10(low) - 0.08 * decades
        share = 0.06 + 0.095 * lines
        top = bottom + (np.log10(high) - bottom + 0.05 * decades) / (1 - share)
        self.axes[column].set_ylim(10**bottom, 10**top)
        plain_ticks(self.axes[column], 10**bottom, high)
        for line in self.axes[column].lines:  # what is 0 lies on the edge, wherever that is
            line.set_ydata(np.maximum(np.asarray(line.get_ydata(), dtype=float), 10**bottom))


def plain_ticks(ax: Any, low: float, high: float) -> None:
    """Ticks where there is something to read off, none beside the names above it.

    Powers of ten, or, where there are fewer than two, three plain numbers.
    """
    powers = np.arange(np.ceil(np.log10(low)), np.floor(np.log10(high) + 1e-9) + 1)
    if len(powers) < 2:
        middle = (low * high) ** 0.5
        ticks = [float(f"{value:.2g}") for value in (low * (high / low) ** 0.1, middle, high)]
        ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    else:
        ax.set_yticks(10.0 ** powers[:: max(1, len(powers) // 6)])
    ax.set_yticks([], minor=True)


def sentence(record: Record, name: str = "your network") -> str:
    """The chart in words, for those who do not see it."""
    parts = []
    for what, said in (
        ("activation", "activations coming in"),
        ("error", "errors"),
        ("gradient", "weight gradients"),
        ("step", "steps relative to the weights"),
    ):
        known = record.last.of(what)[np.isfinite(record.last.of(what))]
        if known.size:
            parts.append(f"{said} from {known[0]:.1g} to {known[-1]:.1g}")
    costs = f"cost {record.start.cost:.3g}"
    if len(record.costs) > 1:
        costs = f"cost from {record.costs[0]:.3g} to {record.costs[-1]:.3g}"
    return f"{name}: {costs}; from the first layer to the last {', '.join(parts)}."


def drawing(record: Record, name: str, mark: str) -> Any:
    """What draws the chart, as `plots.show` takes it."""

    def draw(figure: Any) -> Any:
        Chart(figure, record, name=name, mark=mark)
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
