"""One loop for each figure, whichever thread a message comes in; interrupts that reach it."""

import asyncio
import signal
import threading
from collections.abc import Callable
from typing import Any


def running_loop() -> asyncio.AbstractEventLoop | None:
    """The loop that runs in this thread, if there is one."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def on_loop(loop: asyncio.AbstractEventLoop | None, act: Callable[[], Any]) -> None:
    """Does something on a loop and waits until it is done; without a running loop, here.

    Who waits tells the page that the kernel is busy, so that it sends only the newest values next.
    """
    if loop is None or loop is running_loop() or not loop.is_running():
        act()
        return
    done = threading.Event()

    def acted() -> None:
        try:
            act()
        finally:
            done.set()

    loop.call_soon_threadsafe(acted)
    while not done.wait(1) and loop.is_running():
        pass


class Interrupts:
    """Counts the interrupts that a kernel ignores between its cells."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *_: Any) -> None:
        self.count += 1


def interrupts() -> int | None:
    """How many interrupts have come between cells so far; None within a cell, which gets its own.

    The first call begins to count. Python hears signals in its main thread only.
    """
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
        handler = Interrupts()
        signal.signal(signal.SIGINT, handler)
    return handler.count if isinstance(handler, Interrupts) else None
