"""The account of a run, in words: fetched = drafted + unchanged + held + failed, with each reason."""

from decimal import Decimal

from digestgen.reports import DayReport, RunReport


def run_lines(run: RunReport) -> list[str]:
    """Return the accounts of a run's days, oldest first; of several days, and of days it missed, a sum at the end."""
    lines = [line for report in run.days for line in account_lines(report)]
    lines += [str(missed) for missed in run.missed]
    if len(run.days) + len(run.missed) == 1:
        return lines
    counts = {
        "drafted": sum(len(report.drafted) for report in run.days),
        "unchanged": sum(len(report.unchanged) for report in run.days),
        "held": sum(len(report.held) for report in run.days),
        "failed": sum(len(report.failed) for report in run.days),
        "not reached": sum(len(report.not_reached) for report in run.days),
    }
    parts = " + ".join(f"{count} {name}" for name, count in counts.items() if count or name != "not reached")
    fetched = sum(report.fetched for report in run.days)
    missed = f", {len(run.missed)} not covered" if run.missed else ""
    spent = f"{run.usage.prompt_tokens:,} tokens in, {run.usage.completion_tokens:,} out, {money(run.cost_usd)}"
    return [*lines, f"{len(run.days)} day(s) together{missed}: fetched {fetched} = {parts}; {spent}"]


def account_lines(report: DayReport) -> list[str]:
    """Return the account in one line, then one line for each failure and for what was left."""
    if not report.listed:
        return [f"no papers listed on {report.date} (a weekend, a holiday, or not yet)"]
    columns = {"drafted": report.drafted, "unchanged": report.unchanged, "held": report.held, "failed": report.failed}
    parts = [f"{len(papers)} {name}" for name, papers in columns.items()]
    if report.not_reached:
        parts.append(f"{len(report.not_reached)} not reached")
    aside = f" ({report.set_aside} of {report.listed} listed set aside)" if report.set_aside else ""
    seconds = (report.finished_at - report.started_at).total_seconds()
    spent = f"{report.usage.prompt_tokens:,} tokens in, {report.usage.completion_tokens:,} out, {money(report.cost_usd)}"
    lines = [f"{report.date}: fetched {report.fetched} = {' + '.join(parts)}{aside}; {spent}; {seconds:.0f} s"]
    if report.abstract_only:
        lines.append(f"  from the abstract alone (the next run tries the PDFs again): {', '.join(report.abstract_only)}")
    lines += [f"  {paper}" for paper in (*report.held, *report.failed)]
    if report.stopped_by:
        lines.append(f"  stopped: {report.stopped_by}")
    if report.not_reached:
        lines.append(f"  not reached, run the day again: {', '.join(report.not_reached)}")
    return lines


def money(cost_usd: Decimal | None) -> str:
    """Return the cost as text; None is a model without a known price."""
    return "cost unknown" if cost_usd is None else f"${cost_usd:.4f}"
