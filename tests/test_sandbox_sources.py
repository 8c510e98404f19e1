"""The papers API and arXiv as the sandbox serves them, over real HTTP."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import arxiv
import httpx
import pytest

from digestgen.sandbox import DEMO_DAY, Sandbox, SandboxPaper, World, demo_sandbox, serve, synthetic_day

BIG_DAY = dt.date(2024, 1, 30)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    days = {DEMO_DAY: demo_sandbox().days[DEMO_DAY], BIG_DAY: (*synthetic_day(BIG_DAY, 1000), *withdrawn())}
    with serve(Sandbox(days)) as served:
        yield served


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as opened:
        yield opened


def withdrawn() -> tuple[SandboxPaper, ...]:
    return (SandboxPaper(id="2401.99981", title="Withdrawn & Gone", published=BIG_DAY, version=2, withdrawn=True),)


def daily(world: World, client: httpx.Client, **query: str) -> httpx.Response:
    return client.get(f"{world.hf_url}/api/daily_papers", params=query)


def test_a_day_is_listed_with_most_upvotes_first(world: World, client: httpx.Client) -> None:
    items = daily(world, client, date="2024-01-31").json()
    assert [item["paper"]["upvotes"] for item in items] == [87, 41, 23, 9, 4]


def test_a_day_without_papers_is_an_empty_list(world: World, client: httpx.Client) -> None:
    answer = daily(world, client, date="2024-01-28")
    assert (answer.status_code, answer.json()) == (200, [])


def test_the_default_limit_cuts_a_big_day_at_fifty(world: World, client: httpx.Client) -> None:
    assert len(daily(world, client, date="2024-01-30").json()) == 50


def test_following_the_link_header_gives_every_paper_once(world: World, client: httpx.Client) -> None:
    url, ids = f"{world.hf_url}/api/daily_papers?date=2024-01-30&limit=100", list[str]()
    while url:
        answer = client.get(url)
        ids += [item["paper"]["id"] for item in answer.json()]
        url = answer.links.get("next", {}).get("url", "")
    assert len(ids) == len(set(ids)) == 1001


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"limit": "101"}, "✖ Too big: expected number to be <=100\n  → at limit"),
        ({"limit": "0"}, "✖ Too small: expected number to be >=1\n  → at limit"),
        ({"p": "-1"}, "✖ Too small: expected number to be >=0\n  → at p"),
        ({"limit": "ten"}, "at limit"),
        ({"date": "2024-1-5"}, "at date"),
        ({"date": "2024-02-30"}, "at date"),
        ({"date": "2024-02-01"}, "at date"),
        ({"sort": "upvotes"}, "at sort"),
    ],
)
def test_a_wrong_query_is_a_400_that_names_the_parameter(
    world: World, client: httpx.Client, query: dict[str, str], text: str
) -> None:
    answer = daily(world, client, **query)
    assert answer.status_code == 400
    assert text in answer.json()["error"]


def test_trending_ignores_the_date_and_is_not_ordered_by_upvotes(world: World, client: httpx.Client) -> None:
    items = daily(world, client, sort="trending", date="1999-01-01", limit="100").json()
    upvotes = [item["paper"]["upvotes"] for item in items]
    assert len(items) == 100
    assert upvotes != sorted(upvotes, reverse=True)


def nulls(value: Any) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(value, dict | list):
        return any(map(nulls, value.values() if isinstance(value, dict) else value))
    return value is None


def test_what_a_paper_lacks_is_missing_and_never_null(world: World, client: httpx.Client) -> None:
    items = daily(world, client, date="2024-01-31").json()
    assert not nulls(items)
    assert not any("thumbnail" in item for item in items), "the demo papers have no pictures"
    assert all("thumbnail" in item for item in daily(world, client, date=BIG_DAY.isoformat()).json())
    assert [("githubRepo" in item["paper"], "projectPage" in item["paper"]) for item in items[:2]] == [
        (True, False),
        (False, True),
    ]


def test_an_item_has_the_feeds_quirks(world: World, client: httpx.Client) -> None:
    """Raw line breaks, the title twice, the listing's date, and the top-level date that is New York's wall time."""
    item = daily(world, client, date="2024-01-31").json()[1]
    assert "\n  " in item["title"] == item["paper"]["title"]
    assert item["paper"]["submittedOnDailyAt"] == "2024-01-31T00:00:00.000Z"
    assert item["paper"]["publishedAt"] == "2024-01-29T00:00:00.000Z"
    assert item["publishedAt"] == "2024-01-28T19:00:00.000Z"


def test_an_item_has_no_field_that_the_recordings_do_not_have(world: World, client: httpx.Client, fields: set[str]) -> None:
    items = daily(world, client, date="2024-01-31").json()
    assert {name for item in items for name in (*item, *item["paper"])} <= fields


@pytest.fixture
def fields() -> set[str]:
    """Return the fields that items of listings of 2026 were seen to have."""
    top = "paper title publishedAt numComments thumbnail mediaUrls submittedBy summary isAuthorParticipating organization"
    paper = (
        "id title summary authors publishedAt upvotes discussionId submittedOnDailyAt submittedOnDailyBy projectPage githubRepo"
        " githubStars githubRepoAddedBy ai_summary ai_keywords ai_summary_model mediaUrls organization"
    )
    return {*top.split(), *paper.split()}


@pytest.mark.shared
def test_required_fields_are_those_of_the_recorded_listing(world: World, client: httpx.Client, shared: Any) -> None:  # noqa: ANN401 - a Path
    recorded = json.loads((shared / "data/hf/daily_papers_2026-08-20.json").read_text(encoding="utf-8"))
    always = set.intersection(*({f"paper.{name}" for name in item["paper"]} | set(item) for item in recorded))
    ours = [{f"paper.{name}" for name in item["paper"]} | set(item) for item in daily(world, client, date="2024-01-31").json()]
    assert all(
        always - fields <= {"thumbnail", "paper.ai_summary", "paper.ai_keywords", "paper.ai_summary_model"} for fields in ours
    )


def test_one_paper_is_given_flat_and_an_unknown_one_is_a_json_404(world: World, client: httpx.Client) -> None:
    found = client.get(f"{world.hf_url}/api/papers/2401.99991").json()
    assert (found["id"], found["linkedModels"], found["numTotalSpaces"]) == ("2401.99991", [], 0)
    missing = client.get(f"{world.hf_url}/api/papers/2401.11111")
    assert (missing.status_code, missing.json()) == (404, {"error": "Sorry, we can't find the page you are looking for."})


def query(world: World, **search: Any) -> list[arxiv.Result]:  # noqa: ANN401 - arxiv's own arguments
    client = arxiv.Client(page_size=100, delay_seconds=0, num_retries=0)
    client.query_url_format = f"{world.arxiv_api_url}?{{}}"
    results = list(client.results(arxiv.Search(**search)))
    client._session.close()
    return results


def test_the_arxiv_package_reads_the_feed_and_missing_ids_are_absent(world: World) -> None:
    found = query(world, id_list=["2401.99991", "2401.11111", "2401.99995"], max_results=10)
    assert [result.get_short_id() for result in found] == ["2401.99991v2", "2401.99995v1"]
    assert found[0].title.startswith("[Demo] Margin Notes: One-Line")
    assert (found[0].primary_category, found[0].categories) == ("cs.CL", ["cs.CL", "cs.IR"])
    assert found[0].comment == "2 pages, 1 table, 1 figure; sandbox demo paper"
    assert found[0].published.date() == dt.date(2024, 1, 23)
    assert found[0].pdf_url == "https://arxiv.org/pdf/2401.99991v2"
    assert [author.name for author in found[1].authors] == ["Sandbox Author B", "Sandbox Author N"]


def test_text_with_markup_characters_survives_the_feed(world: World) -> None:
    assert query(world, id_list=["2401.99981"])[0].title == "Withdrawn & Gone"


def test_an_asked_version_is_given_and_one_that_does_not_exist_is_absent(world: World) -> None:
    found = query(world, id_list=["2401.99991v1", "2401.99992v2"], max_results=10)
    assert [result.get_short_id() for result in found] == ["2401.99991v1"]


def test_the_query_gives_ten_results_unless_asked_for_more(world: World, client: httpx.Client) -> None:
    ids = ",".join(paper.id for paper in synthetic_day(BIG_DAY, 30))
    assert client.get(f"{world.arxiv_api_url}?id_list={ids}").text.count("<entry>") == 10
    assert client.get(f"{world.arxiv_api_url}?id_list={ids}&max_results=100").text.count("<entry>") == 30


def test_one_malformed_id_makes_the_answer_a_400_with_an_error_entry(world: World, client: httpx.Client) -> None:
    answer = client.get(f"{world.arxiv_api_url}?id_list=2401.99991,abc")
    assert answer.status_code == 400
    assert "<title>Error</title>" in answer.text
    assert "incorrect id format for abc" in answer.text
    with pytest.raises(arxiv.HTTPError):
        query(world, id_list=["abc"])


def test_a_pdf_is_served_inline_by_id_and_by_version(world: World, client: httpx.Client) -> None:
    for name in ("2401.99991", "2401.99991v1", "2401.99991v2"):
        answer = client.get(f"{world.arxiv_url}/pdf/{name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
        assert int(answer.headers["content-length"]) == len(answer.content)


def test_other_addresses_of_a_pdf_redirect_to_the_canonical_one(world: World, client: httpx.Client) -> None:
    for name in ("2401.99991v1.pdf", "2401.99991v1?download=1"):
        answer = client.get(f"{world.arxiv_url}/pdf/{name}")
        assert (answer.status_code, answer.headers["location"]) == (301, f"{world.arxiv_url}/pdf/2401.99991v1")


@pytest.mark.parametrize("name", ["2401.99995", "2401.11111", "2401.99991v3", "nonsense", "2401.99981", "2401.99981v2"])
def test_a_pdf_that_cannot_be_had_is_an_html_404(world: World, client: httpx.Client, name: str) -> None:
    answer = client.get(f"{world.arxiv_url}/pdf/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


def test_the_version_before_a_withdrawal_can_still_be_had(world: World, client: httpx.Client) -> None:
    assert "withdrawn" in client.get(f"{world.arxiv_url}/pdf/2401.99981").text
    assert client.get(f"{world.arxiv_url}/pdf/2401.99981v1").status_code == 200


def test_a_list_may_grow_while_it_is_served(client: httpx.Client) -> None:
    day = dt.date(2024, 2, 5)
    papers = list(synthetic_day(day, 2))
    with serve(Sandbox({day: papers})) as world:
        assert len(daily(world, client, date=str(day)).json()) == 2
        late = SandboxPaper(id="2402.99990", title="Late", published=day, pdf=b"%PDF-1.7 by hand")
        papers.append(late)
        assert len(daily(world, client, date=str(day)).json()) == 3
        assert client.get(f"{world.arxiv_url}/pdf/2402.99990").content == b"%PDF-1.7 by hand"
