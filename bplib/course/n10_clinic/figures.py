"""Figures of notebook 10: the chart of a network, and the chart before and after a treatment."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from bplib.activations import ACTIVATIONS
from bplib.course.clinic import DRAWN, Record, Setup, case, train_and_record, treated
from bplib.course.words import power
from bplib.examine.chart import SIZE, Chart, Drawn
from bplib.widgets import Update, choice, explorer, picture, toggle

SIZES, SHARES = ("activation", "error", "gradient"), ("flat", "dead", "alike")
LEAST_COST, WORST_COST = 1e-2, 1e5
GUESSING = 0.3  # a test accuracy up to which it says nothing; another processor finds another one
AS_IT_IS = "as it is"
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


def chart_of(figure: Figure, setup: Setup, row: int = 0, rows: int = 1) -> Chart:
    """A row for the chart of a setup, on the scale of costs that all of the clinic share."""
    return Chart(
        figure, setup.layers, setup.steps, row=row, rows=rows, xlabel="hidden layer",
        guess=float(np.log(10)), costs=(LEAST_COST, WORST_COST),
    )  # fmt: skip


def drawn(record: Record, name: str) -> Drawn:
    """What the chart shows of a record; a size that is no number any more lies at 0."""
    sizes = {"step": record.update} | {w: getattr(record, w) for w in SIZES}
    shares = {what: getattr(record, what) for what in SHARES}
    layers = {what: np.nan_to_num(size, posinf=0.0) for what, size in sizes.items()} | shares
    return Drawn(record.costs, layers, said=[name, record.outcome, *facts(record)])


def facts(record: Record) -> list[str]:
    """What stands in the corner of the first panel as numbers."""
    broken = record.breaks_at
    lost = [f"NaN from step {broken}"] if broken is not None else []
    right = f"{record.accuracy:.0%}" if record.accuracy > GUESSING else "like guessing"
    return [f"first cost {power(record.costs[0], 2)}", *lost, f"test {right}"]


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


@picture(size=SIZE, examples=[{"patient": name} for name in ("healthy", "stuck")])
def chart(figure: Figure, patient: str | Setup = "healthy", after: int = 0) -> str:
    """The chart of a case, or of any setup, after so many steps: four panels."""
    name, setup = who(patient)
    record = train_and_record(setup, after)
    chart_of(figure, setup).show(drawn(record, name))
    return f"{name}: {in_words(record)}."


@explorer(size=(11, 6), examples=[{"patient": name} for name in ("stuck", "loud")])
def treat(figure: Figure, patient: str | Setup = "stuck") -> Update:
    """The chart of a case, or of any setup, before and after a treatment that you choose."""
    name, setup = who(patient)
    above, below = (chart_of(figure, setup, row, 2) for row in (0, 1))
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
        rows = drawn(before, "before"), drawn(treated_one, "after")
        above.show(rows[0], also=rows[1:])
        below.show(rows[1], also=rows[:1])
        if chosen == setup:
            return f"Before, {in_words(before)}. Nothing is changed yet."
        return f"Before, {in_words(before)}. After, {in_words(treated_one)}."

    return update
