"""PDFium, initialised: the raw C functions of pypdfium2 without its helper classes. Runs in the worker process.

The helpers import logging, argparse and subprocess: leaving them out saves 40 ms of CPU per paper, a third of a worker's start.
"""

from typing import Any, TypeAlias

import pypdfium2_raw as raw

__all__ = ["Handle", "raw"]

raw.FPDF_InitLibraryWithConfig(raw.FPDF_LIBRARY_CONFIG(version=2))

Handle: TypeAlias = Any
"""A document, page, object or buffer of PDFium's: the generated bindings have no types for them."""
