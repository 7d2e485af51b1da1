"""The figure of notebook 00: ten layers, one slider for the weights, the gradient that answers."""

from itertools import islice

import numpy as np
from matplotlib.figure import Figure

from bplib import plots
from bplib.course.nets import standardized_digits
from bplib.course.wire import wire as wire  # the notebook shows it as well
from bplib.course.words import power
from bplib.nn import MLP, accuracy, cross_entropy, mlp
from bplib.probes import probe, root_mean_square
from bplib.training import gradient_descent, train
from bplib.widgets import Update, explorer, slider

SIZES = (64, *[64] * 9, 10)
BATCH = 128
# Outside these, 200 steps of training with a rate of 0.05 teach this net next to nothing.
DEAD, WILD = 1e-3, 0.5
PANELS = (
    ("a", "activation coming in", plots.FORWARD),
    ("delta", "× error going out", plots.GRADIENT),
    ("dW", "= gradient of the weights", plots.GRADIENT),
)


def deep_net(scale: float) -> MLP:
    """Ten layers of tanh; the weights have standard deviation scale / √d_in, always one draw."""
    return mlp(SIZES, "tanh", init="lecun", gain=scale, rng=np.random.default_rng(0))


def sizes_per_layer(scale: float) -> dict[str, np.ndarray]:
    """For each layer the typical size of the activation coming in, the error, the gradient."""
    X, y, _, _ = standardized_digits()
    p = probe(deep_net(scale), cross_entropy, X[:BATCH], y[:BATCH])
    outputs = p.of(root_mean_square, "A")
    return {
        "a": np.array([root_mean_square(X[:BATCH]), *outputs[:-1]]),
        "delta": BATCH * p.of(root_mean_square, "delta"),  # of one example, not of their mean
        "dW": p.of(root_mean_square, "weight_gradients"),
    }


@explorer(size=(9.6, 3.4), pin=True)  # with its slider it fits on a small first screen
def taste(figure: Figure) -> Update:
    """One scale for all weights of ten layers, and what it does to the gradient of each layer."""
    layers = np.arange(1, len(SIZES))
    healthy, lines = sizes_per_layer(1.0), {}
    for column, (name, title, color) in enumerate(PANELS, start=1):
        ax = plots.axes(
            figure, (1, 3, column), yscale="log", ylim=(1e-12, 1e4), xlim=(0.3, 10.7),
            xlabel="layer", ylabel="typical size" if column == 1 else "",
        )  # fmt: skip
        plots.note(ax, 0, 1.03, title, color=color, within=True, fontsize=14)
        ax.set_xticks(layers[::3])
        ax.axhline(1, color=plots.GHOST, linewidth=1, zorder=1)
        plots.curve(ax, layers, healthy[name], color=plots.GHOST, linewidth=1.5, linestyle="--")
        marker = "s" if name == "dW" else "o"
        lines[name] = plots.curve(ax, layers, layers, color=color, marker=marker)
    plots.note(figure.axes[0], 10.4, 2, "dashed: weight scale 1", color=plots.GHOST, ha="right")
    verdict = plots.note(ax, 0.97, 0.97, "", within=True, ha="right", va="top", fontsize=16)

    def update(
        scale: float = slider(0.1, 10, value=1.0, label="weight scale", log=True, still=0.2),
    ) -> str:
        sizes = sizes_per_layer(scale)
        a, delta, dW = (sizes[name] for name, _, _ in PANELS)
        for name, line in lines.items():
            line.set_data(layers, sizes[name])
        fate = fate_of(dW)
        verdict.set_text(f"it {fate}")
        return (
            f"Weight scale {scale:.3g}: the gradient {fate}. Activation "
            f"coming in: {power(a[0])} at layer 1, {power(a[-1])} at layer {len(a)}. Error going "
            f"out: {power(delta[-1])} at layer {len(a)} and, carried back, {power(delta[0])} at "
            f"layer 1, which is {power(delta[0] / delta[-1])} times as much. Gradient of the "
            f"weights: {power(dW[0])} at layer 1, {power(dW[-1])} at layer {len(a)}."
        )

    return update


def fate_of(gradients: np.ndarray) -> str:
    """What the gradient does, in words."""
    largest = gradients.max()
    return "dies" if largest < DEAD else "explodes" if largest > WILD else "is healthy"


def share_read(scale: float, steps: int = 200, rate: float = 0.05) -> float:
    """The share of new digits that the net reads after so many steps of gradient descent."""
    X, y, X_test, y_test = standardized_digits()
    net, rng = deep_net(scale), np.random.default_rng(1)
    epochs = 1 + steps * 64 // len(X)
    training = train(
        net, cross_entropy, X, y, optimizer=gradient_descent(rate), rng=rng, epochs=epochs,
        batch_size=64,
    )  # fmt: skip
    for _ in islice(training, steps):
        pass
    return accuracy(net(X_test).value, y_test)
