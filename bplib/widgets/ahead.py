"""States that a control may have next: drawn while nobody asks, and sent ahead (see ahead.js)."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any

from bplib.widgets.controls import next_values
from bplib.widgets.loops import running_loop

# Seconds at rest before it begins, of work at a time, and in between, in which the kernel answers.
REST, SLICE, PAUSE = 0.15, 0.03, 0.01
MOST = 200  # states of one control, the nearest ones
KEPT = 2000  # states that a page has at a time


class Ahead:
    """Draws the neighbours of a figure's state, the nearest first; what it has sent it remembers.

    Whatever is asked of the figure in between comes first. A state that an update fails at is left
    to be asked for.
    """

    def __init__(self, figure: Any) -> None:
        self._figure = figure
        self._waiting: Iterator[dict[str, Any]] = iter(())
        self._next: asyncio.TimerHandle | None = None
        self._form: Any = None
        self._sent: set[tuple[Any, ...]] = set()

    def forget(self) -> None:
        """The page has nothing: it was loaded anew."""
        self._sent.clear()

    def stop(self) -> None:
        """Ends it."""
        if self._next is not None:
            self._next.cancel()

    def look(self, name: str) -> None:
        """Begins at the values of one control, as soon as the figure is at rest."""
        self.stop()
        loop = running_loop()
        if loop is None or self._figure.total or name not in self._figure.values:
            return
        now = self._figure.settings
        values = next_values(self._figure.controls[name], now[name])[:MOST]
        self._waiting = ({**now, name: value} for value in values)
        self._next = loop.call_later(REST, self._slice)

    def _slice(self) -> None:
        self._keep_form()
        until = time.perf_counter() + SLICE
        states: list[list[Any]] = []
        going = False
        for settings in self._waiting:
            states += self._drawn(settings)
            going = time.perf_counter() >= until
            if going:
                break
        if states:
            self._figure.put_back()
            self._send(states)
        if going and self._form == self._figure.form:
            self._next = asyncio.get_running_loop().call_later(PAUSE, self._slice)

    def _drawn(self, settings: dict[str, Any]) -> list[list[Any]]:
        """Settings, background, marks, sentence; nothing where they were sent, or cannot be."""
        key = tuple(settings.values())
        if key in self._sent:
            return []
        self._sent.add(key)
        try:
            return [[settings, *self._figure.drawn(settings)]]
        except Exception:
            return []

    def _keep_form(self) -> None:
        """Pictures of another size or layout are no good any more."""
        if self._form != self._figure.form or len(self._sent) > KEPT:
            self._form = self._figure.form
            self._sent.clear()
            self._figure.send({"ahead": None})

    def _send(self, states: list[list[Any]]) -> None:
        listings: dict[str, int] = {}
        for state in states:
            _, background, marks, _ = state
            state[1:3] = [numbered([background], listings)[0], numbered(marks, listings)]
        ahead = {"width": self._figure.form[0], "added": self._figure.letters_since}
        self._figure.send({"ahead": {**ahead, "listings": list(listings), "states": states}})


def numbered(texts: Sequence[str], known: dict[str, int]) -> list[int]:
    """The numbers of texts among those that are known; new ones are added."""
    return [known.setdefault(text, len(known)) for text in texts]
