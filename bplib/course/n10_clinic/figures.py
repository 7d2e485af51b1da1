"""Figures of notebook 10: the chart of a network, and the chart before and after a treatment."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bplib import plots
from bplib.activations import ACTIVATIONS
from bplib.course.clinic import Record, Setup, case, train_and_record, treated
from bplib.course.words import power
from bplib.widgets import Update, choice, explorer, picture, toggle

TITLES = ("cost", "activations", "weight gradients", "flat")
YLABELS = ("mean cost of a batch", "root mean square", "root mean square", "share")
XLABELS = ("step", "hidden layer", "hidden layer", "hidden layer")
LIMITS = ((3e-3, 1e6), (1e-10, 1e6), (1e-12, 1e9), (-0.03, 1.6))
NOTES = (
    (2, 0.98, "∂C/∂W", plots.GRADIENT),
    (2, 0.86, "○ first step / weight", plots.INK),
    (3, 0.98, "entries without a slope", plots.GHOST),
    (3, 0.86, "units without any", plots.INK),
)
AS_IT_IS = "as it is"
MANY = 20  # layers, from which on the marks are smaller
CURES: dict[
    str, dict[str, Any]
] = {  # what the still picture of a case shows; the live one starts untreated
    "stuck": {"standardize": True},
    "overconfident": {"init": "glorot", "activation": "tanh"},
    "blank": {"init": "glorot"},
    "loud": {"init": "he"},
    "silent": {"zero_biases": True},
    "timid": {"rate": 0.1},
    "bold": {"normalization": "batch"},
    "sixty layers": {"residual": True, "normalization": "batch"},
}
INITS = ("glorot", "he", "lecun", "orthogonal")
CLIP, WARM_UP = 0.5, 80
RATES = (1e-4, 1e-3, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 2.0)


class Chart:
    """A row of four panels: cost, activations, gradients, share of entries without a slope."""

    def __init__(self, figure: Figure, row: int, rows: int, name: str, setup: Setup) -> None:
        self.axes = [self._panel(figure, row, rows, column, setup) for column in range(4)]
        cost, activations, gradients, shares = self.axes
        self.cost = plots.curve(cost, [], [], color=plots.INK, linewidth=1.5)
        self.said = plots.note(cost, 0.97, 0.97, name, within=True, ha="right", va="top")
        dots: dict[str, Any] = {"marker": "o", "markersize": 5 if setup.layers < MANY else 3}
        self.activation = plots.curve(activations, [], [], color=plots.FORWARD, **dots)
        self.gradient = plots.curve(gradients, [], [], color=plots.GRADIENT, **dots)
        ring: dict[str, Any] = {"markerfacecolor": plots.PAPER, "linewidth": 1.2} | dots
        self.update = plots.curve(gradients, [], [], color=plots.INK, **ring)
        self.flat = plots.curve(shares, [], [], color=plots.GHOST, **dots)
        self.dead = plots.curve(shares, [], [], color=plots.INK, **dots)
        self.name = name
        for ax, height, text, color in NOTES:
            plots.note(self.axes[ax], 0.03, height, text, color=color, within=True, va="top")

    def _panel(self, figure: Figure, row: int, rows: int, column: int, setup: Setup) -> Axes:
        ax = plots.axes(
            figure,
            (rows, 4, 4 * row + column + 1),
            xlabel=XLABELS[column] if row == rows - 1 else "",
            ylabel=YLABELS[column],
            title=TITLES[column] if row == 0 else "",
            yscale="log" if column < 3 else "linear",
            ylim=LIMITS[column],
            xlim=(0, 160) if column == 0 else (0.5, setup.layers + 0.5),
        )
        if column == 3:
            ax.set_yticks([0, 0.5, 1])
        if column > 0:
            ax.locator_params(axis="x", integer=True)
        if column == 0:
            plots.curve(ax, [0, 160], [np.log(10)] * 2, color=plots.GHOST, linewidth=1)
        return ax

    def show(self, record: Record) -> None:
        """Draw one record; what is 0 lies on the lower edge of a logarithmic panel."""
        layers = np.arange(1, len(record.activation) + 1)
        self.cost.set_data(np.arange(len(record.costs)), np.clip(record.costs, *LIMITS[0]))
        self.activation.set_data(layers, np.clip(record.activation, *LIMITS[1]))
        self.gradient.set_data(layers, np.clip(record.gradient, *LIMITS[2]))
        self.update.set_data(layers, np.clip(np.nan_to_num(record.update), *LIMITS[2]))
        self.flat.set_data(layers, record.flat)
        self.dead.set_data(layers, record.dead)
        self.said.set_text(f"{self.name}\n{record.outcome}")


def words(record: Record) -> str:
    """The chart of a record in words; of sizes one digit is enough."""
    activation, gradient = (
        f"{power(sizes[0], 1)} to {power(sizes[-1], 1)}"
        for sizes in (record.activation, record.gradient)
    )
    return (
        f"it {record.outcome}; from the first hidden layer to the last the activations go from "
        f"{activation}, the weight gradients from {gradient}, the share of entries without a slope "
        f"from {record.flat[0]:.0%} to {record.flat[-1]:.0%}"
    )


def who(patient: str | Setup) -> tuple[str, Setup]:
    """The name and the setup of a case, or of a network of your own."""
    if isinstance(patient, Setup):
        return "your network", patient
    return patient, case(patient).setup


@picture(size=(11, 3.2), examples=[{"patient": name} for name in ("healthy", "stuck")])
def chart(figure: Figure, patient: str | Setup = "healthy") -> str:
    """The chart of a case, or of any setup: four panels, as a still picture."""
    name, setup = who(patient)
    record = train_and_record(setup)
    Chart(figure, 0, 1, name, setup).show(record)
    return f"{name}: {words(record)}."


@explorer(size=(11, 5.4), examples=[{"patient": name} for name in ("stuck", "loud")])
def treat(figure: Figure, patient: str | Setup = "stuck") -> Update:
    """The chart of a case, or of any setup, before and after a treatment that you choose."""
    name, setup = who(patient)
    before = train_and_record(setup)
    Chart(figure, 0, 2, "before", setup).show(before)
    below = Chart(figure, 1, 2, "after", setup)
    cured = CURES.get(name, {})

    def update(
        activation: str = choice(
            list(ACTIVATIONS),
            value=setup.activation,
            label="activation",
            still=cured.get("activation"),
        ),
        init: str = choice([AS_IT_IS, *INITS], label="initializer", still=cured.get("init")),
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
        zero_biases: bool = toggle(
            "biases start at 0", value=setup.bias == 0, still=cured.get("zero_biases")
        ),
        residual: bool = toggle("residual connections", still=cured.get("residual")),
        clip: bool = toggle(f"clip the gradient at {CLIP}", still=cured.get("clip")),
        warm_up: bool = toggle(f"warm up for {WARM_UP} steps", still=cured.get("warm_up")),
    ) -> str:
        others: dict[str, Any] = {"init": init} if init != AS_IT_IS else {}
        if zero_biases:
            others["bias"] = 0.0
        after = train_and_record(
            treated(
                setup, activation=activation, rate=rate, normalization=normalization,
                standardize=standardize, residual=residual, clip=CLIP if clip else 0.0,
                warm_up=WARM_UP if warm_up else 0, **others,
            )
        )  # fmt: skip
        below.show(after)
        return f"Before, {words(before)}. After, {words(after)}."

    return update
