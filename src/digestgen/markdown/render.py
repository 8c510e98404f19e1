"""The digest block in its canonical form, byte for byte: what a Block holds, and nothing invented. No input is read here."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count

from digestgen.blocks import Block, BlockChallenge, Unplaced
from digestgen.markdown import template
from digestgen.markdown.escape import escape_bold, escape_contribution, escape_paragraph, escape_title
from digestgen.measure import find_unwanted_character
from digestgen.models import Paper, Summary


def block_of(paper: Paper, summary: Summary, day: date) -> Block:
    """Return the complete block of a summarized paper, listed on `day`.

    Characters that no reader sees leave the title; a paper without a title goes by its arXiv id.
    """
    title = "".join(character for character in " ".join(paper.title.split()) if not find_unwanted_character(character))
    return Block(
        title=title.strip() or f"arXiv:{paper.id}",
        date=day,
        upvotes=paper.upvotes,
        thumbnail=paper.thumbnail,
        background=(summary.background,),
        related_work=(summary.related_work,),
        contribution=summary.contribution,
        challenges=tuple(BlockChallenge(challenge=each.challenge, solution=(each.solution,)) for each in summary.challenges),
        implementation=summary.implementation,
        conclusion=summary.conclusion,
    )


def render_digest(blocks: Iterable[Block]) -> str:
    """Return the page of these blocks, in their order; empty for none. An empty line parts a bare block from the next."""
    texts = [render(block) for block in blocks]
    return "".join(text if text.endswith("\n\n") else f"{text}\n" for text in texts[:-1]) + "".join(texts[-1:])


def render(block: Block) -> str:
    """Return the block's Markdown; parts that the block lacks are left out.

    A block of which only the summary is known starts at 背景 and has no frame. What a reader could not place stands at the end,
    each stretch in a code fence that carries its line number: verbatim, visible and inert.
    """
    if _is_bare(block):
        return f"{_body(block)}\n"
    picture = template.PICTURE.format(thumbnail=block.thumbnail) + "\n" if block.thumbnail else ""
    body = _body(block)
    body_lines = f"{body}\n" if body else ""
    return f"{_head(block)}{template.OPENING}\n{picture}{body_lines}{template.CLOSING}"


def _is_bare(block: Block) -> bool:
    head = (block.title, block.date, block.upvotes, block.thumbnail)
    return all(part is None for part in head) and bool(block.background or block.related_work)


def _head(block: Block) -> str:
    title = f"#### {escape_title(block.title)}\n" if block.title else ""
    badges = []
    if block.date:
        badges.append(template.DATE_BADGE.format(date=block.date.isoformat().replace("-", "--")))
    if block.upvotes is not None:
        badges.append(template.UPVOTES_BADGE.format(upvotes=block.upvotes))
    badge_line = f"{' '.join(badges)}\n" if badges else ""
    head = title + badge_line
    return f"{head}\n" if head else ""


def _body(block: Block) -> str:
    sections = (
        (template.BACKGROUND, "\n\n".join(_labelled(block))),
        (template.CONTRIBUTION, _contribution(block)),
        (template.IMPLEMENTATION, _paragraphs(block.implementation)),
        (template.CONCLUSION, _paragraphs(block.conclusion)),
    )
    parts = [f"#### {name}\n{text}" for name, text in sections if text]
    return "\n\n".join([*parts, *map(_fenced, block.unplaced)])


def _paragraphs(texts: Iterable[str], indent: str = "") -> str:
    return "\n\n".join(f"{indent}{escape_paragraph(text)}" for text in texts)


def _labelled(block: Block) -> Iterator[str]:
    for label, texts in ((template.BACKGROUND, block.background), (template.RELATED_WORK, block.related_work)):
        if texts:
            yield f"{template.LABELS[label]}\n{_paragraphs(texts, '    ')}"


def _contribution(block: Block) -> str:
    """Return the contribution and its challenges; without a contribution the challenges are the outer list."""
    indent = "    " if block.contribution else ""
    bold = f"- **{escape_contribution(block.contribution)}**" if block.contribution else ""
    head = "\n".join(part for part in (bold, _paragraphs(block.contribution_text, indent)) if part)
    challenges = "\n\n".join(_challenge(number, each, indent) for number, each in zip(count(1), block.challenges, strict=False))
    glue = "\n" if block.contribution and not block.contribution_text else "\n\n"
    return glue.join(part for part in (head, challenges) if part)


def _challenge(number: int, challenge: BlockChallenge, indent: str) -> str:
    head = f"{indent}- **挑战{number}：{escape_bold(challenge.challenge)}**"
    return "\n".join(part for part in (head, _paragraphs(challenge.solution, f"{indent}    ")) if part)


def _fenced(unplaced: Unplaced) -> str:
    fence = "```"
    while fence in unplaced.text:
        fence += "`"
    return f"{fence}{template.UNPLACED_FENCE}{unplaced.line}\n{unplaced.text}\n{fence}"
