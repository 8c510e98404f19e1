"""The one polite GET, and a POST of JSON: bounded in time and size, retried with patience, only to the hosts that are named.

It is not a browser: no cookies, no cache, no credentials, one connection per request. It is the only retry owner towards the
sources, and the only room that knows httpx. Facts: arXiv's terms ask for one request per 3 s over one connection, and call it an
attack to go on after a refusal, so a host that names a wait is left alone until it is over.

Every name is resolved here, each of its addresses must be public, and the connection goes to the very address that was checked:
a second look-up cannot lead elsewhere. **Where the user has set a proxy** (HTTPS_PROXY, ALL_PROXY, NO_PROXY as usual), the proxy
resolves the names, so the check of addresses falls to its owner; the check of hosts stays. Loopback is always asked directly.
"""

import asyncio
import json
import logging
import socket
import ssl
import time
import urllib.request
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from typing import Self
from urllib.parse import urljoin

import httpx
from tenacity import AsyncRetrying

from digestgen.addresses import Origin, is_exempt, is_loopback_address, is_public_address, plain_netloc, read_origin
from digestgen.errors import (
    BadRequestError,
    ForbiddenError,
    RateLimitedError,
    SettingsError,
    TooLargeError,
    UnansweredError,
    UnreadableAnswerError,
    UpstreamDownError,
    UpstreamError,
)
from digestgen.patience import Clock, Gate, Sleep, Stopwatch, patience
from digestgen.refusals import Translation, asked_wait_seconds, refusal, translated
from digestgen.wishes import REDIRECTS, Fetched, Get, Wish, is_taken, unread

__all__ = ["MOST_REDIRECTS", "TRANSLATION", "Fetched", "Fetcher", "Gate", "Get"]

MOST_FORBIDDEN_IN_A_ROW = 2
"""arXiv takes requests that go on after "access denied" for an attack; a single 403 may concern one paper alone."""
MOST_REDIRECTS = 5
_OK = 200
_MOST_ERROR_BYTES = 65_536
_CODINGS = frozenset({"", "identity", "gzip", "deflate"})
"""We ask for identity. One plain coding is borne, since 64 kB of it unpack to 67 MB at most; two in a row unpack to 69 GB."""
_CONNECT_SECONDS = 20.0

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Fetcher:
    """A `Get` with manners; an async context manager that closes its connections."""

    def __init__(  # noqa: PLR0913 - each is one limit or one seam of the only GET there is, all by keyword
        self,
        *,
        user_agent: str,
        allowed_hosts: Collection[str],
        loopback_hosts: Collection[str] = (),
        gates: Mapping[str, Gate] | None = None,
        attempts: int = 4,
        budget_seconds: float = 180.0,
        deadline_seconds: float = 120.0,
        proxies: Mapping[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        resolve: Resolve | None = None,
    ) -> None:
        """Name who may be asked and how long it may take.

        Hosts are written as in a URL, with the port where it is not the scheme's own. Towards `allowed_hosts` only https is
        spoken, and only to public addresses; towards `loopback_hosts` (which win) http too, and only to loopback. `gates` maps
        such hosts to the gate that each request holds until its body is there; several hosts may share one. `attempts` and
        `budget_seconds` (requests and waits, not the time at a gate) bound the retries, `deadline_seconds` each request.
        `proxies` maps `https`, `all` and `no` as `urllib.request.getproxies()` does; None takes those of the environment.
        """
        self._user_agent = user_agent
        self._loopback = frozenset(map(plain_netloc, loopback_hosts))
        self._allowed = frozenset(map(plain_netloc, allowed_hosts)) - self._loopback
        self._gates = {plain_netloc(host): gate for host, gate in (gates or {}).items()}
        self._attempts = attempts
        self._budget_seconds = budget_seconds
        self._deadline_seconds = deadline_seconds
        self._proxies = dict(urllib.request.getproxies() if proxies is None else proxies)
        self._tls = tls
        self._clock = clock
        self._sleep = sleep
        self._resolve = resolve or _resolve
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._closed_until: dict[str, float] = {}
        self._forbidden_in_a_row: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def __call__(self, url: str, *, accept: str = "*/*", max_bytes: int = 10_000_000) -> Fetched:
        """Bring what stands at `url`, at most `max_bytes` of it, following at most 5 redirects.

        Raises UpstreamError: the class says what happened, the subject is the URL; SettingsError for a proxy that cannot be used.
        """
        watch = Stopwatch(self._clock)
        return await self._policy(watch)(self._follow, Wish(url, accept, max_bytes), watch)

    async def post_json(self, url: str, value: object, *, max_bytes: int = 1_000_000) -> Fetched:
        """Send `value` as JSON to `url`, once: tried again only where it was surely not taken. Redirects are not followed.

        Raises UnansweredError where it may have been taken though no answer tells so, and UpstreamError as a GET does. No error
        names more of the URL than its host: the rest of a webhook's is its key.
        """
        watch = Stopwatch(self._clock)
        body = json.dumps(value, ensure_ascii=False).encode()
        return await self._policy(watch)(self._post, Wish(url, "application/json", max_bytes, body), watch)

    def _policy(self, watch: Stopwatch) -> AsyncRetrying:
        return patience(
            attempts=self._attempts, budget_seconds=self._budget_seconds, sleep=self._sleep, spent=lambda: watch.seconds
        )

    async def _post(self, wish: Wish, watch: Stopwatch) -> Fetched:
        try:
            answer = await self._ask(wish, watch)
        except (UnreadableAnswerError, TooLargeError) as error:
            raise unread(wish, error) from error
        if is_taken(wish, answer):
            return answer
        raise self._refused(wish, answer)

    async def _follow(self, wish: Wish, watch: Stopwatch) -> Fetched:
        """Make one attempt: the request and its redirects, each checked as if it were the first."""
        first = wish.name
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._ask(wish, watch)
            if answer.status == _OK:
                self._forbidden_in_a_row.pop(read_origin(answer.url).netloc, None)
                return answer
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                raise self._refused(wish, answer)
            wish = Wish(urljoin(wish.url, answer.headers["location"]), wish.accept, wish.max_bytes)
        raise UpstreamError(first, f"more than {MOST_REDIRECTS} redirects")

    async def _ask(self, wish: Wish, watch: Stopwatch) -> Fetched:
        origin = self._check_host(wish)
        self._client(self._proxy(origin))  # made before the gate, so that starts there are starts on the wire
        self._check_open(wish, origin)
        async with self._gates.get(origin.netloc) or nullcontext():
            self._check_open(wish, origin)
            with watch.running(), translated(wish.name, TRANSLATION if wish.body is None else POST_TRANSLATION):
                async with asyncio.timeout(self._deadline_seconds):
                    return await self._send(wish, origin)

    def _check_host(self, wish: Wish) -> Origin:
        try:
            origin = read_origin(wish.url)
        except ValueError as error:
            raise UpstreamError(wish.name, f"refused: {error}") from error
        if origin.netloc in self._loopback or (origin.netloc in self._allowed and origin.scheme == "https"):
            return origin
        raise UpstreamError(wish.name, "refused: this program was not told to ask there", "https and known hosts only")

    def _check_open(self, wish: Wish, origin: Origin) -> None:
        left = self._closed_until.get(origin.netloc, 0.0) - self._clock()
        if origin.netloc in self._closed_until and left > 0:
            raise RateLimitedError(wish.name, f"{origin.netloc} asked us to wait, {left:.0f} s are left", wait_seconds=left)
        if self._forbidden_in_a_row.get(origin.netloc, 0) >= MOST_FORBIDDEN_IN_A_ROW:
            raise ForbiddenError(wish.name, f"{origin.netloc} has denied us access; it is not asked again in this run")

    def _refused(self, wish: Wish, answer: Fetched) -> UpstreamError:
        error = refusal(wish.name, answer.status, answer.headers, answer.body)
        netloc = read_origin(answer.url).netloc
        if wait_seconds := asked_wait_seconds(error):
            self._closed_until[netloc] = max(self._closed_until.get(netloc, 0.0), self._clock() + wait_seconds)
        self._forbidden_in_a_row[netloc] = self._forbidden_in_a_row.get(netloc, 0) + 1 if isinstance(error, ForbiddenError) else 0
        return error

    async def _send(self, wish: Wish, origin: Origin) -> Fetched:
        proxy = self._proxy(origin)
        client = self._client(proxy)
        *others, last = [origin.host] if proxy else await self._addresses(wish, origin)
        for address in others:
            try:
                return await _receive(client, wish, origin, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # names often have an IPv6 address first that leads nowhere
        return await _receive(client, wish, origin, last)

    async def _addresses(self, wish: Wish, origin: Origin) -> Sequence[str]:
        """Return the checked addresses of the host; one bad one among them refuses all."""
        addresses = await self._resolve(origin.host, origin.port)
        fits = is_loopback_address if origin.netloc in self._loopback else is_public_address
        if not addresses or not all(fits(address) for address in addresses):
            raise UpstreamError(wish.name, f"refused: {origin.host} leads to {', '.join(addresses) or 'nowhere'}")
        return addresses

    def _proxy(self, origin: Origin) -> str:
        """Return the URL of the proxy for this host, empty where it is asked directly."""
        if origin.netloc in self._loopback or is_exempt(origin.host, self._proxies.get("no", "")):
            return ""
        proxy = self._proxies.get(origin.scheme) or self._proxies.get("all") or ""
        return proxy if "://" in proxy or not proxy else f"http://{proxy}"

    def _client(self, proxy: str) -> httpx.AsyncClient:
        if proxy not in self._clients:
            self._tls = self._tls or httpx.create_ssl_context()  # knows SSL_CERT_FILE, which company networks need
            try:
                self._clients[proxy] = httpx.AsyncClient(
                    headers={"User-Agent": self._user_agent, "Accept-Encoding": "identity", "Connection": "close"},
                    verify=self._tls,
                    proxy=proxy or None,
                    trust_env=False,
                    timeout=httpx.Timeout(self._deadline_seconds, connect=min(_CONNECT_SECONDS, self._deadline_seconds)),
                    # Hosts behind one CDN address must not share a connection that was opened in another's name.
                    limits=httpx.Limits(max_keepalive_connections=0),
                )
            except (ValueError, httpx.InvalidURL) as error:
                raise SettingsError(
                    "HTTPS_PROXY or ALL_PROXY", "is not a proxy that can be used", "http://, https:// and socks5:// are known"
                ) from error
        return self._clients[proxy]


async def _resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host`, best first. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def _receive(client: httpx.AsyncClient, wish: Wish, origin: Origin, address: str) -> Fetched:
    content_type = {} if wish.body is None else {"Content-Type": "application/json; charset=utf-8"}
    async with client.stream(
        "GET" if wish.body is None else "POST",
        httpx.URL(wish.url).copy_with(host=address),
        content=wish.body,
        headers={"Host": origin.netloc, "Accept": wish.accept, **content_type},
        extensions={"sni_hostname": origin.host},  # the certificate must be the host's, though the address is dialled
        follow_redirects=False,
    ) as response:
        body = await _read(response, wish)
    return Fetched(wish.url, response.status_code, dict(response.headers), body)


async def _read(response: httpx.Response, wish: Wish) -> bytes:
    """Read the body up to its cap, counted as unpacked; of an answer other than 200 only what may say why."""
    is_ok = response.status_code == _OK
    if response.headers.get("content-encoding", "").lower() not in _CODINGS:
        raise UnreadableAnswerError(wish.name, "the body is packed as was not asked for", status=response.status_code)
    if is_ok and int(response.headers.get("content-length", 0)) > wish.max_bytes:
        raise _too_large(wish)
    body = bytearray()
    try:
        async for chunk in response.aiter_bytes():
            body += chunk
            if is_ok and len(body) > wish.max_bytes:
                raise _too_large(wish)
            if not is_ok and len(body) >= _MOST_ERROR_BYTES:
                break
    except httpx.RemoteProtocolError as error:
        raise UnreadableAnswerError(
            wish.name, f"the body was cut off after {len(body):,} bytes", status=response.status_code
        ) from error
    return bytes(body)


def _too_large(wish: Wish) -> TooLargeError:
    return TooLargeError(wish.name, f"the body is over {wish.max_bytes:,} bytes", status=_OK)


TRANSLATION: Translation = (
    (TimeoutError, UpstreamDownError, "was not done in time"),
    (httpx.TimeoutException, UpstreamDownError, "did not answer in time"),
    (httpx.ProxyError, UpstreamDownError, "the proxy does not let us through"),
    (httpx.RemoteProtocolError, UpstreamDownError, "broke off before it answered"),
    (httpx.NetworkError, UpstreamDownError, "no connection"),
    (httpx.DecodingError, UnreadableAnswerError, "the body does not unpack"),
    (httpx.HTTPError, BadRequestError, "the request could not be sent"),
    (httpx.InvalidURL, BadRequestError, "the request could not be sent"),
    (OSError, UpstreamDownError, "no connection"),
)
"""Foreign exceptions and what they are in our tree; the first that fits counts."""
POST_TRANSLATION: Translation = (
    (httpx.ConnectTimeout, UpstreamDownError, "did not answer in time"),
    (httpx.ConnectError, UpstreamDownError, "no connection"),
    (httpx.ProxyError, UpstreamDownError, "the proxy does not let us through"),
    (httpx.UnsupportedProtocol, BadRequestError, "the request could not be sent"),
    (httpx.InvalidURL, BadRequestError, "the request could not be sent"),
    (TimeoutError, UnansweredError, "was not done in time"),
    (httpx.HTTPError, UnansweredError, "broke off before it answered"),
    (OSError, UpstreamDownError, "no connection"),
)
"""The same for a POST: whatever happens after the connection stands may have happened after the request was taken."""
logging.getLogger("httpx").addFilter(lambda record: record.levelno > logging.INFO)
"""At INFO httpx writes down each URL whole; those of webhooks are secrets."""
