"""One chat completion with a JSON object as its answer, against any OpenAI-compatible endpoint.

Not here: what is asked (`prompts`), what a valid summary is (`wire`), the repairs (`summarize`). Facts: measured with openai 3.54
against twelve kinds of server; where a figure matters, it stands beside the code.

    client.py    Llm: the only door; adapts, retries, gives up        gate.py      how many requests at a time, and when none
    faults.py    the SDK's exceptions -> our errors                   outcomes.py  HTTP answers -> an answer or a fault (pure)
    dialect.py   what this endpoint and model understand, learned     replies.py   text -> JSON object (pure)
    prices.py    tokens -> money
"""

from typing import TYPE_CHECKING, Any

from digestgen.llm.protocol import Complete, LlmOptions, Message, Reply, Schema

if TYPE_CHECKING:
    from digestgen.llm.client import Llm

__all__ = ["Complete", "Llm", "LlmOptions", "Message", "Reply", "Schema"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the signature that the language prescribes
    """Import `Llm` when it is first asked for: it brings the SDK along, which takes about a second."""
    if name == "Llm":
        from digestgen.llm.client import Llm  # noqa: PLC0415 - late on purpose, see above

        return Llm
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
