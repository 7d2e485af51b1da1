"""Calling a learner's function so that nothing it does gets out: time, prints, interrupts, state.

The calls run in a worker thread. The alternatives fall short: signals exist on Unix only, a trace
function slows everything and is switched off by the first exception that a bare `except` swallows,
a process cannot be given the functions of a notebook. The waiting thread keeps control on every
platform; a loop written in Python is ended by an exception raised inside it, again and again until
it obeys.

Where no thread can be started (Python in a browser), `sys.monitoring` (Python 3.12) asks at every
jump and at the start of every function whether the time is over, and raises the same exception
there. Without either the calls run unguarded, and a warning says so.

What cannot be ended from outside is a single call into C (and on Python 3.11 some loops that
swallow every exception). If it lets other threads run, it is left behind in its own; if it does
not, everything waits until it returns. `Run.remark` tells.
"""

import contextvars
import ctypes
import io
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any, Generic, TypeVar

import numpy as np

Result = TypeVar("Result")
POLL = 0.05  # seconds; short, since Windows sees an interrupt from the keyboard only between waits
PATIENCE = 2.0  # seconds to end a thread that swallows exceptions
STALLED = 1.0  # seconds; so late this thread wakes only if another one keeps the interpreter
LONGEST_PRINT = 100_000  # characters kept, should a loop print for ever

LEFT = "It could not be ended, and may go on until the kernel is restarted."
KEPT = (
    "One call kept Python to itself for {:.0f} seconds; such a call cannot be ended from outside."
)
UNGUARDED = (
    "Here nothing can stop a function that never ends: that takes threads, or Python 3.12. "
    "If a check does not answer, interrupt or restart the kernel."
)


class Captured(io.StringIO):
    """What was printed, up to a limit; no function can close it."""

    def write(self, text: str) -> int:
        return super().write(text) if self.tell() < LONGEST_PRINT else len(text)

    close = io.StringIO.flush


@dataclass(frozen=True)
class Run(Generic[Result]):
    """What came of some calls.

    results: of the calls that came to an end in time, each with the text that it printed.
    printed: the text that the next call printed, which did not.
    remark: what there is to say if that call could not be ended, as a sentence.
    """

    results: list[tuple[Result, str]]
    printed: str = ""
    remark: str = ""


def run_each(calls: Iterable[Callable[[], Result]], seconds: float) -> Run[Result]:
    """Make the calls in turn, for at most `seconds` in all.

    An interrupt from the keyboard ends them as the end of the time does, and is raised then.
    """
    guard = available_guard()
    with Interrupts() as interrupts, shared_state_put_back():
        made = Calls(calls, seconds, interrupts)
        with redirect_stdout(made.printed), redirect_stderr(made.printed):
            remark = guard(made)
    return made.run(remark)


class Interrupts:
    """Interrupts from the keyboard, kept for later, so that none falls between two steps."""

    def __init__(self) -> None:
        self.came: list[tuple[int, FrameType | None]] = []
        self.raised_at_once = False
        self.before: Any = None

    def __enter__(self) -> "Interrupts":
        with suppress(ValueError):  # not the main thread: no interrupt comes here
            self.before = signal.signal(signal.SIGINT, self.keep)
        return self

    def keep(self, number: int, frame: FrameType | None) -> None:
        """Note an interrupt."""
        self.came.append((number, frame))
        if self.raised_at_once:
            raise KeyboardInterrupt

    def __exit__(self, *error: object) -> None:
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)
        if self.came and callable(self.before):
            self.before(*self.came[0])


class Calls(Generic[Result]):
    """Calls made in turn, and what has come of them."""

    def __init__(
        self, calls: Iterable[Callable[[], Result]], seconds: float, interrupts: Interrupts
    ) -> None:
        self.calls, self.interrupts = calls, interrupts
        self.deadline = time.monotonic() + seconds
        self.context = contextvars.copy_context()
        self.results: list[tuple[Result, str]] = []
        self.printed = Captured()
        self.left = False  # set when they are all made, or were left by an exception
        self.told = 0  # characters of it that belong to the results

    def over(self) -> bool:
        """Whether the time is over, or the keyboard said so."""
        return bool(self.interrupts.came) or time.monotonic() > self.deadline

    def make(self) -> None:
        """Collect the results, until the time is over."""
        for call in self.calls:
            result = self.context.run(call)
            if self.over():
                return
            printed = self.printed.getvalue()
            self.results.append((result, printed[self.told :]))
            self.told = len(printed)

    def run(self, remark: str) -> Run[Result]:
        """What has come of them until now; one that could not be ended may yet go on."""
        return Run(list(self.results), self.printed.getvalue()[self.told :], remark)


@contextmanager
def shared_state_put_back() -> Iterator[None]:
    """Put back what a function may change for all that follows."""
    limit, folder, given = sys.getrecursionlimit(), os.getcwd(), sys.stdin
    drawn, drawn_by_numpy = random.getstate(), np.random.get_state(legacy=False)  # noqa: NPY002
    sys.stdin = io.StringIO()  # `exit` of plain Python closes it
    try:
        with warnings.catch_warnings(), exit_as_exception():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.stdin = given
        sys.setrecursionlimit(limit)
        os.chdir(folder)
        random.setstate(drawn)
        np.random.set_state(drawn_by_numpy)  # noqa: NPY002


@contextmanager
def exit_as_exception() -> Iterator[None]:
    """Let `exit()` in a notebook raise SystemExit, as it does elsewhere, and not end the kernel."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        yield
        return
    shell.ask_exit = sys.exit
    try:
        yield
    finally:
        del shell.ask_exit


def available_guard() -> Callable[[Calls[Any]], str]:
    """The best way to make calls here; each returns a remark on a call that it could not end."""
    with suppress(RuntimeError):
        threading.Thread(target=int).start()
        return in_a_thread
    if hasattr(sys, "monitoring"):
        return monitored
    warnings.warn(UNGUARDED, RuntimeWarning, stacklevel=3)
    return unguarded


def in_a_thread(calls: Calls[Any]) -> str:
    """Make the calls in a thread, and end it when the time is over."""
    finished, longest, awake = threading.Event(), 0.0, clocks()

    def work() -> None:
        try:
            calls.make()
        except SystemExit:  # that is how it is ended
            pass
        finally:
            calls.left = True
            finished.set()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    while True:
        now = clocks()
        longest, awake = max(longest, min(now - awake)), now
        if finished.is_set() or calls.over():
            break
        finished.wait(POLL)
    if not calls.left:
        end(worker, calls)
    if not calls.left:
        return LEFT
    return KEPT.format(longest) if longest > STALLED else ""


def clocks() -> np.ndarray:
    """The time that passed and the time that Python worked: on a busy machine the first runs on."""
    return np.array([time.monotonic(), time.process_time()])


def end(worker: threading.Thread, calls: Calls[Any]) -> None:
    """Raise SystemExit inside the worker until it has left the calls, or give it up.

    Whether it has is noted by itself: Python 3.11 takes a thread for ended when a wait for it was
    interrupted.
    """
    patience = time.monotonic() + PATIENCE
    with ExitStack() as stack:
        if hasattr(sys, "monitoring"):
            stack.enter_context(Exits(lambda: threading.get_ident() == worker.ident, calls))
        while not calls.left and time.monotonic() < patience:
            ident, kind = ctypes.c_ulong(worker.ident or 0), ctypes.py_object(SystemExit)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, kind)
            time.sleep(0.001)


def monitored(calls: Calls[Any]) -> str:
    """Make the calls in this thread; Python itself asks again and again if the time is over."""
    with Exits(calls.over, calls):
        calls.make()
    return ""


class Exits:
    """SystemExit at every jump, line and start of a function inside the calls, once it is `due`.

    So it also leaves an `except` that swallowed it. A class, since a function of `contextlib` would
    be left as well.
    """

    def __init__(self, due: Callable[[], bool], calls: Calls[Any]) -> None:
        self.due, self.calls = due, calls
        self.monitoring: Any = sys.monitoring  # type: ignore[attr-defined]
        events = self.monitoring.events
        self.often, self.always = (events.JUMP, events.PY_START), (events.LINE,)
        self.tool = next(each for each in range(6) if self.monitoring.get_tool(each) is None)

    def __enter__(self) -> None:
        self.monitoring.use_tool_id(self.tool, "bplib")
        self.listen(self.look)
        self.monitoring.set_events(self.tool, sum(self.often))

    def look(self, code: CodeType, *where: object) -> None:
        """Asked by Python at every jump and call; at every line once the time is over."""
        if code.co_filename != __file__ and not self.calls.left and self.due():
            self.monitoring.set_events(self.tool, sum(self.often + self.always))
            raise SystemExit

    def listen(self, listener: Callable[..., None] | None) -> None:
        """Let Python tell a listener, or nobody."""
        for event in self.often + self.always:
            self.monitoring.register_callback(self.tool, event, listener)

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> bool:
        self.monitoring.set_events(self.tool, 0)
        self.listen(None)
        self.monitoring.free_tool_id(self.tool)
        return kind is SystemExit


def unguarded(calls: Calls[Any]) -> str:
    """Make the calls in this thread, with no limit but the interrupt from the keyboard."""
    calls.interrupts.raised_at_once = True
    with suppress(KeyboardInterrupt):
        calls.make()
    return ""
