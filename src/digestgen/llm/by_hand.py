"""Answers that a person brings in files, for whoever has a chat page but no key: the same door as the real model's."""

from collections.abc import Sequence

from digestgen.errors import InvalidSummaryError
from digestgen.llm.protocol import Message, Reply, Schema
from digestgen.llm.replies import find_object, scrub_surrogates
from digestgen.models import Usage

RESPONSE_FORMAT = "by hand"


class HandedAnswers:
    """A `Complete` that gives the handed texts one after the other; `unanswered` is the turn for which none was left."""

    def __init__(self, texts: Sequence[str], model: str) -> None:
        """Take the answers in the order of the turns: the summary first, then the repairs."""
        self._texts = [scrub_surrogates(text.removeprefix("\ufeff")) for text in texts]
        self.model = model
        self._given = 0
        self.unanswered = ""

    @property
    def left(self) -> int:
        """Return how many answers nobody asked for."""
        return len(self._texts) - self._given

    async def __call__(self, messages: Sequence[Message], *, schema: Schema) -> Reply:
        """Give the next answer; raises InvalidSummaryError, with what is wrong with the last one, where none is left."""
        if self._given == len(self._texts):
            self.unanswered = messages[-1].content
            raise InvalidSummaryError("answer", self.unanswered.strip(), raw_reply=self._texts[-1])
        text = self._texts[self._given]
        self._given += 1
        data, problem = find_object(text, schema.json_schema["properties"])
        return Reply(text, data, problem, Usage(), self.model, RESPONSE_FORMAT)
