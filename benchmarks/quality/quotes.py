"""Quotes cut from a paper's sentences: as they stand and as models write them, which have to pass, and tampered, which must not.

The quotes are cut from what the authors wrote; they are looked for in what comes out of the PDF.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from random import Random

from digestgen.grounding import Source
from quality.cases import Case
from quality.operators import Family, Make, register
from quality.trials import QuoteMutant, Trial
from quality.wording import names_of, squeezed
from quality.world import World

LEAST, MOST = 40, 240
_CITATION = re.compile(r" ?\[\d[\d, -]*\]| ?\((?:19|20)\d\d[a-z]?\)| ?\((?:[^()]*[A-Z][^()]*,? (?:19|20)\d\d[a-z]?(?:; ?)?)+\)")
_DIGIT = re.compile(r"(?<![A-Za-z])\d")
_VERB = re.compile(r"\b(is|are|was|were|can|does|do|did|has|have|will|may|should|could|must)\b")
_NEGATION = re.compile(r"(?<!\bor )\b(?:not|never|no|cannot|without|neither)\b ?")
_OPPOSITES = (
    "higher/lower more/less more/fewer increases/decreases increase/decrease better/worse faster/slower larger/smaller "
    "above/below rises/falls outperforms/underperforms best/worst gain/loss most/least cheaper/dearer stronger/weaker "
    "longer/shorter improves/degrades with/without before/after easier/harder highest/lowest all/none always/never "
    "early/late many/few high/low"
)
_OPPOSITE = {left: right for pair in (each.split("/") for each in _OPPOSITES.split()) for left, right in (pair, pair[::-1])}
_COMPARISON = re.compile(r"\b(?:" + "|".join(sorted(_OPPOSITE, key=len, reverse=True)) + r")\b")

Tamper = Callable[[Random, str, Case, World], str | None]


def quotable(sentences: tuple[str, ...]) -> list[str]:
    """Return the sentences that are of the length of a quote."""
    return [each for each in sentences if LEAST <= len(each) <= MOST]


def _bare(quote: str) -> str:
    """Blank the citations out, so that nothing in them is tampered with."""
    return _CITATION.sub(lambda match: "\0" * len(match[0]), quote)


def _digit(random: Random, quote: str, _case: Case, _world: World) -> str | None:
    """Change one digit."""
    places = [match.start() for match in _DIGIT.finditer(_bare(quote))]
    if not places:
        return None
    at = random.choice(places)
    return quote[:at] + random.choice([each for each in "123456789" if each != quote[at]]) + quote[at + 1 :]


def _negate(random: Random, quote: str, _case: Case, _world: World) -> str | None:
    """Put a "not" in, or take one out."""
    if (negations := list(_NEGATION.finditer(quote))) and random.random() < 0.5:
        match = random.choice(negations)
        return quote[: match.start()] + ("can " if match[0].startswith("cannot") else "") + quote[match.end() :]
    if not (verbs := list(_VERB.finditer(quote))):
        return None
    at = random.choice(verbs).end()
    return f"{quote[:at]} {random.choice(['not', 'not', 'never'])}{quote[at:]}"


def _compare(random: Random, quote: str, _case: Case, _world: World) -> str | None:
    """Turn a comparison into its opposite."""
    if not (found := list(_COMPARISON.finditer(quote))):
        return None
    match = random.choice(found)
    return quote[: match.start()] + _OPPOSITE[match[0]] + quote[match.end() :]


def _splice(random: Random, quote: str, case: Case, _world: World) -> str | None:
    """Join the halves of two sentences of the paper."""
    other = random.choice(quotable(case.sentences))
    if other == quote:
        return None
    left, right = quote.split(), other.split()
    return " ".join([*left[: len(left) // 2], *right[len(right) // 2 :]])


def _foreign(random: Random, quote: str, case: Case, world: World) -> str | None:
    """Take a sentence of another paper."""
    text = " ".join(case.source.text.split()) if case.source else ""
    other = random.choice(quotable(world.other(random, case).sentences))
    return None if other in text or other == quote else other


def _entity(random: Random, quote: str, case: Case, world: World) -> str | None:
    """Put another name in a name's place, of this paper or of another one."""
    bare = _bare(quote)
    spans = names_of(bare)
    giver = random.choice([case, world.other(random, case)])
    if not spans or not (names := _names(giver)):
        return None
    start, end = random.choice(spans)
    new = random.choice(names)
    old, other = squeezed(quote[start:end]), squeezed(new)
    return None if old in other or other in old else quote[:start] + new + quote[end:]


@cache
def _names(case: Case) -> list[str]:
    return sorted({sentence[start:end] for sentence in case.sentences for start, end in names_of(sentence)})


def tampered(tamper: Tamper, random: Random, case: Case, world: World) -> Trial | None:
    """Return a tampered quote of a case whose paper has a text."""
    if case.source is None or not case.source.is_full_text:
        return None
    quote = random.choice(quotable(case.sentences))
    new = tamper(random, quote, case, world)
    return QuoteMutant(f"{case.id} {quote}", new, case.source) if new and new != quote else None


TAMPERINGS: dict[str, Tamper] = {
    "quote_digit": _digit,
    "quote_negate": _negate,
    "quote_compare": _compare,
    "quote_splice": _splice,
    "quote_foreign": _foreign,
    "quote_entity": _entity,
}
for _name, _tamper in TAMPERINGS.items():
    _make: Make = partial(tampered, _tamper)
    register(_name, (_tamper.__doc__ or "").rstrip("."), Family.QUOTE, (), _make)


# --- what has to pass -------------------------------------------------------------------------------------------------


def verbatim(_random: Random, quote: str) -> str:
    """Leave it as it stands."""
    return quote


def without_citations(_random: Random, quote: str) -> str | None:
    """Leave its citations out."""
    bare = _CITATION.sub("", quote)
    return bare if bare != quote and len(bare) >= LEAST else None


def part(random: Random, quote: str) -> str | None:
    """Take a stretch of whole words."""
    words = quote.split()
    length = random.randrange(len(words) // 2, len(words) + 1)
    start = random.randrange(len(words) - length + 1)
    piece = " ".join(words[start : start + length])
    return piece if len(piece) >= LEAST else None


def retyped(random: Random, quote: str) -> str:
    """Use other quotation marks, dashes and spaces, or leave the full stop out."""
    new = quote.replace('"', random.choice(["“", "''"])).replace("'", "’").replace("-", random.choice(["-", "‑", "–", "- "]))
    new = new.replace("%", random.choice(["%", " %"])).replace("fi", random.choice(["fi", "ﬁ"]))
    return random.choice([new, new.rstrip("."), f"“{new}”", new.replace(" ", "  ", 2)])


WRITINGS: dict[str, Callable[[Random, str], str | None]] = {
    "verbatim": verbatim,
    "part of a sentence": part,
    "citations left out": without_citations,
    "retyped": retyped,
}


def accepted(write: Callable[[Random, str], str | None], random: Random, sentences: list[str], source: Source) -> tuple[int, int]:
    """Return how many quotes, written this way, are found, and how many there are."""
    quotes = [quote for sentence in sentences if (quote := write(random, sentence))]
    return sum(source.quotes.verify(quote).status.found for quote in quotes), len(quotes)
