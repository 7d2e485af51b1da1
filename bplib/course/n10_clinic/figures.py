"""Figures of notebook 10: the chart of a network, and the chart before and after a treatment."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bplib import plots
from bplib.activations import ACTIVATIONS
from bplib.course.clinic import DRAWN, Record, Setup, case, train_and_record, treated
from bplib.course.words import power
from bplib.widgets import Update, choice, explorer, picture, toggle

TITLES = ("cost", "sizes", "step / weight", "shares")
YLABELS = ("mean cost of a batch", "root mean square", "root mean square", "share")
XLABELS = ("step", "hidden layer", "hidden layer", "hidden layer")
NOTES = (  # panel, height, text, colour
    (1, 0.93, "activation", plots.FORWARD),
    (1, 0.82, "error δ", plots.GRADIENT),
    (1, 0.71, "∂C/∂W", plots.INK),
    (2, 0.93, "usual: 0.001–0.01", plots.GHOST),
    (3, 0.93, "entries without slope", plots.GHOST),
    (3, 0.82, "units without any", plots.INK),
    (3, 0.71, "two inputs alike", plots.FORWARD),
)
PANELS = (("activation", "error", "gradient"), ("update",))  # the second and the third
USUAL = (1e-3, 1e-2)  # step / weight, where plain descent without normalization learns well
LEAST_COST, WORST_COST = 1e-2, 1e5
AS_IT_IS = "as it is"
MANY = 20  # layers, from which on the marks are smaller
CURES: dict[
    str, dict[str, Any]
] = {  # what the still picture of a case shows; the live one starts untreated
    "stuck": {"standardize": True},
    "overconfident": {"init": "glorot", "activation": "tanh"},
    "blank": {"init": "glorot"},
    "loud": {"init": "he"},
    "silent": {"biases": 0.0},
    "timid": {"rate": 0.1},
    "bold": {"normalization": "batch"},
    "sixty layers": {"residual": True, "normalization": "batch"},
    "as it came": {"residual": True, "normalization": "layer"},
    "nobody": {"standardize": True},
}
INITS = ("glorot", "he", "lecun", "orthogonal")
BIASES = {"0": 0.0, "−1": -1.0, "drawn, as PyTorch does": DRAWN}
CLIP, WARM_UP = 0.5, 80
RATES = (1e-4, 1e-3, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 2.0)
MOMENTS = {"before the first step": 0, "after 10 steps": 10, "after 150 steps": 150}


class Chart:
    """A row of four panels: cost, the two factors and their product, step, shares."""

    def __init__(self, figure: Figure, row: int, rows: int, name: str, setup: Setup) -> None:
        self.axes = [panel(figure, row, rows, column, setup) for column in range(4)]
        cost, sizes, steps, shares = self.axes
        self.cost = plots.curve(cost, [], [], color=plots.INK, linewidth=1.5)
        self.beyond = marks(cost, plots.INK, "^")
        self.said = plots.note(cost, 0.97, 0.98, name, within=True, ha="right", va="top")
        dots: dict[str, Any] = {"marker": "o", "markersize": 5 if setup.layers < MANY else 3}
        self.sizes = {
            what: (plots.curve(ax, [], [], color=color, **dots), marks(ax, color, "v"))
            for what, ax, color in (
                ("activation", sizes, plots.FORWARD),
                ("error", sizes, plots.GRADIENT),
                ("gradient", sizes, plots.INK),
                ("update", steps, plots.INK),
            )
        }
        self.shares = {
            what: plots.curve(shares, [], [], color=color, **dots)
            for what, color in (
                ("flat", plots.GHOST), ("dead", plots.INK), ("alike", plots.FORWARD)
            )
        }  # fmt: skip
        self.name = name
        for ax, height, text, color in NOTES:
            plots.note(self.axes[ax], 0.03, height, text, color=color, within=True, va="center")

    def show(self, record: Record, also: Sequence[Record] = ()) -> None:
        """Draw one record, on scales that hold the others as well.

        What is 0 is a mark at the lower edge, a cost off the scale one at the upper edge.
        """
        layers, step = np.arange(1, len(record.activation) + 1), np.arange(len(record.costs))
        _, top = self.axes[0].get_ylim()
        with np.errstate(invalid="ignore"):
            seen = record.costs <= top
        self.cost.set_data(step, np.where(seen, record.costs, np.nan))
        self.beyond.set_data(step[~seen][:1], [top] * int(not seen.all()))
        for ax, whats in zip(self.axes[1:3], PANELS, strict=True):
            low, high = decades([getattr(each, what) for each in (record, *also) for what in whats])
            ax.set_ylim(low, high)
            for what in whats:
                line, below = self.sizes[what]
                values = np.nan_to_num(getattr(record, what), nan=0.0, posinf=0.0)
                line.set_data(layers, np.where(values >= low, values, np.nan))
                below.set_data(layers[values < low], [low] * int(np.sum(values < low)))
        for what, line in self.shares.items():
            line.set_data(layers, getattr(record, what))
        self.said.set_text("\n".join([self.name, record.outcome, *facts(record)]))


def panel(figure: Figure, row: int, rows: int, column: int, setup: Setup) -> Axes:
    """One panel of a chart; the cost has its line of guessing, the step its usual band."""
    ax = plots.axes(
        figure,
        (rows, 4, 4 * row + column + 1),
        xlabel=XLABELS[column] if row == rows - 1 else "",
        ylabel=YLABELS[column],
        title=TITLES[column] if row == 0 else "",
        yscale="log" if column < 3 else "linear",
        xlim=(0, setup.steps) if column == 0 else (0.5, setup.layers + 0.5),
        ylim=((LEAST_COST, WORST_COST), (1e-3, 1), (1e-3, 1), (-0.03, 1.6))[column],
    )
    if column == 0:
        plots.curve(ax, [0, setup.steps], [np.log(10)] * 2, color=plots.GHOST, linewidth=1)
    else:
        ax.locator_params(axis="x", integer=True)
    if column == 2:
        ax.axhspan(*USUAL, color=plots.GHOST, alpha=0.25, linewidth=0)
    if column == 3:
        ax.set_yticks([0, 0.5, 1])
    return ax


def marks(ax: Axes, color: str, marker: str) -> plots.Curve:
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
    low, high = max(low, -18), min(high, 18)
    return float(10.0**low), float(10.0 ** (high + (high - low) / 2))


def facts(record: Record) -> list[str]:
    """What stands in the corner of the first panel as numbers."""
    broken = record.breaks_at
    lost = [f"NaN from step {broken}"] if broken is not None else []
    return [f"first cost {power(record.costs[0], 2)}", *lost, f"test {record.accuracy:.0%}"]


def in_words(record: Record) -> str:
    """The chart of a record in words; of sizes one digit is enough."""
    if not np.isfinite(record.activation).all():
        return f"it {record.outcome}: at this moment its numbers are none any more"
    activation, error, gradient = (
        f"{power(sizes[0], 1)} to {power(sizes[-1], 1)}"
        for sizes in (record.activation, record.error, record.gradient)
    )
    return (
        f"it {record.outcome}, {', '.join(facts(record))}; from the first hidden layer to the last "
        f"the activations go from {activation}, the errors from {error}, the weight gradients "
        f"from {gradient}, the share of entries without a slope from {record.flat[0]:.0%} to "
        f"{record.flat[-1]:.0%}, how alike two inputs look from {record.alike[0]:.2f} to "
        f"{record.alike[-1]:.2f}"
    )


def who(patient: str | Setup) -> tuple[str, Setup]:
    """The name and the setup of a case, or of a network of your own."""
    if isinstance(patient, Setup):
        return "your network", patient
    return patient, case(patient).setup


@picture(size=(11, 3.4), examples=[{"patient": name} for name in ("healthy", "stuck")])
def chart(figure: Figure, patient: str | Setup = "healthy", after: int = 0) -> str:
    """The chart of a case, or of any setup, after so many steps: four panels."""
    name, setup = who(patient)
    record = train_and_record(setup, after)
    Chart(figure, 0, 1, name, setup).show(record)
    return f"{name}: {in_words(record)}."


@explorer(size=(11, 6), examples=[{"patient": name} for name in ("stuck", "loud")])
def treat(figure: Figure, patient: str | Setup = "stuck") -> Update:
    """The chart of a case, or of any setup, before and after a treatment that you choose."""
    name, setup = who(patient)
    above, below = (Chart(figure, row, 2, ("before", "after")[row], setup) for row in (0, 1))
    cured = CURES.get(name, {})

    def update(
        activation: str = choice(
            list(ACTIVATIONS),
            value=setup.activation,
            label="activation",
            still=cured.get("activation"),
        ),
        init: str = choice([AS_IT_IS, *INITS], label="initializer", still=cured.get("init")),
        biases: float | str = choice(
            BIASES, value=setup.bias, label="hidden biases", still=cured.get("biases")
        ),
        rate: float = choice(
            sorted({*RATES, setup.rate}),
            value=setup.rate,
            label="learning rate",
            still=cured.get("rate"),
        ),
        normalization: str = choice(
            ["none", "batch", "layer"], label="normalization", still=cured.get("normalization")
        ),
        standardize: bool = toggle("standardize the inputs", still=cured.get("standardize")),
        residual: bool = toggle("residual connections", still=cured.get("residual")),
        clip: bool = toggle(f"clip the gradient at {CLIP}", still=cured.get("clip")),
        warm_up: bool = toggle(f"warm up for {WARM_UP} steps", still=cured.get("warm_up")),
        after: int = choice(MOMENTS, label="layers seen"),
    ) -> str:
        others: dict[str, Any] = {"init": init} if init != AS_IT_IS else {}
        chosen = treated(
            setup, activation=activation, bias=biases, rate=rate, normalization=normalization,
            standardize=standardize, residual=residual, clip=CLIP if clip else setup.clip,
            warm_up=WARM_UP if warm_up else setup.warm_up, **others,
        )  # fmt: skip
        before, treated_one = (train_and_record(each, after) for each in (setup, chosen))
        above.show(before, also=[treated_one])
        below.show(treated_one, also=[before])
        if chosen == setup:
            return f"Before, {in_words(before)}. Nothing is changed yet."
        return f"Before, {in_words(before)}. After, {in_words(treated_one)}."

    return update
