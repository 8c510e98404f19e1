"""Faults, limits and latency: as text, as decisions, and on the wire."""

import datetime as dt
import json
import socket
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from digestgen.errors import UsageError
from digestgen.sandbox import DEMO_DAY, Faults, Latency, RateLimit, Rule, Sandbox, Service, World, demo_sandbox, serve
from digestgen.sandbox.gatekeeper import Gatekeeper
from digestgen.sandbox.mishaps import KINDS
from digestgen.sandbox.wire import Call
from digestgen.wire import WireError, read_answer


def call(service: Service = Service.PDF, path: str = "/pdf/2401.99991", query: str = "") -> Call:
    return Call(service, "GET", "http://127.0.0.1:1/x", path, query)


def strikes(faults: Faults, calls: list[Call]) -> list[str]:
    keeper = Gatekeeper(faults, clock=lambda: 0.0)
    return [keeper.rule(each).name for each in calls]


# --- as text ---------------------------------------------------------------------------------------------------------


def test_the_text_form_gives_counts_shares_every_nth_and_matches() -> None:
    faults = Faults.parse("model:429=2~7, pdf:500=0.2@2401.99991,hub:html=1/3,model:schema-rejected")
    assert faults.rules == (
        Rule(Service.MODEL, "429", times=2, seconds=7),
        Rule(Service.PDF, "500", probability=0.2, match="2401.99991"),
        Rule(Service.HUB, "html", every=3),
        Rule(Service.MODEL, "schema_rejected"),
    )


def test_the_text_form_sets_latency_and_rate_too() -> None:
    faults = Faults.parse("model:latency=10~0.6,hub:rate=60/30")
    assert faults.latency == {Service.MODEL: Latency(10, 0.6)}
    assert faults.limits == {Service.HUB: RateLimit(60, 30)}


def test_an_empty_text_sets_nothing() -> None:
    assert Faults.parse("") == Faults()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("model", "service:kind"),
        ("disk:500", "hub, metadata, pdf, model"),
        ("hub:refusal", "no such fault"),
        ("hub:700", "no such fault"),
        ("pdf:500=1.5", "between 0 and 1"),
        ("pdf:500=1.2.3", "not a number"),
        ("hub:rate=60", "REQUESTS/SECONDS"),
        ("hub:latency", "not a number"),
    ],
)
def test_a_wrong_item_is_a_usage_error_that_says_what_is_allowed(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Faults.parse(text)


# --- as decisions ----------------------------------------------------------------------------------------------------


def test_times_strikes_the_first_requests_only() -> None:
    assert strikes(Faults.parse("pdf:500=2"), [call()] * 4) == ["500", "500", "", ""]


def test_every_strikes_each_nth_request() -> None:
    assert strikes(Faults.parse("pdf:500=1/3"), [call()] * 6) == ["", "", "500", "", "", "500"]


def test_a_match_strikes_only_requests_that_hold_it() -> None:
    calls = [
        call(path="/pdf/2401.99991"),
        call(path="/pdf/2401.99992v1"),
        call(Service.METADATA, "/query", query="id_list=2401.99992"),
    ]
    assert strikes(Faults.parse("pdf:500@2401.99992"), calls) == ["", "500", ""]


def test_a_share_is_met_about_and_does_not_depend_on_the_order_of_the_requests() -> None:
    calls = [call(path=f"/pdf/2401.{number}") for number in range(36000, 37000)]
    faults = Faults.parse("pdf:500=0.2", seed=5)
    forwards = dict(zip([each.path for each in calls], strikes(faults, calls), strict=True))
    backwards = dict(zip([each.path for each in reversed(calls)], strikes(faults, calls[::-1]), strict=True))
    assert forwards == backwards
    assert 150 < sum(map(bool, forwards.values())) < 250
    assert list(forwards.values()) != strikes(Faults.parse("pdf:500=0.2", seed=6), calls)


def test_a_repeated_request_is_drawn_anew_so_that_a_retry_can_succeed() -> None:
    assert {"", "500"} == set(strikes(Faults.parse("pdf:500=0.5"), [call()] * 50))


def test_the_first_rule_that_strikes_counts() -> None:
    assert strikes(Faults.parse("pdf:500=1,pdf:html=1"), [call()] * 3) == ["500", "html", ""]


def test_a_heavy_tailed_latency_keeps_its_median() -> None:
    drawn = sorted(Latency(20, 0.8).seconds("k", number) for number in range(2001))
    assert 18 < drawn[1000] < 22
    assert drawn[-100] > 3 * drawn[1000]
    assert Latency(2).seconds("k") == 2


def test_a_rate_limit_refuses_until_its_window_ends() -> None:
    times = iter([0, 1, 2, 3, 11])
    keeper = Gatekeeper(Faults(limits={Service.PDF: RateLimit(2, 10)}), clock=lambda: next(times))
    rulings = [keeper.rule(call()) for _ in range(5)]
    assert [ruling.name for ruling in rulings] == ["", "", "rate", "rate", ""]
    assert rulings[2].refusal
    assert rulings[2].refusal.header("retry-after") == "8"


# --- on the wire -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as opened:
        yield opened


def pdf(world: World, client: httpx.Client) -> httpx.Response:
    return client.get(f"{world.arxiv_url}/pdf/2401.99991v1")


def listing(world: World, client: httpx.Client) -> httpx.Response:
    return client.get(f"{world.hf_url}/api/daily_papers?date={DEMO_DAY}")


def ask(world: World, client: httpx.Client, *, repair: bool = False, kind: str = "json_schema") -> httpx.Response:
    schema = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    formats = {"json_schema": {"type": kind, "json_schema": {"name": "s", "strict": True, "schema": schema}}}
    turns = [{"role": "assistant", "content": "{}"}, {"role": "user", "content": "wrong"}] if repair else []
    messages = [{"role": "user", "content": "json\n标题：Heard, Not Seen"}, *turns]
    body = {"model": "sandbox", "messages": messages, "response_format": formats.get(kind, {"type": kind})}
    return client.post(f"{world.openai_base_url}/chat/completions", json=body)


def content_of(answer: httpx.Response) -> str:
    text = answer.json()["choices"][0]["message"]["content"]
    return read_answer(json.loads(text)).summary.tldr


def query(world: World, client: httpx.Client) -> httpx.Response:
    return client.get(f"{world.arxiv_api_url}?id_list=2401.99991")


REQUESTS: dict[Service, Callable[[World, httpx.Client], httpx.Response]] = {
    Service.HUB: listing,
    Service.METADATA: query,
    Service.PDF: pdf,
    Service.MODEL: ask,
}


@pytest.mark.parametrize("service", Service)
def test_a_429_comes_with_the_headers_of_its_service(client: httpx.Client, service: Service) -> None:
    with serve(demo_sandbox(faults=Faults.parse(f"{service}:429=1~3"))) as world:
        refused, second = REQUESTS[service](world, client), REQUESTS[service](world, client)
    assert (refused.status_code, second.status_code) == (429, 200)
    expected = {"ratelimit": '"api";r=0;t=3'} if service is Service.HUB else {"retry-after": "3"}
    assert expected.items() <= dict(refused.headers).items()
    if service is Service.MODEL:
        assert refused.json()["error"]["code"] == "rate_limit_exceeded"


def test_every_kind_of_fault_can_be_met_on_every_service_that_has_it(client: httpx.Client) -> None:
    """Whatever strikes the first request, the second is answered as if nothing had been."""
    rules = [Rule(service, kind, times=1, seconds=0.0) for kind, mishap in KINDS.items() for service in sorted(mishap.services)]
    rules = [rule for rule in rules if rule.kind not in {"hang", "flood", "disconnect", "truncated", "object_rejected"}]
    with serve(demo_sandbox(faults=Faults(rules=tuple(rules)))) as world:
        for rule in rules:
            REQUESTS[rule.service](world, client)
        assert [entry.fault for entry in world.journal.of("model")] == [rule.kind for rule in rules if rule.service == "model"]
        assert {entry.fault for entry in world.journal.entries} == {rule.kind for rule in rules}
        assert [request(world, client).status_code for request in REQUESTS.values()] == [200] * 4
        assert content_of(ask(world, client))


@pytest.mark.parametrize("kind", ["disconnect", "truncated"])
def test_a_dropped_connection_is_a_protocol_error_for_the_client(client: httpx.Client, kind: str) -> None:
    with serve(demo_sandbox(faults=Faults.parse(f"pdf:{kind}=1"))) as world:
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            pdf(world, client)
        assert pdf(world, client).status_code == 200
        assert [entry.status for entry in world.journal.of("pdf")] == [0 if kind == "disconnect" else 200, 200]


def test_a_truncated_body_was_announced_whole(client: httpx.Client) -> None:
    with serve(demo_sandbox(faults=Faults.parse("pdf:truncated=1"))) as world:
        with client.stream("GET", f"{world.arxiv_url}/pdf/2401.99991v1") as answer:
            pieces = answer.iter_raw()
            assert next(pieces).startswith(b"%PDF-")
            with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
                list(pieces)
        assert int(answer.headers["content-length"]) == len(pdf(world, client).content)


def test_a_hang_lasts_until_the_client_gives_up(client: httpx.Client) -> None:
    with serve(demo_sandbox(faults=Faults.parse("hub:hang=1"))) as world:
        with pytest.raises(httpx.ReadTimeout):
            client.get(f"{world.hf_url}/api/daily_papers", timeout=0.2)
        assert listing(world, client).status_code == 200


def test_the_end_of_the_world_does_not_wait_for_a_hang() -> None:
    with httpx.Client() as client:
        began = time.monotonic()
        with serve(demo_sandbox(faults=Faults.parse("hub:hang,pdf:latency=60"))) as world:
            for url in (f"{world.hf_url}/api/daily_papers", f"{world.arxiv_url}/pdf/2401.99991"):
                with pytest.raises(httpx.ReadTimeout):
                    client.get(url, timeout=0.1)
        assert time.monotonic() - began < 3


def test_a_drip_delivers_everything_slowly(client: httpx.Client) -> None:
    with serve(demo_sandbox(faults=Faults.parse("pdf:drip=1~0.005"))) as world:
        began = time.monotonic()
        slow = pdf(world, client)
        assert time.monotonic() - began > 0.3
        assert slow.content == pdf(world, client).content


def test_a_flood_announces_and_sends_two_hundred_megabytes(client: httpx.Client) -> None:
    with (
        serve(demo_sandbox(faults=Faults.parse("pdf:flood"))) as world,
        client.stream("GET", f"{world.arxiv_url}/pdf/2401.99991") as answer,
    ):
        assert answer.headers["content-length"] == "200000000"
        received = 0
        for piece in answer.iter_raw():
            received += len(piece)
            if received > 5_000_000:
                break
    assert received > 5_000_000


def test_the_end_of_the_world_does_not_wait_for_a_client_that_does_not_read() -> None:
    began = time.monotonic()
    with serve(demo_sandbox(faults=Faults.parse("pdf:flood"))) as world, socket.socket() as client:
        client.connect(("127.0.0.1", int(world.url.rpartition(":")[2])))
        client.sendall(b"GET /arxiv/pdf/2401.99991 HTTP/1.1\r\nhost: x\r\n\r\n")
        assert client.recv(12) == b"HTTP/1.1 200"
    assert time.monotonic() - began < 3


def test_a_server_without_json_schema_refuses_that_and_answers_json_object(client: httpx.Client) -> None:
    with serve(demo_sandbox(faults=Faults.parse("model:schema_rejected"))) as world:
        refused, answered = ask(world, client), ask(world, client, kind="json_object")
    assert (refused.status_code, answered.status_code) == (400, 200)
    assert refused.json()["error"]["param"] == "response_format"


def test_a_server_without_json_object_refuses_that_and_answers_json_schema(client: httpx.Client) -> None:
    with serve(demo_sandbox(faults=Faults.parse("model:object-rejected"))) as world:
        assert [ask(world, client, kind=kind).status_code for kind in ("json_object", "json_schema", "text")] == [400, 200, 200]


@pytest.mark.parametrize(("kind", "is_mended"), [("invalid", True), ("stubborn", False)])
def test_an_invalid_summary_is_mended_on_repair_unless_the_model_is_stubborn(
    client: httpx.Client, kind: str, *, is_mended: bool
) -> None:
    with serve(demo_sandbox(faults=Faults.parse(f"model:{kind}"))) as world:
        first, second = (ask(world, client, repair=repair).json()["choices"][0]["message"]["content"] for repair in (False, True))
    with pytest.raises(WireError):
        read_answer(json.loads(first))
    if is_mended:
        assert read_answer(json.loads(second)).summary.challenges
    else:
        assert second == first


def test_latency_delays_one_service_and_no_other(client: httpx.Client) -> None:
    with serve(demo_sandbox(latency_seconds={"pdf": 0.3})) as world:
        pdf(world, client)
        listing(world, client)
        seconds = {entry.service: entry.seconds for entry in world.journal.entries}
    assert seconds[Service.PDF] >= 0.3
    assert seconds[Service.HUB] < 0.2


def test_a_seeded_run_meets_the_same_faults_again(client: httpx.Client) -> None:
    def faults_met() -> list[str]:
        day = dt.date(2024, 1, 30)
        with serve(Sandbox({day: demo_sandbox().days[DEMO_DAY]}, faults=Faults.parse("hub:500=0.5", seed=3))) as world:
            for _ in range(12):
                client.get(f"{world.hf_url}/api/daily_papers?date={day}")
            return [entry.fault for entry in world.journal.entries]

    assert faults_met() == faults_met()


def test_cut_json_is_complete_http_and_no_json(client: httpx.Client) -> None:
    with serve(demo_sandbox(faults=Faults.parse("hub:cut_json"))) as world:
        answer = listing(world, client)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
