"""Operators on names and claims of a summary, on its evidence as a whole, and on which paper it belongs to."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random

from digestgen.checks.subject import Part, Passage
from digestgen.grounding import Source
from digestgen.grounding.sentences import split_sentences
from quality import expected
from quality.cases import Case
from quality.figures import numbers_of
from quality.operators import Family, operator
from quality.trials import Mutant, Trial
from quality.world import World

_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9])")
_NO_LETTER = re.compile(r"[^A-Za-z0-9]+")
_LEAST_LETTERS = 4
_SUPPORT = re.compile(
    r"\bfirst\b|novel|pioneer|unprecedented|to (?:our|the best)|no (?:other|previous|prior|existing)", re.IGNORECASE
)
_BEST = re.compile(
    r"state[- ]of[- ]the[- ]art|\bSOTA\b|outperform|surpass|exceed|\bbest\b|\bbeats?\b|\bbetter\b|superior|leading"
    r"|than (?:all|any)|highest|lowest|\btop\b|record|strong|advance|competitive|improve",
    re.IGNORECASE,
)


def names_of(text: str) -> list[tuple[int, int]]:
    """Return where the names stand: two capitals, or a letter beside a digit."""
    found = []
    for match in _NAME.finditer(text):
        word = match[0]
        if sum(map(str.isupper, word)) > 1 or any(map(str.isdigit, word)):
            found.append(match.span())
    return found


def squeezed(text: str) -> str:
    """Return the letters and digits alone, without case: what two spellings of a name share."""
    return _NO_LETTER.sub("", text).casefold()


@cache
def _letters(case: Case) -> str:
    return squeezed(case.source.text if case.source else "")


def _names(case: Case) -> list[tuple[Passage, int, int]]:
    """Return the names of a summary that its paper has, letter by letter."""
    text = case.source.text if case.source else ""
    spans = [(passage, *span) for passage in case.passages for span in names_of(passage.text)]
    return [(passage, start, end) for passage, start, end in spans if passage.text[start:end] in text]


def _renamed(case: Case, passage: Passage, start: int, end: int, name: str) -> Trial | None:
    sound = case.unquoted()
    broken = sound.edited(passage, start, end, name)
    return Mutant(sound, broken) if broken else None


@operator(Family.NAME, *expected.NAME)
def ent_typo(random: Random, case: Case, _world: World) -> Trial | None:
    """Leave out a letter of a name, add one or replace one."""
    places = [each for each in _names(case) if sum(map(str.isalpha, each[0].text[each[1] : each[2]])) >= _LEAST_LETTERS]
    if not places:
        return None
    passage, start, end = random.choice(places)
    name = passage.text[start:end]
    at = random.choice([at for at in range(1, len(name)) if name[at].isalpha()])
    wrong = random.choice([letter for letter in "aeioubdgklmnprt" if letter != name[at].lower()])
    wrong = wrong.upper() if name[at].isupper() else wrong
    new = random.choice([name[:at] + name[at + 1 :], name[: at + 1] + wrong + name[at + 1 :], name[:at] + wrong + name[at + 1 :]])
    return _renamed(case, passage, start, end, new)


@operator(Family.NAME, *expected.NAME)
def ent_swap(random: Random, case: Case, _world: World) -> Trial | None:
    """Exchange two neighbouring letters of a name."""
    places = [each for each in _names(case) if sum(map(str.isalpha, each[0].text[each[1] : each[2]])) >= _LEAST_LETTERS]
    if not places:
        return None
    passage, start, end = random.choice(places)
    name = passage.text[start:end]
    pairs = [at for at in range(len(name) - 1) if name[at : at + 2].isalpha() and name[at].lower() != name[at + 1].lower()]
    if not pairs:
        return None
    at = random.choice(pairs)
    return _renamed(case, passage, start, end, name[:at] + name[at + 1] + name[at] + name[at + 2 :])


@operator(Family.NAME, *expected.NAME)
def ent_version(random: Random, case: Case, _world: World) -> Trial | None:
    """Change a digit of a name, or put one behind it."""
    places = _names(case)
    if not places:
        return None
    passage, start, end = random.choice(places)
    name = passage.text[start:end]
    digits = [at for at, character in enumerate(name) if character.isdigit()]
    if not digits:
        return _renamed(case, passage, start, end, f"{name}{random.choice(['-', ''])}{random.randrange(2, 10)}")
    at = random.choice(digits)
    return _renamed(case, passage, start, end, name[:at] + random.choice("123456789") + name[at + 1 :])


@operator(Family.NAME, *expected.NAME)
def ent_foreign(random: Random, case: Case, world: World) -> Trial | None:
    """Put a name of another paper in a name's place."""
    other, places = world.other(random, case), _names(case)
    names = [passage.text[start:end] for passage, start, end in _names(other)]
    foreign = [name for name in names if not all(squeezed(part) in _letters(case) for part in name.split("-"))]
    if not places or not foreign:
        return None
    return _renamed(case, *random.choice(places), random.choice(foreign))


@operator(Family.BEYOND, *expected.NAME)
def ent_same_paper(random: Random, case: Case, _world: World) -> Trial | None:
    """Put another name of the same paper in the place of a name, here and there."""
    places = _names(case)
    others = sorted({passage.text[start:end] for passage, start, end in places})
    if not places:
        return None
    passage, start, end = random.choice(places)
    name, new = passage.text[start:end], random.choice(others)
    if random.random() < 0.5:
        return _renamed(case, passage, start, end, new)
    sound = random.choice([case, case.unquoted()])
    return Mutant(sound, sound.with_text(passage.field, passage.text.replace(name, new)))


@operator(Family.NAME, *expected.WRONG_PAPER)
def wrong_paper(random: Random, case: Case, world: World) -> Trial:
    """Give the summary of another paper, some of its paragraphs left out."""
    other, sound = world.other(random, case), case.unquoted()
    kept = [
        each
        for each in other.passages
        if each.field.startswith(("challenges", "background", "contribution")) or random.random() < 0.8
    ]
    return Mutant(sound, replace(sound, passages=tuple(kept)))


# --- claims -----------------------------------------------------------------------------------------------------------


def _without(case: Case, support: re.Pattern[str]) -> Case:
    """Return the case, its paper reduced to the sentences that do not speak of being first or best."""
    sentences = [sentence for sentence in case.sentences if not support.search(sentence)]
    title = support.sub("", case.title)
    return replace(case.unquoted(), source=Source(title, " ".join(sentences)), title=title)


def _claimed(random: Random, case: Case, sound: Case, claims: tuple[str, ...]) -> Trial:
    passage = random.choice(
        [each for each in case.passages if each.part in {Part.IMPLEMENTATION, Part.CONCLUSION, Part.SOLUTION}]
    )
    _, end = random.choice(list(split_sentences(passage.text)))
    claim = random.choice(claims)
    return Mutant(sound, sound.with_text(passage.field, passage.text[:end] + claim + passage.text[end:]))


@operator(Family.CLAIM, *expected.FIRST)
def first_claim(random: Random, case: Case, _world: World) -> Trial:
    """Claim that this is the first, of a paper that does not say so."""
    claims = (
        "这是首个此类方法。",
        "作者首次解决了这一问题。",
        "该方法首创了这一思路。",
        "论文率先给出了这样的结果。",
        "这是第一个做到这一点的工作。",
    )
    if random.random() < 0.5 and (headline := case.of(Part.CONTRIBUTION)):
        sound, word = _without(case, _SUPPORT), random.choice(["首个", "首次", "第一个"])
        text = headline[0].text.replace("提出了", f"{'首次提出了' if word == '首次' else f'提出了{word}'}", 1)
        return Mutant(sound, sound.with_text(headline[0].field, text))
    return _claimed(random, case, _without(case, _SUPPORT), claims)


@operator(Family.CLAIM, *expected.BEST)
def sota_claim(random: Random, case: Case, _world: World) -> Trial:
    """Claim that nothing is better, of a paper that does not say so."""
    claims = (
        "该方法达到了最先进的水平。",
        "结果优于所有已有方法。",
        "该方法取得了最优结果。",
        "它在全部任务上达到 SOTA。",
        "其性能超越了所有基线。",
        "这是目前最好的结果。",
    )
    return _claimed(random, case, _without(case, _BEST), claims)


# --- evidence ---------------------------------------------------------------------------------------------------------


def _with_numbers(case: Case) -> list[int]:
    return [index for index, (claim, _) in enumerate(case.quotes or ()) if any(True for _ in numbers_of(claim))]


@operator(Family.EVIDENCE, *expected.COVERAGE)
def evidence_dropped(random: Random, case: Case, _world: World) -> Trial | None:
    """Take all quotes of a sentence with numbers away."""
    if not (places := _with_numbers(case)) or case.quotes is None:
        return None
    claim = case.quotes[random.choice(places)][0]
    passage = next((each for each in case.passages if claim in each.text), None)
    if passage is None:
        return None
    at = passage.text.index(claim)
    sentence = next(passage.text[start:end] for start, end in split_sentences(passage.text) if start <= at < end)
    kept = [each for each in case.quotes if each[0] not in sentence and sentence not in each[0] and each[0] != claim]
    kept = random.sample(kept, len(kept) - random.randrange(3))
    rest = " ".join(quote for _, quote in kept)
    if all(number in rest for _, _, number, _ in numbers_of(sentence)):
        return None  # what is quoted elsewhere may be repeated
    return Mutant(case, replace(case, quotes=tuple(kept)))


@operator(Family.EVIDENCE, *expected.UNPROVEN)
def evidence_foreign(random: Random, case: Case, world: World) -> Trial | None:
    """Quote another paper for a claim with numbers."""
    return _requoted(random, case, world.other(random, case).sentences)


@operator(Family.EVIDENCE, *expected.UNPROVEN)
def evidence_elsewhere(random: Random, case: Case, _world: World) -> Trial | None:
    """Quote the paper for a claim with numbers, but a sentence without any of them."""
    return _requoted(random, case, case.sentences)


def _requoted(random: Random, case: Case, sentences: Sequence[str]) -> Trial | None:
    """Give a claim another quote, without its numbers; at least one of them is in no other quote."""
    if not (places := _with_numbers(case)) or case.quotes is None:
        return None
    place = random.choice(places)
    numbers = {number for _, _, number, _ in numbers_of(case.quotes[place][0])}
    rest = " ".join(quote for index, (_, quote) in enumerate(case.quotes) if index != place)
    if all(number in rest for number in numbers):
        return None  # what is quoted elsewhere may be repeated
    new = random.choice([each for each in sentences if 40 <= len(each) <= 240 and not any(number in each for number in numbers)])
    quotes = [(claim, new if index == place else quote) for index, (claim, quote) in enumerate(case.quotes)]
    return Mutant(case, replace(case, quotes=tuple(quotes)))
