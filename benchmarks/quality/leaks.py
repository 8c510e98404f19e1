"""Operators that plant what programs and models leave behind, in the words of an author who has not seen the rules."""

from collections.abc import Callable
from functools import partial
from random import Random

from digestgen.checks.subject import Passage
from digestgen.grounding.sentences import split_sentences
from quality import expected
from quality.cases import Case
from quality.operators import Family, operator, register
from quality.pages import page_of
from quality.trials import Mutant, PageMutant, Trial
from quality.world import World


def in_place_of_a_section(kind: str, random: Random, case: Case, world: World) -> Trial:
    """Put a payload in the place of a paragraph."""
    passage = random.choice(case.prose())
    return Mutant(case.ungrounded(), case.with_text(passage.field, random.choice(world.payloads[kind])).ungrounded())


def between_sentences(kind: str, random: Random, case: Case, world: World) -> Trial:
    """Put a payload behind a sentence of a paragraph."""
    passage = random.choice(case.prose())
    at = random.choice([end for _, end in split_sentences(passage.text)])
    return _with(case, passage, passage.text[:at] + random.choice(world.payloads[kind]) + passage.text[at:])


def in_front(kind: str, random: Random, case: Case, world: World) -> Trial:
    """Put a payload in front of a paragraph."""
    passage = random.choice(case.prose())
    return _with(case, passage, random.choice(world.payloads[kind]) + passage.text)


def at_the_end(kind: str, random: Random, case: Case, world: World) -> Trial:
    """Put a payload behind a paragraph."""
    passage = random.choice(case.prose())
    return _with(case, passage, passage.text + random.choice(world.payloads[kind]))


def as_the_page(kind: str, random: Random, case: Case, world: World) -> Trial:
    """Let the payload be the whole page, or all that stands below its title."""
    page, payload = page_of(case), random.choice(world.payloads[kind])
    head = page[: page.index("<details>")]
    return PageMutant(page, random.choice([f"{payload}\n", f"{head}{payload}\n"]))


def _with(case: Case, passage: Passage, text: str) -> Trial:
    return Mutant(case.ungrounded(), case.with_text(passage.field, text).ungrounded())


Place = Callable[[str, Random, Case, World], Trial]
LEAKS: dict[Place, dict[str, tuple[Family, tuple[str, ...], str]]] = {
    in_place_of_a_section: {
        "placeholder": (Family.LEAK, expected.PLACEHOLDER, "a placeholder"),
        "markdown_leak": (Family.TRACE, (*expected.MARKUP, "citation_artefact"), "Markdown"),
        "mojibake": (Family.LEAK, expected.CHARACTERS, "text in a wrong encoding"),
        "english_section": (Family.LANGUAGE, expected.LANGUAGE, "an English paragraph"),
        "traditional_section": (Family.LANGUAGE, expected.SCRIPT, "a Traditional paragraph"),
        "loop": (Family.LANGUAGE, expected.LOOP, "a paragraph that goes round in circles"),
        "refusal_whole": (Family.TALK, expected.INSTEAD, "a refusal"),
        "error_text": (Family.TALK, expected.INSTEAD, "an error message"),
    },
    between_sentences: {
        "json_leak": (Family.LEAK, (*expected.MARKUP, "placeholder", "mojibake"), "pieces of JSON"),
        "html_leak": (Family.TRACE, (*expected.MARKUP, "chat_token"), "HTML"),
        "citation_artefact": (Family.TRACE, expected.CITATION, "a citation mark"),
        "url_leak": (Family.TRACE, expected.URL, "an address"),
        "secret_leak": (Family.LEAK, expected.SECRET, "a key or token"),
        "refusal_in_section": (Family.TALK, expected.LEAKED, "a refusal"),
        "incomplete_source": (Family.TALK, expected.INCOMPLETE, "a word that the text was incomplete"),
        "injection_obeyed": (Family.BEYOND, expected.TALK, "what a hidden order asked for"),
    },
    in_front: {
        "chatty_prefix": (Family.TALK, expected.LEAKED, "chatter"),
        "think_leak": (Family.TALK, expected.LEAKED, "thoughts or chat tokens"),
    },
    at_the_end: {"chatty_suffix": (Family.TALK, expected.LEAKED, "chatter")},
}
"""By the way of planting and the kind of payload: the family, the rules that are to find it, and what it is."""

for _place, _kinds in LEAKS.items():
    for _kind, (_family, _rules, _what) in _kinds.items():
        _about = (_place.__doc__ or "").split(".")[0].replace("a payload", _what)
        register(_kind, _about, _family, _rules, partial(_place, _kind))
register("refusal_page", "Let a refusal be the whole page", Family.LEAK, expected.PAGE, partial(as_the_page, "refusal_whole"))
register("error_page", "Let an error message be the whole page", Family.LEAK, expected.PAGE, partial(as_the_page, "error_text"))


@operator(Family.TALK, *expected.ECHO)
def prompt_echo(random: Random, case: Case, world: World) -> Trial:
    """Put a clause of the prompt behind a sentence."""
    passage = random.choice(case.prose())
    at = random.choice([end for _, end in split_sentences(passage.text)])
    return _with(case, passage, passage.text[:at] + random.choice(world.clauses) + passage.text[at:])
