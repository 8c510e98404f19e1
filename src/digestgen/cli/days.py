"""Dates of the command line, and what tells it the time."""

import datetime as dt
from collections.abc import Callable

import click

from digestgen.sources.huggingface import check_day

Clock = Callable[[], dt.datetime]


def clock() -> Clock:
    """Return what tells the time: what the program was called with (`cli.main(obj=…)`), else the system's clock, in UTC."""
    context = click.get_current_context(silent=True)
    given = context.find_root().obj if context else None
    return given if callable(given) else _system_time


def _system_time() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def day_or_usage_error(day: str) -> dt.date:
    """Return the day; raises UsageError for one that is malformed, before the first listing, or in the future."""
    return check_day(day, now=dt.datetime.now(dt.UTC))
