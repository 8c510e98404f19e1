"""Make docs/digest.png: the first papers of the demo digest as a Markdown viewer shows them.

`digestgen demo > demo.md && python docs/picture.py demo.md` - needs Chromium on the machine. The badges are drawn here, in the
way of shields.io, because the picture is made offline.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from markdown_it import MarkdownIt

STYLE = """
body { font: 15px/1.65 "Noto Sans CJK SC", sans-serif; color: #1f2328; width: 860px; margin: 24px auto; padding: 0 32px; }
h4 { font-size: 17px; margin: 20px 0 8px; } summary { margin: 8px 0; }
hr { border: 0; border-top: 1px solid #ccc; }
.badge { display: inline-flex; font: 11px "DejaVu Sans", sans-serif; color: #fff; border-radius: 3px; overflow: hidden; }
.badge b { font-weight: normal; background: #555; padding: 3px 6px; } .badge i { font-style: normal; padding: 3px 6px; }
ul { padding-left: 24px; } p { margin: 6px 0; }
"""
BADGE = re.compile(r'<img src="https://img.shields.io/badge/(\w+)-((?:[^-"]|--)+)-(\w+)" alt="\w+" ?/?>')
COLOURS = {"blue": "#007ec6", "green": "#97ca00"}


def draw_badge(found: re.Match[str]) -> str:
    """Return a badge as HTML instead of its picture."""
    value = found[2].replace("--", "-")
    return f'<span class="badge"><b>{found[1]}</b><i style="background:{COLOURS[found[3]]}">{value}</i></span>'


def main() -> None:
    """Render, open the first paper, take the picture."""
    page = Path(sys.argv[1]).read_text("utf-8")
    body = BADGE.sub(draw_badge, MarkdownIt("commonmark").render(page)).replace("<details>", "<details open>", 1)
    html = f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><body>{body}</body>'
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("docs/picture.py: no Chromium found")
    with TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(html, "utf-8")
        target = Path(__file__).with_name("digest.png")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile"]
        subprocess.run([browser, *flags, "--window-size=930,1500", f"--screenshot={target}", source.as_uri()], check=True)  # noqa: S603 - our own page


if __name__ == "__main__":
    main()
