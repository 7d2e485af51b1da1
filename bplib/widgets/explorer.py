"""One binder for every interactive figure: controls, a picture, the sentence that reads it out."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from IPython import get_ipython
from traitlets import Bool, Dict, Float, Int, List, Unicode

from bplib.messages import unknown
from bplib.plots import NIGHT, Canvas, bundle, stored_scale
from bplib.widgets.ahead import Ahead
from bplib.widgets.changes import Changes
from bplib.widgets.controls import Control, Slider
from bplib.widgets.loops import on_loop, running_loop
from bplib.widgets.saved import with_view

PIN = "pin"
FOLDER = Path(__file__).parent

# Axes that answer a hand: (x, y) → new values of controls
Points = dict[Any, Callable[[float, float], Mapping[str, Any]]]


def front_end() -> str:
    """The page's side of every figure, as one module."""
    parts = ("painter.js", "folds.js", "ahead.js", "controls.js", "saved.js", "explorer.js")
    return "\n".join((FOLDER / part).read_text(encoding="utf-8") for part in parts)


class Explorer(AnyWidget):
    """A figure with controls; made by a function with one of the decorators of `widgets.figure`."""

    _esm = front_end()
    _css = (FOLDER / "explorer.css").read_text(encoding="utf-8") + NIGHT

    spec: Any = List().tag(sync=True)
    settings = Dict().tag(sync=True, echo_update=False)
    # The picture, as `plots.listing` describes it: its letters, what stands still, what moves.
    letters = Unicode().tag(sync=True)
    added = Unicode("[]").tag(sync=True)
    background = Unicode().tag(sync=True)
    marks: Any = List().tag(sync=True)
    moved: Any = Dict().tag(sync=True)
    text = Unicode().tag(sync=True)
    error = Unicode().tag(sync=True)
    width = Int().tag(sync=True)
    height = Int().tag(sync=True)
    # Where a click is answered: left, top, right, bottom of each place, from 0 to 1.
    clickable: Any = List().tag(sync=True)
    # Where the picture may be cut, so that a narrow page puts its panels under each other.
    cuts: Any = List().tag(sync=True)
    # Down to what share of its size it can be read; how wide it is where there is room for it.
    least = Float().tag(sync=True)
    native = Int().tag(sync=True)
    # For how many pixels of the picture the page has room.
    room = Int().tag(sync=True, echo_update=False)
    # The point that was clicked or dragged to, from 0 to 1, and its number.
    pointed: Any = List().tag(sync=True, echo_update=False)
    # The control that a hand has reached, and how many states the page was sent ahead.
    reached: Any = List().tag(sync=True, echo_update=False)
    # The page counts what it asks, the kernel says up to where it has answered.
    asked = Int().tag(sync=True, echo_update=False)
    answered = Int().tag(sync=True)
    # Milliseconds of the last answer: the page does not ask more often.
    work = Float().tag(sync=True)
    # A figure that goes on by itself (see `live`): is it, after how many steps, to how many, and at
    # most how many from one picture to the next.
    running = Bool().tag(sync=True, echo_update=False)
    done = Int().tag(sync=True, echo_update=False)
    total = Int().tag(sync=True)
    pace = Int()

    def __init__(
        self,
        canvas: Canvas,
        controls: Mapping[str, Control],
        *,
        points: Points | None = None,
        still: Mapping[str, Any] | None = None,
    ) -> None:
        self._canvas, self._controls = canvas, dict(controls)
        self.points = {} if points is None else points
        canvas.on_release = self.points.clear  # they hold the axes, and are named anew with them
        self.still = dict(still or {})
        self._home = running_loop()
        settings = {name: control.encode(control.value) for name, control in controls.items()}
        self._good = settings
        text = canvas.move(**self._decoded(settings))
        letters, background, marks = canvas.listings()
        self._first = len(canvas.recorder.alphabet.shapes)
        self._changes = Changes(marks)
        super().__init__(
            spec=[{"name": name, **control.spec()} for name, control in controls.items()],
            settings=settings,
            letters=letters,
            background=background,
            marks=marks,
            text=text,
            width=canvas.width,
            height=canvas.height,
            clickable=canvas.places(self.points),
            cuts=canvas.cuts(),
            least=canvas.least(),
            native=canvas.native,
        )
        self._ahead = Ahead(self)
        self.observe(self.refresh, "settings")
        self.observe(self._look_ahead, ["settings", "reached"])
        self.observe(self._point, "pointed")
        self.observe(self._answer, "asked")
        self.observe(self._fit, "room")
        self.on_msg(self._asked_for)

    def __repr__(self) -> str:
        return self.text

    @property
    def controls(self) -> dict[str, Control]:
        """The controls, by name."""
        return dict(self._controls)

    @property
    def values(self) -> dict[str, Any]:
        """What the controls are set to, by name."""
        return self._decoded(self.settings)

    def set(self, **values: Any) -> None:
        """Moves controls, as a hand would."""
        for name in values:
            if name not in self._controls:
                raise ValueError(unknown("control", name, self._controls))
        sent = {name: self._controls[name].encode(value) for name, value in values.items()}
        self.settings = {**self.settings, **sent}

    @property
    def picture(self) -> list[str]:
        """What the page paints: what stands still, and each mark that moves."""
        return [self.background, *(self.moved.get(str(k), m) for k, m in enumerate(self.marks))]

    def png(self, scale: float = 1) -> bytes:
        """The present picture as a PNG file, with `scale` pixels for each pixel of the page."""
        return self._canvas.png(scale)

    def latency(self, name: str, values: Iterable[Any]) -> list[float]:
        """How many seconds the kernel works on each move of one control."""
        taken = []
        for value in values:
            start = time.perf_counter()
            self.set(**{name: value})
            taken.append(time.perf_counter() - start)
        return taken

    @property
    def axes(self) -> list[Any]:
        """The axes of the figure, so that a test can look at what is drawn."""
        self._canvas.wake()
        return self._canvas.figure.axes

    def _decoded(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        known = {name: value for name, value in settings.items() if name != PIN}
        return {name: self._controls[name].decode(value) for name, value in known.items()}

    def refresh(self, _change: Any = None) -> None:
        """Draws the picture and reads it out, for the present values."""
        begun = time.perf_counter()
        try:
            background, marks, text = self.drawn(self.settings)
        except Exception as error:  # whatever an update does, the controls go on working
            self.report(error)
            return
        self._good = self.settings
        with self.hold_sync():
            self.added, self.background = self.letters_since, background
            self.marks, self.moved = self._changes.to(marks)
            self.text, self.error, self.answered = text, "", self.asked
            self.work = 1000 * (time.perf_counter() - begun)

    def drawn(self, settings: Mapping[str, Any]) -> tuple[str, list[str], str]:
        """What stands still, what moves and the sentence at other settings."""
        text = self._canvas.move(**self._decoded(settings))
        _, background, marks = self._canvas.listings()
        return background, marks, text

    def put_back(self) -> None:
        """Puts the artists back where they belong."""
        with suppress(Exception):
            self._canvas.move(**self._decoded(self._good))

    @property
    def letters_since(self) -> str:
        """The letters that have come to the first picture's, as a page is told in `added`."""
        return self._canvas.recorder.alphabet.text(self._first)

    @property
    def form(self) -> tuple[int, int]:
        """What all pictures have in common: how wide they are, in which layout."""
        self._canvas.wake()
        return self._canvas.width, self._canvas.layouts

    def report(self, error: Exception) -> None:
        """Says in one line what went wrong and puts the artists back where they were."""
        self.error = f"{type(error).__name__}: {' '.join(str(error).split())}"
        self.put_back()

    def _fit(self, _change: Any) -> None:
        """The page is narrow, or wide again."""
        self._canvas.fit(self.room)
        if self.width != self._canvas.width:
            with self.hold_sync():
                self.refresh()
                self.width, self.cuts = self._canvas.width, self._canvas.cuts()
                self.clickable = self._canvas.places(self.points)

    def _look_ahead(self, change: Any) -> None:
        """A control is reached or moved: what it may show next can be drawn."""
        if change.name == "reached":
            for name, count in [change.new] if change.new else []:
                if not count:
                    self._ahead.forget()
                self._ahead.look(name)
            return
        moved = [each for each, value in change.new.items() if value != change.old.get(each)]
        for name in moved[-1:]:
            self._ahead.look(name)

    def _answer(self, _change: Any) -> None:
        self.answered = self.asked

    def _asked_for(self, _: Any, content: Any, _buffers: Any) -> None:
        """The page asks in messages that need not wait for each other, as a model's own do."""
        self.set_state(content["ask"])

    def _handle_msg(self, msg: Any) -> None:
        """Takes a message of the page, on the loop on which the figure was made.

        A kernel may deliver it in another thread, and matplotlib's artists stand no two at a time.
        """
        on_loop(self._home, lambda: super(Explorer, self)._handle_msg(msg))

    def _point(self, _change: Any) -> None:
        """Someone points into the picture: at values of the controls."""
        try:
            spot = self._canvas.at(*self.pointed[:2])
            if spot is not None and spot[0] in self.points:
                wanted = self.points[spot[0]](*spot[1:])
                self.set(**{name: self._rounded(name, value) for name, value in wanted.items()})
        except Exception as error:  # as above: a click must not end the figure
            self.report(error)

    def _rounded(self, name: str, value: Any) -> Any:
        """What a hand points at, as exact as the slider is."""
        control = self._controls.get(name)
        if isinstance(control, Slider):
            return min(control.stops, key=lambda stop: abs(stop - value))
        return value

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        if not self.still:
            data, metadata = bundle(self.text, self.png(stored_scale(self.width)), self.width)
        else:
            data, metadata = self._bundle_of_still()
        self._shown_in(get_ipython())
        return with_view(self, data, metadata)

    def _shown_in(self, shell: Any) -> None:
        """A cell that runs again replaces what it has shown: a run ends, memory is freed."""
        parent: Mapping[str, Any] = getattr(shell, "get_parent", dict)()
        cell = parent.get("metadata", {}).get("cellId")
        if cell is None:
            return

        def before_cell(info: Any) -> None:
            if info.cell_id == cell:
                shell.events.unregister("pre_run_cell", before_cell)
                self.forget()

        shell.events.register("pre_run_cell", before_cell)

    def forget(self) -> None:
        """Ends a run and frees the picture's memory; a figure that is asked again is drawn anew."""
        self.running = False
        self._ahead.stop()
        self._canvas.release()

    def _bundle_of_still(self) -> tuple[dict[str, Any], dict[str, Any]]:
        text = self._canvas.move(**{**self.values, **self.still})
        png = self.png(stored_scale(self.width))
        self._canvas.move(**self.values)
        return bundle(text, png, self.width)
