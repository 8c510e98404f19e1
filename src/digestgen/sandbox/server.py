"""Serves a sandbox over real HTTP on 127.0.0.1: one process, one port, one background thread. Never on any other address."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from digestgen.errors import UsageError
from digestgen.sandbox.app import App, Sleep
from digestgen.sandbox.journal import Journal
from digestgen.sandbox.world import Sandbox

HOST = "127.0.0.1"
_STOP_SECONDS = 10.0
_DRAIN_STEPS, _DRAIN_STEP_SECONDS = 200, 0.005


@dataclass(frozen=True)
class World:
    """A sandbox that is being served: where each upstream is, and what it has seen."""

    url: str
    """Scheme, host and port."""
    journal: Journal

    @property
    def hf_url(self) -> str:
        """Base of the papers API: `{hf_url}/api/daily_papers?date=…`."""
        return f"{self.url}/hf"

    @property
    def arxiv_url(self) -> str:
        """Base of the PDFs: `{arxiv_url}/pdf/{id}v{n}`."""
        return f"{self.url}/arxiv"

    @property
    def arxiv_api_url(self) -> str:
        """The query endpoint itself: `{arxiv_api_url}?id_list=…`."""
        return f"{self.url}/arxiv-api/query"

    @property
    def openai_base_url(self) -> str:
        """Base of the model: `{openai_base_url}/chat/completions`."""
        return f"{self.url}/v1"


@contextmanager
def serve(
    sandbox: Sandbox,
    *,
    port: int = 0,
    clock: Callable[[], float] = time.monotonic,
    sleep: Sleep = asyncio.sleep,
) -> Iterator[World]:
    """Serve `sandbox` while the block runs; port 0 takes a free one.

    At the end open requests are dropped and the thread is joined.

    Raises UsageError where the port is not free.
    """
    listening = _listen(port)
    journal = Journal()
    app = App(sandbox, journal, clock, sleep)
    server = _Server(app)
    thread = threading.Thread(target=server.run, args=([listening],), name="digestgen-sandbox", daemon=True)
    thread.start()
    try:
        server.ready.wait(_STOP_SECONDS)
        yield World(f"http://{HOST}:{listening.getsockname()[1]}", journal)
    finally:
        server.stop()
        thread.join(_STOP_SECONDS)
        listening.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise UsageError(f"port {port}", f"cannot be used: {error}", "choose another, or 0 for a free one") from error
    return listening


class _Protocol(H11Protocol):
    """uvicorn's pure-Python protocol, the same wherever httptools is installed or not; it gives itself to the application."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, {**app_state, "connection": self}, _loop)


class _Server(uvicorn.Server):
    """uvicorn, quiet, that says when it is ready, stops when it is told to, and drops what is still open then.

    uvicorn itself looks for the end ten times a second, and waits for open requests without a limit: a hang would never end.
    """

    def __init__(self, app: "App") -> None:
        super().__init__(
            uvicorn.Config(app, http=_Protocol, loop="asyncio", lifespan="off", ws="none", log_config=None, log_level="critical")
        )
        self.ready = threading.Event()
        self._app = app
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """End the main loop; to be called from another thread, after `ready`."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._app.closing.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._app.closing = asyncio.Event()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):  # 0: refresh the date header each time, which is once a second here
            with suppress(TimeoutError):
                await asyncio.wait_for(self._app.closing.wait(), 1.0)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        connections = [connection for connection in self.server_state.connections if isinstance(connection, H11Protocol)]
        for connection in connections:
            connection.shutdown()
        for waited in range(_DRAIN_STEPS):
            if not self.server_state.connections and not self.server_state.tasks:
                break
            if waited == _DRAIN_STEPS // 2:
                for connection in connections:
                    connection.transport.abort()
            await asyncio.sleep(_DRAIN_STEP_SECONDS)
