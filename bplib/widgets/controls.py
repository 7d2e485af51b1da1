"""Controls as data: what they are called, which values they offer, how a value goes to the page.

Each has a `value` at which it starts, and may have a `still`: its value in the stored picture. A
control stands as the default of the argument that receives its values, whatever their type, so the
functions that make one are typed `Any`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol

from bplib.messages import unknown


class Control(Protocol):
    """What a control knows; `encode` and `decode` translate its value for the page and back."""

    @property
    def label(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def still(self) -> Any: ...
    def spec(self) -> dict[str, Any]: ...
    def starting_at(self, value: Any) -> "Control": ...
    def encode(self, value: Any) -> Any: ...
    def decode(self, sent: Any) -> Any: ...


@dataclass(frozen=True)
class Slider:
    """A number among `stops`; `steps` adds buttons that step through them and play them."""

    label: str
    value: float
    stops: tuple[float, ...]
    texts: tuple[str, ...]
    steps: bool = False
    log: bool = False
    still: float | None = None

    def spec(self) -> dict[str, Any]:
        kind = "player" if self.steps else "slider"
        return {"kind": kind, "label": self.label, "stops": self.stops, "texts": self.texts}

    def starting_at(self, value: Any) -> "Slider":
        """The same slider at another value, which becomes one of its stops."""
        start = self.encode(value)
        stops = tuple(sorted({*self.stops, start}))
        texts = self.texts if stops == self.stops else _texts(stops, self.log)
        return replace(self, value=start, stops=stops, texts=texts)

    def encode(self, value: Any) -> float:
        low, high = self.stops[0], self.stops[-1]
        if not _is_number(value) or not low <= value <= high:
            raise ValueError(
                f"{self.label!r} is {value!r}; expected a number from {low:g} to {high:g}."
            )
        if isinstance(self.value, int) and value != int(value):
            raise ValueError(f"{self.label!r} is {value!r}; expected a whole number.")
        return self.decode(value)

    def decode(self, sent: Any) -> float:
        return type(self.value)(sent)


@dataclass(frozen=True)
class Choice:
    """One of several options, shown by their names."""

    label: str
    value: Any
    options: tuple[Any, ...]
    texts: tuple[str, ...]
    still: Any = None

    def spec(self) -> dict[str, Any]:
        return {"kind": "choice", "label": self.label, "texts": self.texts}

    def starting_at(self, value: Any) -> "Choice":
        """The same choice with another option chosen."""
        return replace(self, value=self.options[self.encode(value)])

    def encode(self, value: Any) -> int:
        for index, (option, text) in enumerate(zip(self.options, self.texts, strict=True)):
            if option is value or text == value or option == value:
                return index
        raise ValueError(unknown(f"value of {self.label!r}", value, self.texts))

    def decode(self, sent: Any) -> Any:
        return self.options[sent]


@dataclass(frozen=True)
class Toggle:
    """On or off."""

    label: str
    value: bool
    still: bool | None = None

    def starting_at(self, value: Any) -> "Toggle":
        """The same box, ticked or not."""
        return replace(self, value=self.encode(value))

    def spec(self) -> dict[str, Any]:
        return {"kind": "toggle", "label": self.label}

    def encode(self, value: Any) -> bool:
        if value not in (True, False):
            raise ValueError(f"{self.label!r} is {value!r}; expected True or False.")
        return bool(value)

    decode = encode


@dataclass(frozen=True)
class NewDraw:
    """A button that counts up; its value is a seed for a random draw."""

    label: str
    value: int = 0
    still: int | None = None

    def starting_at(self, value: Any) -> "NewDraw":
        """The same button, counting up from another seed."""
        return replace(self, value=self.encode(value))

    def spec(self) -> dict[str, Any]:
        return {"kind": "draw", "label": self.label}

    def encode(self, value: Any) -> int:
        if not _is_number(value) or value < 0 or value != int(value):
            raise ValueError(f"{self.label!r} is {value!r}; expected a seed 0, 1, 2, …")
        return int(value)

    decode = encode


def slider(
    low: float,
    high: float,
    *,
    value: float | None = None,
    step: float | None = None,
    label: str = "",
    log: bool = False,
    integer: bool = False,
    still: float | None = None,
) -> Any:
    """A number from low to high; on a logarithmic scale `step` counts decades."""
    _check_range(low, high, step, log)
    stops = _log_stops(low, high, step) if log else _linear_stops(low, high, step, integer)
    stops = [round(stop) if integer else float(stop) for stop in stops]
    start = stops[len(stops) // 2] if value is None else value
    if not _is_number(start) or not low <= start <= high:
        raise ValueError(f"slider value {start!r} lies outside {low:g} to {high:g}.")
    start = int(start) if integer else float(start)
    ordered = tuple(sorted({*stops, start}))
    return Slider(label, start, ordered, _texts(ordered, log), log=log, still=still)


def choice(
    options: Sequence[Any] | Mapping[str, Any],
    *,
    value: Any = None,
    label: str = "",
    still: Any = None,
) -> Any:
    """One of the options; a mapping gives each value a name to show."""
    if not isinstance(options, Mapping):
        options = {str(option): option for option in options}
    if not options:
        raise ValueError("choice got no options; expected at least one.")
    texts, values = tuple(options), tuple(options.values())
    made = Choice(label, values[0], values, texts, still)
    return made if value is None else made.starting_at(value)


def toggle(label: str, value: bool = False, *, still: bool | None = None) -> Any:
    """A box to tick."""
    return Toggle(label, False, still).starting_at(value)


def new_draw(label: str = "New draw", value: int = 0) -> Any:
    """A button for a new random draw; update receives the seed, which counts up from `value`."""
    return NewDraw(label).starting_at(value)


def player(n: int, *, label: str = "step", value: int = 0, still: int | None = None) -> Any:
    """Steps 0 … n-1: one back, play, one forward, or drag."""
    if not _is_number(n) or n < 1 or n != int(n):
        raise ValueError(f"player got {n!r} steps; expected a whole number of at least 1.")
    stops = tuple(range(int(n)))
    texts = tuple(map(str, stops))
    return Slider(label, 0, stops, texts, steps=True, still=still).starting_at(value)


def sent_values(control: Control) -> list[Any]:
    """Every value of a control as the page sends it; none where there is no end of them."""
    if isinstance(control, Slider):
        return list(control.stops)
    if isinstance(control, Choice):
        return list(range(len(control.options)))
    return [False, True] if isinstance(control, Toggle) else []


def next_values(control: Control, now: Any) -> list[Any]:
    """The values that a control may be moved to, as the page sends them, the nearest first."""
    values = sent_values(control) or [now, now + 1, now + 2]
    here = min(range(len(values)), key=lambda k: abs(values[k] - now))
    return [values[k] for k in sorted(range(len(values)), key=lambda k: abs(k - here))]


def _is_number(value: Any) -> bool:
    try:
        return not isinstance(value, (bool, str)) and math.isfinite(value)
    except TypeError:
        return False


def _check_range(low: float, high: float, step: float | None, log: bool) -> None:
    if not (_is_number(low) and _is_number(high) and low < high):
        raise ValueError(f"slider got {low!r} and {high!r}; expected two numbers, the lower first.")
    if log and low <= 0:
        raise ValueError(f"slider starts at {low:g}; a logarithmic one needs a number above 0.")
    if step is not None and not (_is_number(step) and step > 0):
        raise ValueError(f"slider step is {step!r}; expected a number above 0.")


def _linear_stops(low: float, high: float, step: float | None, integer: bool) -> list[float]:
    if step is None:
        step = max(1, _round_step(high - low)) if integer else _round_step(high - low)
    count = math.floor((high - low) / step + 1e-9)
    return [*(float(f"{low + k * step:.12g}") + 0.0 for k in range(count + 1)), high]


def _log_stops(low: float, high: float, step: float | None) -> list[float]:
    decades = math.log10(high / low)
    count = max(1, round(decades / step) if step else 120)
    inner = (float(f"{low * 10 ** (decades * k / count):.3g}") for k in range(1, count))
    return [low, *(stop for stop in inner if low < stop < high), high]


def _round_step(span: float) -> float:
    """The step 1, 2 or 5 · 10ᵏ that divides the span into a hundred or somewhat more."""
    power = 10 ** math.floor(math.log10(span / 100))
    return float(f"{max(m for m in (1, 2, 5) if m * power <= span / 100 * 1.000001) * power:.12g}")


def _texts(stops: tuple[float, ...], log: bool) -> tuple[str, ...]:
    gap = min((b - a for a, b in pairwise(stops)), default=1)
    return tuple(_text(stop, gap, log) for stop in stops)


def _text(stop: float, gap: float, log: bool) -> str:
    if log and not isinstance(stop, int):
        return f"{stop:#.3g}".rstrip(".")
    digits = 0 if isinstance(stop, int) else math.ceil(-math.log10(gap) - 1e-9)
    return f"{stop:.{max(0, min(6, digits))}f}".replace("-", "−")
