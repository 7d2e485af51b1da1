"""Figures of notebook 11, part 1, on recurrence: one weight through all steps, and how far back.

A recurrent net is one layer many times over: h_t = f(x_t + h_{t−1} W), with the same W at every
step. Errors δ_t are gradients at the weighted inputs.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from bplib import plots, theory
from bplib.activations import activation
from bplib.course.words import mean_square as size
from bplib.course.words import number
from bplib.initializers import initializer
from bplib.widgets import Update, choice, explorer, new_draw, player, slider

# Of the net with a single weight.
FIRST, INPUTS, TARGET = 0.5, (0.7, -0.4, 0.6, 0.1), -0.5
LAST = len(INPUTS)
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def single(w: float) -> tuple[np.ndarray, np.ndarray]:
    """The states h₀ … h_T of h_t = tanh(x_t + w h_{t−1}), and the errors δ₁ … δ_T.

    The cost is ½ (h_T − y)².
    """
    h = [FIRST]
    for x in INPUTS:
        h.append(float(np.tanh(x + w * h[-1])))
    delta = [(h[-1] - TARGET) * (1 - h[-1] ** 2)]
    for state in h[-2:0:-1]:
        delta.insert(0, delta[0] * w * (1 - state**2))
    return np.array(h), np.array(delta)


@explorer(size=(10, 4), narrowest=0.52)
def unrolled(figure: Figure) -> Update:
    """A net with one recurrent weight through four steps and back; each step gives a share."""
    ax = plots.blank(figure, xlim=(-0.55, LAST + 0.95), ylim=(-1.75, 1.45))
    marks: dict[str, Any] = {
        "size": min(2300, 42 * figure.get_figwidth() ** 2),
        "color": plots.PAPER,
        "linewidth": 3,
    }
    plots.points(ax, range(LAST + 1), [0] * (LAST + 1), edgecolor=plots.FORWARD, **marks)
    states = [plots.note(ax, t, 0, "", color=plots.FORWARD, ha="center", va="center")
              for t in range(LAST + 1)]  # fmt: skip
    errors = [plots.note(ax, t, 0.62, "", color=plots.GRADIENT, ha="center")
              for t in range(1, LAST + 1)]  # fmt: skip
    shares = [plots.note(ax, t - 0.5, -0.3, "", color=plots.GRADIENT, ha="center", va="top")
              for t in range(1, LAST + 1)]  # fmt: skip
    weights = [plots.note(ax, t + 0.5, 0.24, "", ha="center") for t in range(LAST)]
    for t in range(LAST + 1):
        plots.note(ax, t, 0.36, f"$h_{t}$", color=plots.FORWARD, ha="center")
        if t < LAST:
            plots.arrow(ax, (t + 0.27, 0), (t + 0.73, 0), width=2.5, head=20)
            plots.arrow(ax, (t + 1, -0.85), (t + 1, -0.42), color=plots.GHOST)
            words = f"$x_{t + 1}$ = {number(INPUTS[t], 1)}"
            plots.note(ax, t + 1, -1.1, words, color=plots.FORWARD, ha="center")
    plots.note(ax, LAST + 0.36, 0, f"target\n{number(TARGET, 1)}", va="center", fontsize=12)
    heading = plots.note(ax, -0.5, 1.4, "", va="top", fontsize=15)
    total = plots.note(ax, -0.5, -1.65, "", color=plots.GRADIENT, fontsize=15)

    def update(
        step: int = player(2 * LAST + 1, label="step", still=2 * LAST),
        w: float = slider(-2, 2, value=0.8, step=0.1, label="w"),
    ) -> str:
        h, delta = single(w)
        ahead, first = min(step, LAST), 2 * LAST - step  # errors are known from `first` + 1 on
        for t, state in enumerate(states):
            state.set_text(number(h[t]) if t <= ahead else "")
        for word in weights:
            word.set_text(f"w = {number(w, 1)}")
        known = [t > first for t in range(1, LAST + 1)]
        product = h[:-1] * delta
        for t, (error, share) in enumerate(zip(errors, shares, strict=True)):
            error.set_text(lowered(f"δ{t + 1} = ") + number(delta[t], 3) if known[t] else "")
            share.set_text(
                lowered(f"h{t} · δ{t + 1} =\n") + number(product[t], 3) if known[t] else ""
            )
        heading.set_text(rule(step))
        found = product[known]
        total.set_text("∂C/∂w = " + added(found[::-1]) if found.size else "")
        return in_words(step, h, delta)

    return update


def rule(step: int) -> str:
    """The formula of one step of `unrolled`, in plain characters."""
    if step == 0:
        return lowered("the start:  h0")
    if step <= LAST:
        return lowered(f"forward:  h{step} = f(x{step} + w h{step - 1})")
    t = 2 * LAST - step + 1
    before = f"(h{t} − y)" if t == LAST else f"δ{t + 1} w"
    return lowered(f"backward:  δ{t} = {before} f′(z{t}),  its share of ∂C/∂w is h{t - 1} δ{t}")


def lowered(formula: str) -> str:
    """A formula in plain characters, its digits as indices."""
    return formula.translate(LOWERED)


def added(shares: np.ndarray) -> str:
    """A sum, written out."""
    signs = [" − " if share < 0 else " + " for share in shares[1:]]
    terms = [number(abs(share), 3) for share in shares[1:]]
    written = number(shares[0], 3) + "".join(map("".join, zip(signs, terms, strict=True)))
    return f"{written} = {number(shares.sum(), 3)}" if len(shares) > 1 else written


def in_words(step: int, h: np.ndarray, delta: np.ndarray) -> str:
    """One step of `unrolled` in words."""
    if step <= LAST:
        return f"Forward, step {step} of {LAST}: h{step} is {number(h[step])}."
    t = 2 * LAST - step + 1
    known = h[t - 1 : -1] * delta[t - 1 :]
    return (
        f"Backward, step {t} of {LAST}: the error δ{t} is {number(delta[t - 1], 3)}; its share of "
        f"the gradient is h{t - 1} · δ{t} = {number(known[0], 3)}. The shares so far sum to "
        f"∂C/∂w = {number(known.sum(), 3)}."
    )


# --- how far back ---------------------------------------------------------------------------

WIDTH, EXAMPLES, LONGEST = 128, 24, 100
SIGMA_IN = 0.5  # standard deviation of what the inputs add to z, at every step
SHOWN = (1e-15, 1e9)
BEYOND = (1e-60, 1e60)
KINDS = {  # name -> initializer, and whether each step draws its own
    "the same, Gaussian": ("lecun", False),
    "the same, orthogonal": ("orthogonal", False),
    "new at each step": ("lecun", True),
}


class Sizes(NamedTuple):
    """Mean squares of h and of δ, first step to last."""

    state: np.ndarray
    error: np.ndarray


@lru_cache(maxsize=256)
def unit_weights(kind: str, step: int, seed: int) -> np.ndarray:
    """The recurrent matrix at gain 1."""
    name, fresh = KINDS[kind]
    rng = np.random.default_rng([seed, step if fresh else 0])
    return initializer(name)(rng, WIDTH, WIDTH, gain=1.0).astype(np.float32)


@lru_cache(maxsize=8)
def inputs(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """What the inputs add to z (LONGEST, EXAMPLES, WIDTH), and the gradient at the last state."""
    rng = np.random.default_rng([seed, LONGEST])
    drawn = rng.standard_normal((LONGEST + 1, EXAMPLES, WIDTH)).astype(np.float32)
    return SIGMA_IN * drawn[:-1], drawn[-1]


def measure(f: str, gain: float, length: int, kind: str = "the same, Gaussian",
            seed: int = 0) -> Sizes:  # fmt: skip
    """One pass through time and back; the cost hangs on the last state alone."""
    act, (X, at_h) = activation(f), inputs(seed)
    weights = [np.float32(gain) * unit_weights(kind, t, seed) for t in range(length)]
    with np.errstate(all="ignore"):
        Z, H = [X[0]], [act(X[0])]
        for t in range(1, length):
            Z.append(X[t] + H[-1] @ weights[t])
            H.append(act(Z[-1]))
        delta = [at_h * act.derivative(Z[-1])]
        for t in range(length - 1, 0, -1):
            delta.append((delta[-1] @ weights[t].T) * act.derivative(Z[t - 1]))
    return Sizes(*(np.array([np.mean(np.square(a, dtype=float)) for a in each])
                   for each in (H, delta[::-1])))  # fmt: skip


@lru_cache(maxsize=256)
def predict_sizes(f: str, gain: float, length: int) -> Sizes:
    """What the theory of wide layers says, with a W that is drawn anew at each step."""
    q = [SIGMA_IN**2]
    for _ in range(length - 1):
        q.append(float(theory.length_map(f, q[-1], gain, SIGMA_IN)))
    slopes = np.asarray(theory.mean_square_slope(f, np.array(q)))
    back = np.cumprod([slopes[-1], *(gain**2 * slopes[-2::-1])])[::-1]
    return Sizes(np.asarray(theory.mean_square(f, np.array(q))), back)


@explorer(size=(10, 4.4), pin=True)
def through_time(figure: Figure) -> Update:
    """States forward and errors backward through time, measured over predicted."""
    panels = []
    for place, (title, ylabel, color, ylim) in enumerate((
        ("states, forward →", "mean square of h", plots.FORWARD, (1e-3, 1e3)),
        ("errors, ← backward", "mean square of δ", plots.GRADIENT, SHOWN),
    )):  # fmt: skip
        ax = plots.axes(
            figure, (1, 2, place + 1), xlabel="step t", ylabel=ylabel, yscale="log",
            xlim=(0, LONGEST + 2), ylim=ylim,
        )  # fmt: skip
        plots.note(ax, 0.02, 1.03, title, color=color, within=True, fontsize=14)
        line = plots.curve(ax, [], [], color=plots.INK, linewidth=1.5, zorder=4)
        dots = plots.curve(ax, [], [], color=color, marker="o", markersize=6, linewidth=0)
        panels.append((line, dots, plots.OffScale(ax, color=color, size=18)))
    key = "● measured    — predicted    ▽ △ off the scale"
    figure.supxlabel(key, x=0.01, ha="left", fontsize=11)  # below the first panel

    def update(
        gain: float = slider(0.5, 2, value=1.0, step=0.05, label="recurrent gain σ_w"),
        length: int = slider(2, LONGEST, value=50, integer=True, step=1, label="length"),
        f: str = choice(["tanh", "relu", "linear"], label="activation"),
        kind: str = choice(list(KINDS), label="W"),
        seed: int = new_draw(),
    ) -> str:
        found, expected = measure(f, gain, length, kind, seed), predict_sizes(f, gain, length)
        steps = np.arange(1, length + 1)
        for (line, dots, off), measured, predicted in zip(panels, found, expected, strict=True):
            line.set_data(steps, np.clip(predicted, *BEYOND))
            dots.set_data(steps, off.mark(steps, measured))
        return (
            f"{f}, σ_w = {gain:.2f}, W {kind}: from step {length} back to step 1 the mean square "
            f"of the errors goes from {size(found.error[-1])} to {size(found.error[0])} "
            f"(predicted {size(expected.error[0])}), the mean square of the last state is "
            f"{size(found.state[-1])} (predicted {size(expected.state[-1])})."
        )

    return update
