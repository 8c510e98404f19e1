"""Settings, from the strongest source to the weakest: command line, environment, `.env`, `digestgen.toml`, default.

Names are `DIGESTGEN_…` in the environment and in `.env` (`OPENAI_BASE_URL` and `OPENAI_API_KEY` keep the names that every SDK
uses), and the field's name in `digestgen.toml`. Other programs' names in `.env` are none of our business; a `DIGESTGEN_` name
that does not exist is an error, because a misspelt setting that is silently ignored costs a night. `.env.example` is made from
this file.
"""

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from platformdirs import user_cache_path
from pydantic import AfterValidator, Field, JsonValue, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from pydantic_settings import SettingsError as UnreadableSourceError

from digestgen.addresses import is_loopback_host
from digestgen.errors import SettingsError
from digestgen.publishing_settings import PublishingSettings

ENV_FILE = ".env"
TOML_FILE = "digestgen.toml"
PREFIX = "DIGESTGEN_"
_FOREIGN_NAMES = {"openai_base_url": "OPENAI_BASE_URL", "openai_api_key": "OPENAI_API_KEY"}
ARXIV_TERMS_GAP_SECONDS = 3.0
"""arXiv's terms of use: one request per three seconds, one connection."""


def is_loopback(url: str) -> bool:
    """Tell whether the URL's host is this machine, by name or by address; nothing is resolved."""
    return is_loopback_host(urlsplit(url).hostname or "")


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    plain = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not plain or parts.query or parts.fragment or parts.port == 0:  # .port raises ValueError for what is no port
        raise ValueError("must be a plain http(s) URL such as https://example.org/v1")
    return url.rstrip("/")


BaseUrl = Annotated[str, AfterValidator(_base_url)]


class Settings(PublishingSettings):
    """Every setting with its default; `description` gives meaning and unit and is what `.env.example` prints."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        toml_file=TOML_FILE,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    openai_api_key: SecretStr | None = Field(
        None,
        validation_alias=_FOREIGN_NAMES["openai_api_key"],
        description="Key of the LLM endpoint. Not needed for an endpoint on this machine.",
    )
    openai_base_url: BaseUrl = Field(
        "https://api.openai.com/v1",
        validation_alias=_FOREIGN_NAMES["openai_base_url"],
        description="Any OpenAI-compatible endpoint, with its /v1 where it has one.",
    )
    model: str | None = Field(
        None,
        description="Name of the model as the endpoint spells it. There is no default: models are retired too often.",
    )
    output_dir: Path = Field(Path("output"), description="Folder of drafts and pages: your data. Never deleted by digestgen.")
    cache_dir: Path = Field(
        user_cache_path("digestgen", appauthor=False),
        description="Folder of fetched PDFs; may be deleted at any time. Default: the system's cache folder.",
    )
    prompts_dir: Path | None = Field(None, description="Folder with your own copies of prompts/*.j2. Default: the built-in ones.")
    prices_file: Path | None = Field(
        None, description="TOML file with your own prices, in USD per million tokens; it goes before the built-in table."
    )
    contact: str | None = Field(
        None,
        pattern=r"^[\x21-\x7e]{3,100}$",
        description="Mail address or URL that sources may reach you at; part of our User-Agent.",
    )

    hf_url: BaseUrl = Field("https://huggingface.co", description="Where the listing comes from.")
    arxiv_url: BaseUrl = Field("https://arxiv.org", description="Where the PDFs come from.")
    arxiv_api_url: BaseUrl = Field("https://export.arxiv.org/api/query", description="arXiv's query endpoint.")
    arxiv_gap_seconds: float = Field(
        ARXIV_TERMS_GAP_SECONDS,
        ge=0,
        le=600,
        description="Seconds between two requests to arXiv. Its terms ask for 3; less is accepted only towards this machine.",
    )

    max_input_tokens: int = Field(
        100_000, ge=2_000, le=10_000_000, description="Tokens of a paper's text that the model is given at most."
    )
    max_output_tokens: int = Field(
        8_192, ge=512, le=200_000, description="Cap on the tokens of one answer; raised once when hit."
    )
    temperature: float | None = Field(None, ge=0, le=2, description="Sampling temperature. Default: not sent, the model's own.")
    thinking: bool = Field(default=False, description="Let models think first where that can be switched (slower, dearer).")
    extra_body: dict[str, JsonValue] = Field(
        default_factory=dict, description="JSON object that is merged into each request, for provider-specific switches."
    )
    llm_concurrency: int = Field(
        8, ge=1, le=512, description="LLM requests in flight at most; rate limits lower it by themselves."
    )
    llm_deadline_seconds: float = Field(300, ge=1, le=7200, description="Seconds for one answer, tries included.")
    pdf_workers: int = Field(
        max(1, min(4, os.cpu_count() or 1)),
        ge=1,
        le=64,
        description="Processes that read PDFs at a time. Default: cores, at most 4.",
    )

    @field_validator("extra_body")
    @classmethod
    def _check_extra_body(cls, body: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if ours := sorted({"messages", "model", "stream", "response_format", "n"} & set(body)):
            raise ValueError(f"must not set {', '.join(ours)}")
        return body

    @field_validator("output_dir", "cache_dir", "prompts_dir", "prices_file")
    @classmethod
    def _expand_home(cls, path: Path | None) -> Path | None:
        return path.expanduser() if path else path

    @field_validator("output_dir", "cache_dir", "prompts_dir")
    @classmethod
    def _check_folder(cls, path: Path | None) -> Path | None:
        if path and path.exists() and not path.is_dir():
            raise ValueError("is a file, but must be a folder")
        return path

    @field_validator("mail_to", "notify_urls", mode="before")
    @classmethod
    def _split_words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("hf_url", "arxiv_url", "arxiv_api_url")
    @classmethod
    def _check_source(cls, url: str) -> str:
        if not url.startswith("https://") and not is_loopback(url):
            raise ValueError("must be https, but for a server on this machine")
        return url

    @model_validator(mode="after")
    def _check_arxiv_gap(self) -> Self:
        foreign = [url for url in (self.arxiv_url, self.arxiv_api_url) if not is_loopback(url)]
        if foreign and self.arxiv_gap_seconds < ARXIV_TERMS_GAP_SECONDS:
            raise SettingsError(env_name("arxiv_gap_seconds"), f"at least 3 seconds are due towards {foreign[0]}")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic-settings'
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Rank the sources, strongest first."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)

    def require_model(self) -> str:
        """Return the model's name, or raise SettingsError that says where to set it."""
        if not self.model:
            raise SettingsError(
                env_name("model"),
                "is not set",
                f"name the model in {ENV_FILE}, as your endpoint {self.openai_base_url} spells it",
            )
        return self.model

    def require_api_key(self) -> str:
        """Return the key, or a stand-in for an endpoint on this machine; raise SettingsError where a key is needed."""
        if self.openai_api_key:
            return self.openai_api_key.get_secret_value()
        if is_loopback(self.openai_base_url):
            return "none"
        raise SettingsError(
            env_name("openai_api_key"),
            "is not set",
            f"put the key of {self.openai_base_url} into {ENV_FILE}, or try `digestgen demo`",
        )


def env_name(field: str) -> str:
    """Return the environment's name of a setting."""
    return _FOREIGN_NAMES.get(field, PREFIX + field.upper())


def load_settings(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read all sources in the current folder and validate; `overrides` are the command line's (None values are not set).

    Raises SettingsError that names the setting and never shows a value.
    """
    _check_names(Path(ENV_FILE), Path(TOML_FILE))
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    try:
        return Settings(**given)
    except UnreadableSourceError as error:
        field = next((name for name in Settings.model_fields if f'"{name}"' in str(error)), "settings")
        raise SettingsError(env_name(field), "is no valid JSON", "see .env.example") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        fields = {alias: field for field, alias in _FOREIGN_NAMES.items()}
        raise SettingsError(
            env_name(fields.get(name, name)) if first["loc"] else name, first["msg"], "see .env.example"
        ) from None


def _check_names(env_file: Path, toml_file: Path) -> None:
    known = {env_name(field) for field in Settings.model_fields}
    mine = [name for name in os.environ if name.upper().startswith(PREFIX)]
    _refuse_unknown(mine, known, "the environment", ignore_case=True)
    if env_file.is_file():
        names = [name for name in _read_env_names(env_file) if name.upper().startswith(PREFIX)]
        _refuse_unknown(names, known, str(env_file), ignore_case=True)
    if toml_file.is_file():
        _refuse_unknown(_read_toml_names(toml_file), set(Settings.model_fields), str(toml_file))


def _refuse_unknown(names: Iterable[str], known: set[str], place: str, *, ignore_case: bool = False) -> None:
    for name in names:
        spelling = name.upper() if ignore_case else name
        if spelling not in known:
            near = difflib.get_close_matches(spelling, sorted(known), n=1, cutoff=0.5)
            remedy = f"did you mean {near[0]}?" if near else "see .env.example for all names"
            raise SettingsError(name, f"is no setting (found in {place})", remedy)


def _read_env_names(path: Path) -> list[str]:
    try:
        return list(dotenv_values(path, interpolate=False))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), f"cannot be read: {error}") from error


def _read_toml_names(path: Path) -> list[str]:
    try:
        return list(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(str(path), f"cannot be read: {error}") from error


def env_example() -> str:
    """Return the text of `.env.example`: every setting with meaning, unit and default, all commented out."""
    lines = ["# Settings of digestgen. Copy this file to .env and set what you need; the rest keeps its default.", ""]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        fixed = "" if default is None or name in {"cache_dir", "pdf_workers"} else _as_text(default)
        lines += [f"# {field.description}", f"# {env_name(name)}={fixed}", ""]
    return "\n".join(lines)


def _as_text(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return "{}" if default == {} else "" if default == () else str(default)
