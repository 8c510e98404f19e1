"""The static site in `output/site`: pages, search, feeds. Relative links only, so that it works from any folder and as files."""

from digestgen.publish.site.build import Built, build_site
from digestgen.publish.site.pages import SiteOptions
from digestgen.publish.site.paths import day_path, paper_path

__all__ = ["Built", "SiteOptions", "build_site", "day_path", "paper_path"]
