"""The prompt files -> messages: the one room that knows how the model is spoken to. Nothing is sent here.

Three Jinja files in Chinese, in the wheel as `digestgen/prompts_default`, in a checkout as `prompts/`; a folder of the user's own
may replace them as a whole. A fourth, `revision.j2`, asks for a new version of a summary that stands: no run uses it, and
a folder without it gets the built-in one.

`summary_system.j2` takes no variables, so it is the same bytes for every paper: providers cache it,
and a repair that is appended costs next to nothing (measured: 41,197 of 41,453 prompt tokens came from the cache; with a changed
head, none).

The paper is data: it stands between two lines that carry a nonce, and the nonce and every chat-template token are taken out of
its text.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import jinja2.meta
import jinja2.sandbox

from digestgen.errors import PromptError
from digestgen.llm import Message
from digestgen.models import Paper, TextSource

SYSTEM, USER, REPAIR = "summary_system.j2", "summary_user.j2", "repair.j2"
FILES = (SYSTEM, USER, REPAIR)
REVISION = "revision.j2"
REQUIRED: Mapping[str, frozenset[str]] = {
    SYSTEM: frozenset(),
    USER: frozenset({"nonce", "title", "abstract", "text", "source"}),
    REPAIR: frozenset({"problems"}),
    REVISION: frozenset({"nonce", "note", "fields"}),
}
OPTIONAL: Mapping[str, frozenset[str]] = {
    SYSTEM: frozenset(),
    USER: frozenset({"id", "authors", "categories", "comment"}),
    REPAIR: frozenset(),
    REVISION: frozenset(),
}
_PACKAGED = Path(__file__).parent / "prompts_default"
_CHECKOUT = Path(__file__).parents[2] / "prompts"
_CHAT_TOKEN = re.compile(
    r"<[|｜][^<>|｜\n]{0,60}[|｜]>"  # <|im_start|> and its like; DeepSeek writes them with full-width bars
    r"|</?(?:s|think|bos|eos|start_of_turn|end_of_turn)>|\[/?INST\]|<</?SYS>>|\[gMASK\]",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f]")


@dataclass(frozen=True)
class Wish:
    """What a person wants of a new version of a summary."""

    standing: str
    """The summary that stands, as the model would have answered it."""
    fields: tuple[str, ...] = ()
    """The fields of the answer to write anew; empty for all of them."""
    note: str = ""


class Prompts:
    """The prompt files, read and checked; `sha256` is over their bytes, a zero between two, in the order of `FILES`."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read `folder`, or the built-in files. Raises PromptError that names the file and every wrong variable in it."""
        where = folder or _builtin()
        self._environment = jinja2.sandbox.SandboxedEnvironment(
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # plain text for a model, no HTML
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        bodies = {name: _read(where / name) for name in FILES}
        self.sha256 = hashlib.sha256(b"\0".join(bodies.values())).hexdigest()
        own = where / REVISION
        bodies[REVISION] = _read(own if own.is_file() else _builtin() / REVISION)
        self.texts = tuple(body.decode("utf-8", "replace") for body in bodies.values())
        """The files' text, for the check that no answer repeats it."""
        self._paths = {name: str(where / name) for name in bodies}
        self._templates = {name: self._compile(name, body) for name, body in bodies.items()}
        self._system = Message("system", self._render(SYSTEM, {}))

    def summary(self, paper: Paper, text: str, source: TextSource, *, nonce: str) -> tuple[Message, ...]:
        """Return the request for a summary: the static rules first, then the paper as data, the task repeated at its end.

        `text` is what the model may read besides title and abstract; empty where the abstract has to serve.
        """
        values = {
            "id": paper.id,
            "title": _neutralize(paper.title, nonce),
            "authors": [_neutralize(author, nonce) for author in paper.authors],
            "abstract": _neutralize(paper.abstract, nonce),
            "categories": [_neutralize(category, nonce) for category in paper.categories],
            "comment": _neutralize(paper.comment or "", nonce),
            "text": _neutralize(text, nonce),
            "source": source.value,
            "nonce": nonce,
        }
        return self._system, Message("user", self._render(USER, values))

    def revision(self, wish: Wish, *, nonce: str) -> tuple[Message, ...]:
        """Return the turns after the request: the summary that stands, as the model's answer, and what a person wants of it.

        The person's note stands between two lines with the nonce, as data beside the paper.
        """
        values = {"nonce": nonce, "note": _neutralize(wish.note.strip(), nonce), "fields": list(wish.fields)}
        return Message("assistant", wish.standing), Message("user", self._render(REVISION, values))

    def repair(self, problems: Sequence[str]) -> Message:
        """Return the turn that names what is wrong with the last answer and asks for it again."""
        return Message("user", self._render(REPAIR, {"problems": list(problems)}))

    def _compile(self, name: str, body: bytes) -> jinja2.Template:
        path = self._paths[name]
        try:
            source = body.decode("utf-8")
            used = jinja2.meta.find_undeclared_variables(self._environment.parse(source))
            template = self._environment.from_string(source)
        except UnicodeDecodeError as error:
            raise PromptError(path, "is not UTF-8") from error
        except jinja2.TemplateSyntaxError as error:
            raise PromptError(f"{path}:{error.lineno}", f"is no valid template: {error.message}") from error
        if wrong := _wrong_variables(used, name):
            known = ", ".join(sorted(REQUIRED[name] | OPTIONAL[name])) or "none"
            raise PromptError(path, wrong, f"variables of this file: {known}")
        return template

    def _render(self, name: str, values: Mapping[str, Any]) -> str:
        try:
            return self._templates[name].render(values)
        except (jinja2.TemplateError, TypeError) as error:
            raise PromptError(self._paths[name], f"cannot be filled in: {error}") from error


def _builtin() -> Path:
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PromptError(
            str(path), f"the prompt file cannot be read: {error.strerror or error}", "copy the built-in one"
        ) from error


def _wrong_variables(used: set[str], name: str) -> str:
    unknown = sorted(used - REQUIRED[name] - OPTIONAL[name])
    missing = sorted(REQUIRED[name] - used)
    parts = [f"uses unknown variables: {', '.join(unknown)}"] if unknown else []
    parts += [f"does not use: {', '.join(missing)}"] if missing else []
    return "; ".join(parts)


def _neutralize(text: str, nonce: str) -> str:
    """Take the nonce, chat-template tokens, control characters and broken characters out of a paper's text.

    Each is replaced by a space, not by nothing, so that what stood around it cannot close up to a new one.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")
    bare = _CONTROL.sub(" ", _CHAT_TOKEN.sub(" ", whole))
    return bare.replace(nonce, " ") if nonce else bare
