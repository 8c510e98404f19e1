"""Digest pages with defects: what `digestgen check` sees of a folder."""

import datetime as dt
import re
from functools import lru_cache
from random import Random

from digestgen import markdown
from digestgen.markdown import template
from digestgen.models import Paper
from digestgen.wire import read_answer
from quality import expected
from quality.cases import Case
from quality.operators import Family, operator
from quality.trials import PageMutant, Trial
from quality.world import World

DAY = dt.date(2024, 1, 31)
_HEADING = re.compile(r"(?<=^#### )(?:" + "|".join(map(re.escape, template.SECTIONS)) + r")$", re.MULTILINE)
_PART = re.compile(_HEADING.pattern.replace("(?<=^#### )", "^#### ") + r"|^- \*\*" + template.RELATED_WORK, re.MULTILINE)
_LINES = ("{}", "    {}", "- {}", "    - {}")
_LINES_OF_CONTRIBUTION = ("- {}", "    - {}", "- **提出了一个{}**", "    - **挑战9：{}**")
_SIMILAR = "财献贬低现部罔署结背竟景总核心实贡献"
"""Characters of the headings, and some that were seen in their place."""


@lru_cache(maxsize=64)
def page_of(case: Case) -> str:
    """Return the digest page of a sound case."""
    paper = Paper(id=case.id, title=case.title, listed=DAY, upvotes=12)
    return markdown.render(markdown.block_of(paper, read_answer(case.wire()).summary, DAY))


@operator(Family.LEAK, *expected.PAGE)
def heading_garbled(random: Random, case: Case, _world: World) -> Trial:
    """Put a wrong character into a heading of a page."""
    page = page_of(case)
    heading = random.choice(list(_HEADING.finditer(page)))
    at = random.randrange(heading.start(), heading.end())
    return PageMutant(page, page[:at] + random.choice(_SIMILAR) + page[at + 1 :])


@operator(Family.LEAK, *expected.PAGE)
def section_missing(random: Random, case: Case, _world: World) -> Trial:
    """Leave one to three parts of a page out, heading and all."""
    page = page_of(case)
    starts = [match.start() for match in _PART.finditer(page)]
    ends = [*starts[1:], page.index("</details>")]
    left = page
    for index in sorted(random.sample(range(len(starts)), random.randrange(1, 4)), reverse=True):
        left = left[: starts[index]] + left[ends[index] :]
    return PageMutant(page, left)


@operator(Family.LEAK, *expected.PLACEHOLDER)
def template_line(random: Random, case: Case, world: World) -> Trial:
    """Put a placeholder on a line of its own at the end of a section of a page."""
    page = page_of(case)
    headings = list(_HEADING.finditer(page))
    ends = [match.start() - len("#### ") for match in headings[1:]] + [page.index("</details>")]
    heading, end = random.choice(list(zip(headings, ends, strict=True)))
    forms = _LINES_OF_CONTRIBUTION if heading[0] == template.CONTRIBUTION else _LINES
    payload = random.choice([each for each in world.payloads["placeholder"] if each])
    return PageMutant(page, f"{page[:end].rstrip()}\n{random.choice(forms).format(payload)}\n\n{page[end:]}")
