"""The fixed words of a digest block, and how the reader recognises them. No logic.

Facts from the published pages: a digest of five papers of 2023-11-23 and 188 blocks of the archive of that year. After the label
背景 those pages carry seven spaces, after 已有的工作 none.
"""

import re

BACKGROUND = "背景"
CONTRIBUTION = "核心贡献"
IMPLEMENTATION = "实现与部署"
CONCLUSION = "总结"
SECTIONS = (BACKGROUND, CONTRIBUTION, IMPLEMENTATION, CONCLUSION)
AFFILIATION = "机构&分类"
"""A part that some old pages carry before 背景; this format has no place for it."""

RELATED_WORK = "已有的工作"
LABELS = {BACKGROUND: f"- **{BACKGROUND}**       ", RELATED_WORK: f"- **{RELATED_WORK}**"}
RELATED_WORK_SYNONYMS = ("已有工作", "现有的工作", "现有工作")

DATE_BADGE = "![Date](https://img.shields.io/badge/Date-{date}-blue)"
UPVOTES_BADGE = "![Upvotes](https://img.shields.io/badge/upvotes-{upvotes}-green)"
OPENING = '<details>\n<summary style="font-weight: bold; cursor: pointer;">展开论文总结</summary>\n'
PICTURE = '<div align="center">\n<img src="{thumbnail}" title="Title" width="660" />\n</div>\n'
CLOSING = '</details>\n\n<hr style="border:0.5px solid #CCCCCC; margin-top: 20px; margin-bottom: 20px;"/>\n\n'

CHALLENGE = re.compile(r"挑战[ \t]*([0-9]{1,9})[ \t]*(?:[：:](.*)|$)", re.DOTALL)
"""The bold part of a challenge's line: its number and its text."""

UNPLACED_FENCE = "unplaced-"
"""Info string, before the line number, of the code fence in which a stretch without a place travels."""
