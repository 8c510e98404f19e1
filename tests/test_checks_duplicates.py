"""The archive finds a paper again by id, by title and by nearly the same text, among thousands."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digestgen.checks.duplicates import Archive, id_key, title_key

WORDS = [
    *(
        "拓片",
        "残片",
        "笔画",
        "边缘",
        "磨损",
        "方向",
        "预测",
        "模型",
        "编码器",
        "训练",
        "准确率",
        "基线",
        "方法",
        "修复者",
        "拼接",
        "样本",
    ),
    *(
        "测试",
        "数据",
        "实验",
        "表明",
        "TileJoin",
        "GPU",
        "依靠",
        "比较",
        "内部",
        "曲线",
        "延伸",
        "形状",
        "判断",
        "相邻",
        "标注",
        "模拟",
    ),
]


def a_text(seed: int, words: int = 300) -> str:
    dice = random.Random(seed)
    return "，".join("".join(dice.choices(WORDS, k=6)) for _ in range(words // 6))


TEXTS = [a_text(seed) for seed in range(60)]


@pytest.fixture(scope="module")
def archive() -> Archive:
    return Archive((f"page {at}", f"2401.{at:05}", f"Paper {at}", text) for at, text in enumerate(TEXTS))


def shared(one: str, other: str) -> float:
    runs = [{text[at : at + 8] for at in range(len(text) - 7)} for text in (one.replace("，", ""), other.replace("，", ""))]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


def test_a_paper_is_found_by_id_whatever_its_version(archive: Archive) -> None:
    assert archive.same_id("2401.00007v3", "new") == "page 7"
    assert archive.same_id("2401.00007", "page 7") is None
    assert archive.same_id("2401.99999", "new") is None


def test_a_paper_is_found_by_title_whatever_its_case_and_punctuation(archive: Archive) -> None:
    assert archive.same_title("PAPER: 7", "new") == "page 7"
    assert archive.same_title("Paper 7", "page 7") is None
    assert archive.same_title("", "new") is None


def test_keys_of_what_is_no_id_and_of_chinese_titles() -> None:
    assert id_key(" 2312.017 ") == "2312.017"
    assert title_key("Die Größe: 论文（一）") == "diegrösse论文一"


def test_the_same_text_is_found_however_it_is_spaced_and_punctuated(archive: Archive) -> None:
    assert archive.nearest(TEXTS[7].replace("，", " 。\n").lower(), "new") == ("page 7", 1.0)


def test_a_paper_is_not_its_own_duplicate(archive: Archive) -> None:
    found = archive.nearest(TEXTS[7], "page 7")
    assert found is None or found[1] < 0.2


def test_an_entry_with_this_id_or_title_is_not_another_paper(archive: Archive) -> None:
    for paper_id, title in (("2401.00007v2", None), (None, "paper 7")):
        found = archive.nearest_entry(TEXTS[7], "new", paper_id, title)
        assert found is None or found[0].name != "page 7"


@pytest.mark.parametrize("kept", [0.9, 0.7, 0.5, 0.3])
def test_the_estimate_is_near_the_truth(archive: Archive, kept: float) -> None:
    for at, text in enumerate(TEXTS[:20]):
        changed = text[: int(len(text) * kept)] + a_text(1000 + at)[int(len(text) * kept) :]
        found = archive.nearest(changed, "new")
        assert found is not None
        assert found[0] == f"page {at}"
        assert found[1] == pytest.approx(shared(text, changed), abs=0.17)


def test_stock_phrases_hide_no_copy() -> None:
    stock = a_text(-1, 60)
    archive = Archive((str(at), None, None, stock + a_text(at, 200)) for at in range(200))
    assert all(archive.nearest(stock + a_text(at, 200), "new") == (str(at), 1.0) for at in range(0, 200, 10))


def test_a_name_that_is_added_again_takes_the_place_of_the_earlier() -> None:
    archive = Archive([("a", "2401.00001", "One", TEXTS[1])])
    archive.add("a", "2401.00002", "Two", TEXTS[2])
    assert (archive.same_id("2401.00001", "new"), archive.same_id("2401.00002", "new")) == (None, "a")
    assert (archive.same_title("One", "new"), archive.same_title("Two", "new")) == (None, "a")
    assert archive.nearest(TEXTS[1], "new") is None or archive.nearest(TEXTS[1], "new") != ("a", 1.0)
    assert archive.nearest(TEXTS[2], "new") == ("a", 1.0)


def test_an_empty_archive_and_a_text_that_is_too_short() -> None:
    assert Archive().nearest(TEXTS[0], "new") is None
    assert Archive([("a", "", "", "短")]).nearest("短", "new") is None
    assert Archive([("a", "", "", "")]).same_id("", "new") is None


@settings(max_examples=50)
@given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=60))
def test_any_texts_can_be_added_and_asked_for(texts: list[str], asked: str) -> None:
    archive = Archive((str(at), text, text, text) for at, text in enumerate(texts))
    found = archive.nearest(asked, "new")
    assert found is None or 0.0 <= found[1] <= 1.0
    assert asked not in texts or found is None or found[1] == 1.0
