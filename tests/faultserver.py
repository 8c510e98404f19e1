"""A raw-socket chat endpoint that answers what it is told to, byte for byte: for envelopes that no well-mannered mock sends."""

import itertools
import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast

Body = Iterable[bytes]
"""The bytes of an answer, head included, in the pieces in which they are sent."""


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float = field(default_factory=time.monotonic)

    @property
    def format(self) -> str:
        """The structure that was asked for."""
        return str(self.body.get("response_format", {}).get("type", "prompt"))


Respond = Callable[[Seen], Body]


def raw(status: int, body: bytes | str, *, content_type: str = "application/json", **headers: str) -> Body:
    payload = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"content-type: {content_type}", f"content-length: {len(payload)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ["\r\n".join([*lines, "connection: close", "", ""]).encode() + payload]


def error(status: int, message: str, *, code: str | None = None, **headers: str) -> Body:
    return raw(status, json.dumps({"error": {"message": message, "code": code}}), **headers)


USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def completion(text: str | None, *, finish: str = "stop", usage: dict[str, Any] | None = USAGE, **message: str) -> Body:
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
    return raw(200, json.dumps({"id": "x", "object": "chat.completion", "model": "m-1", "choices": [choice], "usage": usage}))


def drip(seconds_between: float, pieces: int) -> Body:
    """Head and blanks at once, then a blank now and then: what a keep-alive of a busy provider looks like."""
    yield b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n"
    for _ in range(pieces):
        time.sleep(seconds_between)
        yield b"\n"


def in_turn(*bodies: Body) -> Respond:
    """Answer with each in turn; the last one stands for all that come after it."""
    lock, turns = threading.Lock(), itertools.chain(bodies, itertools.repeat(bodies[-1]))

    def respond(_: Seen) -> Body:
        with lock:
            return next(turns)

    return respond


@dataclass
class FaultServer:
    """Where it listens and what it has seen."""

    base_url: str
    seen: list[Seen]

    @property
    def formats(self) -> list[str]:
        return [seen.format for seen in self.seen]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    respond: Respond
    seen: list[Seen]


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast("_Server", self.server)
        path = self.rfile.readline().split()[1].decode()
        headers = {}
        while line := self.rfile.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        seen = Seen(path, headers, json.loads(self.rfile.read(int(headers.get("content-length", "0"))) or b"{}"))
        server.seen.append(seen)
        try:
            for piece in server.respond(seen):
                self.wfile.write(piece)
        except (BrokenPipeError, ConnectionResetError):
            return  # the client has had enough: what some tests are about


@contextmanager
def serve(respond: Respond) -> Iterator[FaultServer]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.respond, server.seen = respond, []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield FaultServer(f"http://127.0.0.1:{server.server_address[1]}/v1", server.seen)
        finally:
            server.shutdown()
            thread.join()
