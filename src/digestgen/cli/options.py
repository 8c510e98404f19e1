"""Options that several commands share; each beats the setting of the same name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

FOLDER = click.Path(file_okay=False, path_type=Path)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
output_dir = click.option("--output-dir", type=FOLDER, help="Folder of drafts and pages.  [DIGESTGEN_OUTPUT_DIR]")
cache_dir = click.option("--cache-dir", type=FOLDER, help="Folder of fetched PDFs.  [DIGESTGEN_CACHE_DIR]")
prompts_dir = click.option("--prompts-dir", type=FOLDER, help="Your own prompt files.  [DIGESTGEN_PROMPTS_DIR]")
model = click.option("--model", help="Model, as the endpoint spells it.  [DIGESTGEN_MODEL]")
base_url = click.option("--base-url", "openai_base_url", help="OpenAI-compatible endpoint.  [OPENAI_BASE_URL]")
date = click.option("--date", "day", required=True, metavar="D", help="Day of the listing, YYYY-MM-DD.")


def model_options(command: Command) -> Command:
    """Add all options that decide which model works with which folders."""
    for option in (prompts_dir, cache_dir, output_dir, base_url, model):
        command = option(command)
    return command
