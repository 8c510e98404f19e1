"""The review pages as a browser meets them: served by uvicorn on loopback, asked over real HTTP."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from making import DAY, a_draft
from world import Bench, bench

from digestgen.checks import Surroundings
from digestgen.cli.review import office_of
from digestgen.config import Settings
from digestgen.drafts import Drafts
from digestgen.models import Draft
from digestgen.revise import version_of
from digestgen.sandbox import MODEL_NAME
from digestgen.web.guard import Door
from digestgen.web.server import build_app, door_for, listen, running

Around = Callable[[dt.date], Surroundings]
FIRST, SECOND, THIRD = "2401.99991", "2401.99992", "2401.99993"


@dataclass
class Desk:
    """The pages that are being served, a client that came in with the token, and the drafts behind them."""

    url: str
    door: Door
    drafts: Drafts
    client: httpx.Client

    @property
    def address(self) -> str:
        """What `digestgen review` prints."""
        return f"{self.url}/?token={self.door.token}"

    def draft(self, arxiv_id: str) -> Draft:
        found = self.drafts.read(DAY, arxiv_id)
        assert found is not None
        return found

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=headers)

    def post(self, arxiv_id: str, move: str, **texts: str) -> httpx.Response:
        """Send a form of a draft's page, with the draft's version where the form names no other."""
        sent = {"version": version_of(self.draft(arxiv_id)), **texts}
        return self.client.post(f"/days/{DAY}/{arxiv_id}/{move}", data=sent)


@contextmanager
def a_desk(settings: Settings, *, password: str = "", around: Around | None = None) -> Iterator[Desk]:
    """Serve the review pages of these settings."""
    host, office = "127.0.0.1", office_of(settings)
    if around:
        office = replace(office, around=around)
    with listen(host, 0, password=password) as listening:
        port = listening.getsockname()[1]
        door = door_for(host, port, password=password)
        url = f"http://127.0.0.1:{port}"
        with running(build_app(office, door), listening), httpx.Client(base_url=url, timeout=30) as client:
            if not password:
                client.get("/", params={"token": door.token})
            yield Desk(url, door, Drafts(settings.output_dir), client)


@contextmanager
def a_plain_desk(folder: Path, *drafts: Draft, password: str = "", around: Around | None = None) -> Iterator[Desk]:
    """Serve these drafts, or one, without papers and without a model."""
    settings = Settings(output_dir=folder / "out", cache_dir=folder / "cache")
    for draft in drafts or (a_draft(),):
        Drafts(settings.output_dir).write(draft)
    with a_desk(settings, password=password, around=around) as desk:
        yield desk


@contextmanager
def a_drafted_day(folder: Path) -> Iterator[Bench]:
    """Draft the demo day, whose papers are in the cache then; its model stays there to be asked again."""
    with bench(folder) as drafted:
        done = drafted.run_demo()
        assert done.exit_code == 0, done.output
        yield drafted


@contextmanager
def a_morning_desk(folder: Path, drafted: Bench, *, openai_base_url: str = "") -> Iterator[Desk]:
    """Serve a copy of the drafted day, with its papers and its model, or another."""
    shutil.copytree(drafted.folder / "out", folder / "out")
    world = drafted.world
    settings = Settings(
        output_dir=folder / "out",
        cache_dir=drafted.folder / "cache",
        hf_url=world.hf_url,
        arxiv_url=world.arxiv_url,
        arxiv_api_url=world.arxiv_api_url,
        arxiv_gap_seconds=0.0,
        openai_base_url=openai_base_url or world.openai_base_url,
        model=MODEL_NAME,
    )
    with a_desk(settings) as desk:
        yield desk


def some_time() -> dt.datetime:
    """Return a time for locks."""
    return dt.datetime(2024, 1, 31, 9, 0, tzinfo=dt.UTC)
