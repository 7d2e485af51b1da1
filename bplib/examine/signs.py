"""What can be seen in a record: each sign is a function that says where and how much, or None.

Thresholds come from measurements: the published networks on three clouds of points, and the cases
of `benchmarks.examine` that were not kept back. "ill 1e-6, healthy 3e-2" means: the largest among
the ill ones, the smallest among the healthy; the threshold lies between, in the logarithm.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bplib.examine.record import Layer, Look, Record

LARGE_INPUTS = 30.0  # healthy: up to 9 with tanh; ill: from 120
SMALL_INPUTS = 0.01
VANISHED = 1e-4  # of the error of the last layer: ill 1e-6 to 1e-5, healthy 7e-3
ALIKE = 5e-4  # of the output: ill 5e-5, healthy 4e-3
GROWN = 1e3  # of errors towards the input, and of activations away from it: healthy 50, ill 1e5
DEAD = 0.9  # of a layer's units: healthy up to 0.6 (he, ReLU, 5 wide), ill 0.97
LONG_STEP, ENDLESS_STEP = 0.1, 0.5  # of the weight: healthy 0.15 while the cost falls; ill from 1
SHORT_STEP = 2e-4  # ill up to 1e-4, healthy from 5e-4
EATEN = 2e-3  # of the weight, by decay, each step: usual 5e-5, ill 5e-2
DROPPED = 0.9
FORGOTTEN = 1e-6  # the error at the first step in time, as a share of the largest
FALLEN = 0.1  # a cost that has fallen by this share, and below a guess, is learning
FAR_OFF = 30.0  # targets to outputs, and outputs to what a classifier needs
BOUNDED = ("tanh", "sigmoid", "hardtanh", "hardsigmoid", "clamp")


class Sign(NamedTuple):
    """Where something is seen, and the sentence of what is seen there."""

    layer: str
    seen: str


def sign(layer: Layer | str, seen: str) -> Sign:
    """A sign at a layer."""
    return Sign(layer if isinstance(layer, str) else layer.name, seen)


def number(value: float) -> str:
    """A number with two digits, as one writes it."""
    if value == 0:
        return "0"
    text = f"{value:.2g}"
    if "e" in text:
        digits, power = text.split("e")
        raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{digits} · 10{raised}"
    return text


def weighty(look: Look) -> list[Layer]:
    """The layers that multiply what comes in: all but embeddings."""
    return [layer for layer in look.layers if "embedding" not in layer.kind]


def learning(r: Record, fallen: float = FALLEN) -> bool:
    """Whether the cost of this batch has fallen by a share, and as far below that of a guess."""
    if len(r.costs) < 2 or not np.all(np.isfinite(r.costs)):
        return False
    start = min(r.costs[0], r.facts.guess) if r.facts.guess == r.facts.guess else r.costs[0]
    return bool(min(r.costs[-1], np.mean(r.costs[-3:])) < (1 - fallen) * start)


def median_step(look: Look) -> float:
    """The typical step of a layer relative to its weight; NaN where none is known."""
    known = [layer.step for layer in look.layers if np.isfinite(layer.step)]
    return float(np.median(known)) if known else np.nan


def diverged(r: Record) -> bool:
    """Whether the cost went far up, or out of the numbers."""
    if not len(r.costs):
        return False
    return not np.all(np.isfinite(r.costs)) or bool(r.costs[-1] > 1.3 * r.costs[0] > 0)


def first_cost(r: Record) -> float:
    """The first cost in units of a guess; NaN where that is not known."""
    return r.start.cost / r.facts.guess if r.facts.guess > 0 else np.nan


def bad_data(r: Record) -> Sign | None:
    return sign("the batch", f"a NaN or an infinity in {r.facts.bad_data}") if r.facts.bad_data else None


UNDEFINED = ("log", "div", "sqrt", "rsqrt", "pow", "norm", "reciprocal", "acos", "asin", "linalg")


def undefined(r: Record) -> Sign | None:
    place = r.last.broken
    if not any(f"by {name}" in place for name in UNDEFINED) or "logsoftmax" in place:
        return None
    return sign(where(place), f"the first NaN or infinity arises {place}")


def where(place: str) -> str:
    """The layer in a sentence such as "in 3, by exp"."""
    return place.split("in ", 1)[-1].split(",")[0].split(" by")[0].strip()


def cut_off(r: Record) -> Sign | None:
    missing = r.facts.missing
    if not missing:
        return None
    return sign(missing[-1], f"{', '.join(missing[:4])}: the cost depends on them, and no gradient comes")


def not_trained(r: Record) -> Sign | None:
    if any(layer.step == layer.step for layer in r.start.layers) or not r.facts.outside:
        return None
    return sign(r.facts.outside[0], "the optimizer holds no weight of any layer")


def dropped(r: Record) -> Sign | None:
    if r.facts.dropout < DROPPED:
        return None
    return sign("dropout", f"{r.facts.dropout:.0%} of a layer's activations are dropped")


def twice(r: Record) -> Sign | None:
    return sign("the output", "a softmax or sigmoid is taken of what is one already") if r.facts.softmax_twice else None


def broadcast(r: Record) -> Sign | None:
    return sign("the loss", "output and target have different shapes, and each meets all others") if r.facts.broadcast else None


def zero_weights(r: Record) -> Sign | None:
    for before, after in r.rows:
        if before.weight == 0 and after.weight == 0 and after.hidden and after.trained:
            return sign(after, f"all weights of {after.name} are 0, and stay so")
    return None


def units_alike(r: Record) -> Sign | None:
    for before, after in r.rows:
        if before.twins and after.twins and after.hidden and after.trained and before.weight > 0:
            return sign(after, f"all units of {after.name} have the same weights, and stay alike")
    return None


def raw(r: Record) -> list[Layer]:
    """The layers that the inputs come into as they are."""
    scale = r.facts.inputs
    rows = weighty(r.start)[:1]
    return [layer for layer in rows if scale != scale or abs(layer.activation - scale) <= 0.05 * scale]


def large_inputs(r: Record) -> Sign | None:
    for layer in raw(r):
        if layer.activation < LARGE_INPUTS:
            continue
        seen = f"what comes into {layer.name} has size {number(layer.activation)}"
        if layer.function in BOUNDED and layer.flat > 0.7 and not learning(r, 0.5):
            return sign(layer, f"{seen}, and {layer.flat:.0%} of its outputs are saturated")
        if not learning(r) and (first_cost(r) > 5 or diverged(r) or median_step(r.start) > ENDLESS_STEP):
            return sign(layer, f"{seen}, and the first cost is {number(r.start.cost)}")
    return None


def large_targets(r: Record) -> Sign | None:
    ratio = r.facts.targets / r.start.output if r.start.output > 0 else np.nan
    if not ratio > FAR_OFF or not r.facts.targets > FAR_OFF or learning(r):
        return None
    return sign("the targets", f"the targets have size {number(r.facts.targets)}, the outputs {number(r.start.output)}")


def growth(values: list[float]) -> float:
    """The largest over the first, of what is known."""
    known = [v for v in values if np.isfinite(v) and v > 0]
    return max(known) / known[0] if known else np.nan


def overflow(r: Record) -> Sign | None:
    place = r.start.broken
    return sign(where(place), f"the first NaN or infinity arises {place}, before any step") if place else None


def growing_forward(r: Record) -> Sign | None:
    rows = weighty(r.start)
    grown = growth([layer.activation for layer in rows])
    if learning(r) or not (grown > GROWN or (first_cost(r) > 20 and r.start.output > FAR_OFF)):
        return None
    top = max(rows, key=lambda layer: layer.activation if layer.activation == layer.activation else 0)
    return sign(top, f"activations grow to {number(top.activation)} at {top.name}, and the first cost is {number(r.start.cost)}")


def growing_back(r: Record) -> Sign | None:
    rows = weighty(r.start)
    last = rows[-1].total if rows else np.nan
    known = [layer for layer in rows if layer.total > GROWN * last > 0]
    if not known or learning(r):
        return None
    top = max(known, key=lambda layer: layer.total)
    return sign(top, f"errors grow on their way back, × {number(top.total / last)} from {rows[-1].name} to {top.name}")


def growing_in_time(r: Record) -> Sign | None:
    for layer in r.start.layers:
        if layer.in_time and growth(list(layer.uses[::-1])) > GROWN and not learning(r):
            return sign(layer, f"the error grows × {number(growth(list(layer.uses[::-1])))} from the last step in time to the first")
    return None


def dead(r: Record) -> Sign | None:
    for before, after in r.rows:
        if before.hidden and before.dead >= DEAD and after.dead >= DEAD and before.function not in BOUNDED:
            return sign(before, f"{before.dead:.0%} of the units of {before.name} are off for every example")
    return None


def forgetting(r: Record) -> Sign | None:
    for layer in r.last.layers:
        steps = np.array(layer.uses)
        if layer.in_time and steps.max() > 0 and steps[0] < FORGOTTEN * steps.max() and not learning(r):
            return sign(layer, f"of the error of {layer.name} the share {number(steps[0] / steps.max())} is left at the first step in time")
    return None


def share_left(look: Look) -> tuple[Layer, float]:
    """The layer with the least error of the hidden ones, and its share of the last layer's."""
    rows = [layer for layer in weighty(look) if layer.trained and not layer.in_time]
    if len(rows) < 2 or not rows[-1].total > 0:
        return Layer(""), np.nan
    return rows[0], rows[0].total / rows[-1].total


def vanishing(r: Record) -> Sign | None:
    (layer, left), (_, before) = share_left(r.last), share_left(r.start)
    headless = weighty(r.start)[-1].weight == 0 if weighty(r.start) else True
    if not left < VANISHED or not (before < 10 * VANISHED) or learning(r):
        return None
    if headless and r.later is None:
        return None
    return sign(layer, f"of the error of the last layer the share {number(left)} reaches {layer.name}")


def alike(r: Record) -> Sign | None:
    if not r.last.differ < ALIKE or not r.start.differ < 10 * ALIKE or learning(r) or weighty(r.start)[-1].weight == 0:
        return None
    rows = [layer for layer in weighty(r.last) if layer.differ < 0.01]
    place = rows[0].name if rows else "the output"
    return sign(place, f"of the output only the share {number(r.last.differ)} differs between examples")


def eaten(r: Record) -> Sign | None:
    if not r.facts.weight_decay:
        return None
    for look in (r.start, r.last):
        shares = [layer.step * layer.along for layer in look.layers if layer.step * layer.along == layer.step * layer.along]
        if shares and np.median(shares) > EATEN and np.median([layer.along for layer in look.layers if layer.along == layer.along]) > 0.6:
            return sign("all layers", f"each step takes {np.median(shares):.1%} of the weights away, whatever the error says")
    return None


def small_inputs(r: Record) -> Sign | None:
    for layer in raw(r):
        if layer.activation < SMALL_INPUTS and not learning(r) and (short_step(r) or layer.step < SHORT_STEP):
            return sign(layer, f"what comes into {layer.name} has size {number(layer.activation)}")
    return None


def long_step(r: Record) -> Sign | None:
    step = median_step(r.start)
    seen = f"a step is {number(step)} of the weight"
    if diverged(r):
        said = r.last.broken or f"the cost went from {number(r.costs[0])} to {number(r.costs[-1])}"
        return sign("all layers", f"{seen}; {said}")
    died = [after for before, after in r.rows if before.hidden and after.dead >= DEAD > before.dead + 0.2]
    if (died and step > LONG_STEP / 2) or step > ENDLESS_STEP:
        return sign(died[0] if died else "all layers", seen + (f", and {died[0].name} is flat for every example after {len(r.costs) - 1} steps" if died else ""))
    ups = np.mean(np.diff(r.costs) > 0) if len(r.costs) > 1 else 0.0
    flatter = np.nanmedian([0.0, *(b.flat - a.flat for a, b in r.rows if b.flat == b.flat)])
    if step > LONG_STEP and not learning(r) and (ups >= 0.1 or flatter > 0.1):
        return sign("all layers", f"{seen}, and the cost goes up and down")
    return None


def short_step(r: Record) -> Sign | None:
    step = np.nanmax([0.0, median_step(r.start), median_step(r.last)])
    if not np.isfinite(median_step(r.start)) or step > SHORT_STEP or learning(r) or r.facts.final_rate > r.facts.rate:
        return None
    return sign("all layers", f"a step is {number(step)} of the weight")


