"""A real HTTP server on loopback whose answers are scripted to the byte: cut off, dripping, reset, redirecting."""

import socket
import socketserver
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Answer:
    """One answer. `content_length` None means the body's own, -1 sends none and ends by closing."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_length: int | None = None
    delay_seconds: float = 0.0
    drip_seconds: float = 0.0
    """A pause after every byte of the body."""
    reset: bool = False
    """Tear the connection down in the place of an answer."""


@dataclass(frozen=True)
class Asked:
    """What a client asked; `target` is path and query, header names are lower-case."""

    target: str
    headers: Mapping[str, str]
    at: float


class Loopback:
    """`with Loopback() as server:` serves on a free port; every path has a queue of answers, the last of which repeats."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.first_bytes: list[bytes] = []
        self._answers: dict[str, list[Answer]] = defaultdict(list)
        self._at_once = 0
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def script(self, path: str, *answers: Answer) -> None:
        """Answer requests for `path` (without query) with these, one after the other."""
        self._answers[path].extend(answers)

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.netloc}"

    @property
    def targets(self) -> list[str]:
        return [asked.target for asked in self.asked]

    def __enter__(self) -> Self:
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                server._serve(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if head := self._read_head(connection):
                self._send(connection, self._next_answer(head))
        except OSError:
            pass  # the client has had enough
        finally:
            with self._lock:
                self._at_once -= 1

    def _read_head(self, connection: socket.socket) -> str:
        connection.settimeout(5)
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = connection.recv(65536)
            if not chunk or (not head and not chunk.isascii()):  # gone, or TLS
                self.first_bytes.append(head + chunk)
                return ""
            head += chunk
        self.first_bytes.append(head)
        return head.decode("latin-1")

    def _next_answer(self, head: str) -> Answer:
        request_line, *lines = head.rstrip("\r\n").split("\r\n")
        target = request_line.split(" ")[1]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        with self._lock:
            self.asked.append(Asked(target, headers, time.monotonic()))
            queue = self._answers.get(target.partition("?")[0], [Answer(404)])
            return queue.pop(0) if len(queue) > 1 else queue[0]

    def _send(self, connection: socket.socket, answer: Answer) -> None:
        self._stopped.wait(answer.delay_seconds)
        if answer.reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
            return
        length = len(answer.body) if answer.content_length is None else answer.content_length
        fields = {**({"Content-Length": str(length)} if length >= 0 else {}), **answer.headers, "Connection": "close"}
        lines = [f"HTTP/1.1 {answer.status} Scripted", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        if not answer.drip_seconds:
            connection.sendall(answer.body)
        for byte in answer.body if answer.drip_seconds else b"":
            connection.sendall(bytes([byte]))
            if self._stopped.wait(answer.drip_seconds):
                return
