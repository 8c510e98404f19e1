"""Where each page of the site stands below its top, as a link says it: whole file names, for a folder is no page as a file."""

import datetime as dt
from urllib.parse import quote


def day_path(day: dt.date) -> str:
    """Return the page of a day."""
    return f"days/{day.isoformat()}.html"


def paper_path(day: dt.date, slug: str) -> str:
    """Return the page of a paper, percent-encoded: a slug may be Chinese."""
    return f"papers/{day.isoformat()}/{quote(slug)}.html"


def paper_file(day: dt.date, slug: str) -> str:
    """Return the file of that page."""
    return f"papers/{day.isoformat()}/{slug}.html"


def month_path(month: str) -> str:
    """Return the page of a month such as `2024-01`."""
    return f"months/{month}.html"


def chunk_path(month: str) -> str:
    """Return a month's part of the search index."""
    return f"search/{month}.js"
