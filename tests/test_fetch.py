"""The one polite GET, against a real server on loopback."""

import asyncio
import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from fake_time import FakeTime
from loopback import Answer, Loopback

from digestgen.errors import (
    BadRequestError,
    DigestgenError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    SettingsError,
    TooLargeError,
    UnreadableAnswerError,
    UpstreamDownError,
    UpstreamError,
)
from digestgen.fetch import TRANSLATION, Fetched, Fetcher, Gate, Get

AGENT = "digestgen/0 (tests)"
TLS = ssl.create_default_context()  # made once: reading all certificates takes 0.02 s


def fetcher(*servers: Loopback, fake: FakeTime | None = None, **options: Any) -> Fetcher:  # noqa: ANN401 - passed on to Fetcher
    fake = fake or FakeTime()
    hosts = [server.netloc for server in servers]
    settings: dict[str, Any] = {"allowed_hosts": (), "loopback_hosts": hosts, "proxies": {}, "tls": TLS}
    return Fetcher(user_agent=AGENT, clock=fake.clock, sleep=fake.sleep, **(settings | options))


def run(get: Fetcher, *urls: str, **wish: Any) -> list[Fetched]:  # noqa: ANN401 - passed on
    """Fetch the URLs side by side; the first error is raised."""

    async def body() -> list[Fetched]:
        async with get:
            return list(await asyncio.gather(*(get(url, **wish) for url in urls)))

    return asyncio.run(body())


def refused(get: Fetcher, url: str, **wish: Any) -> DigestgenError:  # noqa: ANN401 - passed on
    with pytest.raises(DigestgenError) as caught:
        run(get, url, **wish)
    return caught.value


# --- what comes back ---------------------------------------------------------------------------------------------------


def test_an_answer_comes_back_whole_with_lower_case_header_names() -> None:
    with Loopback() as server:
        server.script("/x", Answer(body="né".encode(), headers={"Content-Type": "text/plain"}))
        (answer,) = run(fetcher(server), f"{server.url}/x?q=1")
    assert (answer.url, answer.status, answer.body) == (f"{server.url}/x?q=1", 200, "né".encode())
    assert answer.headers["content-type"] == "text/plain"


def test_we_say_who_we_are_what_we_want_and_that_it_shall_not_be_packed() -> None:
    with Loopback() as server:
        server.script("/x", Answer())
        run(fetcher(server), f"{server.url}/x", accept="application/json")
    (asked,) = server.asked
    assert asked.headers["user-agent"] == AGENT
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["host"] == server.netloc
    assert not {"cookie", "authorization"} & asked.headers.keys()


def test_a_fetcher_is_a_get() -> None:
    get: Get = fetcher()
    assert callable(get)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, BadRequestError), (422, BadRequestError), (403, ForbiddenError), (404, NotFoundError), (410, NotFoundError)],
)
def test_what_cannot_get_better_is_told_at_once_with_url_status_and_the_servers_words(
    status: int, kind: type[UpstreamError]
) -> None:
    with Loopback() as server:
        server.script("/x", Answer(status, b'{"error":"no such day"}'))
        error = refused(fetcher(server), f"{server.url}/x")
    assert type(error) is kind
    assert str(error) == f"{server.url}/x: answered {status}: no such day"
    assert isinstance(error, UpstreamError)
    assert error.status == status
    assert len(server.asked) == 1


def test_an_answer_other_than_200_is_never_returned() -> None:
    with Loopback() as server:
        server.script("/x", Answer(204))
        assert isinstance(refused(fetcher(server, attempts=1), f"{server.url}/x"), UnreadableAnswerError)


# --- size --------------------------------------------------------------------------------------------------------------


def test_a_body_over_the_cap_is_refused_before_it_is_read_where_the_server_tells_its_length() -> None:
    with Loopback() as server:
        server.script("/x", Answer(body=b"x", content_length=9_000_000_000))
        error = refused(fetcher(server, deadline_seconds=5), f"{server.url}/x", max_bytes=100)
    assert isinstance(error, TooLargeError)
    assert "100 bytes" in str(error)
    assert len(server.asked) == 1


def test_a_body_of_unknown_length_is_cut_off_at_the_cap() -> None:
    with Loopback() as server:
        server.script("/x", Answer(body=b"x" * 101, content_length=-1))
        assert isinstance(refused(fetcher(server), f"{server.url}/x", max_bytes=100), TooLargeError)


def test_a_body_of_exactly_the_cap_comes_back() -> None:
    with Loopback() as server:
        server.script("/x", Answer(body=b"x" * 100))
        assert len(run(fetcher(server), f"{server.url}/x", max_bytes=100)[0].body) == 100


def test_a_packed_body_counts_as_unpacked() -> None:
    packed = gzip.compress(b"x" * 50_000)
    with Loopback() as server:
        server.script("/x", Answer(body=packed, headers={"Content-Encoding": "gzip"}))
        assert len(packed) < 1000
        assert isinstance(refused(fetcher(server), f"{server.url}/x", max_bytes=1000), TooLargeError)
        assert len(run(fetcher(server), f"{server.url}/x", max_bytes=50_000)[0].body) == 50_000


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "compress"])
def test_a_body_packed_twice_or_in_an_unknown_way_is_not_unpacked(coding: str) -> None:
    with Loopback() as server:
        server.script("/x", Answer(body=zlib.compress(b"x"), headers={"Content-Encoding": coding}))
        assert isinstance(refused(fetcher(server, attempts=1), f"{server.url}/x"), UnreadableAnswerError)


def test_a_body_that_does_not_unpack_is_an_unreadable_answer() -> None:
    with Loopback() as server:
        server.script("/x", Answer(body=b"not gzip", headers={"Content-Encoding": "gzip"}))
        assert isinstance(refused(fetcher(server, attempts=1), f"{server.url}/x"), UnreadableAnswerError)


def test_of_an_endless_error_page_only_the_beginning_is_read() -> None:
    with Loopback() as server:
        server.script("/x", Answer(404, b"<h1>Gone</h1>" + b" " * 300_000, content_length=9_000_000))
        assert str(refused(fetcher(server), f"{server.url}/x")).endswith("answered 404: Gone")


# --- what goes wrong on the way -----------------------------------------------------------------------------------------


def test_a_body_shorter_than_announced_is_fetched_again() -> None:
    with Loopback() as server:
        server.script("/x", Answer(body=b"half", content_length=8), Answer(body=b"halfhalf"))
        assert run(fetcher(server), f"{server.url}/x")[0].body == b"halfhalf"


def test_a_body_that_stays_short_is_an_unreadable_answer() -> None:
    with Loopback() as server:
        server.script("/x", Answer(body=b"half", content_length=8))
        error = refused(fetcher(server, attempts=2), f"{server.url}/x")
    assert isinstance(error, UnreadableAnswerError)
    assert "cut off after 4 bytes" in str(error)
    assert isinstance(error.__cause__, httpx.RemoteProtocolError)


def test_a_dripping_body_is_cut_at_the_deadline() -> None:
    with Loopback() as server:
        server.script("/x", Answer(body=b"x" * 1000, drip_seconds=0.01))
        began = time.monotonic()
        error = refused(fetcher(server, attempts=1, deadline_seconds=0.2), f"{server.url}/x")
        assert time.monotonic() - began < 2
    assert isinstance(error, UpstreamDownError)


def test_a_server_that_never_answers_is_given_up_at_the_deadline() -> None:
    with Loopback() as server:
        server.script("/x", Answer(delay_seconds=30))
        error = refused(fetcher(server, attempts=1, deadline_seconds=0.1), f"{server.url}/x")
    assert isinstance(error, UpstreamDownError)
    assert "in time" in str(error)


def test_a_connection_torn_down_is_tried_again() -> None:
    with Loopback() as server:
        server.script("/x", Answer(reset=True), Answer(body=b"here"))
        assert run(fetcher(server), f"{server.url}/x")[0].body == b"here"


def test_a_server_that_is_not_there_is_down() -> None:
    with Loopback() as server:
        pass
    error = refused(fetcher(server), f"{server.url}/x")
    assert isinstance(error, UpstreamDownError)
    assert error.status == 0


def test_the_translation_has_no_hole() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    foreign = below(httpx.HTTPError) | {httpx.InvalidURL, socket.gaierror, ssl.SSLError, TimeoutError, ConnectionResetError}
    assert not [kind for kind in foreign if not any(issubclass(kind, known) for known, _, _ in TRANSLATION)]
    assert all(issubclass(ours, UpstreamError) for _, ours, _ in TRANSLATION)


# --- patience -----------------------------------------------------------------------------------------------------------


def test_a_server_that_is_down_is_asked_again_with_growing_waits_until_it_answers() -> None:
    fake = FakeTime()
    with Loopback() as server:
        server.script("/x", Answer(500), Answer(502), Answer(503), Answer(body=b"here"))
        assert run(fetcher(server, fake=fake), f"{server.url}/x")[0].body == b"here"
    assert [low <= wait <= low + 1 for wait, low in zip(fake.slept, (1, 2, 4), strict=True)] == [True] * 3


def test_the_attempts_are_limited_and_the_last_error_is_raised() -> None:
    with Loopback() as server:
        server.script("/x", Answer(500), Answer(500), Answer(503))
        error = refused(fetcher(server, attempts=3), f"{server.url}/x")
    assert isinstance(error, UpstreamDownError)
    assert error.status == 503
    assert len(server.asked) == 3


def test_the_seconds_are_limited_too() -> None:
    fake = FakeTime()
    with Loopback() as server:
        server.script("/x", Answer(500))
        refused(fetcher(server, fake=fake, attempts=100, budget_seconds=20), f"{server.url}/x")
    assert sum(fake.slept) <= 20
    assert 4 <= len(server.asked) <= 6


def test_a_long_wait_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with Loopback() as server:
        server.script("/x", Answer(429, b"Rate exceeded.", {"Retry-After": "40"}), Answer())
        run(fetcher(server), f"{server.url}/x")
    assert "waiting 4" in caplog.text
    assert "Rate exceeded." in caplog.text


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "40"}, 40), ({"ratelimit": '"api";r=0;t=55'}, 56), ({"Retry-After": "0"}, 1)]
)
def test_a_429_is_waited_out_for_as_long_as_the_server_asks(headers: dict[str, str], seconds: float) -> None:
    fake = FakeTime()
    with Loopback() as server:
        server.script("/x", Answer(429, headers=headers), Answer(body=b"here"))
        assert run(fetcher(server, fake=fake), f"{server.url}/x")[0].body == b"here"
    (wait,) = fake.slept
    assert seconds <= wait <= seconds + 1


def test_a_wait_beyond_the_budget_is_not_begun() -> None:
    fake = FakeTime()
    with Loopback() as server:
        server.script("/x", Answer(429, b"Rate exceeded.", {"Retry-After": "3600"}))
        error = refused(fetcher(server, fake=fake), f"{server.url}/x")
    assert isinstance(error, RateLimitedError)
    assert error.wait_seconds == 3600
    assert "Rate exceeded." in str(error)
    assert fake.slept == []


def test_a_host_that_named_a_wait_is_not_asked_by_anybody_until_it_is_over() -> None:
    fake = FakeTime()
    with Loopback() as server:
        server.script("/x", Answer(429, headers={"Retry-After": "3600"}))
        server.script("/y", Answer(body=b"here"))

        async def body() -> bytes:
            async with fetcher(server, fake=fake) as get:
                for path in "xy":
                    with pytest.raises(RateLimitedError):
                        await get(f"{server.url}/{path}")
                fake.now += 3600
                return (await get(f"{server.url}/y")).body

        assert asyncio.run(body()) == b"here"
    assert server.targets == ["/x", "/y"]


def test_an_unexpected_error_is_not_retried() -> None:
    async def broken(host: str, port: int) -> Sequence[str]:
        raise ZeroDivisionError(host, port)

    with pytest.raises(ZeroDivisionError):
        run(fetcher(allowed_hosts=["papers.example"], resolve=broken), "https://papers.example/")


# --- redirects ----------------------------------------------------------------------------------------------------------


def test_a_redirect_is_followed_and_the_answer_names_where_it_came_from() -> None:
    with Loopback() as server:
        server.script("/x.pdf", Answer(301, headers={"Location": "/x"}))
        server.script("/x", Answer(body=b"here"))
        (answer,) = run(fetcher(server), f"{server.url}/x.pdf")
    assert (answer.url, answer.body) == (f"{server.url}/x", b"here")


def test_five_redirects_are_followed_and_six_are_not() -> None:
    with Loopback() as server:
        for number in range(6):
            server.script(f"/{number}", Answer(302, headers={"Location": f"/{number + 1}"}))
        server.script("/6", Answer(body=b"here"))
        assert run(fetcher(server), f"{server.url}/1")[0].body == b"here"
        error = refused(fetcher(server), f"{server.url}/0")
    assert "more than 5 redirects" in str(error)
    assert not error.retryable


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.example/x.pdf",
        "https://evil.example/x.pdf",
        "http://arxiv.example/",
        "file:///etc/passwd",
        "https://arxiv.example@evil.example/",
        "https://evil.example\\@arxiv.example/",
        "https://arxiv.example./",
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/meta-data/",
        "//evil.example/",
    ],
)
def test_a_redirect_elsewhere_is_refused_and_not_retried(target: str) -> None:
    with Loopback() as server:
        server.script("/x", Answer(302, headers={"Location": target}))
        error = refused(fetcher(server, allowed_hosts=["arxiv.example"]), f"{server.url}/x")
    assert type(error) is UpstreamError
    assert "refused" in str(error)
    assert server.targets == ["/x"]


def test_a_redirect_without_a_target_is_an_unreadable_answer() -> None:
    with Loopback() as server:
        server.script("/x", Answer(302))
        assert isinstance(refused(fetcher(server, attempts=1), f"{server.url}/x"), UnreadableAnswerError)


# --- whom we ask --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["https://evil.example/", "http://papers.example/", "https://papers.example:8443/", "papers"])
def test_only_the_given_hosts_are_asked_and_only_by_https(url: str) -> None:
    error = refused(fetcher(allowed_hosts=["papers.example"], resolve=leads_to("8.8.8.8")), url)
    assert type(error) is UpstreamError
    assert error.subject == url


def leads_to(*addresses: str) -> Any:  # noqa: ANN401 - a small async function
    async def resolve(host: str, port: int) -> Sequence[str]:
        return [host] if host == "127.0.0.1" and port else addresses

    return resolve


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("64:ff9b::7f00:1",), ("169.254.169.254",), ()])
def test_a_name_that_leads_inside_is_refused(addresses: tuple[str, ...]) -> None:
    error = refused(fetcher(allowed_hosts=["papers.example"], resolve=leads_to(*addresses)), "https://papers.example/")
    assert type(error) is UpstreamError
    assert "refused: papers.example leads to" in str(error)


def test_a_loopback_name_that_leads_outside_is_refused() -> None:
    get = fetcher(loopback_hosts=["localhost:8000"], resolve=leads_to("8.8.8.8"))
    assert "leads to 8.8.8.8" in str(refused(get, "http://localhost:8000/"))


def test_a_name_that_is_unknown_means_that_the_server_is_down() -> None:
    async def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(8, f"nobody knows {host}:{port}")

    error = refused(fetcher(allowed_hosts=["papers.example"], resolve=unknown), "https://papers.example/")
    assert isinstance(error, UpstreamDownError)
    assert "nobody knows papers.example:443" in str(error)


def test_the_next_address_is_tried_where_the_first_leads_nowhere() -> None:
    with Loopback() as server:
        server.script("/x", Answer(body=b"here"))
        name = server.netloc.replace("127.0.0.1", "localhost")
        get = fetcher(loopback_hosts=[name], resolve=leads_to("127.0.0.9", "127.0.0.1"))
        assert run(get, f"http://{name}/x")[0].body == b"here"
    assert server.asked[0].headers["host"] == name


def test_the_checked_address_is_dialled_in_the_hosts_own_name() -> None:
    with Loopback() as server:
        name = server.netloc.replace("127.0.0.1", "localhost")
        get = fetcher(loopback_hosts=[name], resolve=leads_to("127.0.0.1"), attempts=1)
        assert isinstance(refused(get, f"https://{name}/x"), UpstreamDownError)
    assert b"localhost" in server.first_bytes[0]  # TLS names the host in the clear


@pytest.mark.parametrize("host", ["Papers.Example", "papers.example:443"])
def test_a_host_and_its_gate_may_be_spelled_otherwise(host: str) -> None:
    fake = FakeTime()
    gate = Gate(3, clock=fake.clock, sleep=fake.sleep)
    get = fetcher(fake=fake, allowed_hosts=[host], gates={host: gate}, resolve=leads_to("10.0.0.1"))

    async def body() -> None:
        async with get, gate:  # the first turn is taken
            pass
        with pytest.raises(UpstreamError, match=r"leads to 10\.0\.0\.1"):
            await get("https://papers.example/x")

    asyncio.run(body())
    assert fake.slept == [3]


# --- proxies ------------------------------------------------------------------------------------------------------------


def test_a_proxy_of_the_user_is_asked_for_the_name_and_resolves_it_itself() -> None:
    with Loopback() as proxy:
        proxy.script("papers.example:443", Answer(403))
        get = fetcher(allowed_hosts=["papers.example"], proxies={"https": proxy.netloc}, resolve=leads_to(), attempts=1)
        error = refused(get, "https://papers.example/x")
    assert isinstance(error, UpstreamDownError)
    assert "proxy" in str(error)
    assert proxy.targets == ["papers.example:443"]


def test_loopback_and_exempt_hosts_are_asked_without_the_proxy() -> None:
    with Loopback() as proxy, Loopback() as server:
        server.script("/x", Answer(body=b"here"))
        proxies = {"https": proxy.url, "http": proxy.url, "no": "papers.example"}
        get = fetcher(server, allowed_hosts=["papers.example"], proxies=proxies, resolve=leads_to("10.0.0.1"))
        assert run(get, f"{server.url}/x")[0].body == b"here"
        assert "leads to 10.0.0.1" in str(refused(get, "https://papers.example/x"))
    assert proxy.asked == []


def test_a_proxy_that_cannot_be_used_is_a_settings_error_without_its_password() -> None:
    get = fetcher(allowed_hosts=["papers.example"], proxies={"all": "gopher://user:secret@proxy.example"})
    error = refused(get, "https://papers.example/x")
    assert isinstance(error, SettingsError)
    assert "secret" not in str(error)


# --- gates --------------------------------------------------------------------------------------------------------------


def test_a_gate_lets_one_in_at_a_time_in_order_with_the_gap_between_starts() -> None:
    fake = FakeTime()
    starts: list[tuple[int, float]] = []

    async def work(gate: Gate, number: int, inside: list[int]) -> None:
        async with gate:
            assert not inside
            inside.append(number)
            starts.append((number, fake.now))
            await fake.sleep(1)
            inside.remove(number)

    async def body() -> None:
        gate = Gate(3, clock=fake.clock, sleep=fake.sleep)
        inside: list[int] = []
        await asyncio.gather(*(work(gate, number, inside) for number in range(4)))

    asyncio.run(body())
    assert starts == [(0, 1000), (1, 1003), (2, 1006), (3, 1009)]


def test_a_holder_slower_than_the_gap_delays_the_next_by_nothing_more() -> None:
    fake = FakeTime()

    async def body() -> None:
        gate = Gate(3, clock=fake.clock, sleep=fake.sleep)
        for _ in range(2):
            async with gate:
                fake.now += 5

    asyncio.run(body())
    assert fake.slept == []


def test_who_is_cancelled_at_the_gate_takes_no_turn_and_blocks_nobody() -> None:
    async def body() -> float:
        gate = Gate(0.1)
        async with gate:
            pass

        async def pass_through() -> None:
            async with gate:
                pass

        sleeping, queued = asyncio.create_task(pass_through()), asyncio.create_task(pass_through())
        await asyncio.sleep(0.01)
        for task in (sleeping, queued):
            task.cancel()
        await asyncio.gather(sleeping, queued, return_exceptions=True)
        began = time.monotonic()
        await asyncio.wait_for(pass_through(), 2)
        return time.monotonic() - began

    assert asyncio.run(body()) < 0.15


def test_a_gate_is_held_until_the_body_is_there_and_hosts_may_share_it() -> None:
    with Loopback() as one, Loopback() as two:
        spans: list[tuple[str, float]] = []
        for server in (one, two):
            server.script("/x", Answer(body=b"x" * 10, drip_seconds=0.01))

        async def body() -> None:
            gate = Gate(0.0)
            get = Fetcher(
                user_agent=AGENT,
                allowed_hosts=(),
                loopback_hosts=[one.netloc, two.netloc],
                gates={one.netloc: gate, two.netloc: gate},
                proxies={},
            )

            async def fetch(url: str) -> None:
                await get(url)
                spans.append(("done", time.monotonic()))

            async with get:
                await asyncio.gather(*(fetch(f"{server.url}/x") for server in (one, two, one)))

        asyncio.run(body())
    starts = sorted(asked.at for asked in (*one.asked, *two.asked))
    assert all(start >= done - 0.005 for start, (_, done) in zip(starts[1:], spans[:-1], strict=True))
    assert one.most_at_once == 1


def test_hosts_without_a_gate_are_asked_side_by_side() -> None:
    with Loopback() as server:
        server.script("/x", Answer(body=b"x", delay_seconds=0.1))
        run(fetcher(server), f"{server.url}/x", f"{server.url}/x")
    assert server.most_at_once == 2


def test_the_time_at_a_gate_does_not_use_up_the_budget() -> None:
    fake = FakeTime()
    with Loopback() as server:
        server.script("/x", Answer(body=b"x"), Answer(500), Answer(body=b"here"))

        async def body() -> bytes:
            gate = Gate(500, clock=fake.clock, sleep=fake.sleep)
            async with fetcher(server, fake=fake, gates={server.netloc: gate}, budget_seconds=10) as get:
                await get(f"{server.url}/x")
                return (await get(f"{server.url}/x")).body

        assert asyncio.run(body()) == b"here"
    assert fake.now >= 2000
