"""Blocks as JSON: what `parse` prints and `render` reads. A draft's file serves as input too."""

import json
from collections.abc import Iterable

from pydantic import JsonValue, ValidationError

from digestgen.blocks import Block
from digestgen.errors import ParseError
from digestgen.markdown.render import block_of
from digestgen.models import Draft


def blocks_to_json(blocks: Iterable[Block]) -> str:
    """Return a JSON list of the blocks, readable (Chinese as it is, two columns a level), without a line end after it."""
    return json.dumps([block.model_dump(mode="json") for block in blocks], ensure_ascii=False, indent=2)


def blocks_from_json(text: str, name: str) -> tuple[Block, ...]:
    """Return the blocks of a JSON text: a list of blocks or drafts, or a single one of them. `[]` gives none.

    A draft is told by its keys `paper` and `summary`; its block is complete. Raises ParseError that names `name` and the place:
    the line where the text is no JSON, the path inside it where a value is wrong.
    """
    value = _read(text.removeprefix("\ufeff"), name)
    if isinstance(value, list):
        return tuple(_block(item, name, f"[{place}]") for place, item in enumerate(value))
    return (_block(value, name, ""),)


def _read(text: str, name: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text)
    except json.JSONDecodeError as error:
        raise ParseError(name, f"is not JSON: {error.msg} at column {error.colno}", line=error.lineno) from error
    except (RecursionError, ValueError) as error:  # nested too deeply; a number of more than 4300 digits
        raise ParseError(name, f"is not JSON that can be read: {error}") from error
    return value


def _block(value: JsonValue, name: str, place: str) -> Block:
    if not isinstance(value, dict):
        raise ParseError(name, f"{place or 'the text'} is not an object", "give a block, a draft, or a list of them")
    try:
        if value.keys() >= {"paper", "summary"}:
            draft = Draft.model_validate(value)
            return block_of(draft.paper, draft.summary, draft.date)
        return Block.model_validate(value)
    except ValidationError as error:
        raise ParseError(name, _describe(error, place)) from error


def _describe(error: ValidationError, place: str) -> str:
    """Name each wrong field with its path from the top, e.g. `[2].challenges[0].solution: Field required`."""
    problems = []
    for each in error.errors(include_url=False, include_input=False, include_context=False):
        path = place + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in each["loc"])
        problems.append(f"{path.removeprefix('.') or 'the object'}: {each['msg']}")
    return "; ".join(problems)
