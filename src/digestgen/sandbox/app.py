"""The sandbox's ASGI application: reads a request, asks gatekeeper and service, delivers the answer, writes the journal.

Faults may ask for odd deliveries: half a body, drop by drop, nothing at all. Dropped connections need the transport, which ASGI
hides: `server.py` hands the connection on in the scope's state.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from digestgen.sandbox.gatekeeper import Gatekeeper, Ruling
from digestgen.sandbox.journal import Entry, Journal
from digestgen.sandbox.mishaps import FLOOD_BYTES
from digestgen.sandbox.wire import Answer, Call, Service, html_answer
from digestgen.sandbox.world import Sandbox

Sleep = Callable[[float], Coroutine[Any, Any, None]]
PREFIXES = {"/hf": Service.HUB, "/arxiv-api": Service.METADATA, "/arxiv": Service.PDF, "/v1": Service.MODEL}
_DRIP_PIECES = 64
_FLOOD_PIECE = b" " * 1_000_000


class App:
    """The ASGI application; `closing` is set when the server ends, and ends what is still being waited for."""

    def __init__(self, sandbox: Sandbox, journal: Journal, clock: Callable[[], float], sleep: Sleep) -> None:
        self._services, self._seen = sandbox.services()
        self._gatekeeper = Gatekeeper(sandbox.faults, clock)
        self._journal = journal
        self._clock = clock
        self._sleep = sleep
        self.closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a path of no service gets a page that names the services."""
        call = await _read(scope, receive)
        if call is None:
            page = html_answer("digestgen sandbox", f"Loopback services: {', '.join(PREFIXES)}", 404)
            await Delivery(send, scope, self._sleep, lambda _status: None).whole(page)
            return
        started, ruling = self._clock(), self._gatekeeper.rule(call)
        self._journal.begin(call.service, started)
        delivery = Delivery(send, scope, self._sleep, lambda status: self._end(call, ruling, started, status))
        gone = asyncio.create_task(_gone(receive))
        try:
            await self._answer(call, ruling, delivery, gone)
        finally:
            gone.cancel()
            delivery.end()

    async def _answer(self, call: Call, ruling: Ruling, delivery: "Delivery", gone: "asyncio.Task[None]") -> None:
        if ruling.latency_seconds > 0:
            await self._first(self._sleep(ruling.latency_seconds), gone)
        if gone.done():
            return
        answer = ruling.apply(call, self._services[call.service])
        if answer.delivery == "whole":
            await delivery.whole(answer)
            return
        await self._first(delivery.odd(answer), gone)
        if not delivery.is_complete:
            delivery.drop(at_once=answer.delivery != "truncated")
            await gone

    async def _first(self, work: Coroutine[Any, Any, None], gone: "asyncio.Task[None]") -> None:
        """Run `work` until it is done, the client is gone, or the server closes."""
        tasks = [asyncio.create_task(work), asyncio.create_task(self.closing.wait())]
        await asyncio.wait([*tasks, gone], return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    def _end(self, call: Call, ruling: Ruling, started: float, status: int) -> None:
        self._journal.end(
            Entry(
                service=call.service,
                method=call.method,
                path=call.path,
                query=call.query,
                started=started,
                seconds=self._clock() - started,
                status=status,
                fault=ruling.name,
                user_agent=call.headers.get("user-agent", ""),
                model=self._seen(call) if call.service is Service.MODEL else None,
            )
        )


async def _read(scope: Scope, receive: Receive) -> Call | None:
    """Read a request whole; None for a path of no service, or a client that is gone."""
    prefix = next((prefix for prefix in PREFIXES if scope["path"].startswith(f"{prefix}/")), None)
    if prefix is None:
        return None
    request = Request(scope, receive)
    try:
        body = await request.body()
    except ClientDisconnect:
        return None
    return Call(
        service=PREFIXES[prefix],
        method=request.method,
        base_url=f"http://{request.url.netloc}{prefix}",
        path=scope["path"].removeprefix(prefix),
        query=scope["query_string"].decode("latin-1"),
        params=dict(request.query_params),
        headers=dict(request.headers),
        body=body,
    )


async def _gone(receive: Receive) -> None:
    """Wait until the client has closed the connection, or has been closed out."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Delivery:
    """Sends one answer in the way that it asks for; `status` stays 0 until a response is begun.

    `on_end(status)` is called once, before the client can know that the answer is over: who has it finds it in the journal.
    """

    def __init__(self, send: Send, scope: Scope, sleep: Sleep, on_end: Callable[[int], None]) -> None:
        self._send = send
        self._transport: asyncio.Transport = scope["state"]["connection"].transport
        self._is_head = scope["method"] == "HEAD"
        self._sleep = sleep
        self._on_end = on_end
        self._is_ended = False
        self.status = 0
        self.is_complete = False

    async def whole(self, answer: Answer) -> None:
        """Send everything at once."""
        await self._begin(answer)
        await self._piece(answer.body, is_last=True)

    async def odd(self, answer: Answer) -> None:
        """Send nothing, half, or everything in pieces."""
        if answer.delivery == "hang":
            await asyncio.Event().wait()
        elif answer.delivery == "truncated":
            await self._begin(answer)
            await self._piece(answer.body[: len(answer.body) // 2])
        elif answer.delivery == "flood":
            await self._begin(answer)
            for _ in range(FLOOD_BYTES // len(_FLOOD_PIECE)):
                await self._piece(_FLOOD_PIECE)
            await self._piece(b"", is_last=True)
        elif answer.delivery == "drip":
            await self._begin(answer)
            size = -(-len(answer.body) // _DRIP_PIECES) or 1
            for start in range(0, len(answer.body), size):
                await self._sleep(answer.pause_seconds)
                await self._piece(answer.body[start : start + size], is_last=start + size >= len(answer.body))

    def drop(self, *, at_once: bool) -> None:
        """Close the connection; what is written already is sent first, unless `at_once`."""
        self.end()
        if at_once:
            self._transport.abort()
        else:
            self._transport.close()

    def end(self) -> None:
        """Tell that the answer is over, if that was not told before."""
        if not self._is_ended:
            self._is_ended = True
            self._on_end(self.status)

    async def _begin(self, answer: Answer) -> None:
        self.status = answer.status
        length = () if answer.header("content-length") else (("content-length", str(len(answer.body))),)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in (*answer.headers, *length)]
        await self._send({"type": "http.response.start", "status": answer.status, "headers": headers})

    async def _piece(self, body: bytes, *, is_last: bool = False) -> None:
        shown = b"" if self._is_head else body
        if is_last:
            self.is_complete = True
            self.end()
        await self._send({"type": "http.response.body", "body": shown, "more_body": not is_last})
