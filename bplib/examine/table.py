"""The layers of a record as text, a row each."""

from bplib.examine.record import Layer, Record

COLUMNS = (
    ("activation", "act. in"), ("error", "error"), ("gradient", "∂C/∂W"), ("step", "step/W"),
    ("differ", "differ"), ("flat", "flat"), ("dead", "dead"),
    ("forward", "× forward"), ("forward_theory", "theory"),
    ("backward", "× back"), ("backward_theory", "theory"),
)  # fmt: skip
WIDTH = 10


def cell(value: float) -> str:
    """A number in few characters; empty where it is not known."""
    if value != value:
        return ""
    if value == 0 or 0.01 <= abs(value) < 1000:
        return f"{value:.2g}" if abs(value) < 100 else f"{value:.0f}"
    return f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e")


def line(layer: Layer, width: int) -> str:
    """One row: the layer's name, what it is, and its numbers."""
    what = layer.kind if not layer.function else f"{layer.kind}, {layer.function}"
    cells = "".join(cell(getattr(layer, name)).rjust(WIDTH) for name, _ in COLUMNS)
    return f"{layer.name[-width:]:<{width}}  {what[:20]:<20}{cells}"


def table(record: Record) -> str:
    """The last look as a table; × forward and × back are the factors to and from the next layer."""
    rows = record.last.layers
    width = min(32, max([5, *(len(layer.name) for layer in rows)]))
    head = f"{'layer':<{width}}  {'kind':<20}" + "".join(said.rjust(WIDTH) for _, said in COLUMNS)
    lines = [head, *(line(layer, width) for layer in rows)]
    for layer in rows:
        if layer.uses:
            said = "steps in time" if layer.in_time else "uses"
            first, last = cell(layer.uses[0]), cell(layer.uses[-1])
            said = f"{len(layer.uses)} {said}; error at the first {first}, at the last {last}"
            lines.append(f"{layer.name}: {said}")
    if record.later is not None:
        lines.append(f"Measured after {len(record.costs) - 1} steps on this one batch.")
    return "\n".join(lines)
