"""PDF bytes to clean text: visible text only, in reading order, with pages and sections; and its cut to a model's budget.

`extract` and `Limits` are the parent's side (`extraction`), `fit` and `Fitted` the cut (`budget`); all else runs in a worker
process that imports this package too, once a paper: so these four names are imported when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digestgen.pdftext.budget import Fitted, fit
    from digestgen.pdftext.extraction import Limits, extract

__all__ = ["Fitted", "Limits", "extract", "fit"]

_HOMES = {"Fitted": "budget", "fit": "budget", "Limits": "extraction", "extract": "extraction"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
