"""The whole measurement in one command: writes `results.json` and docs/quality.md, and holds the figures to floors.toml.

python benchmarks/quality/run.py [--shared ../shared] [--mutants 240] [--mend 3]
"""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[1])  # the folder that holds this package
    runpy.run_module("quality", run_name="__main__")
