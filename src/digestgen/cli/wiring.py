"""Settings to the things that work: the one place that knows how the rooms are put together."""

import asyncio
import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from digestgen import __version__
from digestgen.cache import Cache
from digestgen.checks import Surroundings
from digestgen.checks.echo import prompt_shingles
from digestgen.config import Settings, is_loopback
from digestgen.drafts import Drafts
from digestgen.fetch import Fetcher, Gate
from digestgen.llm import Complete, Llm, LlmOptions
from digestgen.llm.by_hand import HandedAnswers
from digestgen.llm.prices import load_prices
from digestgen.models import PaperText
from digestgen.pdftext import extract
from digestgen.pipeline import BY_HAND, Progress, Recipe, Workshop
from digestgen.prompts import Prompts
from digestgen.secret_values import secret_values
from digestgen.sources import arxiv
from digestgen.wire import SCHEMA
from digestgen.wishes import PostJson


def utc_now() -> dt.datetime:
    """Return the time, in UTC."""
    return dt.datetime.now(dt.UTC)


def user_agent(settings: Settings) -> str:
    """Return how we introduce ourselves to the sources."""
    return f"digestgen/{__version__}" + (f" ({settings.contact})" if settings.contact else "")


def host_of(url: str) -> str:
    """Return host, and port where one is given."""
    return urlsplit(url).netloc


@dataclass(frozen=True)
class Doors:
    """The way out to the sources: one GET, and the one gate towards arXiv."""

    get: Fetcher
    arxiv_gate: Gate


@contextlib.asynccontextmanager
async def open_doors(settings: Settings) -> AsyncIterator[Doors]:
    """Open the connections to the sources; all arXiv hosts share one gate, as arXiv's terms ask."""
    gate = Gate(settings.arxiv_gap_seconds)
    urls = (settings.hf_url, settings.arxiv_url, settings.arxiv_api_url)
    hosts = {host_of(url) for url in urls}
    gates = {host_of(url): gate for url in (settings.arxiv_url, settings.arxiv_api_url)}
    async with Fetcher(
        user_agent=user_agent(settings),
        gates=gates,
        allowed_hosts=frozenset(hosts),
        loopback_hosts=frozenset(host_of(url) for url in urls if is_loopback(url)),
    ) as get:
        yield Doors(get, gate)


@contextlib.asynccontextmanager
async def open_webhooks(settings: Settings) -> AsyncIterator[PostJson]:
    """Open the way out to the bots that are set; each is asked at its own host and nowhere else."""
    secrets = (settings.feishu_webhook, settings.wecom_webhook)
    urls = [secret.get_secret_value() for secret in secrets if secret]
    async with Fetcher(
        user_agent=user_agent(settings),
        allowed_hosts=frozenset(map(host_of, urls)),
        loopback_hosts=frozenset(host_of(url) for url in urls if is_loopback(url)),
        deadline_seconds=30.0,
    ) as fetcher:
        yield fetcher.post_json


def llm_options(settings: Settings) -> LlmOptions:
    """Return what the model client needs; raises SettingsError where key or model is missing."""
    return LlmOptions(
        base_url=settings.openai_base_url,
        api_key=settings.require_api_key(),
        model=settings.require_model(),
        max_output_tokens=settings.max_output_tokens,
        temperature=settings.temperature,
        extra_body=dict(settings.extra_body),
        thinking=settings.thinking,
        concurrency=settings.llm_concurrency,
        deadline_seconds=settings.llm_deadline_seconds,
    )


def recipe_of(settings: Settings, prompts: Prompts) -> Recipe:
    """Return what the summaries will be made with."""
    chosen: dict[str, Any] = {"thinking": settings.thinking}
    if settings.temperature is not None:
        chosen["temperature"] = settings.temperature
    if settings.extra_body:  # as a hash: it may hold a key, and drafts are meant to be shared
        body = json.dumps(settings.extra_body, sort_keys=True).encode()
        chosen["extra_body_sha256"] = hashlib.sha256(body).hexdigest()
    endpoint = settings.openai_base_url.partition("://")[2]
    return Recipe(prompts.sha256, SCHEMA.version, endpoint, settings.require_model(), chosen)


def surroundings_of(settings: Settings, prompts: Prompts) -> Surroundings:
    """Return what the checks must know of this process: the words of the prompt, and its secrets."""
    shingles = frozenset[str]().union(*map(prompt_shingles, prompts.texts))
    return Surroundings(prompt=shingles, secrets=secret_values(settings))


@contextlib.asynccontextmanager
async def open_workshop(
    settings: Settings, doors: Doors, *, observe: Callable[[Progress], None] = lambda _: None
) -> AsyncIterator[Workshop]:
    """Put everything together that drafting needs; raises SettingsError before any request where key or model is missing."""
    prompts = Prompts(settings.prompts_dir)
    recipe = recipe_of(settings, prompts)
    prices = load_prices(settings.prices_file)
    async with Llm(llm_options(settings), memory=settings.cache_dir / "response-formats.json") as llm:
        shop = _workshop(settings, doors, prompts, recipe, llm)
        yield replace(shop, price=lambda usage: prices.cost(recipe.model, usage), observe=observe)


def workshop_by_hand(settings: Settings, doors: Doors, handed: HandedAnswers) -> Workshop:
    """Put the same together around answers from files: neither key nor model is needed, and nothing is paid."""
    prompts = Prompts(settings.prompts_dir)
    recipe = Recipe(prompts.sha256, SCHEMA.version, BY_HAND, handed.model)
    return _workshop(settings, doors, prompts, recipe, handed)


def _workshop(settings: Settings, doors: Doors, prompts: Prompts, recipe: Recipe, complete: Complete) -> Workshop:
    return Workshop(
        drafts=Drafts(settings.output_dir),
        recipe=recipe,
        prompts=prompts,
        find_metadata=metadata_finder(settings, doors),
        fetch_pdf=pdf_fetcher(settings, doors),
        extract=text_extractor(settings),
        complete=complete,
        price=lambda _: Decimal(0),
        now=utc_now,
        max_input_tokens=settings.max_input_tokens,
        around=surroundings_of(settings, prompts),
    )


def metadata_finder(settings: Settings, doors: Doors) -> Callable[[Sequence[str]], Any]:
    """Return the call that asks arXiv for many papers' metadata at once."""

    async def find_metadata(ids: Sequence[str], /) -> dict[str, arxiv.Metadata]:
        return await arxiv.metadata(ids, query_url=settings.arxiv_api_url, gate=doors.arxiv_gate, user_agent=user_agent(settings))

    return find_metadata


def pdf_fetcher(settings: Settings, doors: Doors) -> Callable[[str, int | None], Any]:
    """Return the call that brings a PDF, from the cache where it is there."""
    cache = Cache(settings.cache_dir)

    async def fetch_pdf(arxiv_id: str, version: int | None, /) -> arxiv.PdfFile:
        return await arxiv.pdf(arxiv_id, version, get=doors.get, base_url=settings.arxiv_url, cache=cache, today=utc_now().date())

    return fetch_pdf


def text_extractor(settings: Settings) -> Callable[[Path], Any]:
    """Return the call that reads a PDF, with so many processes at a time as the settings allow."""
    slots = asyncio.Semaphore(settings.pdf_workers)

    async def extract_in_turn(path: Path) -> PaperText:
        async with slots:
            return await extract(path)

    return extract_in_turn
