"""One binder for every interactive figure: controls, a picture, the sentence that reads it out."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from IPython import get_ipython
from traitlets import Bool, Bytes, Dict, Int, List, Unicode

from bplib.messages import unknown
from bplib.plots import Canvas, bundle, stored_scale
from bplib.widgets.controls import Choice, Control, NewDraw, Slider, Toggle
from bplib.widgets.loops import on_loop, running_loop

PIN = "pin"
# So long after the last change, in seconds, the picture counts as at rest and is drawn sharp.
REST = 0.2

# Axes, x, y → new values of controls
OnClick = Callable[[Any, float, float], Mapping[str, Any] | None]


class Explorer(AnyWidget):
    """A figure with controls; make one with `explore`."""

    _esm = Path(__file__).parent / "explorer.js"
    _css = Path(__file__).parent / "explorer.css"

    spec: Any = List().tag(sync=True)
    settings = Dict().tag(sync=True, echo_update=False)
    picture = Bytes().tag(sync=True)
    text = Unicode().tag(sync=True)
    error = Unicode().tag(sync=True)
    width = Int().tag(sync=True)
    height = Int().tag(sync=True)
    clickable = Bool().tag(sync=True)
    # A figure that goes on by itself (see `live`): is it, after how many steps, to how many.
    running = Bool().tag(sync=True, echo_update=False)
    done = Int().tag(sync=True, echo_update=False)
    total = Int().tag(sync=True)

    def __init__(
        self,
        canvas: Canvas,
        controls: Mapping[str, Control],
        *,
        on_click: OnClick | None = None,
        still: Mapping[str, Any] | None = None,
    ) -> None:
        self._canvas, self._controls, self._on_click = canvas, dict(controls), on_click
        self.still = dict(still or {})
        self._home = running_loop()
        self._resting: asyncio.TimerHandle | None = None
        settings = {name: control.encode(control.value) for name, control in controls.items()}
        self._good = settings
        text = canvas.move(**self._decoded(settings))
        super().__init__(
            spec=[{"name": name, **control.spec()} for name, control in controls.items()],
            settings=settings,
            picture=canvas.png(2),
            text=text,
            width=canvas.width,
            height=canvas.height,
            clickable=on_click is not None,
        )
        self.observe(self.refresh, "settings")
        self.on_msg(self._on_message)
        self._when_at_rest(canvas.png)  # so that the first move finds its background ready

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
        return self._canvas.figure.axes

    def _decoded(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        known = {name: value for name, value in settings.items() if name != PIN}
        return {name: self._controls[name].decode(value) for name, value in known.items()}

    def refresh(self, _change: Any = None) -> None:
        """Draws the picture and reads it out, for the present values."""
        try:
            pin = bool(self.settings.get(PIN, False))
            if pin != self._canvas.pinned:
                self._canvas.pin(pin)
            text = self._canvas.move(**self.values)
            picture = self._canvas.png()
        except Exception as error:  # whatever an update does, the controls go on working
            self.report(error)
            return
        self._good = self.settings
        with self.hold_sync():
            self.picture, self.text, self.error = picture, text, ""
        self._when_at_rest(self._sharpen)

    def report(self, error: Exception) -> None:
        """Says in one line what went wrong and puts the artists back where they were."""
        if self._resting is not None:
            self._resting.cancel()
        self.error = f"{type(error).__name__}: {' '.join(str(error).split())}"
        with suppress(Exception):
            self._canvas.move(**self._decoded(self._good))

    def _when_at_rest(self, act: Callable[[], Any]) -> None:
        if self._resting is not None:
            self._resting.cancel()
        with suppress(RuntimeError):  # without a kernel's loop nobody looks
            self._resting = asyncio.get_running_loop().call_later(REST, act)

    def _sharpen(self) -> None:
        self.picture = self._canvas.png(2)

    def _handle_msg(self, msg: Any) -> None:
        """Takes a message of the page, on the loop on which the figure was made.

        A kernel may deliver it in another thread, and matplotlib's artists stand no two at a time.
        """
        on_loop(self._home, lambda: super(Explorer, self)._handle_msg(msg))

    def _on_message(self, _widget: Any, content: Mapping[str, Any], _buffers: Any) -> None:
        if self._on_click is None or "clicked" not in content:
            return
        try:
            spot = self._canvas.at(*content["clicked"])
            if spot is not None:
                self.set(**(self._on_click(*spot) or {}))
        except Exception as error:  # as above: a click must not end the figure
            self.report(error)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        if not self.still:
            data, metadata = bundle(self.text, self.png(stored_scale(self.width)), self.width)
        else:
            data, metadata = self._bundle_of_still()
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        self._shown_in(get_ipython())
        return data | {"application/vnd.jupyter.widget-view+json": view}, metadata

    def _shown_in(self, shell: Any) -> None:
        """A cell that runs again replaces what it has shown, so a run ends there."""
        parent: Mapping[str, Any] = getattr(shell, "get_parent", dict)()
        cell = parent.get("metadata", {}).get("cellId")
        if cell is None:
            return

        def before_cell(info: Any) -> None:
            if info.cell_id == cell:
                shell.events.unregister("pre_run_cell", before_cell)
                self.running = False

        shell.events.register("pre_run_cell", before_cell)

    def _bundle_of_still(self) -> tuple[dict[str, Any], dict[str, Any]]:
        text = self._canvas.move(**{**self.values, **self.still})
        png = self.png(stored_scale(self.width))
        self._canvas.move(**self.values)
        return bundle(text, png, self.width)


def explore(
    draw: Callable[..., Any],
    *,
    size: tuple[float, float] = (8, 4.5),
    pin: bool = False,
    on_click: OnClick | None = None,
    still: Mapping[str, Any] | None = None,
    **controls: Control,
) -> Explorer:
    """A figure that answers at once: `draw(figure)` returns `update`.

    `update(**values)` moves the marks and returns the sentence that reads the picture out. `pin`
    adds a box that keeps the present picture in grey;
    `on_click(ax, x, y)` may answer a click with new values of controls; `still` are the values at
    which the stored picture is taken.
    """
    for name, control in controls.items():
        if not isinstance(control, (Slider, Choice, Toggle, NewDraw)):
            raise TypeError(
                f"control {name!r} is {control!r}; expected slider(…), choice(…), toggle(…) …"
            )
        controls[name] = replace(control, label=control.label or name)
    if pin:
        controls[PIN] = Toggle("Pin for comparison", False)
    for name in still or {}:
        if name not in controls:
            raise ValueError(unknown("control", name, controls))
    canvas = Canvas(draw, size=size)
    return Explorer(canvas, controls, on_click=on_click, still=still)
