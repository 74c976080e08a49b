"""The home page: its numbers, its map, what was changed last; and the same for a folder that says nothing of a map."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import yaml
from conftest import TESTS

from zhiku.checks.home import stops
from zhiku.library import load
from zhiku.site.history import Commit, PageHistory
from zhiku.site.home import MARK, Fact, home
from zhiku.site.topic_map import topic_map

GOLDEN = TESTS / "golden" / "home.yml"
TOPICS = ("entry", "service", "cache", "queue", "store")


def page(folder, path, head, body=""):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(head, allow_unicode=True, sort_keys=False)
    (folder / path).write_text(f"---\n{text}---\n\n# {head.get('title', '首页')}\n\n{body}\n", "utf-8")


@pytest.fixture
def docs(tmp_path):
    """Five topics; an article of each links to the articles of the topics named."""

    def write(links, **index):
        page(tmp_path, "index.md", index, MARK)
        for order, topic in enumerate(TOPICS):
            page(tmp_path, f"{topic}/index.md", {"title": topic.title(), "words": [topic], "order": order})
            body = " ".join(f"[见](../{other}/a.md)" for other in links.get(topic, ()))
            if topic in links:
                page(tmp_path, f"{topic}/a.md", {"title": f"{topic} a"}, body)
        return load(tmp_path)

    return write


STAGES = {"入口": ["entry"], "服务": ["service"], "后面": ["cache", "queue"]}
LINKS = {"entry": ["cache"], "service": ["cache", "queue", "queue"], "cache": [], "queue": ["service"]}


def shown(found):
    """A map as lines of text."""
    stop = lambda s: f"{s.id} {s.column}+{s.span}/{s.row} ({s.articles}, {s.questions}) near {', '.join(s.near) or '-'}"
    return {
        "lattice": f"{found.columns} x {found.rows}",
        "stages": {stage.name: [stop(s) for s in stage.stops] for stage in found.stages},
        "rest": [stop(s) for s in found.rest],
        "routes": {route.name: route.line for route in found.routes},
        "ties": {"-".join(tie.ends): f"{tie.links}{' close' * tie.is_close} {tie.line}" for tie in found.ties},
    }


def test_a_map_with_stages_and_routes(docs, golden):
    library = docs(
        LINKS, stages=STAGES, routes={"一次读": ["entry", "service", "cache"], "一次写": ["service", "queue"]}
    )
    golden(GOLDEN, "stages and routes", shown(topic_map(library)))


def test_a_map_of_a_folder_that_says_nothing_of_it(docs, golden):
    golden(GOLDEN, "no hints", shown(topic_map(docs(LINKS))))


def test_topics_and_stops_that_do_not_exist_are_left_out(docs):
    found = topic_map(
        docs({}, stages={"入口": ["entry", "nowhere"]}, routes={"读": ["nowhere"], "写": ["entry", "gone"]})
    )
    assert [stop.id for stop in found.stages[0].stops] == ["entry"]
    assert [(route.name, route.line) for route in found.routes] == [("写", "M0 0")]


@pytest.mark.parametrize(
    ("settings", "findings"),
    [
        ({"stages": STAGES, "routes": {"读": ["entry", "cache"], "写": ["entry", "queue"]}}, []),
        ({"stages": {"入口": ["entree"]}}, [(4, "`stages` names 'entree', which is no topic")]),
        ({"routes": {"读": ["entry"], "写": ["nowhere"]}}, [(6, "`routes` names 'nowhere', which is no topic")]),
        ({"stages": {"前": ["entry"], "后": ["entry"]}}, [(6, "'entry' stands in two stages, 前 and 后")]),
    ],
)
def test_what_is_wrong_with_a_map_is_told(docs, tmp_path, settings, findings):
    library = docs({}, **settings)
    found = list(stops(library, tmp_path))
    assert [(f.place.path, f.place.first, f.message) for f in found] == [("index.md", *finding) for finding in findings]


def test_every_topic_stands_on_the_map_once_and_inside_it(library):
    found = topic_map(library)
    stops = [stop for stage in found.stages for stop in stage.stops] + list(found.rest)
    assert sorted(stop.id for stop in stops) == sorted(topic.id for topic in library.topics)
    assert len({(stop.row, stop.column) for stop in stops}) == len(stops)
    assert all(1 <= stop.column <= stop.column + stop.span - 1 <= found.columns for stop in stops)
    assert max(stop.row for stop in stops) == found.rows


@pytest.mark.parametrize("count", [0, 1, 2, 6, 7, 13, 25])
def test_without_stages_the_rows_are_even(tmp_path, count):
    page(tmp_path, "index.md", {})
    for n in range(count):
        page(tmp_path, f"t{n:02}/index.md", {"title": f"T{n}", "words": ["x"]})
    found = topic_map(load(tmp_path))
    rows = [[stop for stop in found.rest if stop.row == row + 1] for row in range(found.rows)]
    assert max(map(len, rows), default=0) <= 6
    assert sum(map(len, rows)) == count
    assert not count or len(rows[0]) - len(rows[-1]) <= len(rows)


def test_ties_are_the_closest_ones_and_no_route_draws_them_again(docs):
    everyone = {topic: [other for other in TOPICS if other != topic] for topic in TOPICS}
    close = {**everyone, "entry": [*everyone["entry"], "store", "store"]}
    found = topic_map(docs(close, routes={"读": ["entry", "store"]}))
    assert ("entry", "store") not in [tie.ends for tie in found.ties]
    assert len([tie for tie in found.ties if tie.is_close]) == 3, "one of each topic, not all ten pairs"
    assert found.rest[0].near[0] == "Store", "the closest first"


def test_numbers_are_counted(small_library):
    facts = home(small_library, {}, (), MARK).facts
    assert facts == (Fact(5, "个主题"), Fact(2, "篇文章"), Fact(2, "个问题"), Fact(1, "张图"), Fact(1, "段测过的代码"))


def test_what_is_not_there_is_not_counted(docs):
    assert [fact.unit for fact in home(docs({}), {}, (), "").facts] == ["个主题"]


def test_the_mark_parts_the_words_of_the_page(small_library):
    found = home(small_library, {}, (), f"<h1>甲</h1>{MARK}<p>乙</p>")
    assert (found.opening, found.closing) == ("<h1>甲</h1>", "<p>乙</p>")
    assert home(small_library, {}, (), "<h1>甲</h1>").closing == ""


def changed(*days):
    commits = tuple(Commit("0", datetime(2026, 1, day, tzinfo=UTC), "甲", "x", "p", None) for day in days)
    return PageHistory(date(2026, 1, days[-1]), date(2026, 1, days[0]), ("甲",), commits)


def test_the_article_changed_last_comes_first(small_library):
    past = {"caching/pollution.md": changed(2), "caching/warm-up.md": changed(5, 1), "index.md": changed(9)}
    changes = home(small_library, past, (), "").changes
    assert [(c.title, c.url, c.topic, str(c.changed)) for c in changes] == [
        ("缓存预热", "caching/warm-up/", "缓存", "2026-01-05"),
        ("缓存污染", "caching/pollution/", "缓存", "2026-01-02"),
    ]


def test_only_pages_that_exist_are_offered(small_library):
    assert home(small_library, {}, (), "").places == ()
    found = home(small_library, {}, ("questions.md", "caching/cheatsheet.md", "quiz.md"), "")
    assert [(place.title, place.url) for place in found.places] == [("全部问题", "questions/"), ("自测", "quiz/")]
    assert [(sheet.title, sheet.url) for sheet in found.sheets] == [("缓存", "caching/cheatsheet/")]
