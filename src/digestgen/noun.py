"""What every noun is: a frozen pydantic value."""

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A frozen value without unknown fields; its errors never print the input."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
