"""Valid nouns to start from, so that a test names only what it is about."""

import datetime as dt
from typing import Any

from digestgen.models import Draft, Paper, Provenance, Summary, TextReport, TextSource, Usage

NOON = dt.datetime(2024, 1, 31, 12, 0, tzinfo=dt.UTC)
DAY = dt.date(2024, 1, 31)


def a_paper(**changes: Any) -> Paper:  # noqa: ANN401 - any field of the noun
    return Paper(**{"id": "2401.99991", "title": "A Paper", "abstract": "It is short.", "upvotes": 7, "listed": DAY, **changes})


def a_summary(**changes: Any) -> Summary:  # noqa: ANN401 - any field of the noun
    fields = {
        "tldr": "让磨损的残片也能拼得又快又准。",
        "background": "数百块残片靠人工拼接十分费时，边缘又多有磨损。",
        "related_work": "已有的方法依靠边缘的形状，边缘磨损之后便不再可靠。",
        "contribution": "提出了一个用于测试的方法",
        "challenges": [{"challenge": "数据太少", "solution": "作者把已有的数据重新标注，再用来训练模型。"}],
        "implementation": ["实验在两个数据集上进行，结果好于基线。"],
        "conclusion": ["论文表明这个方法是可行的，并指出了局限。"],
    }
    return Summary.model_validate({**fields, **changes})


def a_draft(key: str = "key", source: TextSource = TextSource.FULL_TEXT, text_sha256: str = "0" * 64, **changes: Any) -> Draft:  # noqa: ANN401 - any field of the noun
    provenance = Provenance(
        key=key,
        digestgen="0",
        text_sha256=text_sha256,
        prompt_sha256="1" * 64,
        schema_version=1,
        endpoint="127.0.0.1:1",
        model="sandbox",
        response_format="json_schema",
        usage=Usage(calls=1, prompt_tokens=10, completion_tokens=5),
        started_at=NOON,
        finished_at=NOON,
    )
    fields: dict[str, Any] = {
        "date": DAY,
        "paper": a_paper(),
        "text": TextReport(source=source, characters=100, characters_sent=100),
        "summary": a_summary(),
        "provenance": provenance,
        "upvotes_at": NOON,
    }
    return Draft(**{**fields, **changes})
