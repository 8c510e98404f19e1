"""A block that a person edited comes back as a summary, or every problem is told with its line."""

from hypothesis import given, settings
from hypothesis import strategies as st
from making import DAY, a_paper, a_summary

from digestgen.markdown import block_of, render, summary_of
from digestgen.models import Summary

PAPER = a_paper(thumbnail="https://cdn-uploads.huggingface.co/a/b.png", title="A *Paper* on #1")


def sheet(summary: Summary | None = None) -> str:
    return render(block_of(PAPER, summary or a_summary(), DAY))


def read(text: str, tldr: str = "让磨损的残片也能拼得又快又准。") -> tuple[Summary | None, list[str]]:
    summary, problems = summary_of(text, block_of(PAPER, a_summary(), DAY), tldr)
    return summary, [str(problem) for problem in problems]


line = st.text(
    alphabet=st.sampled_from("背景提出挑战总结的方法数据 abcAB019.,%#*_`<>[]()!$&@:~|\\-+=：，。"), min_size=16, max_size=60
).map(lambda text: f"字{text.strip()}够长的一行文字一共十五个字。")


@settings(max_examples=60)
@given(line, line, line, st.lists(st.tuples(line, line), min_size=1, max_size=5), st.lists(line, min_size=1, max_size=4), line)
def test_a_sound_summary_comes_back_from_its_own_block(
    background: str, related: str, tldr: str, challenges: list[tuple[str, str]], texts: list[str], end: str
) -> None:
    summary = a_summary(
        background=background,
        related_work=related,
        tldr=tldr,
        contribution=f"提出了{end}",
        challenges=[{"challenge": title, "solution": text} for title, text in challenges],
        implementation=texts,
        conclusion=[end],
    )
    assert read(sheet(summary), tldr) == (summary, [])


def test_words_that_changed_are_the_new_summary() -> None:
    text = sheet().replace("作者把已有的数据重新标注，再用来训练模型。", "作者先重新标注数据，然后再训练模型。")
    text = text.replace("实验在两个数据集上进行，结果好于基线。", "第一段说明数据。\n\n第二段说明结果。")
    summary, problems = read(text)
    assert problems == []
    assert summary is not None
    assert summary.challenges[0].solution == "作者先重新标注数据，然后再训练模型。"
    assert summary.implementation == ("第一段说明数据。", "第二段说明结果。")


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_every_problem_is_told_with_its_line() -> None:
    text = sheet()
    for before, after, where, words in (
        (
            "数百块残片靠人工拼接十分费时，边缘又多有磨损。",
            "太短。",
            "太短。",
            "background: has 2 characters",
        ),
        ("实验在两个数据集上进行，结果好于基线。", "太短", "太短", "implementation[0]: has 2 characters"),
        ("提出了一个用于测试的方法", "一个用于测试的方法", "一个用于测试", "must begin with 提出了"),
        ("Date-2024--01--31", "Date-2024--02--01", "![Date]", "the date is the paper's"),
        ("upvotes-7-", "upvotes-8-", "![Date]", "the upvotes is the paper's"),
        ("#### A ", "#### Another ", "#### Another", "the title is the paper's"),
        ("a/b.png", "a/c.png", "<img src", "the thumbnail is the paper's"),
        ("</details>", "#### 附录\n我自己加的一段。\n</details>", "#### 附录", "has no place in a summary"),
        ("#### 实现与部署\n", "", "", "implementation: "),
        ("数据太少**", "太**", "挑战1：太", "challenges[0].challenge: has 1"),
        (
            "    - **挑战1",
            "    还有一句话。\n    - **挑战1",
            "    还有一句话。",
            "between the contribution and its first",
        ),
    ):
        changed = text.replace(before, after, 1)
        assert changed != text
        summary, problems = read(changed)
        assert summary is None
        found = [problem for problem in problems if words in problem]
        assert found, (words, problems)
        if where:
            assert found[0].startswith(f"line {line_of(changed, where)}: "), (problems, changed)


def test_a_second_paragraph_where_one_is_expected_is_told_and_not_joined() -> None:
    text = sheet().replace("再用来训练模型。\n", "再用来训练模型。\n\n        还有一段话。\n")
    summary, problems = read(text)
    assert summary is None
    assert problems == [
        f"line {line_of(text, '        还有一段话。')}: 挑战1 has one paragraph, and this is one more: 还有一段话。"
    ]


def test_no_block_and_two_blocks_are_told() -> None:
    assert read("nothing\n")[1] == ["line 1: holds no block: no heading such as `#### 背景`"]
    summary, problems = read(sheet() * 2)
    assert summary is None
    assert "2 blocks where one was expected" in problems[0]
    assert problems[0].startswith(f"line {sheet().count(chr(10)) + 4}: ")


def test_windows_line_ends_change_nothing() -> None:
    assert read(sheet().replace("\n", "\r\n")) == (a_summary(), [])
