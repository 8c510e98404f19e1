"""What `doctor` looks at, one function a subject; each answers with a finding and never raises what it was meant to find."""

import importlib.util
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from digestgen.cli.wiring import Doors, llm_options, metadata_finder, open_doors, pdf_fetcher, text_extractor, utc_now
from digestgen.config import ENV_FILE, TOML_FILE, Settings, env_name, load_settings
from digestgen.drafts import Drafts
from digestgen.errors import DigestgenError, DraftDamagedError, SettingsError, StorageError
from digestgen.files import write_atomically
from digestgen.llm import Llm, Message, Schema
from digestgen.llm.prices import load_prices
from digestgen.models import Usage
from digestgen.prompts import Prompts
from digestgen.sources import huggingface

KNOWN_PAPER = "1706.03762"
"""A paper that arXiv will always have; asked for where the feed names none."""
_ANSWER = Schema(
    "doctor",
    1,
    {
        "type": "object",
        "properties": {"answer": {"type": "string"}},
        "required": ["answer"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True)
class Finding:
    """One subject's state: `exit_code` 0 means that it is in order."""

    subject: str
    words: str
    exit_code: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return the finding for programs."""
        return {**asdict(self), "ok": self.exit_code == 0}


async def examine(overrides: Mapping[str, Any], *, offline: bool) -> list[Finding]:
    """Look at everything, in the order in which a run needs it; without readable settings nothing else is looked at."""
    try:
        settings = load_settings(overrides)
    except SettingsError as error:
        return [_wrong("settings", error)]
    findings = [Finding("settings", f"read from {_setting_files()}")]
    local: list[tuple[str, Callable[[Settings], str]]] = [
        ("key", _look_at_key),
        ("model", _look_at_model),
        ("prompts", _look_at_prompts),
        ("output folder", lambda s: _look_at_folder(s.output_dir)),
        ("cache folder", lambda s: _look_at_folder(s.cache_dir)),
        ("drafts", _look_at_drafts),
        ("proxy", _look_at_proxy),
    ]
    findings += [_examined(subject, look, settings) for subject, look in local]
    return findings if offline else findings + await _examine_upstreams(settings)


def _setting_files() -> str:
    return ", ".join(name for name in (ENV_FILE, TOML_FILE) if Path(name).is_file()) or "environment and defaults"


async def _examine_upstreams(settings: Settings) -> list[Finding]:
    async with open_doors(settings) as doors:
        sample = await _sample_paper(settings, doors)
        asked: list[tuple[str, Awaitable[str]]] = [
            ("feed", _ask_feed(settings, doors)),
            ("arXiv metadata", _ask_metadata(settings, doors, sample)),
            ("arXiv PDF and its text", _ask_pdf(settings, doors, sample)),
            ("model's answer", _ask_model(settings)),
        ]
        findings = []
        for subject, answer in asked:
            try:
                findings.append(Finding(subject, await answer))
            except DigestgenError as error:
                findings.append(_wrong(subject, error))
    return findings


async def _sample_paper(settings: Settings, doors: Doors) -> str:
    """Return the id of a paper that arXiv should have: the feed's most trending one."""
    try:
        papers = (await huggingface.trending(doors.get, settings.hf_url, now=utc_now(), limit=1)).papers
    except DigestgenError:
        return KNOWN_PAPER  # the feed's own finding tells what is wrong with it
    return papers[0].id if papers else KNOWN_PAPER


def _examined(subject: str, look: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(subject, look(settings))
    except DigestgenError as error:
        return _wrong(subject, error)


def _wrong(subject: str, error: DigestgenError) -> Finding:
    return Finding(subject, str(error), error.exit_code)


def _look_at_key(settings: Settings) -> str:
    settings.require_api_key()
    return f"set, for {settings.openai_base_url}" if settings.openai_api_key else f"not needed by {settings.openai_base_url}"


def _look_at_model(settings: Settings) -> str:
    model = settings.require_model()
    million = Usage(calls=1, prompt_tokens=1_000_000, completion_tokens=1_000_000)
    price = load_prices(settings.prices_file).cost(model, million)
    return f"{model}; " + (
        f"${price} for a million tokens in and one out"
        if price is not None
        else f"no price known: {env_name('prices_file')} can give one"
    )


def _look_at_prompts(settings: Settings) -> str:
    return f"{settings.prompts_dir or 'built in'} ({Prompts(settings.prompts_dir).sha256[:12]})"


def _look_at_folder(folder: Path) -> str:
    probe = folder / f".doctor-{os.getpid()}"
    write_atomically(probe, b"")
    probe.unlink()
    return f"{folder.absolute()} can be written"


def _look_at_drafts(settings: Settings) -> str:
    drafts = Drafts(settings.output_dir)
    found = [draft for day in drafts.days() for draft in drafts.scan(day)]
    damaged = [str(draft) for draft in found if isinstance(draft, DraftDamagedError)]
    if damaged:
        raise StorageError("drafts", "; ".join(damaged))
    return f"{len(found)} on {len(drafts.days())} days, all readable"


def _look_at_proxy(_: Settings) -> str:
    names = [name for name in ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY") if os.environ.get(name) or os.environ.get(name.lower())]
    socks = any(os.environ.get(name, os.environ.get(name.lower(), "")).startswith("socks") for name in names)
    if socks and importlib.util.find_spec("socksio") is None:
        raise SettingsError("ALL_PROXY", "names a SOCKS proxy, but the package socksio is missing", "pip install socksio")
    return f"{', '.join(names)} in use" if names else "none"


async def _ask_feed(settings: Settings, doors: Doors) -> str:
    now = utc_now()
    listing = await huggingface.daily(doors.get, settings.hf_url, huggingface.feed_today(now), now=now)
    return f"{settings.hf_url} lists {len(listing.papers)} papers on {listing.date}, {len(listing.unreadable)} unreadable"


async def _ask_metadata(settings: Settings, doors: Doors, arxiv_id: str) -> str:
    found = await metadata_finder(settings, doors)([arxiv_id])
    return f"{settings.arxiv_api_url} answers" + ("" if found else f", but does not know {arxiv_id}")


async def _ask_pdf(settings: Settings, doors: Doors, arxiv_id: str) -> str:
    pdf = await pdf_fetcher(settings, doors)(arxiv_id, None)
    text = await text_extractor(settings)(pdf.path)
    return f"{settings.arxiv_url} serves {arxiv_id}: {text.page_count} pages, {len(text.text):,} characters of text"


async def _ask_model(settings: Settings) -> str:
    question = Message("user", '请只用 JSON 回答：{"answer": "好"}')
    async with Llm(llm_options(settings), memory=settings.cache_dir / "response-formats.json") as llm:
        reply = await llm([question], schema=_ANSWER)
    if reply.data is None:
        raise SettingsError(
            settings.openai_base_url, f"{reply.model} answers, but without JSON: {reply.problem}", "try another model"
        )
    return f"{reply.model} answers with JSON, asked by {reply.response_format} ({reply.usage.total} tokens)"
