"""A repair changes what it was asked for, and nothing else."""

from making import a_summary

from digestgen.findings import Finding, Severity
from digestgen.models import Summary
from digestgen.repair import MOST_PROBLEMS, affected_fields, describe, merge
from digestgen.wire import Answer, Quoted

THREE = [{"challenge": f"困难{n}", "solution": f"作者用第{n}种办法来应对这个困难。"} for n in "一二三"]
OLD = a_summary(challenges=THREE, implementation=["第一段说明方法的做法。", "第二段说明实验的结果。"])
NEW = a_summary(
    tldr="换一句话来说明这篇论文做了什么。",
    background="换一段来说明论文要解决的问题以及它为什么重要。",
    related_work="换一段来说明已有的方法做到了哪里，还缺少什么。",
    contribution="提出了另一个用于测试的方法",
    challenges=[{"challenge": f"新困难{n}", "solution": f"作者换用第{n}种办法来应对这个困难。"} for n in "一二三"],
    implementation=["新的第一段说明方法的做法。", "新的第二段说明实验的结果。"],
    conclusion=["换一段来说明方法是可行的，也有局限。"],
)


def merged(*affected: str, old: Summary = OLD, new: Summary = NEW) -> Summary:
    return merge(Answer(old), (), Answer(new), affected).summary


def finding(field: str, span: str = "", **changes: object) -> Finding:
    fields = {"rule": "placeholder", "severity": Severity.ERROR, "message": "wrong", "message_zh": "有错", "end": len(span)}
    return Finding.model_validate({**fields, "field": field, "span": span, **changes})


def test_only_the_affected_field_takes_the_new_words() -> None:
    assert merged("background") == OLD.model_copy(update={"background": NEW.background})
    assert merged("tldr", "contribution") == OLD.model_copy(update={"tldr": NEW.tldr, "contribution": NEW.contribution})
    assert merged() == OLD


def test_a_paragraph_and_half_of_a_challenge_change_alone() -> None:
    assert merged("implementation[1]").implementation == (OLD.implementation[0], NEW.implementation[1])
    assert merged("challenges[1].solution").challenges == (
        OLD.challenges[0],
        OLD.challenges[1].model_copy(update={"solution": NEW.challenges[1].solution}),
        OLD.challenges[2],
    )


def test_with_another_number_of_paragraphs_the_whole_field_changes() -> None:
    fewer = NEW.model_copy(update={"implementation": NEW.implementation[:1], "challenges": NEW.challenges[:2]})
    assert merged("implementation[1]", new=fewer) == OLD.model_copy(update={"implementation": fewer.implementation})
    assert merged("challenges[0].challenge", new=fewer) == OLD.model_copy(update={"challenges": fewer.challenges})


def test_what_is_wrong_as_a_whole_changes_as_a_whole() -> None:
    assert merged("") == NEW


def test_found_quotes_of_the_old_answer_stay_beside_the_new_ones() -> None:
    kept, lost = Quoted("方法的做法", "how it is done"), Quoted("实验的结果", "what it gave")
    fresh = Quoted("实验的结果", "the results")
    answer = merge(Answer(OLD, (kept, lost)), (kept,), Answer(NEW, (fresh,)), {"implementation[1]"})
    assert answer.quotes == (fresh, kept)


def test_errors_are_told_in_chinese_with_field_and_words_each_once() -> None:
    told = describe([finding("background", "xxx"), finding("background", "xxx"), finding("tldr"), finding("")])
    assert told == ["background 中的“xxx”：有错", "tldr：有错", "整个回复：有错"]
    assert len(describe(finding(f"implementation[{n}]") for n in range(99))) == MOST_PROBLEMS


def test_an_error_of_a_whole_paragraph_gives_its_section_free_and_the_papers_own_title_nothing() -> None:
    """Where a text is told twice, the one or the other may be mended."""
    errors = [finding("conclusion[0]"), finding("implementation[1]", "xxx"), finding("challenges[0].solution"), finding("title")]
    assert affected_fields(errors) == {"conclusion", "implementation[1]", "challenges[0].solution"}
    two = OLD.model_copy(update={"conclusion": ("第一段结论说明方法可行。", "第一段结论说明方法可行。")})
    mended = NEW.model_copy(update={"conclusion": (two.conclusion[0], "第二段结论说明方法的局限。")})
    assert merged("conclusion", old=two, new=mended).conclusion == mended.conclusion
    assert affected_fields([finding("title"), finding("id")]) == frozenset()
