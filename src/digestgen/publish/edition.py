"""What follows the pages of the days: the memory brought up to date, then the index, then the site."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digestgen.drafts import Drafts
from digestgen.errors import DraftDamagedError
from digestgen.publish.due import refresh
from digestgen.publish.index import write_index
from digestgen.publish.memory import Memory
from digestgen.publish.site import Built, SiteOptions, build_site
from digestgen.publish.site.rendering import FOLDER


@dataclass(frozen=True)
class Edition:
    """What index and site came to."""

    index: tuple[Path, ...]
    """Files of the index that changed."""
    site: Built | None
    """None where the site was left as it is."""
    site_folder: Path
    has_feeds: bool
    held: int
    """Drafts of all days that errors hold back."""
    damaged: tuple[DraftDamagedError, ...]
    """Files that cannot be read; what was published of their days stays as it was."""

    def as_json(self) -> dict[str, Any] | None:
        """Return what became of the site, for programs; None where it was left as it is."""
        if self.site is None:
            return None
        names = ("days", "papers", "rendered", "written", "removed")
        return {"path": str(self.site_folder)} | {name: getattr(self.site, name) for name in names}


def write_edition(drafts: Drafts, options: SiteOptions, *, site: bool = True) -> Edition:
    """Write index and site of what is published; the caller holds the folder's lock.

    The memory is saved last: what breaks off in the middle is done again. Raises StorageError.
    """
    memory = Memory(drafts.folder)
    damaged = refresh(drafts, memory)
    days = {day: memory.days[day].rows for day in memory.published()}
    index = write_index(drafts.folder, days, options.title, options.language)
    here = drafts.folder / FOLDER
    built = build_site(drafts, memory, options) if site and (days or here.is_dir()) else None
    memory.save()
    held = sum(record.held for record in memory.days.values())
    more = [error for error in built.damaged if str(error) not in map(str, damaged)] if built else []
    return Edition(tuple(index), built, here, bool(options.url), held, (*damaged, *more))
