r"""Plain text into Markdown and back: what a renderer could take for markup is neutralised where it stands, nothing else.

Not a sanitiser: it gets text that is data throughout, and all of it stays visible. Three kinds of token are written:

- `\*`  a backslash, for what CommonMark lets a backslash neutralise;
- `&lt;` and `&amp;`, for what opens HTML or an entity (some renderers do not know `\<`);
- `<span>@</span>`, for what a host links or replaces after Markdown is done: mentions, issue references, addresses, emoji codes
  and formulas. Only a split text node stops those: in cmark-gfm `a\@b.co` and `a&#64;b.co` still become links.

`unescape` undoes these tokens and no others. A text that itself looks like a token has its first character escaped, so the way
back is the same for every text.
"""

import re
from collections import Counter

from digestgen.markdown.template import CHALLENGE

_PUNCTUATION = r"!-/:-@\[-`{-~"
_IN_LINE = re.compile(
    rf"""
    (?P<backslash>
        \\(?=[{_PUNCTUATION}]|\Z)               # would neutralise what follows it
      | \](?=\()                                # [text](target), ![text](target)
      | \[(?=\^) | (?<=\^)\[                    # [^footnote], ^[footnote]
    )
  | (?P<entity>
        <(?=[A-Za-z/!?])                        # a tag, a comment, <https://…>
      | <(?=[^\s<>]*@)                          # <a@b.co>
      | &(?=\#?[A-Za-z0-9]+;)                   # &lt; &#60; &#x3c;
    )
  | (?P<span>
        \$                                      # a formula
      | :(?=//)                                 # https://…
      | :(?=[A-Za-z0-9_+-]+:)                   # :tada:
      | (?<=[Ww]{{3}})\.                        # www.…
      | (?<![A-Za-z0-9_])@(?=[A-Za-z0-9])       # a mention
      | (?<=[A-Za-z0-9.+_-])@(?=[A-Za-z0-9_-]*\.[A-Za-z0-9._-]*[A-Za-z])  # a@b.co; but Prec@0.5 and Recall@K are no addresses
      | \#(?=[0-9])                             # #123
      | (?<=(?<![A-Za-z0-9_])[Gg][Hh])-(?=[0-9])  # GH-1
    )
    """,
    re.VERBOSE,
)
_BLANK = r"(?=[ \t\v\f]|\Z)"
_LINE_START = re.compile(
    rf"""
    [-+*]{_BLANK}                               # a list
  | [0-9]{{1,9}}[.)]{_BLANK}                    # a numbered list: its last character is escaped
  | \#(?=\#{{0,5}}{_BLANK})                     # a heading
  | >                                           # a quotation
  | `(?=``) | ~(?=~~)                           # a fence
  | =(?==*[ \t]*\Z)                             # an underlined heading
  | ([-_*])(?=[ \t]*(?:\1[ \t]*){{2,}}\Z)       # a rule
  | [|:-](?=[ \t|:-]*\Z)(?:(?<=-)|(?=[^-]*-))   # the line below a table's head, or an underlined heading
  | \[(?=.*\]:)                                 # [label]: target
    """,
    re.VERBOSE,
)
# cmark-gfm takes a digit, any one character, white space and a box for a task inside a list item, as in `0- [ ] x`.
_TASK = re.compile(r"[0-9]+.?[ \t\v\f]+\[(?=[ xX]\])")
_CLOSING_HASHES = re.compile(r"(?:\A|(?<= ))#+\Z")
_DELIMITERS = re.compile(r"\*+|_+|~+|`+")
# A backslash counts only where the renderer would have written it: old pages may hold `\(x\)`, `\\ ` or `\|x\|`.
_TOKEN = re.compile(
    rf"""
    \\(?P<delimiter>[*_~`])
  | \\(?P<backslash>\\)(?=[{_PUNCTUATION}]|\Z)
  | \\(?P<bracket>\](?=\() | \[(?=\^))
  | (?<=\^)\\(?P<footnote>\[)
  | \A\\(?P<start>[-+\#>=|:\[])
  | \A(?P<number>[0-9]{{1,9}})\\(?=[.)]{_BLANK})
  | (?:\A|(?<=[ ]))\\(?P<hashes>\#+)\Z
  | <span>(?P<span>[$:.@\#\-\[挑])</span>
  | &(?P<entity>lt|amp);
    """,
    re.VERBOSE,
)


def escape_paragraph(text: str) -> str:
    """Return the Markdown of one line of text that begins a line of its own, perhaps below a bold line."""
    tokens = _backslash(text, _find_delimiters(text))
    if start := _LINE_START.match(text):
        tokens |= _backslash(text, {start.end() - 1})
    elif task := _TASK.match(text):
        tokens[task.end() - 1] = _split("[")
    return _write(text, tokens)


def escape_title(text: str) -> str:
    """Return the Markdown of one line of text that stands in a heading, to its end."""
    closing = _CLOSING_HASHES.search(text)
    positions = {closing.start()} if closing else set()
    return _write(text, _backslash(text, positions | _find_delimiters(text)))


def escape_bold(text: str) -> str:
    """Return the Markdown of one line of text between `**` and `**`, after which the line ends."""
    return _write(text, _backslash(text, _find_delimiters(text, alone=False)))


def escape_contribution(text: str) -> str:
    """Return the Markdown of a bold line that must not be taken for a challenge, even if it reads 挑战1：…."""
    bold = escape_bold(text)
    return _split("挑") + bold[1:] if CHALLENGE.match(bold) else bold


def unescape(markdown: str) -> str:
    """Return the text whose escaped form is `markdown`; other markup, as old pages have it, stays as it is."""
    return _TOKEN.sub(_token_text, markdown)


def _token_text(token: re.Match[str]) -> str:
    name = token.lastgroup or ""
    return {"lt": "<", "amp": "&"}[token[name]] if name == "entity" else token[name]


def _find_delimiters(text: str, *, alone: bool = True) -> set[int]:
    """Find the positions of `*`, `_`, `~` and backticks that could pair up to emphasis, strikethrough or code.

    Where the text is `alone` in its paragraph, a single run of a kind has no partner and may stand. Between bold marks every
    active run is a danger: in `**a* b**` the single `*` closes half of the opening `**`; and no `**` may stand there.
    """
    edge = " " if alone else "*"
    runs = [run for run in _DELIMITERS.finditer(text) if _is_active(run, edge) or (not alone and run[0].startswith("**"))]
    counts = Counter(run[0][0] for run in runs)
    return {place for run in runs if not alone or counts[run[0][0]] > 1 for place in range(*run.span())}


def _is_active(run: re.Match[str], edge: str) -> bool:
    """Tell whether the run may open or close something; in doubt it may (parsers differ in what they call punctuation)."""
    kind, text = run[0][0], run.string
    before = text[run.start() - 1] if run.start() else edge
    after = text[run.end()] if run.end() < len(text) else edge
    if kind == "_" and before.isalnum() and after.isalnum():
        return False  # inside a word, as in snake_case
    return kind == "`" or not (before == after == " ")


def _backslash(text: str, places: set[int]) -> dict[int, str]:
    return {place: f"\\{text[place]}" for place in places}


def _split(character: str) -> str:
    """Return the character as a text node of its own."""
    return f"<span>{character}</span>"


def _write(text: str, tokens: dict[int, str]) -> str:
    """Write `text` with `tokens` in place of the characters at those places, and with what is markup anywhere neutralised."""
    written = tokens | {match.start(): _token(match) for match in _IN_LINE.finditer(text)}
    parts: list[str] = []
    done = 0
    for place in sorted(written):
        parts += text[done:place], written[place]
        done = place + 1
    return "".join((*parts, text[done:]))


def _token(match: re.Match[str]) -> str:
    character = match[0]
    if match["backslash"]:
        return f"\\{character}"
    if match["entity"]:
        return "&lt;" if character == "<" else "&amp;"
    return _split(character)
