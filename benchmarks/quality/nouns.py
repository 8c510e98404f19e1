"""Operators on what the feed says of a paper, and on papers that are there already: ids, upvotes, titles, duplicates."""

from dataclasses import replace
from random import Random

from digestgen.checks.duplicates import Archive
from quality import expected
from quality.cases import Case
from quality.operators import Family, operator
from quality.trials import Mutant, RowMutant, Trial, row
from quality.world import World


def _random_id(random: Random) -> str:
    """Return an id that ends in a zero: handled as a number it loses it."""
    year, month = random.randrange(8, 25), random.randrange(1, 13)
    number = f"{random.randrange(1_000):03}0" if year < 15 else f"{random.randrange(1_900):04}0"
    return f"{year:02}{month:02}.{number}"


@operator(Family.LEAK, *expected.ID)
def id_float(random: Random, case: Case, _world: World) -> Trial:
    """Let the summary's arXiv id go through a float."""
    paper_id = _random_id(random)
    sound = replace(case.ungrounded(), id=paper_id)
    return Mutant(sound, replace(sound, id=str(float(paper_id))))


@operator(Family.LEAK)
def id_float_in_feed(random: Random, case: Case, _world: World) -> Trial:
    """Let the arXiv id in the feed go through a float, or be one."""
    paper_id = _random_id(random)
    wrong: object = random.choice([float(paper_id), str(float(paper_id))])
    return RowMutant(row(case, id=paper_id), row(case, id=wrong))


@operator(Family.LEAK)
def upvotes_float(random: Random, case: Case, _world: World) -> Trial:
    """Give upvotes in the feed as a float, as a text, broken, or below zero."""
    upvotes = random.randrange(1, 900)
    wrong: object = random.choice(
        [float(upvotes), str(upvotes), upvotes + random.choice([0.5, 0.25]), -upvotes, f"{upvotes}.5", f"{upvotes}k", True]
    )
    return RowMutant(row(case, upvotes=upvotes), row(case, upvotes=wrong))


@operator(Family.LEAK)
def title_newline(random: Random, case: Case, _world: World) -> Trial:
    """Put line breaks, controls and invisible characters between the words of a title in the feed."""
    words = case.title.split()
    at = random.randrange(1, len(words))
    gap = "".join(random.choices(["\n", "\r\n", "\t", "  ", "\n  ", "\u2028", "\u200b \u202e", "\x00"], k=random.randrange(1, 4)))
    title = " ".join(words[:at]) + gap + ("" if any(map(str.isspace, gap)) else " ") + " ".join(words[at:])
    return RowMutant(row(case, title=case.title), row(case, title=title))


@operator(Family.LANGUAGE, *expected.DUPLICATE_PAPER)
def duplicate_paper(random: Random, case: Case, _world: World) -> Trial:
    """Have the paper in the archive already: by its id, its title, or nearly all of its text."""
    kept = [each for each in case.passages if random.random() < 0.9]
    body = "".join(each.text for each in random.sample(kept, len(kept)))
    title = random.choice([case.title.upper(), case.title.lower(), case.title.replace(":", " -"), case.title.replace(" ", "  ")])
    there = random.choice(
        [
            (f"{case.id} of 2024-01-30", case.id, "", ""),
            ("page", "", title, ""),
            ("page", _random_id(random), "Another Title", body),
        ]
    )
    return Mutant(
        case.ungrounded(), replace(case.ungrounded(), around=replace(case.around, archive=Archive([there]))), "\n".join(there)
    )
