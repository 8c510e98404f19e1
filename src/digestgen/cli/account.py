"""The account of a run, in words: fetched = drafted + unchanged + held + failed, with each reason."""

from decimal import Decimal

from digestgen.reports import DayReport


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
