"""Whether the measured figures reach their floors: what falls short, in words. Pure."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_QUOTES = {"quote_digit": "most_digit_accepted", "quote_negate": "most_negate_accepted", "quote_foreign": "most_foreign_accepted"}


def load_floors() -> dict[str, dict[str, Any]]:
    """Return the floors."""
    return tomllib.loads((HERE / "floors.toml").read_text("utf-8"))


_ROUNDING = 1e-9
"""1 − 198/200 is a little more than 0.01 to a computer."""


def shortfalls(results: dict[str, Any], floors: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield each figure that is under its floor, or over its ceiling; parts that were not measured are passed over."""
    yield from _mutations(results, floors["mutations"])
    yield from _families(results["families"], floors["families"])
    yield from _quotes("our papers", results["accepted"], results["operators"], floors["quotes"])
    if archive := results["archive"]:
        yield from _archive(archive, floors["archive"])
    if real := results["real"]:
        yield from _quotes("real papers", real["accepted"], real["tampered"], floors["quotes"])
        yield from (
            f"real paper {each['paper']}: {each['errors']} errors in a sound summary" for each in real["clean"] if each["errors"]
        )
    if results["model"]:
        yield from _model(results["model"], floors["model"])
    yield from _speed(results["speed"], floors["speed"])


def _mutations(results: dict[str, Any], floors: dict[str, Any]) -> Iterator[str]:
    yield from _under("operators", len(results["operators"]), floors["operators"])
    yield from _under("papers of our own", results["papers"], floors["papers"])
    for each in results["operators"]:
        yield from _under(f"mutants of {each['operator']}", each["trials"], floors["mutants"])
    every = results["families"]["AIMED"]
    yield from _under("found over all operators", every["found"] / every["trials"], floors["found"])
    for each in results["clean"]:
        yield from _over(f"held of {each['set']}", each["held"] / each["summaries"], floors["most_clean_held"])


def _families(families: dict[str, Any], floors: dict[str, Any]) -> Iterator[str]:
    for name, floor in floors.items():
        for what, least in floor.items():
            yield from _under(f"{what} in {name}", families[name][what] / families[name]["trials"], least)


def _quotes(where: str, accepted: list[dict[str, Any]], operators: list[dict[str, Any]], floors: dict[str, Any]) -> Iterator[str]:
    verbatim = next(each for each in accepted if each["quotes"] == "verbatim")
    yield from _under(
        f"verbatim quotes accepted, {where}", verbatim["accepted"] / verbatim["trials"], floors["verbatim_accepted"]
    )
    for each in operators:
        if ceiling := _QUOTES.get(each["operator"]):
            yield from _over(f"{each['operator']} accepted, {where}", 1 - each["errors"] / each["trials"], floors[ceiling])


def _archive(archive: dict[str, Any], floors: dict[str, Any]) -> Iterator[str]:
    defective, sound = archive["defective"], archive["sound"]
    yield from _under("defective pages found", defective["found"] / defective["files"], floors["defective_found"])
    yield from _over("sound pages held", sound["held"] / sound["files"], floors["most_sound_held"])


def last_round(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the answers of the newest round, or none."""
    newest = max((each["round"] for each in answers), default=0)
    return [each for each in answers if each["round"] == newest]


def _model(answers: list[dict[str, Any]], floors: dict[str, Any]) -> Iterator[str]:
    newest = last_round(answers)
    sums = {name: sum(each[name] for each in newest) for name in newest[0] if isinstance(newest[0][name], int)}
    yield from _under("answers of a model", len(newest), floors["papers"])
    yield from _under("answers valid at the first try", sums["valid_first_try"], floors["valid_first_try"])
    yield from _under("quotes of a model verified", sums["verified"] / sums["quotes"], floors["quotes_verified"])
    yield from _under("sentences covered", sums["covered"] / sums["checkable_sentences"], floors["sentences_covered"])
    yield from _over("wrong errors in answers of a model", sums["wrong_errors"], floors["most_wrong_errors"])


def _speed(speed: dict[str, Any], floors: dict[str, Any]) -> Iterator[str]:
    yield from _over("ms for all text checks", speed["text_checks_ms"], floors["most_text_checks_ms"])
    yield from _over("ms for a paper's index", speed["index_ms"], floors["most_index_ms"])
    yield from _over("ms for a quote", speed["quote_found_ms"], floors["most_quote_ms"])


def _under(what: str, figure: float, floor: float) -> Iterator[str]:
    if figure < floor:
        yield f"{what}: {figure:.4g} is under {floor:g}"


def _over(what: str, figure: float, ceiling: float) -> Iterator[str]:
    if figure > ceiling + _ROUNDING:
        yield f"{what}: {figure:.4g} is over {ceiling:g}"
