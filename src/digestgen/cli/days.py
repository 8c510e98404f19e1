"""Dates of the command line."""

import datetime as dt

from digestgen.sources.huggingface import check_day


def day_or_usage_error(day: str) -> dt.date:
    """Return the day; raises UsageError for one that is malformed, before the first listing, or in the future."""
    return check_day(day, now=dt.datetime.now(dt.UTC))
