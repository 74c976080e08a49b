"""The search of the site: every finished page, cut into sections, becomes an index in small files that a browser loads as it needs them.

Pages → sections → fields of terms → postings → scripts. `overrides/assets/js/search/` reads what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable

from zhiku.bank.lexicon import lexicon
from zhiku.model import OutputFile
from zhiku.site.built import Site
from zhiku.site.search.files import files
from zhiku.site.search.pages import pages
from zhiku.site.search.postings import index


def search(site: Site) -> Iterable[OutputFile]:
    """The files of the search index, below `search/`."""
    names = lexicon(group for topic in site.library.topics for group in topic.aliases)
    found = pages(site.folder, site.library)
    return files(found, index(found, names))
