"""What stands in a text, and what is tried there: one pass over all texts finds what a search for each word would."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digestgen.checks import admissions, citations, refusals
from digestgen.checks.phrases import At, Phrase, phrase, places
from digestgen.checks.words import Index, Words

LETTERS = st.sampled_from("ab论文，Aİß😀\ud800\n \x00")
TEXTS = st.lists(st.text(LETTERS, max_size=12), max_size=6).map(tuple)
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=4).map(str.lower), max_size=12, unique=True)
NEEDS = st.lists(st.sets(st.text(LETTERS, min_size=1, max_size=2).map(str.lower), min_size=1, max_size=3), max_size=3)
PHRASES = [each for each in (*admissions._PHRASES, *refusals._PHRASES, *citations._ARTEFACTS) if len(each.needs) > 1]


@given(words=WORDS, texts=TEXTS)
def test_one_pass_finds_exactly_the_words_that_a_search_for_each_would(words: list[str], texts: tuple[str, ...]) -> None:
    looked_for = Words()
    numbers = [looked_for.add([word]) for word in words]
    naive = {
        place: frozenset().union(*(number for number, word in zip(numbers, words, strict=True) if word in text.lower()))
        for place, text in enumerate(texts)
        if any(word in text.lower() for word in words)
    }
    assert looked_for.find(texts) == naive


@given(needs=st.lists(NEEDS, max_size=8), texts=TEXTS)
def test_a_thing_fits_exactly_the_texts_that_hold_a_word_of_each_set(
    needs: Sequence[Sequence[set[str]]], texts: tuple[str, ...]
) -> None:
    naive = {
        place: wanted
        for place, text in enumerate(texts)
        if (wanted := {thing for thing, sets in enumerate(needs) if all(any(w in text.lower() for w in each) for each in sets)})
    }
    fitting = list(Index(list(enumerate(needs))).fitting(texts))
    assert {place: set(things) for place, things in fitting} == naive
    assert all(len(things) == len(set(things)) for _, things in fitting)
    assert [place for place, _ in fitting] == sorted(naive)


@pytest.mark.parametrize("each", PHRASES, ids=lambda each: each.pattern.pattern[:40])
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_whatever_a_pattern_matches_holds_a_word_of_its_second_set(each: Phrase, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(each.pattern))
    assert all(any(word in text.lower() for word in needed) for needed in each.needs[1:])


def test_a_phrase_without_keys_needs_nothing() -> None:
    assert phrase(("",), "论文").needs == ()


@given(text=st.text(st.sampled_from("论 \t\n。，注：*-（"), max_size=12))
def test_places_are_where_a_search_for_the_beginning_or_a_mark_ends(text: str) -> None:
    passed = {At.LINE: r"(?:[-*•][ \t]+)?(?:\*\*)?", At.CLAUSE: ""}
    marks = {At.LINE: "", At.CLAUSE: r"|[。！？!?；;…，,、（(—\s]"}
    for at, behind in passed.items():
        naive = {match.end() for match in re.finditer(rf"(?:^{marks[at]})[ \t]*{behind}", text, re.ASCII | re.MULTILINE)}
        assert set(places(text, at)) == naive
