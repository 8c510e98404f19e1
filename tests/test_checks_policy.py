"""The policy as a whole: every rule shows what it finds, and a sound summary passes them all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import a_draft, a_summary

from digestgen.checks import RULES, check, check_page, recheck
from digestgen.checks.examples import PASSAGES, SOUND, subject_with
from digestgen.checks.policy import FAMILIES, PAPER_RULES
from digestgen.checks.rule import Example, Rule
from digestgen.findings import Evidence, Finding, QuoteStatus, Severity

CASES = [
    pytest.param(rule, example, id=f"{rule.name}-{number}") for rule in RULES for number, example in enumerate(rule.examples)
]


def test_every_rule_stands_in_one_family_with_a_name_of_its_own() -> None:
    listed = [rule for _, _, rules in FAMILIES for rule in rules]
    assert list(RULES) == listed
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert set(PAPER_RULES) <= set(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_told_with_an_example(rule: Rule) -> None:
    assert rule.about.endswith(".")
    assert rule.examples
    worst = {example.severity for example in rule.examples}
    assert rule.worst in worst, "the worst that it can say is shown"
    assert Severity.ERROR not in worst or rule.worst is Severity.ERROR


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_every_rule_finds_its_own_example(rule: Rule, example: Example) -> None:
    found = [finding for finding in check(subject_with(example)) if finding.rule == rule.name]
    assert (example.span, example.severity) in {(finding.span, finding.severity) for finding in found}
    for finding in found:
        assert subject_with(example).text(finding.field)[finding.start : finding.end] == finding.span
        assert finding.message
        assert any("一" <= character <= "鿿" for character in finding.message_zh)


def test_a_sound_summary_passes_all_rules() -> None:
    assert check(SOUND) == ()


def test_errors_come_first_then_the_order_of_the_summary() -> None:
    passages = [replace(each, text="提出了一个xxx") if each.field == "contribution" else each for each in PASSAGES]
    passages = [replace(each, text=each.text.rstrip("。")) if each.field in {"background", "tldr"} else each for each in passages]
    found = check(replace(SOUND, passages=tuple(passages)))
    order = {passage.field: place for place, passage in enumerate(PASSAGES)}
    keys = [(finding.severity is not Severity.ERROR, order.get(finding.field, -1)) for finding in found]
    assert keys == sorted(keys)
    assert {finding.severity for finding in found} == set(Severity)


@given(st.lists(st.text(max_size=80), min_size=len(PASSAGES), max_size=len(PASSAGES)))
def test_any_text_gives_findings_inside_it_and_no_exception(texts: list[str]) -> None:
    passages = tuple(replace(passage, text=text) for passage, text in zip(PASSAGES, texts, strict=True))
    subject = replace(SOUND, passages=passages)
    for finding in check(subject):
        inside = 0 <= finding.start <= finding.end <= len(subject.text(finding.field))
        assert inside or finding.field in {"", "id", "title"}


@given(st.text(max_size=300))
def test_any_page_is_checked_without_an_exception(text: str) -> None:
    assert all(block >= 0 for block, _ in check_page(text, "page.md"))


def test_what_was_found_in_the_papers_light_is_remembered_without_the_paper() -> None:
    draft = a_draft()
    rule = PAPER_RULES[0]
    span = draft.summary.background[:4]
    known = Finding(rule=rule.name, severity=Severity.ERROR, field="background", end=4, span=span, message="no", message_zh="不")
    gone = known.model_copy(update={"span": "不在文中"})
    assert known in recheck(draft.model_copy(update={"findings": (known, gone)}))
    assert gone not in recheck(draft.model_copy(update={"findings": (known, gone)}))


def test_a_number_that_the_paper_lacks_and_a_person_has_waived_is_not_held_again_for_its_quotes() -> None:
    """Without the paper nobody can tell that the number is nowhere in it: the earlier finding tells."""
    text = "实验在两个数据集上进行，准确率为 97.31%，结果好于基线。"
    claim = "准确率为 97.31%"
    start = text.index(claim)
    quoted = Evidence(
        claim=claim,
        field="implementation[0]",
        start=start,
        end=start + len(claim),
        status=QuoteStatus.EXACT,
        quote="the accuracy is high",
    )
    missing = Finding(
        rule="number_missing", severity=Severity.ERROR, field="implementation[0]", span="97.31%", message="no", message_zh="不"
    )
    draft = a_draft(summary=a_summary(implementation=[text]), evidence=(quoted,))
    draft = draft.model_copy(update={"provenance": draft.provenance.model_copy(update={"schema_version": 2})})
    assert "number_not_in_quote" in {finding.rule for finding in recheck(draft)}
    assert "number_not_in_quote" not in {finding.rule for finding in recheck(draft.model_copy(update={"findings": (missing,)}))}
