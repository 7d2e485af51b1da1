"""What can be seen in a record: each sign is a function that says where and how much, or None.

Thresholds were measured on published networks on three clouds of points and on the cases of
`benchmarks.examine` that were not kept back. "ill 1e-5, healthy 7e-3" are the ends of the two that
are next to each other; the threshold lies between them, in the logarithm.
"""

from typing import NamedTuple

import numpy as np

from bplib.examine.record import Layer, Look, Record
from bplib.plots import raised

LARGE_INPUTS = 30.0  # healthy up to 9, ill from 120
SMALL_INPUTS = 0.01  # ill 1e-4; with 6e-3 Adam still learns, so a short step has to come to it
VANISHED = 1e-4  # of the last layer's error: ill up to 1e-5, healthy from 7e-3
ALIKE = 5e-4  # of the output's size: ill up to 5e-5, healthy from 4e-3
GROWN = 1e3  # of errors on their way back, and of activations: healthy up to 50, ill from 1e5
DEAD = 0.9  # of a layer's units: healthy up to 0.6, ill from 0.97
LONG_STEP = 0.07  # of the weight, while the cost does not fall: healthy up to 0.05, ill from 0.1
ENDLESS_STEP = 0.5  # ill from 1
SHORT_STEP = 2e-4  # ill up to 1e-4, healthy from 5e-4
EATEN = 2e-3  # of the weight, by each step: 5e-5 is usual, ill from 0.05
ALONG = 0.6  # the cosine between a step and −W: decay alone has 1, a gradient about 0
DROPPED = 0.9  # a half is usual, ill 0.99
FORGOTTEN = 1e-6  # the error at the first step in time: ill 1e-20, healthy from 0.1
QUICK = 4.0  # in 20 steps from a start that is far too high: ill 2.5, healthy 5
FALLEN = 0.1  # by this share, and below a guess: such a cost is learning
SATURATED = (
    0.7  # of the entries, and only with large inputs: healthy nets have up to 0.83 by itself
)
FAR_OFF = 30.0  # targets to outputs
LOUD = 20.0  # the first cost in guesses: healthy up to 1.3, and 40 with raw pixels, which it learns
BOUNDED = ("tanh", "sigmoid", "hardtanh", "hardsigmoid", "clamp")
UNDEFINED = ("log", "div", "sqrt", "rsqrt", "pow", "norm", "reciprocal", "acos", "asin", "linalg")
EVERYWHERE = "all layers"


class Sign(NamedTuple):
    """Where something is seen, and the sentence of what is seen there."""

    layer: str
    seen: str


def number(value: float) -> str:
    """A number with two digits, as one writes it."""
    text = f"{value:.2g}"
    if "e" not in text:
        return text
    digits, power = text.split("e")
    return f"{digits} · 10{raised(int(power))}"


def weighty(look: Look) -> list[Layer]:
    """The layers that multiply what comes in: all but embeddings."""
    return [layer for layer in look.layers if "embedding" not in layer.kind]


def learning(r: Record, fallen: float = FALLEN) -> bool:
    """Whether the cost of this batch has fallen by a share, and as far below that of a guess."""
    if len(r.costs) < 2 or not np.all(np.isfinite(r.costs)):
        return False
    start = np.fmin(r.costs[0], r.facts.guess)
    return bool(min(r.costs[-1], np.mean(r.costs[-3:])) < (1 - fallen) * start)


def median_step(look: Look) -> float:
    """The typical step of a layer relative to its weight; NaN where none is known."""
    known = [layer.step for layer in look.layers if np.isfinite(layer.step)]
    return float(np.median(known)) if known else np.nan


def died(r: Record) -> list[str]:
    """The layers that were alive at the start and are flat for every example since."""
    return [b.name for a, b in r.rows if b.hidden and b.dead >= DEAD > a.dead + 0.2]


def coming_down(r: Record) -> bool:
    """Whether the cost falls fast from wherever it started, by steps that are not long."""
    if len(r.costs) < 2 or not r.costs[-1] < r.costs[0] / QUICK or died(r):
        return False
    return median_step(r.start) < ENDLESS_STEP


def diverged(r: Record) -> bool:
    """Whether the cost went far up, or out of the numbers."""
    if not len(r.costs):
        return False
    return not np.all(np.isfinite(r.costs)) or bool(r.costs[-1] > 1.3 * r.costs[0] > 0)


def first_cost(r: Record) -> float:
    """The first cost in units of a guess, of squares that of guessing 0; NaN without either.

    A cost of squares is that high only where the outputs are: another cost may be any number.
    """
    if r.facts.guess > 0:
        return r.start.cost / r.facts.guess
    targets = r.facts.targets
    return r.start.cost / targets**2 if r.start.output > 2 * targets > 0 else np.nan


def growth(values: list[float]) -> float:
    """The largest over the first, of what is known and not 0."""
    known = [value for value in values if np.isfinite(value) and value > 0]
    return max(known) / known[0] if known else np.nan


def place(text: str) -> str:
    """The layer in words such as "in 3, by exp"."""
    return text.split("in ", 1)[-1].split(",")[0].split(" by")[0].strip()


# --- what the data, the loss and the wiring show -------------------------------------------------


def bad_data(r: Record) -> Sign | None:
    said = r.facts.bad_data
    return Sign("the batch", f"a NaN or an infinity in {said}") if said else None


def undefined(r: Record) -> Sign | None:
    said = r.last.broken
    if "logsoftmax" in said or not any(f"by {name}" in said for name in UNDEFINED):
        return None
    return Sign(place(said), f"the first NaN or infinity arises {said}")


def cut_off(r: Record) -> Sign | None:
    cut = r.facts.missing
    if not cut:
        return None
    return Sign(cut[-1], f"the cost depends on {', '.join(cut[:4])}, and no gradient comes there")


def not_trained(r: Record) -> Sign | None:
    if not r.facts.outside or any(np.isfinite(layer.step) for layer in r.start.layers):
        return None
    return Sign(r.facts.outside[0], "the optimizer holds no weight of any layer")


def dropped(r: Record) -> Sign | None:
    if r.facts.dropout < DROPPED:
        return None
    return Sign("a dropout", f"{r.facts.dropout:.0%} of a layer's activations are dropped")


def twice(r: Record) -> Sign | None:
    if not r.facts.softmax_twice:
        return None
    return Sign("the output", "the cost takes the softmax, or sigmoid, of what is one already")


def broadcast(r: Record) -> Sign | None:
    if not r.facts.broadcast:
        return None
    return Sign("the loss", "output and target have different shapes, so that each meets all")


# --- what the start shows ------------------------------------------------------------------------


def zero_weights(r: Record) -> Sign | None:
    for before, after in r.rows:
        if before.weight == 0 == after.weight and after.hidden and after.trained:
            return Sign(after.name, f"all weights of {after.name} are 0, and stay so")
    return None


def units_alike(r: Record) -> Sign | None:
    for before, after in r.rows:
        if before.twins and after.twins and after.hidden and after.trained and before.weight > 0:
            return Sign(after.name, f"all units of {after.name} have the same weights")
    return None


def raw(r: Record) -> list[Layer]:
    """The first layer, if the inputs come into it as they are."""
    scale = r.facts.inputs
    return [a for a in weighty(r.start)[:1] if not abs(a.activation - scale) > 0.05 * scale]


def large_inputs(r: Record) -> Sign | None:
    for layer in raw(r):
        seen = f"what comes into {layer.name} has size {number(layer.activation)}"
        if not layer.activation > LARGE_INPUTS:
            continue
        if layer.function in BOUNDED and layer.flat > SATURATED and not learning(r, 0.5):
            return Sign(layer.name, f"{seen}, and {layer.flat:.0%} of its outputs are saturated")
        loud = first_cost(r) > 5 or diverged(r) or median_step(r.start) > ENDLESS_STEP
        if loud and not learning(r) and not coming_down(r):
            return Sign(layer.name, f"{seen}, and the first cost is {number(r.start.cost)}")
    return None


def small_inputs(r: Record) -> Sign | None:
    for layer in raw(r):
        if layer.activation < SMALL_INPUTS and layer.step < SHORT_STEP and not learning(r):
            return Sign(layer.name, f"what comes into {layer.name} is {number(layer.activation)}")
    return None


def large_targets(r: Record) -> Sign | None:
    targets, output = r.facts.targets, r.start.output
    if not targets > FAR_OFF * max(1.0, output) or learning(r):
        return None
    return Sign("the targets", f"they have size {number(targets)}, the outputs {number(output)}")


def overflow(r: Record) -> Sign | None:
    said = r.start.broken
    return Sign(place(said), f"the first NaN or infinity arises {said}") if said else None


def growing_forward(r: Record) -> Sign | None:
    rows = [layer for layer in weighty(r.start) if np.isfinite(layer.activation)]
    loud = first_cost(r) > LOUD
    if (
        not rows
        or learning(r)
        or coming_down(r)
        or not (growth([a.activation for a in rows]) > GROWN or loud)
    ):
        return None
    top = max(rows, key=lambda layer: layer.activation)
    seen = f"activations of size {number(top.activation)} come into {top.name}"
    return Sign(top.name, f"{seen}, and the first cost is {number(r.start.cost)}")


def growing_back(r: Record) -> Sign | None:
    rows = weighty(r.start)
    last = rows[-1].total if rows else np.nan
    grown = [layer for layer in rows if layer.total > GROWN * last > 0]
    if not grown or learning(r):
        return None
    top = max(grown, key=lambda layer: layer.total)
    factor = number(top.total / last)
    return Sign(top.name, f"errors grow on their way back, × {factor} from the end to {top.name}")


def growing_in_time(r: Record) -> Sign | None:
    for layer in r.start.layers:
        factor = growth(list(layer.uses[::-1]))
        if layer.in_time and factor > GROWN and not learning(r):
            seen = f"its error grows × {number(factor)} from the last step in time to the first"
            return Sign(layer.name, seen)
    return None


def dead(r: Record) -> Sign | None:
    for before, after in r.rows:
        off = min(before.dead, after.dead)
        if before.hidden and off >= DEAD and before.function not in BOUNDED:
            seen = f"{before.dead:.0%} of the units of {before.name} are off for every example"
            return Sign(before.name, seen)
    return None


# --- what is still so after some steps -----------------------------------------------------------


def forgetting(r: Record) -> Sign | None:
    for layer in r.last.layers:
        if not layer.in_time or learning(r) or not max(layer.uses) > 0:
            continue
        left = layer.uses[0] / max(layer.uses)
        if left < FORGOTTEN:
            seen = f"the share {number(left)} of its error is left at the first step in time"
            return Sign(layer.name, seen)
    return None


def share_left(look: Look) -> tuple[str, float]:
    """The first layer, and its error as a share of the last layer's."""
    rows = [layer for layer in weighty(look) if layer.trained and not layer.in_time]
    if len(rows) < 2 or not rows[-1].total > 0:
        return "", np.nan
    return rows[0].name, rows[0].total / rows[-1].total


def headless(r: Record) -> bool:
    """Whether a head of zeros hides at the start what comes later, and there is no later look."""
    rows = weighty(r.start)
    return r.later is None and (not rows or rows[-1].weight == 0)


def vanishing(r: Record) -> Sign | None:
    (name, left), (_, before) = share_left(r.last), share_left(r.start)
    if not left < VANISHED or not before < 10 * VANISHED or learning(r) or headless(r):
        return None
    return Sign(name, f"of the last layer's error the share {number(left)} comes to {name}")


def alike(r: Record) -> Sign | None:
    before = 0.0 if weighty(r.start) and weighty(r.start)[-1].weight == 0 else r.start.differ
    if not r.last.differ < ALIKE or not before < 10 * ALIKE or learning(r) or headless(r):
        return None
    same = [layer.name for layer in weighty(r.last) if layer.differ < 20 * ALIKE]
    seen = f"only the share {number(r.last.differ)} of the output differs between examples"
    return Sign(same[0] if same else "the output", seen)


def eaten(r: Record) -> Sign | None:
    grown = [b.weight / a.weight for a, b in r.rows if a.weight > 0]
    if r.later is not None and grown and not np.median(grown) < 1:
        return None
    for look in (r.start, r.last) if r.facts.weight_decay else ():
        rows = [layer for layer in look.layers if np.isfinite(layer.step * layer.along)]
        if not rows:
            continue
        lost = np.median([layer.step * layer.along for layer in rows])
        if lost > EATEN and np.median([layer.along for layer in rows]) > ALONG:
            return Sign(
                EVERYWHERE, f"each step takes {lost:.1%} of the weights away, whatever C is"
            )
    return None


def long_step(r: Record) -> Sign | None:
    step = median_step(r.start)
    seen = f"a step is {number(step)} of the weight"
    if diverged(r):
        went = f"the cost went from {number(r.costs[0])} to {number(r.costs[-1])}"
        return Sign(EVERYWHERE, f"{seen}, and {went} {r.last.broken}".strip())
    gone = died(r)
    if gone and step > LONG_STEP / 2:
        return Sign(gone[0], f"{seen}, and soon {gone[0]} is flat for every example")
    if step > ENDLESS_STEP:
        return Sign(EVERYWHERE, seen)
    up = np.mean(np.diff(r.costs) > 0) if len(r.costs) > 1 else 0.0
    flatter = np.median([0.0, *(b.flat - a.flat for a, b in r.rows if np.isfinite(b.flat))])
    if step > LONG_STEP and not learning(r) and (up >= 0.1 or flatter > 0.1):
        return Sign(EVERYWHERE, f"{seen}, and the cost goes up and down")
    return None


def short_step(r: Record) -> Sign | None:
    step = np.fmax(median_step(r.start), median_step(r.last))
    warming = r.facts.final_rate > r.facts.rate
    if not step < SHORT_STEP or warming or learning(r) or headless(r):
        return None
    return Sign(EVERYWHERE, f"a step is {number(step)} of the weight")
