"""The navigation, from the folders: home, topics in their order, the question bank, then all other pages."""

from __future__ import annotations

from collections import defaultdict

from zhiku.library import Library

Entry = dict[str, "str | Nav"]
Nav = list[Entry]


def navigation(library: Library, generated: frozenset[str]) -> Nav:
    """MkDocs' form of a navigation. `generated` are the paths of generated pages."""
    nav: Nav = [{"首页": "index.md"}] if "index.md" in library.pages else []
    for topic in library.topics:
        section: Nav = [{topic.title: f"{topic.id}/index.md"}]
        section += [{a.title: a.path} for a in library.topic_articles(topic.id)]
        section += [
            {name: path}
            for name, path in (("问题索引", f"{topic.id}/questions.md"), ("速查", f"{topic.id}/cheatsheet.md"))
            if path in generated
        ]
        nav.append({topic.title: section})
    nav.append({"全部问题": "questions.md"})
    if "quiz.md" in generated:
        nav.append({"自测": "quiz.md"})
    nav += _others(library)
    if "coverage.md" in generated:
        nav.append({"覆盖": "coverage.md"})
    return nav


def _others(library: Library) -> Nav:
    topics = {topic.id for topic in library.topics}
    folders: dict[str, Nav] = defaultdict(list)
    for path, page in library.pages.items():
        folder = path.split("/")[0] if "/" in path else ""
        if folder not in topics and path != "index.md":
            title = page.meta.get("title") or next((h.text for h in page.headings if h.level == 1), path)
            folders[folder].append({str(title): path})
    names = {"contributing": "参与", "notes": "笔记的去向"}
    nav: Nav = []
    for folder, entries in sorted(folders.items()):
        if folder:
            nav.append({names.get(folder, folder): entries})
        else:
            nav += entries
    return nav
