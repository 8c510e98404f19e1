"""A sound summary of a paper that does not exist, and the same with one defect: what the rules are shown to find."""

from dataclasses import replace

from digestgen.checks.duplicates import Archive
from digestgen.checks.echo import prompt_shingles
from digestgen.checks.evidence import attach
from digestgen.checks.rule import Example
from digestgen.checks.subject import Part, Passage, Subject
from digestgen.grounding import Source

TITLE = "TileJoin: Joining Worn Rubbings by the Direction of Strokes"
ABSTRACT = (
    "Restorers of rubbings have to join hundreds of fragments. We propose TileJoin, which predicts how strokes go on beyond a "
    "worn edge. On 90 rubbings it is right at the first guess in 71.4% of the cases, where a baseline on edges reaches 52.8%."
)
PROMPT = "写数字时说清楚它属于哪个方法、哪个数据集、哪项指标，以及与谁相比；拿不准的数字不写。"
SECRET = "an-example-of-a-secret-0123456789"  # noqa: S105 - made up
PASSAGES = (
    Passage(
        "background", Part.BACKGROUND, "拓片修复者要把数百块残片拼回一张完整的拓片，而残片的边缘磨损严重，人工拼接十分费时。"
    ),
    Passage("related_work", Part.RELATED_WORK, "已有的方法多依靠边缘曲线的吻合程度来排序，边缘磨损之后这一依据就不再可靠。"),
    Passage("contribution", Part.CONTRIBUTION, "提出了根据笔画延伸方向拼接残片的方法 TileJoin"),
    Passage("challenges[0].challenge", Part.CHALLENGE, "边缘磨损后难以直接比对"),
    Passage(
        "challenges[0].solution",
        Part.SOLUTION,
        "TileJoin 不比较边缘，而是预测笔画在边缘之外怎样延伸，再看两块残片的预测是否一致，磨损因此影响不大。",
    ),
    Passage(
        "implementation[0]",
        Part.IMPLEMENTATION,
        "作者用 90 张拓片做测试，TileJoin 的首选准确率为 71.4%，依靠边缘的基线方法为 52.8%。",
    ),
    Passage("conclusion[0]", Part.CONCLUSION, "实验表明，笔画的方向比边缘的形状更适合用来判断两块残片是否相邻。"),
    Passage("tldr", Part.TLDR, "TileJoin 预测笔画怎样延伸，以此拼接磨损的拓片残片。"),
)
SOUND = Subject(PASSAGES, id="2401.99995", title=TITLE, name="2401.99995")


def subject_with(example: Example) -> Subject:
    """Return the sound summary with the example's defect in it, and with what its rule has to know."""
    subject = replace(
        SOUND,
        prompt=prompt_shingles(PROMPT),
        secrets=(SECRET,),
        archive=Archive([("2401.99994", "2401.99994", "Another Paper", "".join(passage.text for passage in PASSAGES) * 2)])
        if example.field == "archive"
        else None,
    )
    if example.field == "id":
        subject = replace(subject, id=example.text)
    elif example.field == "title":
        subject = replace(subject, title=example.text)
    elif example.field.startswith("unplaced"):
        subject = replace(subject, passages=(*PASSAGES, Passage(example.field, Part.UNPLACED, example.text)))
    else:
        passages = [replace(each, text=example.text) if each.field == example.field else each for each in PASSAGES]
        subject = replace(subject, passages=tuple(passages))
    if example.source or example.quote:
        subject = replace(subject, source=Source(TITLE, f"{ABSTRACT} {example.source}"))
    if example.quote and subject.source:
        sentence = subject.text(example.field)
        subject = replace(subject, evidence=attach([(sentence, example.quote)], subject.passages, subject.source))
    return subject
