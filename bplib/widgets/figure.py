"""A figure is written once: a function that draws it and returns `update`.

The arguments of `update` are the controls, as `typer` and `FastAPI` read theirs:

    @explorer(size=(8, 4), pin=True)
    def tangent(figure):
        ax = plots.axes(figure, xlabel="x", ylabel="y", xlim=(-2, 2), ylim=(-1, 4))
        line = plots.curve(ax, [], [])

        def update(x: float = slider(-2, 2, value=1, label="x")) -> str:
            line.set_data(…)
            return f"At x = {x:.2f} …"

        return update

`tangent()` is the figure, `tangent(x=0.5)` the same started elsewhere. Arguments of the drawing
function beside `figure` belong to the figure and are not controls.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial, update_wrapper
from typing import Any

from matplotlib.figure import Figure

from bplib.messages import unknown
from bplib.plots import Canvas, Still, show
from bplib.widgets.controls import Choice, Control, NewDraw, Slider, Toggle
from bplib.widgets.explorer import PIN, Explorer, Points
from bplib.widgets.live import Motor

Update = Callable[..., str]
Size = tuple[float, float]


class Maker:
    """A figure of the course, to be called: `draw` and how it becomes a picture that answers.

    examples: arguments to call it with, where it needs some; what tries every figure uses them.
    narrowest: the share of its width down to which it can be drawn, where that is not to be seen
    from its layout (`plots.room`).
    """

    def __init__(
        self, draw: Callable[..., Any], *, size: Size,
        examples: Sequence[Mapping[str, Any]] = (), narrowest: float | None = None,
    ) -> None:  # fmt: skip
        update_wrapper(self, draw)
        self.draw, self.size, self.narrowest = draw, size, narrowest
        self.examples = [dict(each) for each in examples] or [{}]

    @property
    def name(self) -> str:
        """Folder, module and name, as in `n04_neuron.figures.descent`."""
        return f"{self.draw.__module__.removeprefix('bplib.course.')}.{self.draw.__name__}"

    def __repr__(self) -> str:
        return f"<figure {self.name}>"

    def __call__(self, *given: Any, **named: Any) -> Any:
        raise NotImplementedError

    def _sorted(
        self, given: Sequence[Any], named: Mapping[str, Any]
    ) -> tuple[Callable[[Figure], Any], Sequence[Any], Mapping[str, Any]]:
        """The drawing with its own arguments filled in; what is left is for the controls."""
        _, *own = inspect.signature(self.draw).parameters.values()
        if any(each.kind is each.VAR_KEYWORD for each in own):
            return lambda figure: self.draw(figure, *given, **named), (), {}
        by_place = [each for each in own if each.kind is each.POSITIONAL_OR_KEYWORD]
        mine = {name: value for name, value in named.items() if name in {p.name for p in own}}
        mine |= {each.name: value for each, value in zip(by_place, given, strict=False)}
        rest = {name: value for name, value in named.items() if name not in mine}
        return partial(self.draw, **mine), given[len(by_place) :], rest


class LiveMaker(Maker):
    """A figure whose controls are the arguments of `update`."""

    def __init__(self, draw: Callable[..., Any], *, pin: bool = False, **options: Any) -> None:
        super().__init__(draw, **options)
        self.pin = pin

    def __call__(self, *given: Any, **named: Any) -> Explorer:
        """The figure, its controls at the given values."""
        draw, by_place, by_name = self._sorted(given, named)
        points: Points = {}

        def drawn(figure: Figure) -> Update:
            update = draw(figure)
            points.clear()  # a figure that is drawn anew answers anew
            if isinstance(update, tuple):
                update, answering = update
                points.update(answering)
            return update

        canvas = Canvas(drawn, size=self.size, narrowest=self.narrowest)
        controls = started(controls_of(canvas.update), by_place, by_name)
        if self.pin:
            controls[PIN] = Toggle("Pin for comparison", False)
        return Explorer(canvas, controls, points=points, still=stills(controls))


class RunningMaker(Maker):
    """A figure that goes on by itself; its controls are the arguments of `steps`."""

    def __init__(
        self, draw: Callable[..., Any], *, steps: Callable[..., Iterator[Any]], total: int,
        pace: int = 20, still: int = 0, pin: bool = False, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(draw, **options)
        self.steps, self.total, self.pace, self.pin, self.still = steps, total, pace, pin, still

    def __call__(self, *given: Any, **named: Any) -> Explorer:
        """The figure before its first step, its controls at the given values."""
        draw, by_place, by_name = self._sorted(given, named)
        controls = started(controls_of(self.steps), by_place, by_name)
        if self.pin:
            controls[PIN] = Toggle("Pin for comparison", False)
        motor = Motor(self.steps, self.total, self.pace)
        canvas = Canvas(motor.wind(draw), size=self.size, narrowest=self.narrowest)
        still = {"at": self.still} if self.still else stills(controls)
        figure = Explorer(canvas, controls, still=still)
        motor.drive(figure)
        return figure


class PictureMaker(Maker):
    """A picture without controls; `draw` returns the sentence that reads it out."""

    def __call__(self, *given: Any, **named: Any) -> Still:
        """The picture."""

        def drawn(figure: Figure) -> Update:
            said = self.draw(figure, *given, **named)
            return lambda: said

        return show(drawn, size=self.size)


def explorer(*, size: Size = (8, 4.5), **options: Any) -> Callable[[Callable[..., Any]], LiveMaker]:
    """Make a drawing a figure that answers at once; see the head of this module.

    pin: adds a box that keeps the present picture in grey. examples: see `Maker`. Where points can
    be taken by hand, the drawing returns (update, points): for axes, what a place in them sets,
    (x, y) -> new values of controls.
    """
    return lambda draw: LiveMaker(draw, size=size, **options)


def live(
    *, steps: Callable[..., Iterator[Any]], total: int, size: Size = (8, 4.5), **options: Any
) -> Callable[[Callable[..., Any]], RunningMaker]:
    """Make a drawing a figure with a start button that goes on until stopped, or to the last step.

    `steps`' arguments are the controls; it makes a generator that yields the state at the start,
    then the state after each step. `update(state)` moves the marks and returns the sentence. A
    control that moves starts anew. From one picture to the next it takes `pace` steps, or fewer
    where they are slow; the stored picture is that after `still` steps.
    """
    if total < 1 or options.get("pace", 1) < 1:
        raise ValueError(
            "live takes at least 1 step in all and for each picture; "
            f"got {total} and {options.get('pace', 1)}."
        )
    return lambda draw: RunningMaker(draw, steps=steps, total=total, size=size, **options)


def picture(
    *, size: Size = (8, 4.5), **options: Any
) -> Callable[[Callable[..., str]], PictureMaker]:
    """Make a drawing a picture without controls: `draw(figure, …)` returns its sentence."""
    return lambda draw: PictureMaker(draw, size=size, **options)


def controls_of(function: Callable[..., Any]) -> dict[str, Control]:
    """The controls that stand as default values of a function's arguments, by name."""
    controls: dict[str, Control] = {}
    for name, argument in inspect.signature(function).parameters.items():
        if not isinstance(argument.default, (Slider, Choice, Toggle, NewDraw)):
            raise TypeError(
                f"argument {name!r} of {function.__name__} has the default {argument.default!r}; "
                "expected slider(…), choice(…), toggle(…) …"
            )
        controls[name] = replace(argument.default, label=argument.default.label or name)
    return controls


def started(
    controls: dict[str, Control], by_place: Sequence[Any], by_name: Mapping[str, Any]
) -> dict[str, Control]:
    """The controls, those that are named set to other values."""
    if len(by_place) > len(controls):
        raise TypeError(
            f"{len(by_place)} values for {len(controls)} controls: {', '.join(controls)}."
        )
    for name, value in {**dict(zip(controls, by_place, strict=False)), **by_name}.items():
        if name not in controls:
            raise ValueError(unknown("control", name, controls))
        controls[name] = controls[name].starting_at(value)
    return controls


def stills(controls: Mapping[str, Control]) -> dict[str, Any]:
    """The values of the stored picture, where they are not those at the start."""
    return {name: each.still for name, each in controls.items() if each.still is not None}
