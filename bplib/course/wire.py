"""The drawing of the course's sentence, for every notebook: one weight as a wire."""

from matplotlib.figure import Figure

from bplib import plots
from bplib.course.words import power
from bplib.widgets import picture

BEGIN, END = -3.4, 3.4  # where the two units stand
A, DELTA, PRODUCT = r"$a_\mathrm{in}$", r"$\delta_\mathrm{out}$", r"$\partial C/\partial w$"


@picture(size=(8, 2.3), examples=[{}, {"a": 0.6, "delta": -0.5}])
def wire(figure: Figure, a: float | None = None, delta: float | None = None) -> str:
    """One weight: a_in where it begins, δ_out where it ends, their product on it.

    With numbers for `a` and `delta` they and their product are written beside the symbols.
    """
    ax = plots.blank(figure, xlim=(-5.6, 5.6), ylim=(-1.75, 1.3), equal=True)
    plots.arrow(ax, (BEGIN + 0.62, 0), (END - 0.62, 0), width=3, head=22)
    plots.note(ax, 0, 0.15, "weight $w$", ha="center", va="bottom", fontsize=15)
    begin, end, value = A, DELTA, f"{PRODUCT} = {A} · {DELTA}"
    said = "∂C/∂w = a_in · δ_out"
    if a is not None and delta is not None:
        begin, end = f"{A} = {power(a, 3)}", f"{DELTA} = {power(delta, 3)}"
        factors = (power(each, 3) if each >= 0 else f"({power(each, 3)})" for each in (a, delta))
        product = f"{' × '.join(factors)} = {power(a * delta, 3)}"
        value, said = f"{PRODUCT} = {product}", f"∂C/∂w = {product}"
    units = (
        (BEGIN, plots.FORWARD, A, begin, "the activation coming in,\nwhere the weight begins"),
        (END, plots.GRADIENT, DELTA, end, "the error going out,\nwhere the weight ends"),
    )
    for x, color, symbol, number, words in units:
        plots.points(
            ax, [x], [0], size=2600, color=plots.PAPER, edgecolor=color, linewidth=3, zorder=3
        )
        plots.note(ax, x, 0, symbol, color=color, ha="center", va="center", fontsize=19)
        plots.note(ax, x, -0.82, words, color=color, ha="center", va="top", fontsize=14)
        if number != symbol:
            plots.note(ax, x, 0.8, number, color=color, ha="center", va="bottom", fontsize=15)
    plots.note(ax, 0, -0.2, value, color=plots.GRADIENT, ha="center", va="top", fontsize=17)
    return (
        "One weight, drawn as a wire. At the end where it begins stands the activation coming in, "
        "at the end where it ends the error going out, and on it their product, the gradient of "
        f"the weight: {said}."
    )
