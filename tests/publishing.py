"""Published days for the tests of pages, index and site."""

import datetime as dt
from pathlib import Path
from typing import Any

from making import DAY, NOON, a_draft, a_paper, a_summary

from digestgen import markdown
from digestgen.drafts import Drafts
from digestgen.findings import Evidence, Place, QuoteStatus
from digestgen.models import Draft, ImportedBlock, Summary
from digestgen.publish.edition import Edition, write_edition
from digestgen.publish.site import SiteOptions
from digestgen.review import approve, published

SOUND = {
    "tldr": "RingListen 用四个麦克风听夹爪闭合的声音，判断抓取透明物体是否成功。",
    "background": "透明物体在深度相机里几乎看不见，机器人常常抓空或抓滑，却无法从图像里知道自己失败了，因此需要另一种感知方式。",
    "related_work": "已有的方法多用触觉传感器或重建透明表面的网络，前者容易磨损而且昂贵，后者在光照变化时误差很大。",
    "contribution": "提出了一个根据接触声判断抓取是否会滑落的小型网络",
    "challenges": [
        {
            "challenge": "接触声短而弱",
            "solution": "作者在手腕上装四个接触式麦克风，只截取夹爪闭合后的一小段声音，再由网络判断是否滑落。",
        }
    ],
    "implementation": [
        "实验在一台机械臂上进行，物体包括玻璃杯和塑料瓶，抓取成功率明显高于只用相机的基线，而且不需要重新标定相机。"
    ],
    "conclusion": ["论文说明声音足以判断透明物体的抓取状态，方法便宜而且容易安装；作者也指出嘈杂的工厂环境还没有测试过。"],
}
ADDRESS = "https://example.org/a%20b/digest"
OPTIONS = SiteOptions("每日论文", "zh", ADDRESS)
PICTURE = "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2401.99991.png"


def a_sound_summary(**changes: Any) -> Summary:  # noqa: ANN401 - any field of the summary
    return a_summary(**{**SOUND, **changes})


def a_published(arxiv_id: str = "2401.99991", day: dt.date = DAY, by: str = "you", **changes: Any) -> Draft:  # noqa: ANN401 - any field
    evidence = Evidence(
        claim="用四个麦克风", field="tldr", status=QuoteStatus.EXACT, quote="It is short.", place=Place(page=3, start=0, end=12)
    )
    fields = {
        "date": day,
        "paper": a_paper(id=arxiv_id, listed=day, thumbnail=PICTURE),
        "evidence": (evidence,),
        "summary": a_sound_summary(),
        **changes,
    }
    return published(approve(a_draft(**fields), by=by, at=NOON))


def store(folder: Path, *drafts: Draft) -> Drafts:
    shelf = Drafts(folder)
    for draft in drafts:
        shelf.write(draft)
    return shelf


def an_import(text: str, slug: str = "old-paper", place: int = 0, **changes: Any) -> ImportedBlock:  # noqa: ANN401 - any field of the block
    fields = {"date": DAY, "slug": slug, "markdown": text, "block": markdown.parse(text, name="old.md")[0], "file": "old.md"}
    return ImportedBlock(**{**fields, "line": 1 + 100 * place, "place": place, "imported_at": NOON, **changes})


def store_import(folder: Path, block: ImportedBlock) -> None:
    path = folder / "imports" / block.date.isoformat() / f"{block.slug}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.model_dump_json(indent=2), "utf-8")


def edition(folder: Path, options: SiteOptions = OPTIONS) -> Edition:
    return write_edition(Drafts(folder), options)


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file below a folder with its time and bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def a_few_days(folder: Path, count: int = 3, step: int = 1) -> Drafts:
    """Store days up to `DAY`, each `step` days apart, two papers each, the second with hostile marks in its title."""
    shelf = Drafts(folder)
    for back in range(count):
        day = DAY - dt.timedelta(back * step)
        clean = a_published("2401.99991", day, summary=a_sound_summary())
        strange = a_published("2401.99992", day, paper=a_paper(id="2401.99992", title=HOSTILE, listed=day, upvotes=3))
        store(folder, clean, strange)
    return shelf


HOSTILE = "<script>alert(1)</script> \"q\" & 'p' \u202egnp.exe\u202c \x07]]> </title><img src=x onerror=alert(2)>"
