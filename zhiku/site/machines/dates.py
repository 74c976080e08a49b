"""When a page got its present text, generated pages included."""

from __future__ import annotations

from datetime import date

from zhiku.site.built import Site


def changed(site: Site, path: str) -> date | None:
    """The day of the last commit of a page, or of the pages that it is made from; None when git does not know."""
    article = site.library.article(path)
    topic = next((t for t in site.library.topics if path.startswith(f"{t.id}/")), None)
    made_from = {path}
    if topic and not article:
        made_from |= {a.path for a in site.library.topic_articles(topic.id)}
    elif path == "index.md" or path not in site.library.pages:
        made_from |= {a.path for a in site.library.articles}
    return max((site.history[p].changed for p in made_from if p in site.history), default=None)
