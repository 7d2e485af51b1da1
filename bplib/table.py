"""The table of functions that take Tensors: what a row is, and how a call finds its place in it.

The rows are in `bplib.derivatives`, `bplib.structural` and `bplib.composed`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from inspect import Parameter, signature
from typing import Any

import numpy as np

from bplib import messages

Function = Callable[..., Any]
NO_OPTIONS: Mapping[str, Any] = {}


@dataclass(frozen=True, eq=False)
class Op:
    """One row: a function on arrays, and one rule for each of the arrays that it takes.

    kind: "elementwise": a rule is dy/dx, a number or a function of (y, *inputs);
    "structural": a rule maps (g, y, *inputs, **options) to the gradient of its argument;
    "variadic": the one rule maps (place, g, inputs, **options) to that of the argument there;
    "composed": no rules, since the function is made of others that have them.
    """

    name: str
    function: Function  # what a call names
    forward: Function
    rules: Sequence[Any]
    kind: str
    options: frozenset[str]  # those that are taken, beside the arrays
    arrays: frozenset[str]  # of these, the ones that may be Tensors, where all go by name

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """As NumPy names them; those of its functions that are written in C do not always tell."""
        if isinstance(self.function, np.ufunc):
            return {}
        try:
            return signature(self.function).parameters
        except ValueError:
            return signature(self.forward).parameters

    @property
    def places(self) -> tuple[str, ...]:
        """The parameters that may be given by place."""
        by_name = {Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL}
        return tuple(p.name for p in self.parameters.values() if p.kind not in by_name)

    def arrange(self, args: Sequence[Any], options: Mapping[str, Any]) -> tuple[Any, Any]:
        """A call as (arrays in their places, options by name), whichever way it was written."""
        if len(args) == len(self.rules) and self.options.issuperset(options):
            return args, options
        arrays: Sequence[Any] = args
        given = dict(options)
        if places := self.places:  # otherwise the arrays are as many as one likes
            given |= dict(zip(places, args, strict=False))
            if len(given) < len(args) + len(options):
                raise TypeError(f"{self.name} takes {', '.join(places)}, each once.")
            arrays = [given.pop(name) for name in places[: len(self.rules)] if name in given]
        given = {name: x for name, x in given.items() if not self.is_default(name, x)}
        if strange := given.keys() - self.options:
            raise TypeError(messages.unknown_options(self.name, strange, self.options))
        return arrays, given

    def is_default(self, name: str, value: Any) -> bool:
        """Whether an option is what it is when it is not given."""
        parameter = self.parameters.get(name)
        default = parameter.default if parameter else Parameter.empty
        return value is default or (isinstance(value, (str, bool, int)) and value == default)


TABLE: dict[Function, Op] = {}


def elementwise(
    function: Function, *derivatives: Any, options: Sequence[str] = (), name: str = ""
) -> None:
    """Add a row whose rules are the local derivatives dy/dx, one for each array."""
    add(function, "elementwise", derivatives, options, name=name)


def structural(
    function: Function,
    *pullbacks: Any,
    options: Sequence[str] = (),
    forward: Function | None = None,
) -> None:
    """Add a row whose rules carry the gradient of the output back to each array."""
    add(function, "structural", pullbacks, options, forward)


def variadic(function: Function, pullback: Function, name: str) -> None:
    """Add a row for a function of any number of arrays."""
    options = [p.name for p in signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
    add(function, "variadic", (pullback,), options, name=name)


def composed(function: Function, made_of_others: Function, *arrays: str) -> None:
    """Add a row for a function of NumPy that is written in terms of others.

    arrays: the parameters that may be Tensors, or lists of them.
    """
    named = tuple(signature(made_of_others).parameters)
    add(function, "composed", (), named, made_of_others, arrays=arrays)


def add(
    function: Function,
    kind: str,
    rules: Sequence[Any],
    options: Sequence[str] = (),
    forward: Function | None = None,
    name: str = "",
    arrays: Sequence[str] = (),
) -> None:
    """Add a row."""
    on_arrays: Any = forward or getattr(function, "__wrapped__", function)
    TABLE[function] = Op(
        name or function.__name__,
        function,
        on_arrays,
        rules,
        kind,
        frozenset(options),
        frozenset(arrays),
    )


def local_derivative(function: Function, x: Any, **options: Any) -> np.ndarray:
    """Return dy/dx of a one-argument elementwise function at x, as an array shaped like x."""
    op = TABLE.get(function)
    if op is None or op.kind != "elementwise":
        known = (row.name for row in TABLE.values() if row.kind == "elementwise")
        raise ValueError(messages.unknown("elementwise function", function.__name__, known))
    x = np.asarray(x)
    if x.dtype.kind != "f":
        x = x.astype(float)
    rule = op.rules[0]
    slope = rule(op.forward(x, **options), x, **options) if callable(rule) else rule
    return np.zeros_like(x) + slope
