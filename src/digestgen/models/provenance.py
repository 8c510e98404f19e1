"""What a summary was made from and with, and what it took."""

import datetime as dt
from decimal import Decimal

from pydantic import Field, JsonValue

from digestgen.noun import Noun


class Usage(Noun):
    """Tokens of one or several calls, as the provider counts them."""

    calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Share of the prompt tokens that the provider had in its cache."""
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    """Share of the completion tokens that went into thinking."""

    @property
    def total(self) -> int:
        """Tokens in and out."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        mine, theirs = self.model_dump(), other.model_dump()
        return Usage(**{name: mine[name] + theirs[name] for name in mine})


class Provenance(Noun):
    """What a summary was made from and with, and what it took."""

    key: str
    """sha256 over everything that decides the answer: the same key is never paid for twice."""
    digestgen: str
    """Version of this program."""
    text_sha256: str
    """Of the text that the model was given."""
    pdf_version: int | None = None
    pdf_sha256: str | None = None
    prompt_sha256: str
    schema_version: int
    endpoint: str
    """Base URL of the LLM endpoint, without its scheme."""
    model: str
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    response_format: str
    """json_schema, json_object or prompt: the way in which the structure was asked for."""
    repairs: int = 0
    usage: Usage
    cost_usd: Decimal | None = None
    """None where no price is known for the model."""
    started_at: dt.datetime
    finished_at: dt.datetime
