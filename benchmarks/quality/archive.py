"""The labelled archive of real pages: how many of the defective ones are held, how many of the sound ones wrongly. Read only."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from digestgen.checks import check_page
from digestgen.findings import Finding, Severity
from quality import expected
from quality.scoring import wilson

ECHO, ADMITS = "template_echo", "admits_missing"
SOUND = "sound"


def measure(folder: Path) -> dict[str, Any]:
    """Return the counts over all labelled files, by kind of label, and what was missed and wrongly held.

    A defective file counts as found with any error; one that only admits that something is missing with a warning of the right
    rule too; one that only echoes the template is not counted.
    """
    labels: Mapping[str, list[dict[str, str]]] = json.loads((folder / "labels.json").read_text("utf-8"))
    kinds: dict[str, list[int]] = {}
    missed, alarms = [], []
    for name, given in sorted(labels.items()):
        found = [finding for _, finding in check_page((folder / name).read_text("utf-8"), name)]
        file_kinds = {label["kind"] for label in given}
        hit = is_hit(file_kinds, found)
        for kind in file_kinds or {SOUND}:
            kinds.setdefault(kind, [0, 0])
            kinds[kind][0] += hit
            kinds[kind][1] += 1
        if not file_kinds and hit:
            alarms.append(f"{name}: {_say(found)}")
        if file_kinds and not hit and counts(file_kinds):
            missed.append(f"{name}: {', '.join(sorted(file_kinds))}")
    defective = [{label["kind"] for label in given} for given in labels.values() if given]
    counted = sum(map(counts, defective))
    sound_hits, sound = kinds[SOUND]
    return {
        "files": len(labels),
        "kinds": {kind: kinds[kind] for kind in sorted(kinds)},
        "defective": {"found": counted - len(missed), "files": counted, "interval": wilson(counted - len(missed), counted)},
        "sound": {"held": sound_hits, "files": sound, "interval": wilson(sound_hits, sound)},
        "missed": missed,
        "alarms": alarms,
    }


def counts(kinds: Collection[str]) -> bool:
    """Tell whether a file with these labels is one that has to be found."""
    return set(kinds) != {ECHO}


def is_hit(kinds: Collection[str], found: Collection[Finding]) -> bool:
    """Tell whether the findings hold the file, or say what its labels say."""
    if any(finding.severity is Severity.ERROR for finding in found):
        return True
    return set(kinds) <= {ADMITS, ECHO} and ADMITS in kinds and any(finding.rule in expected.INCOMPLETE for finding in found)


def _say(found: Collection[Finding]) -> str:
    errors = (finding for finding in found if finding.severity is Severity.ERROR)
    return "; ".join(f"{error.rule} at {error.field}: {error.span[:40]}" for error in errors)
