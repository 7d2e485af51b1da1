"""Figures that go on by themselves: the steps of a generator, taken in slices of time."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from IPython.display import display
from ipywidgets import HBox, IntProgress

from bplib.widgets.explorer import Explorer
from bplib.widgets.loops import interrupts, running_loop
from bplib.widgets.saved import Keeper, with_view

# Seconds of work before the picture is drawn anew, and of rest in which the kernel answers.
SLICE, PAUSE = 0.03, 0.01

Item = TypeVar("Item")


class Motor:
    """Takes the steps of one figure while it runs; between two slices the kernel is free."""

    def __init__(self, steps: Callable[..., Iterator[Any]], total: int, pace: int) -> None:
        self._steps, self._total, self._pace = steps, total, pace
        self._values: Mapping[str, Any] | None = None
        self._states: Iterator[Any] = iter(())
        self._state: Any = None
        self._done = 0
        self._next: asyncio.Handle | None = None
        self._heard: int | None = None

    def wind(self, draw: Callable[..., Any]) -> Callable[..., Any]:
        """The same drawing, whose update gets the present state in place of the values."""

        def wound(figure: Any) -> Any:
            update = draw(figure)

            def moved(at: int | None = None, **values: Any) -> str:
                if at is not None:  # a picture to keep, beside what is going on
                    return update(self._apart(at, values))
                if values != self._values:
                    self._rewind(values)
                return update(self._state)

            return moved

        return wound

    def drive(self, figure: Explorer) -> None:
        """Listens to the figure's buttons; new values of its controls start from the beginning."""
        self._figure = figure
        figure.total, figure.pace = self._total, self._pace
        figure.observe(self._switch, "running")
        figure.observe(self._go_to, "done")
        figure.observe(self._tell, "settings")

    def _rewind(self, values: Mapping[str, Any]) -> None:
        states = iter(self._steps(**values))
        self._state, self._states = next(states), states
        self._values, self._done = dict(values), 0

    def _apart(self, number: int, values: Mapping[str, Any]) -> Any:
        states = iter(self._steps(**values))
        state = next(states)
        for _, state in zip(range(number), states, strict=False):  # noqa: B007
            pass
        return state

    def _tell(self, _change: Any = None) -> None:
        self._figure.done = self._done

    def _go_to(self, _change: Any) -> None:
        """Someone else has set how many steps are done: the page, to 0, or a program."""
        wanted = self._figure.done
        if wanted == self._done:
            return
        if wanted < self._done:
            self._rewind(self._figure.values)
        self._take(lambda: self._done >= wanted)

    def _switch(self, _change: Any) -> None:
        if self._next is not None:
            self._next.cancel()
        if not self._figure.running:
            return
        loop = running_loop()
        if loop is None:
            self._end(RuntimeError("this figure runs in a notebook; elsewhere set its `done`."))
            return
        if self._done >= self._total:
            self._figure.done = 0
        self._heard = None
        self._next = loop.call_soon(self._slice)

    def _end(self, error: Exception | None = None) -> None:
        """Nothing goes on behind a button that says Start."""
        self._figure.running = False
        if error is not None:
            self._figure.report(error)

    def _slice(self) -> None:
        until, last = time.perf_counter() + SLICE, self._done + self._pace
        try:
            going = self._take(lambda: self._done >= last or time.perf_counter() >= until)
        except Exception as error:  # whatever fails, a run that cannot go on has ended
            self._end(error)
            return
        if not going or self._is_interrupted():
            self._end()
        elif self._figure.running:  # an update may have stopped it
            self._next = asyncio.get_running_loop().call_later(PAUSE, self._slice)

    def _take(self, enough: Callable[[], bool]) -> bool:
        """Takes steps, draws the picture; whether there is more to do."""
        going = True
        try:
            while self._done < self._total and not enough():
                self._state = next(self._states)
                self._done += 1
        except StopIteration:
            going = False
        except Exception as error:  # whatever a step does, the controls go on working
            self._figure.report(error)
            return False
        self._figure.refresh()
        self._tell()
        return going and self._done < self._total and not self._figure.error

    def _is_interrupted(self) -> bool:
        """Whether an interrupt has come since the run began; one stops every figure that runs."""
        count = interrupts()
        before, self._heard = self._heard, count if self._heard is None else self._heard
        return None not in (before, count) and count != before


class Bar(HBox):
    """A progress bar that reads as a sentence where no kernel runs."""

    def __init__(self, total: int, label: str) -> None:
        self.steps = IntProgress(
            max=total, description=label, style={"description_width": "initial"}
        )
        super().__init__([self.steps, Keeper()])

    def __repr__(self) -> str:
        return f"{self.steps.description}: {self.steps.max} steps"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return with_view(self, {"text/plain": repr(self)})


def progress(steps: Iterable[Item], total: int, label: str = "Training") -> Iterator[Item]:
    """Hands on the same steps and shows in a bar how many have been taken.

    The loop is yours: leave it, or interrupt the kernel, and no further step is taken.
    """
    bar = Bar(total, label)
    display(bar)
    shown = time.perf_counter()
    number = 0
    for number, step in enumerate(steps, 1):
        yield step
        if time.perf_counter() > shown + SLICE:
            bar.steps.value, shown = number, time.perf_counter()
    bar.steps.value = number
