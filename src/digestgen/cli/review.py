"""`digestgen review`: the drafts in the browser."""

import webbrowser
from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import options

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from digestgen.checks import Surroundings
    from digestgen.config import Settings
    from digestgen.models import Draft
    from digestgen.web.office import Office, Remake


@click.command()
@click.option("--date", "day", metavar="D", help="Day to show first, YYYY-MM-DD.  [default: the newest with drafts]")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address; another than this machine's needs a password.")
@click.option("--no-browser", is_flag=True, help="Print the address only.")
@options.model_options
def review(day: str | None, port: int, host: str, no_browser: bool, **overrides: Any) -> None:  # noqa: ANN401 - the settings options
    """Review the drafts in the browser, until Ctrl-C: read, edit, regenerate, approve.

    The address that is printed and opened holds the key to the pages; they are shown on this machine alone. For another --host
    set DIGESTGEN_REVIEW_PASSWORD, and put a server with TLS in front: the password travels as it is.
    """
    from digestgen.cli.days import day_or_usage_error
    from digestgen.config import load_settings
    from digestgen.web.server import address_of, build_app, door_for, listen, serve

    settings = load_settings(overrides)
    first = day_or_usage_error(day) if day else None
    password = settings.review_password.get_secret_value() if settings.review_password else ""
    with listen(host, port, password=password) as listening:
        door = door_for(host, listening.getsockname()[1], password=password)
        address = address_of(listening, door, host)

        def ready() -> None:
            click.echo(f"review: {address}")
            click.echo("until Ctrl-C", err=True)
            if not no_browser:
                webbrowser.open(address)

        serve(build_app(office_of(settings), door, first=first), listening, ready=ready)


def office_of(settings: "Settings") -> "Office":
    """Put together what the pages work with; without a model they say what is missing, and do everything else."""
    from dataclasses import replace

    from digestgen.cache import Cache
    from digestgen.cli.drafts import user_name
    from digestgen.cli.wiring import surroundings_of, utc_now
    from digestgen.drafts import Drafts
    from digestgen.neighbours import archive_near
    from digestgen.prompts import Prompts
    from digestgen.web.office import Office

    drafts = Drafts(settings.output_dir)
    known = surroundings_of(settings, Prompts(settings.prompts_dir))

    def around(day: "dt.date") -> "Surroundings":
        return replace(known, archive=archive_near(drafts, day))

    missing = _missing(settings)
    return Office(
        drafts,
        Cache(settings.cache_dir),
        around,
        utc_now,
        user_name(),
        settings.language,
        None if missing else _remake(settings, around),
        missing,
        settings.model or "",
    )


def _missing(settings: "Settings") -> str:
    """Say what a question to the model would fail for; empty where nothing is missing."""
    from digestgen.errors import SettingsError

    try:
        settings.require_model()
        settings.require_api_key()
    except SettingsError as error:
        return str(error)
    return ""


def _remake(settings: "Settings", around: "Callable[[dt.date], Surroundings]") -> "Remake":
    """Return the question to the model, asked with connections of its own."""

    async def remake(draft: "Draft", *, section: str | None, note: str, model: str | None) -> "Draft":
        from dataclasses import replace

        from digestgen.cli.wiring import open_doors, open_workshop
        from digestgen.regeneration import regenerate_candidate

        chosen = settings.model_copy(update={"model": model}) if model else settings
        async with open_doors(chosen) as doors, open_workshop(chosen, doors) as shop:
            ready = replace(shop, around=around(draft.date))
            return await regenerate_candidate(draft, ready, section=section or "", note=note)

    return remake
