"""`digestgen publish`: approved drafts and imported blocks to pages, index and site."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import notify as messages
from digestgen.cli import options

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from digestgen.config import Settings
    from digestgen.errors import DigestgenError
    from digestgen.publish import Published
    from digestgen.publish.edition import Edition
    from digestgen.publish.messages import Delivery


@click.command()
@click.option("--date", "day", metavar="D", help="Only this day, YYYY-MM-DD.  [default: every day with something new]")
@click.option("--all", "all_days", is_flag=True, help="Every day, checked once more; also those without anything new.")
@click.option("--unattended", is_flag=True, help="First approve the drafts without errors, in the name of the checks.")
@click.option("--no-site", is_flag=True, help="Write pages and index, and leave the site as it is.")
@messages.option
@messages.resend_option
@options.output_dir
@options.as_json
def publish(day: str | None, output_dir: Path | None, **flags: bool) -> None:
    """Publish what is approved: the pages of the days, the index and the site.

    Without --date, every day that has approved drafts not yet published, or whose page would change. A page is
    output/digests/YYYY/D.md: imported blocks as they stand, then the approved drafts, most upvotes first. output/README.md is the
    index, output/site the site; feeds and sitemap need DIGESTGEN_SITE_URL. Every approved draft is checked once more; one with
    errors that nobody has waived is held back, named, and the exit code is 3. Publishing twice is the same as once.

    With --notify the newest digest, and those of the last three days, go to everybody who is set and has not got them; one who
    cannot be reached is named, the exit code is 3, and the next --notify tries again.
    """
    from digestgen.config import load_settings

    if day and flags["all_days"]:
        raise click.UsageError("--date is one day, --all is every day: give one of them")
    if flags["resend"] and not flags["notify"]:
        raise click.UsageError("--resend is said with --notify")
    settings = load_settings({"output_dir": output_dir})
    if flags["notify"]:
        messages.check(settings)
    days = _choose_days(settings, day, all_days=flags["all_days"], unattended=flags["unattended"])
    done, failed = _publish_days(settings, days, unattended=flags["unattended"], one=bool(day))
    edition = finish_publishing(settings, site=not flags["no_site"])
    failed += [error for error in edition.damaged if str(error) not in map(str, failed)]
    sent = messages.notify(settings, days[-1] if days else None, resend=flags["resend"]) if flags["notify"] else None
    _tell(done, edition, sent, one=bool(day), as_json=flags["as_json"])
    for error in failed:
        click.echo(f"digestgen: {error}", err=True)
    code = _exit_code(done, failed, held=0 if day else edition.held)
    click.get_current_context().exit(code or messages.exit_code_of(sent or ()))


def _tell(
    done: "Sequence[Published]", edition: "Edition", sent: "Sequence[Delivery] | None", *, one: bool, as_json: bool
) -> None:
    import json

    if as_json:
        told = {"site": edition.as_json()} | ({} if sent is None else {"messages": messages.as_rows(sent)})
        rows = list(map(_as_row, done))
        click.echo(json.dumps(rows[0] | told if one else {"days": rows} | told, ensure_ascii=False))
        return
    for line in _lines(done, edition, one=one) + ([] if sent is None else messages.describe_deliveries(sent)):
        click.echo(line)


def _choose_days(settings: "Settings", day: str | None, *, all_days: bool, unattended: bool) -> "list[dt.date]":
    from digestgen.cli.days import day_or_usage_error
    from digestgen.drafts import Drafts
    from digestgen.publish.due import due_days
    from digestgen.publish.memory import Memory
    from digestgen.publish.stock import days_of

    if day:
        return [day_or_usage_error(day)]
    drafts = Drafts(settings.output_dir)
    return days_of(drafts) if all_days else due_days(drafts, Memory(drafts.folder), unattended=unattended)


def _publish_days(
    settings: "Settings", days: "Sequence[dt.date]", *, unattended: bool, one: bool
) -> "tuple[list[Published], list[DigestgenError]]":
    """Publish the days one by one; of several, one that cannot be read does not stop the others."""
    from digestgen.cli.pages import publish_checked
    from digestgen.errors import DraftDamagedError

    done: list[Published] = []
    failed: list[DigestgenError] = []
    for day in days:
        try:
            done.append(publish_checked(settings, day, unattended=unattended))
        except DraftDamagedError as error:
            if one:
                raise
            failed.append(error)
    return done, failed


def finish_publishing(settings: "Settings", *, site: bool = True) -> "Edition":
    """Bring index and site in line with what is published by now; holds the folder's lock."""
    from digestgen.cli.wiring import utc_now
    from digestgen.drafts import Drafts
    from digestgen.publish.edition import write_edition
    from digestgen.publish.site import SiteOptions

    drafts = Drafts(settings.output_dir)
    with drafts.locked(utc_now()):
        return write_edition(drafts, SiteOptions(settings.site_title, settings.language, settings.site_url), site=site)


def _as_row(done: "Published") -> dict[str, Any]:
    held = [{"id": draft.paper.id, "errors": [error.model_dump(mode="json") for error in draft.errors]} for draft in done.held]
    counts = {"papers": done.papers, "waiting": done.waiting, "held": held, "changed": done.changed}
    return {"path": str(done.path)} | counts | {"doubled": list(done.doubled)}


def _lines(done: "Sequence[Published]", edition: "Edition", *, one: bool) -> list[str]:
    from digestgen.cli.pages import describe_published

    told = [each for each in done if one or each.changed or each.held or each.doubled]
    lines = [line for each in told for line in describe_published(each)]
    if not one and not any(each.changed for each in done):
        lines.append("nothing new to publish")
    elsewhere = edition.held - sum(len(each.held) for each in done)
    if not one and elsewhere > 0:
        lines.append(f"{elsewhere} draft(s) of other days are held (digestgen drafts list)")
    return [*lines, *describe_edition(edition)]


def describe_edition(edition: "Edition") -> list[str]:
    """Say what became of index and site, in a line; nothing where nothing is published."""
    if edition.site is None or not edition.site.days:
        return []
    site = edition.site
    changes = f"{site.written} file(s) written, {site.removed} removed" if site.written or site.removed else "unchanged"
    feeds = "" if edition.has_feeds else "; no feeds and no sitemap, for DIGESTGEN_SITE_URL is not set"
    return [f"{edition.site_folder / 'index.html'}: {site.papers} paper(s) of {site.days} day(s), {changes}{feeds}"]


def _exit_code(done: "Sequence[Published]", failed: "Sequence[DigestgenError]", *, held: int) -> int:
    from digestgen.errors import PARTIAL

    if failed:
        return failed[0].exit_code
    return PARTIAL if held or any(each.held for each in done) else 0
