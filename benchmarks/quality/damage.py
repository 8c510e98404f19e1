"""Operators that damage a sound summary by itself: its shape, its language, its characters. They need no words of anybody's."""

from dataclasses import replace
from functools import cache
from random import Random

from opencc import OpenCC

from digestgen.checks.subject import Part, Passage
from digestgen.grounding.sentences import split_sentences
from quality import expected
from quality.cases import Case
from quality.operators import Family, operator
from quality.trials import Mutant, Trial
from quality.world import World

_TERMINALS = "。！？…”）】.!?"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202d\u202e\u2060\u2066\u2067\u2069\ufeff\u00ad\U000e0041"
_LEAST_LOOP, _MOST_LOOP = 6, 20


def _mutant(case: Case, passage: Passage, text: str) -> Trial:
    return Mutant(case.ungrounded(), case.with_text(passage.field, text).ungrounded())


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def _insert(random: Random, text: str, piece: str) -> str:
    at = random.randrange(1, len(text))
    return text[:at] + piece + text[at:]


# --- shape ------------------------------------------------------------------------------------------------------------


@operator(Family.LEAK, *expected.STRUCTURE)
def empty_section(random: Random, case: Case, _world: World) -> Trial:
    """Put nothing, or white space, in the place of a text of the summary."""
    return _mutant(case, random.choice(case.passages), random.choice(["", " ", "\u3000", "\n"]))


@operator(Family.LEAK, *expected.STRUCTURE)
def no_challenges(random: Random, case: Case, _world: World) -> Trial:
    """Leave out all challenges, and up to three other texts."""
    kept = [each for each in case.passages if not each.field.startswith("challenges")]
    dropped = random.sample([each.field for each in kept], random.randrange(4))
    broken = replace(case, passages=tuple(each for each in kept if each.field not in dropped))
    return Mutant(case.ungrounded(), broken.ungrounded())


@operator(Family.LEAK, *expected.LENGTH)
def short_section(random: Random, case: Case, _world: World) -> Trial:
    """Leave a few characters and a full stop of background or related work."""
    passage = random.choice(case.of(Part.BACKGROUND, Part.RELATED_WORK))
    start = random.randrange(len(passage.text) - 10)
    return _mutant(case, passage, passage.text[start : start + random.randrange(4, 10)].strip("，。、；： ") + "。")


@operator(Family.LEAK, *expected.LENGTH)
def overlong_section(random: Random, case: Case, world: World) -> Trial:
    """Put the paragraphs of other summaries behind a paragraph."""
    passage, others = random.choice(case.prose()), [each for each in world.cases if each is not case]
    more = [text.text for other in random.sample(others, 4) for text in other.prose()]
    return _mutant(case, passage, passage.text + "".join(random.sample(more, len(more))))


@operator(Family.CUT, *expected.ENDING)
def truncate_cut(random: Random, case: Case, _world: World) -> Trial | None:
    """Break a paragraph off within a sentence."""
    passage = random.choice(case.prose())
    cut = passage.text[: random.randrange(len(passage.text) // 4, len(passage.text) - 1)].rstrip()
    return None if cut[-1] in _TERMINALS else _mutant(case, passage, cut)


# --- loops and duplicates ---------------------------------------------------------------------------------------------


@operator(Family.LANGUAGE, *expected.LOOP)
def loop_sentence(random: Random, case: Case, _world: World) -> Trial:
    """Say a sentence two to six times more."""
    passage = random.choice(case.prose())
    start, end = random.choice([(start, end) for start, end in split_sentences(passage.text) if end - start >= 12])
    again = passage.text[start:end] * random.randrange(2, 7)
    return _mutant(case, passage, passage.text[:end] + again + passage.text[end:])


@operator(Family.LANGUAGE, *expected.LOOP)
def loop_phrase(random: Random, case: Case, _world: World) -> Trial:
    """Say a phrase over and over until the end."""
    passage = random.choice(case.prose())
    length = random.randrange(_LEAST_LOOP, _MOST_LOOP)
    at = random.randrange(len(passage.text) - length)
    phrase = passage.text[at : at + length]
    return _mutant(case, passage, passage.text[:at] + phrase * random.randrange(5, 20))


@operator(Family.LANGUAGE, *expected.DUPLICATE_SECTION)
def dup_section(random: Random, case: Case, _world: World) -> Trial:
    """Put a paragraph in the place of another one too, or behind it."""
    given, taken = random.sample(case.prose(), 2)
    text = random.choice([given.text, taken.text + given.text])
    return _mutant(case, taken, text)


@operator(Family.LANGUAGE, *expected.DUPLICATE_SECTION)
def dup_challenge(random: Random, case: Case, _world: World) -> Trial | None:
    """Give a challenge twice: its title, its solution or both."""
    titles, solutions = case.of(Part.CHALLENGE), case.of(Part.SOLUTION)
    if len(titles) < 2:
        return None
    given, taken = random.sample(range(len(titles)), 2)
    broken = case
    what = random.randrange(3)
    if what != 0:
        broken = broken.with_text(titles[taken].field, titles[given].text)
    if what != 1:
        broken = broken.with_text(solutions[taken].field, solutions[given].text)
    return Mutant(case.ungrounded(), broken.ungrounded())


# --- language and script ----------------------------------------------------------------------------------------------


@operator(Family.LANGUAGE, *expected.LANGUAGE)
def english_half(random: Random, case: Case, _world: World) -> Trial:
    """End a paragraph in the paper's own English from its middle on."""
    passage = random.choice(case.prose())
    sentences = _sentences(passage.text)
    english = random.choice([each for each in case.sentences if len(each.split()) >= 14])
    return _mutant(case, passage, "".join(sentences[: len(sentences) // 2]) + english)


@operator(Family.LANGUAGE, *expected.LANGUAGE)
def english_whole(random: Random, case: Case, _world: World) -> Trial:
    """Put the paper's own English in the place of all paragraphs."""
    broken = case
    for passage in case.prose():
        broken = broken.with_text(passage.field, " ".join(random.sample(case.sentences, 3)))
    return Mutant(case.ungrounded(), broken.ungrounded())


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


@operator(Family.LANGUAGE, *expected.SCRIPT)
def traditional(random: Random, case: Case, _world: World) -> Trial:
    """Write one to three paragraphs in Traditional characters."""
    return _traditional("s2t", random, case)


@operator(Family.LANGUAGE, *expected.SCRIPT)
def traditional_taiwan(random: Random, case: Case, _world: World) -> Trial:
    """Write one to three paragraphs in the characters and words of Taiwan."""
    return _traditional("s2twp", random, case)


def _traditional(way: str, random: Random, case: Case) -> Trial:
    broken = case
    for passage in random.sample(case.prose(), random.randrange(1, 4)):
        broken = broken.with_text(passage.field, _converter(way).convert(passage.text))
    return Mutant(case.ungrounded(), broken.ungrounded())


# --- characters -------------------------------------------------------------------------------------------------------


@operator(Family.LEAK, *expected.CHARACTERS)
def mojibake_clause(random: Random, case: Case, _world: World) -> Trial:
    """Read the UTF-8 of a clause as Latin-1."""
    passage = random.choice(case.prose())
    start = random.randrange(len(passage.text) - 6)
    end = start + random.randrange(4, 30)
    wrong = passage.text[start:end].encode().decode("latin-1")
    return _mutant(case, passage, passage.text[:start] + wrong + passage.text[end:])


@operator(Family.LEAK, *expected.CHARACTERS)
def replacement_character(random: Random, case: Case, _world: World) -> Trial:
    """Put in characters that could not be decoded, or what comes of decoding these again."""
    passage = random.choice(case.prose())
    return _mutant(case, passage, _insert(random, passage.text, random.choice(["\ufffd", "\ufffd\ufffd\ufffd", "锟斤拷"])))


@operator(Family.LEAK, *expected.CHARACTERS)
def invisible_character(random: Random, case: Case, _world: World) -> Trial:
    """Put in a character without width, or one that turns the direction of writing."""
    passage = random.choice(case.passages)
    return _mutant(case, passage, _insert(random, passage.text, random.choice(_INVISIBLE)))


@operator(Family.LEAK, *expected.MARKUP)
def literal_escapes(random: Random, case: Case, _world: World) -> Trial:
    """Put in a line break, a quotation mark or a character as JSON escapes it."""
    passage = random.choice(case.prose())
    at = random.choice([end for _, end in split_sentences(passage.text)])
    character = f"\\u{ord(random.choice(passage.text)):04x}"
    piece = random.choice(["\\n", "\\n\\n", '\\"', character, character * 3])
    return _mutant(case, passage, passage.text[:at] + piece + passage.text[at:])


@operator(Family.LEAK, *expected.SECRET)
def secret_of_process(random: Random, case: Case, _world: World) -> Trial:
    """Put in a secret of this process, of no known shape."""
    secret = "".join(random.choices("abcdefghijkmnpqrstuvwxyz23456789", k=random.randrange(16, 40)))
    passage = random.choice(case.prose())
    sound = replace(case.ungrounded(), around=replace(case.around, secrets=(secret,)))
    return Mutant(sound, sound.with_text(passage.field, _insert(random, passage.text, secret)))
