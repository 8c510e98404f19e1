"""The command: measure, write results.json and docs/quality.md, and say what falls short (exit code 1)."""

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

from quality import archive, clean, mutations, real, speed
from quality.cases import HERE
from quality.floors import load_floors, shortfalls
from quality.operators import SEED
from quality.page import render
from quality.world import own_world

ROOT = HERE.parents[1]
RESULTS, PAGE, ANSWERS = HERE / "results.json", ROOT / "docs" / "quality.md", HERE / "model_answers.json"
MUTANTS = 240
_DIGITS = 4


def main() -> None:
    """Measure everything that is there."""
    options = argparse.ArgumentParser(prog="python benchmarks/quality/run.py", description=__doc__)
    options.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with archive/ and data/pdf/")
    options.add_argument("--mutants", type=int, default=MUTANTS, help="per operator")
    options.add_argument(
        "--mend",
        type=int,
        metavar="N",
        help="print N misses per operator and all wrong alarms on the sets of payloads for mending; writes nothing",
    )
    given = options.parse_args()
    results = measure(given.shared, given.mutants, given.mend)
    if given.mend:
        _print_alarms(results)
    else:
        RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
        PAGE.write_text(render(results, load_floors()), "utf-8")
    short = list(shortfalls(results, load_floors()))
    print("\n".join(short) or "all floors are reached")
    raise SystemExit(1 if short else 0)


def measure(shared: Path, wanted: int, mend: int | None) -> dict[str, Any]:
    """Return all figures; parts whose recordings are absent are None."""
    world = own_world(for_mending=bool(mend))
    if unused := mutations.unused_payloads(world):
        raise SystemExit(f"no operator takes the payloads {', '.join(unused)}")
    pdfs, pages = shared / "data" / "pdf", shared / "archive"
    operators = mutations.measure(world, wanted, _Misses(mend) if mend else None)
    papers = real.papers(pdfs) if pdfs.is_dir() else []
    results = {
        "measured": dt.datetime.now(dt.UTC).date().isoformat(),
        "seed": SEED,
        "papers": len(world.cases),
        "payloads": len(world.payloads),
        "operators": operators,
        "families": mutations.families(operators),
        "accepted": mutations.accepted_quotes(world),
        "clean": clean.measure(world),
        "archive": archive.measure(pages) if pages.is_dir() else None,
        "real": real.measure(papers, pdfs, wanted) if papers else None,
        "model": json.loads(ANSWERS.read_text("utf-8")) if ANSWERS.is_file() else [],
        "speed": speed.measure(world, papers),
    }
    rounded: dict[str, Any] = _rounded(results)
    return rounded


def _rounded(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value


class _Misses:
    """Prints the first misses of each operator."""

    def __init__(self, most: int) -> None:
        self._most, self._told = most, dict[str, int]()

    def __call__(self, name: str, before: str, after: str) -> None:
        self._told[name] = self._told.get(name, 0) + 1
        if self._told[name] <= self._most:
            print(f"{name}\n    - {before[:300]!r}\n    + {after[:300]!r}")


def _print_alarms(results: dict[str, Any]) -> None:
    parts = [*results["clean"], results["archive"] or {}, *(results["real"] or {"clean": []})["clean"]]
    for alarm in (alarm for part in parts for alarm in part.get("alarms", ())):
        print(f"alarm  {alarm}")
    for missed in (results["archive"] or {"missed": ()})["missed"]:
        print(f"missed  {missed}")


if __name__ == "__main__":
    main()
