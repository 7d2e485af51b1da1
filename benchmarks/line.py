"""A line to a server that can be made long and narrow."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK = 16_384  # bytes read at a time


class Line:
    """Passes bytes between a browser and a server; each way and connection has delay and rate."""

    def __init__(self, server: str) -> None:
        self._to = urlsplit(server)
        self.delay, self.rate = 0.0, float("inf")  # seconds, bytes a second
        self.address = ""

    @contextmanager
    def slowed(self, delay: float, rate: float) -> Iterator[None]:
        """For a while, so many seconds each way and bytes a second."""
        before = self.delay, self.rate
        self.delay, self.rate = delay, rate
        yield
        self.delay, self.rate = before

    async def open(self) -> None:
        """Listens on a port of its own."""
        listening = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"

    async def _join(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, onward = await asyncio.open_connection(self._to.hostname, self._to.port)
        await asyncio.gather(self._pass(near, onward), self._pass(far, back))

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Bytes in order, each when the line has carried it."""
        loop = asyncio.get_running_loop()
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def arrive() -> None:
            while True:
                due, data = await under_way.get()
                if (wait := due - loop.time()) > 0:
                    await asyncio.sleep(wait)
                target.write(data)
                if not data:
                    target.close()
                    return
                await target.drain()

        arriving = asyncio.ensure_future(arrive())
        free = 0.0
        data = b"-"
        while data:
            data = b""
            with suppress(ConnectionError):
                data = await source.read(CHUNK)
            free = max(free, loop.time()) + len(data) / self.rate
            under_way.put_nowait((free + self.delay, data))
        with suppress(ConnectionError):
            await arriving


@contextmanager
def slow_line(server: str) -> Iterator[Line]:
    """A line to the server, at first as quick as the machine."""
    line, loop = Line(server), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(line.open(), loop).result()
        yield line
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
