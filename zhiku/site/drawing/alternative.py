"""A mermaid diagram in words: made from the model that the renderer reads out of the source, so nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from zhiku.site.drawing.picture import Words

Model = Mapping[str, Any]
"""What merman's `semantic-json` says of a diagram."""

_KINDS = {
    "flowchart": "流程图",
    "graph": "流程图",
    "sequenceDiagram": "时序图",
    "stateDiagram": "状态图",
    "stateDiagram-v2": "状态图",
    "classDiagram": "类图",
    "erDiagram": "实体关系图",
    "gantt": "甘特图",
    "pie": "饼图",
    "mindmap": "思维导图",
    "timeline": "时间线",
}
_HEAD = re.compile(r"\A(?:\s*---\n.*?\n---\n|\s*%%[^\n]*\n|\s+)*(?P<kind>[\w-]+)", re.DOTALL)
_ACC_TITLE = re.compile(r"^\s*accTitle\s*:\s*(.+?)\s*$", re.MULTILINE)
_LABEL = re.compile(r'"([^"\n]+)"|\[([^][\n"]+)\]|\(([^()\n"]+)\)|\{([^{}\n"]+)\}|\|([^|\n"]+)\|')
_BREAK = re.compile(r"\s*(?:<br\s*/?>|\n)\s*")
_MARKUP = re.compile(r"</?(?:b|code|em|i|s|small|span|strong|sub|sup|u)\b[^>]*>|\*\*|__|(?<!\\)`")
_FEW, _LONGEST = 4, 24  # labels that stand for a diagram without a title

# Kinds of entries in a sequence (mermaid's LINETYPE): what opens, divides and closes a part of it …
_PARTS = {
    10: "循环开始",
    11: "循环结束",
    12: "如果",
    13: "否则",
    14: "分支结束",
    15: "可选",
    16: "可选部分结束",
    19: "同时进行",
    20: "与此同时",
    21: "并行结束",
    27: "必须完成",
    28: "否则",
    29: "必须完成的部分结束",
    30: "中断",
    31: "中断部分结束",
    32: "同时进行",
}
_NOTE = 2
_UNSEEN = {17, 18, 22, 23, 26}  # activations, coloured backgrounds, numbering
_ARROWS = {3: "→×", 4: "→×", 33: "↔", 34: "↔"}  # … and messages that are no plain arrow


def words(source: str, model: Model | None, labels: Sequence[str] = ()) -> Words:
    """A diagram in words. Where its kind is not known here, or nothing could read it, the labels stand for it."""
    read = _READERS.get(str(model.get("type"))) if model else None
    lines = tuple(read(model)) if read and model else tuple(dict.fromkeys(labels))
    written = _plain(str((model or {}).get("accDescr") or ""))
    summary = written or f"{_kind(source)}，下面的文字版有 {len(lines)} 条。"
    return Words(title(source), summary, lines, ordered=read is _sequence)


def title(source: str) -> str:
    """What a diagram says of itself: its accTitle, or its kind and first labels."""
    written = _ACC_TITLE.search(source)
    if written:
        return written[1]
    labels = [_plain("".join(label)) for label in _LABEL.findall(source)]
    few = [label for label in dict.fromkeys(labels) if 1 < len(label) <= _LONGEST][:_FEW]
    return _kind(source) + ("：" + "、".join(few) if few else "")


def _kind(source: str) -> str:
    head = _HEAD.match(source)
    return _KINDS.get(head["kind"], "图") if head else "图"


def _plain(label: str) -> str:
    """A label without line breaks and marks."""
    return unescape(_MARKUP.sub("", _BREAK.sub(" ", label))).strip()


def _told(line: str, label: str | None) -> str:
    return f"{line}（{said}）" if label and (said := _plain(label)) else line


def _flowchart(model: Model) -> Iterator[str]:
    names = {node["id"]: _plain(node["label"] or node["id"]) for node in model["nodes"]}
    names |= {group["id"]: _plain(group["title"] or group["id"]) for group in model["subgraphs"]}
    edges = [edge for edge in model["edges"] if edge["stroke"] != "invisible"]
    for edge in edges:
        arrow = {"arrow_open": "—"}.get(edge["type"], "↔" if str(edge["type"]).startswith("double_") else "→")
        yield _told(f"{names[edge['from']]} {arrow} {names[edge['to']]}", edge["label"])
    joined = {edge[end] for edge in edges for end in ("from", "to")}
    yield from (names[node["id"]] for node in model["nodes"] if node["id"] not in joined)
    for group in reversed(model["subgraphs"]):  # the outer one first
        yield f"“{names[group['id']]}”里有：{'、'.join(names[member] for member in group['nodes'])}"


def _sequence(model: Model) -> Iterator[str]:
    names = {name: _plain(actor["description"] or name) for name, actor in model["actors"].items()}
    for entry in model["messages"]:
        kind, said = entry["type"], entry["message"]
        if kind in _UNSEEN:
            continue
        if kind in _PARTS:
            line = _PARTS[kind]
        elif kind == _NOTE:
            line = f"备注（{'、'.join(names[who] for who in dict.fromkeys((entry['from'], entry['to'])))}）"
        else:
            line = f"{names[entry['from']]} {_ARROWS.get(kind, '→')} {names[entry['to']]}"
        yield f"{line}：{_plain(said)}" if said else line


def _states(model: Model) -> Iterator[str]:
    nodes = {node["id"]: node for node in model["nodes"]}
    notes = {key for key, node in nodes.items() if node["shape"] == "note"}
    for edge in model["edges"]:
        ends = [edge["start"], edge["end"]]
        note = next((end for end in ends if end in notes), None)
        if note:
            about = next(end for end in ends if end != note)
            yield f"备注（{_state(nodes, about)}）：{_plain(nodes[note]['label'])}"
        else:
            yield _told(" → ".join(_state(nodes, end) for end in ends), edge.get("label"))
    joined = {edge[end] for edge in model["edges"] for end in ("start", "end")}
    for key, node in nodes.items():
        if node.get("description"):
            yield f"{_state(nodes, key)}：{_plain(' '.join(node['description']))}"
        elif key not in joined and not node["isGroup"]:
            yield _state(nodes, key)


_POINTS = {"stateStart": "开始", "stateEnd": "结束", "fork": "分叉", "join": "汇合", "choice": "判断"}


def _state(nodes: Mapping[str, Any], key: str) -> str:
    """The name of a state; a point without a name says what it is, and in which state when it stands in one."""
    node = nodes[key]
    parent = node.get("parentId")
    inside = f"{_state(nodes, parent)}里的" if parent in nodes and node["shape"] in _POINTS else ""
    return inside + (_POINTS.get(node["shape"]) or _plain(node["label"] or key))


_READERS: dict[str, Callable[[Model], Iterator[str]]] = {
    "flowchart-v2": _flowchart,
    "sequence": _sequence,
    "stateDiagram": _states,
}
