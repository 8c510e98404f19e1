"""Tokens to money: a table with a date and a source for each price, which the user can override. Knows nothing of requests.

A price that depends on the hour is kept at its higher value, so that a bill is never larger than the forecast. A model without a
price costs None, not zero.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from digestgen.errors import SettingsError
from digestgen.models import Usage
from digestgen.noun import Noun

_MILLION = Decimal(1_000_000)
_SNAPSHOT = re.compile(r"-(?:\d{6}|\d{8}|\d{4}-\d{2}-\d{2})$", re.ASCII)
_Usd = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class Price(Noun):
    """What some models cost, in USD per million tokens."""

    models: Annotated[tuple[str, ...], Field(min_length=1)]
    input: _Usd
    cached_input: _Usd | None = None
    """None: as dear as the rest of the input."""
    output: _Usd
    """Thinking included."""
    date: dt.date | None = None
    source: str = ""
    note: str = ""


class _Table(Noun):
    price: tuple[Price, ...] = ()


@dataclass(frozen=True)
class Prices:
    """The prices by lower-case name of the model."""

    by_model: Mapping[str, Price]

    def find(self, model: str) -> Price | None:
        """Return the price of `model`, by its name or its name without a date (`-2026-03-01`, `-20260301`, `-260301`)."""
        name = model.lower()
        return self.by_model.get(name) or self.by_model.get(_SNAPSHOT.sub("", name))

    def cost(self, model: str, usage: Usage) -> Decimal | None:
        """Return what `usage` costs in USD, None where no price is known, or the provider did not count the tokens."""
        price = self.find(model)
        if price is None or (usage.calls and not usage.prompt_tokens):
            return None
        cached = min(usage.cached_tokens, usage.prompt_tokens)
        cached_price = price.input if price.cached_input is None else price.cached_input
        fresh = (usage.prompt_tokens - cached) * price.input
        return (fresh + cached * cached_price + usage.completion_tokens * price.output) / _MILLION


def load_prices(override: Path | None = None) -> Prices:
    """Read the built-in table, and the user's file over it. Raises SettingsError that names the file and what is wrong in it."""
    packaged = resources.files("digestgen.llm").joinpath("prices.toml").read_text("utf-8")
    by_model = _read(packaged, "prices.toml")
    if override is not None:
        try:
            own = override.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(str(override), f"the price file cannot be read: {error}") from error
        by_model |= _read(own, str(override))
    return Prices(by_model)


def _read(text: str, name: str) -> dict[str, Price]:
    try:
        table = _Table.model_validate(tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(name, f"the price file is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SettingsError(name, f"{place}: {first['msg']}", "prices are USD per million tokens") from error
    return {model.lower(): price for price in table.price for model in price.models}
