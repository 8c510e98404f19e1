"""docs/quality.md from the measured figures and the floors. Pure: the same figures give the same page."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from quality.floors import last_round, shortfalls
from quality.operators import Family

_OPENING = """# What the checks find, and what they miss

Written by `python benchmarks/quality/run.py` from what it measured on {measured} (seed {seed}). The figures
stand in `benchmarks/quality/results.json`, the bars in `benchmarks/quality/floors.toml`; a test keeps them from
being lowered. Shares carry Wilson's 95 % interval in brackets.

This is **defect detection, never faithfulness**: planted and real defects are counted. What the checks cannot
see stands at the end.
"""
_ARCHIVE = """Published pages of an older pipeline, labelled by hand. An error has to be found in a defective page; a page
that only admits that something was missing counts with a warning of the right rule too, one that only echoes
the template is not counted. The pages have no paper beside them: nothing is checked against a text here.
"""
_MUTATIONS = """Each operator plants one kind of defect in sound summaries: those of our {papers} papers, written for this
project, as a careful reader would write them. A defect is found when a rule that is meant for it says something
that it did not say before, or when the reader of answers refuses the text; "held" counts errors alone.

The words of refusals, chatter, errors, placeholders, leaks and the like ({payloads} kinds) come from fourteen authors
who had not seen the rules. The rules were mended on the words of the first thirteen; the figures come from those of the
last, but for `injection_obeyed`, which it has not. Talk that is itself in JSON, Markdown or a foreign language also
counts as found where a rule on these holds it. Everything else is made from the summaries and papers
themselves. Mutants that change nothing are left out, and no two are the same; those with the same payload are still
alike, so that the intervals of these kinds are somewhat too narrow.
"""
_NOT_HERE = """Not among the operators: exchanged sections. To tell a background from a conclusion takes a classifier that is
trained on a hundred and more accepted pages of one's own; there is no such rule yet.
"""
_QUOTES = """Sentences of the papers, 40 to 240 characters, looked for in the text of their PDFs. Our papers: as their
authors wrote them, against the typeset PDF. Real papers: as our reader gives them, which is what a model is
shown, and as another library reads the same PDFs.
"""
_REAL = """Two real papers with summaries written by hand, each claim with its quote, against the text of their PDFs.
"""
_MODEL = """Answers of a real language model to real papers, kept as they came and taken in with `digestgen regenerate
--answer`. "Wrong" are errors that a person found to be none.
"""
_BLIND = """- A true quote under an overstated claim. That the quote is there, and that its numbers and names agree, says nothing
  of what it proves.
- Relations: who was better than whom, what caused what, which of two systems a number belongs to, where both stand in
  the quote.
- Names of the same paper in each other's place, where no quote tells them apart: see `ent_same_paper`.
- Two-digit numbers without a quote: a paper holds so many that a wrong one is often there too.
- What a summary leaves out, and whether it is well written.
- Orders hidden in a paper and obeyed in decent words: see `injection_obeyed`.
- Operators are not models: their errors are spread differently from those that a model makes. The archive and the
  table of model answers are the nearer measure, and the smaller one.
"""


def render(results: dict[str, Any], floors: dict[str, dict[str, Any]]) -> str:
    """Return the page."""
    short = list(shortfalls(results, floors))
    verdict = "All floors are reached." if not short else "Under their floors:\n\n" + "\n".join(f"- {each}" for each in short)
    parts = [
        _OPENING.format(**results),
        verdict + "\n",
        *_archive(results["archive"], floors["archive"]),
        *_mutations(results, floors),
        *_clean(results["clean"], floors["mutations"]["most_clean_held"]),
        *_quotes(results, floors["quotes"]),
        *_real(results["real"]),
        *_model(results["model"], floors["model"]),
        *_speed(results["speed"], floors["speed"]),
        f"## What it cannot see\n\n{_BLIND}",
    ]
    return "\n".join(parts)


def share(hits: int, trials: int, interval: Sequence[float]) -> str:
    """Return a share with its interval, `98.3 % (97.1–99.0)`."""
    low, high = (100 * each for each in interval)
    return f"{100 * hits / trials:.1f} % ({low:.1f}–{high:.1f})" if trials else "–"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def _archive(archive: dict[str, Any] | None, floors: dict[str, Any]) -> Iterator[str]:
    yield "## The archive\n"
    if archive is None:
        yield "Not measured here: the recorded pages are absent.\n"
        return
    yield _ARCHIVE
    defective, sound = archive["defective"], archive["sound"]
    yield table(
        ("", "pages", "share", "bar"),
        (
            (
                "defective, found",
                f"{defective['found']} of {defective['files']}",
                share(defective["found"], defective["files"], defective["interval"]),
                f"≥ {floors['defective_found']:.0%}",
            ),
            (
                "sound, held",
                f"{sound['held']} of {sound['files']}",
                share(sound["held"], sound["files"], sound["interval"]),
                f"≤ {floors['most_sound_held']:.0%}",
            ),
        ),
    )
    yield table(
        ("label", "found", "files"), ((kind, hits, files) for kind, (hits, files) in archive["kinds"].items() if kind != "sound")
    )


def _mutations(results: dict[str, Any], floors: dict[str, dict[str, Any]]) -> Iterator[str]:
    rows, sums = results["operators"], results["families"]
    yield f"## Planted defects: {len(rows)} operators, {sum(each['trials'] for each in rows):,} mutants\n"
    yield _MUTATIONS.format(**results)
    names = {family.name: family.value for family in Family} | {"AIMED": "**all with a target**", "ALL": "**all**"}
    bars = {
        name: " ".join(f"{_WHAT[what]} ≥ {least:.0%}" for what, least in floor.items())
        for name, floor in floors["families"].items()
    }
    bars["AIMED"] = f"found ≥ {floors['mutations']['found']:.0%}"
    figures = ((names[name], each["trials"], *_shares(each), bars.get(name, "")) for name, each in sums.items() if each["trials"])
    yield table(("family", "mutants", "found", "held", "bar"), figures)
    for family in Family:
        members = [each for each in rows if each["family"] == family.name]
        yield f"### {family.value[0].upper()}{family.value[1:]}\n"
        lines = ((f"`{each['operator']}`", each["about"], each["trials"], *_shares(each)) for each in members)
        yield table(("operator", "what it does", "mutants", "found", "held"), lines)
    yield _NOT_HERE


_WHAT = {"found": "found", "errors": "held"}


def _shares(figures: dict[str, Any]) -> tuple[str, str]:
    found = share(figures["found"], figures["trials"], figures["interval"])
    return found, share(figures["errors"], figures["trials"], figures["error_interval"])


def _clean(sets: list[dict[str, Any]], ceiling: float) -> Iterator[str]:
    yield "## Wrong alarms\n"
    rows = (
        (each["set"], each["summaries"], share(each["held"], each["summaries"], each["interval"]), each["warned"])
        for each in sets
    )
    yield table(("sound summaries", "how many", f"held (bar: ≤ {ceiling:.0%})", "with any finding"), rows)


def _quotes(results: dict[str, Any], floors: dict[str, Any]) -> Iterator[str]:
    yield "## Quotes\n"
    yield _QUOTES
    real = results["real"]
    yield f"Accepted (bar for verbatim ones: ≥ {floors['verbatim_accepted']:.1%}):\n"
    ours = {each["quotes"]: each for each in results["accepted"]}
    theirs = {each["quotes"]: each for each in real["accepted"]} if real else {}
    rows = ((name, *_cells(ours.get(name), "accepted"), *_cells(theirs.get(name), "accepted")) for name in {**ours, **theirs})
    yield table(("quotes", "our papers", "quotes", "real papers", "quotes"), rows)
    bar = f"≤ {floors['most_digit_accepted']:.0%}"
    yield f"Tampered and accepted all the same (bar for digits, negations and foreign quotes: {bar}):\n"
    ours = {each["operator"]: each for each in results["operators"]}
    theirs = {each["operator"]: each for each in real["tampered"]} if real else {}
    names = [name for name in ours if name.startswith("quote_")]
    rows = ((f"`{name}`", *_cells(_slipped(ours[name])), *_cells(_slipped(theirs.get(name)))) for name in names)
    yield table(("operator", "our papers", "quotes", "real papers", "quotes"), rows)


def _slipped(figures: dict[str, Any] | None) -> dict[str, Any] | None:
    if figures is None:
        return None
    low, high = figures["error_interval"]
    return {"accepted": figures["trials"] - figures["errors"], "trials": figures["trials"], "interval": (1 - high, 1 - low)}


def _cells(figures: dict[str, Any] | None, what: str = "accepted") -> tuple[str, object]:
    return (share(figures[what], figures["trials"], figures["interval"]), figures["trials"]) if figures else ("–", "–")


def _real(real: dict[str, Any] | None) -> Iterator[str]:
    yield "## Real papers\n"
    if real is None:
        yield "Not measured here: the recorded PDFs are absent.\n"
        return
    yield _REAL
    sound = ((each["paper"], each["quotes"], each["verified"], each["errors"], len(each["warnings"])) for each in real["clean"])
    yield table(("sound summary of", "quotes", "verified", "errors", "warnings"), sound)
    planted = ((f"`{each['operator']}`", each["about"], each["trials"], *_shares(each)) for each in real["planted"])
    yield table(("operator", "what it does", "mutants", "found", "held"), planted)


def _model(answers: list[dict[str, Any]], floors: dict[str, Any]) -> Iterator[str]:
    yield "## Answers of a real model\n"
    if not answers:
        yield "None yet.\n"
        return
    yield _MODEL
    names = ("paper", "valid_first_try", "quotes", "verified", "checkable_sentences", "covered", "errors", "wrong_errors", "note")
    for number in sorted({each["round"] for each in answers}):
        answered = [each for each in answers if each["round"] == number]
        yield f"Round {number}:\n"
        yield table([name.replace("_", " ") for name in names], ([each.get(name, "") for name in names] for each in answered))
    newest = last_round(answers)
    sums = {name: sum(each[name] for each in newest) for name in names[1:-1]}
    yield table(
        ("last round", "measured", "bar"),
        (
            ("valid at the first try", f"{sums['valid_first_try']} of {len(newest)}", f"≥ {floors['valid_first_try']}"),
            ("quotes verified", f"{sums['verified'] / sums['quotes']:.1%}", f"≥ {floors['quotes_verified']:.0%}"),
            ("sentences covered", f"{sums['covered'] / sums['checkable_sentences']:.1%}", f"≥ {floors['sentences_covered']:.0%}"),
            ("wrong errors", sums["wrong_errors"], f"≤ {floors['most_wrong_errors']}"),
        ),
    )


def _speed(speed: dict[str, Any], floors: dict[str, Any]) -> Iterator[str]:
    yield "## Speed\n"
    yield f"Medians in milliseconds of CPU, {speed['machine']}. No test is timed.\n"
    yield table(
        ("", "ms", "bar"),
        (
            ("all checks of a text, without its paper", f"{speed['text_checks_ms']:.2f}", f"≤ {floors['most_text_checks_ms']:g}"),
            ("all checks with paper and quotes", f"{speed['all_checks_ms']:.2f}", ""),
            ("the index of a real paper", f"{speed['index_ms']:.1f}", f"≤ {floors['most_index_ms']:g}"),
            ("a quote that is there", f"{speed['quote_found_ms']:.3f}", f"≤ {floors['most_quote_ms']:g}"),
            ("a quote that is not", f"{speed['quote_refused_ms']:.3f}", ""),
        ),
    )
    yield "The index by the length of the text:\n"
    indexes = speed["indexes"]
    shown = indexes[:: max(1, len(indexes) // 10)]
    yield table(("characters", "ms"), ((f"{characters:,}", f"{ms:.1f}") for characters, ms in shown))
