"""`digestgen doctor`: is everything in order for tomorrow's run, and if not, what to do."""

from typing import TYPE_CHECKING, Any

import click

from digestgen.cli import options

if TYPE_CHECKING:
    from digestgen.cli.checkup import Finding


@click.command()
@click.option("--offline", is_flag=True, help="Look at settings and folders only; ask no server.")
@options.model_options
@options.as_json
def doctor(offline: bool, as_json: bool, **overrides: Any) -> None:  # noqa: ANN401 - the settings options
    """Say in plain words whether settings, key, model, folders and each upstream are in order, and what to do.

    Asks the feed and arXiv for one item each and the model for one short answer (some 100 tokens). The exit code is that of
    the first thing that is wrong.
    """
    import asyncio
    import json

    from digestgen.cli.checkup import examine

    findings = asyncio.run(examine(overrides, offline=offline))
    if as_json:
        click.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False, indent=2))
    else:
        _print(findings)
    click.get_current_context().exit(next((finding.exit_code for finding in findings if finding.exit_code), 0))


def _print(findings: "list[Finding]") -> None:
    for finding in findings:
        click.echo(f"{'ok ' if not finding.exit_code else 'BAD'} {finding.subject}: {finding.words}")
    wrong = sum(finding.exit_code != 0 for finding in findings)
    click.echo(f"{wrong} thing(s) to mend" if wrong else "everything is in order")
