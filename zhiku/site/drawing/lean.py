"""SVG without what nobody sees: rules, markers and symbols of other diagrams, the renderer's notes to itself, decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_USE = re.compile(r"url\(['\"]?#([^)'\"]+)")
# a rule with rules in it, or a rule
_RULE = re.compile(r"(?P<at>@[^{}]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})|(?P<selectors>[^{}]+)\{(?P<body>[^{}]*)\}")
_ATTRIBUTE = re.compile(r"\[([\w-]+)(?:=[\"']?([^\"'\]]*)[\"']?)?\]")
_PSEUDO = re.compile(r":{1,2}[a-z-]+")
_NAME = re.compile(r"(?P<mark>[.#]?)(?P<name>[A-Za-z_][\w-]*)")
_LONG = re.compile(r"-?\d+\.\d{3,}")
_NUMBERS = (
    *("d", "points", "transform", "viewBox", "style"),
    *("x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "width", "height"),
)
_REMARKS = ("data-", "aria-", "role", "name")
# Declarations that change nothing as long as none in the picture says otherwise.
_INITIAL = {
    ("clip-path", "none"),
    ("display", "inline"),
    ("fill-opacity", "1"),
    ("filter", "none"),
    ("mask", "none"),
    ("opacity", "1"),
    ("transform", "matrix(1 0 0 1 0 0)"),
    ("transform", "none"),
    ("visibility", "inherit"),
}
_NO_EFFECT = {"line-height"}  # in SVG


def lean(svg: str) -> str:
    """The same picture in fewer bytes. Text, shapes and their order stay as they are."""
    root = etree.fromstring(svg.encode("utf-8"))
    _drop_unseen(root)
    _drop_unused_definitions(root)
    _drop_rules(root)
    _drop_unused_definitions(root)  # those that only a dropped rule used
    _drop_attributes(root)
    _drop_initial(root)
    _shorten_numbers(root)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)  # renderers put no text behind an element


def _drop_unseen(root: etree._Element) -> None:
    for rect in list(root.iter(f"{_SVG}rect")):
        if "opacity:0;" in f"{rect.get('style', '')};":
            _drop(rect)


def _uses(root: etree._Element) -> set[str]:
    """Ids that something in the picture points to."""
    found: set[str] = set()
    for element in root.iter(etree.Element):
        found.update(_USE.findall(element.text or "") if element.tag == f"{_SVG}style" else ())
        for name, value in element.items():
            found.update(_USE.findall(value))
            if name in _HREFS and value.startswith("#"):
                found.add(value[1:])
    return found


def _drop_unused_definitions(root: etree._Element) -> None:
    used = _uses(root)
    for element in list(root.iter(*(f"{_SVG}{name}" for name in ("marker", "symbol", "filter", "linearGradient")))):
        if element.get("id") not in used:
            _drop(element)
    for element in reversed(list(root.iter(f"{_SVG}g", f"{_SVG}defs"))):
        if len(element) == 0 and not (element.text or "").strip():
            _drop(element)


@dataclass(frozen=True, slots=True)
class _Names:
    """What selectors can find in a picture."""

    tags: frozenset[str]
    classes: frozenset[str]
    ids: frozenset[str]
    attributes: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, root: etree._Element) -> _Names:
        elements = list(root.iter(etree.Element))
        return cls(
            frozenset(etree.QName(e).localname for e in elements),
            frozenset(name for e in elements for name in e.get("class", "").split()),
            frozenset(e.get("id", "") for e in elements),
            frozenset(pair for e in elements for pair in e.items()),
        )

    def can_match(self, selector: str) -> bool:
        """Whether each name in the selector stands somewhere in the picture; what is not understood can match."""
        if "(" in selector or "*" in selector:
            return True
        for name, value in _ATTRIBUTE.findall(selector):
            if not any(n == name and (not value or v == value) for n, v in self.attributes):
                return False
        known = {"": self.tags, ".": self.classes, "#": self.ids}
        bare = _PSEUDO.sub("", _ATTRIBUTE.sub("", selector))
        return all(m["name"] in known[m["mark"]] for m in _NAME.finditer(bare))


def _drop_rules(root: etree._Element) -> None:
    names = _Names.of(root)
    for style in list(root.iter(f"{_SVG}style")):
        rules = list(_rules(style.text or "", names))
        bodies = "".join(rule for rule in rules if not rule.startswith("@"))
        style.text = "".join(r for r in rules if not r.startswith("@keyframes") or r.split("{")[0].split()[1] in bodies)
        if not style.text:
            _drop(style)


def _rules(css: str, names: _Names) -> Iterator[str]:
    for rule in _RULE.finditer(css):
        if rule["at"]:
            yield rule["at"].strip()
            continue
        selectors = [s for s in rule["selectors"].strip().split(",") if names.can_match(s)]
        if selectors and rule["body"].strip():
            yield f"{','.join(selectors)}{{{rule['body'].strip().rstrip(';')}}}"


def _drop_attributes(root: etree._Element) -> None:
    """Remarks, ids and classes that neither a rule nor a reference names."""
    used = _uses(root)
    css = "".join(style.text or "" for style in root.iter(f"{_SVG}style"))
    named = {name for name, _ in _ATTRIBUTE.findall(css)}
    classes = set(re.findall(r"\.([A-Za-z_][\w-]*)", css))
    for element in root.iter(etree.Element):
        for name in list(element.attrib):
            if name.startswith(_REMARKS) and name not in named:
                del element.attrib[name]
        kept = [name for name in dict.fromkeys(element.get("class", "").split()) if name in classes]
        _set(element, "class", " ".join(kept))
        if element is not root and element.get("id") not in used and f'"{element.get("id")}"' not in css:
            _set(element, "id", "")


def _set(element: etree._Element, name: str, value: str) -> None:
    if value:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _declarations(style: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return [(name.strip(), re.sub(r",\s+", ",", value.strip())) for name, _, value in pairs]


def _drop_initial(root: etree._Element) -> None:
    """Inline declarations that repeat what holds anyway: initial values, and the one font of the picture."""
    elements = list(root.iter(etree.Element))
    rules = [rule["body"] or "" for style in root.iter(f"{_SVG}style") for rule in _RULE.finditer(style.text or "")]
    styles = [element.get("style", "") for element in elements]
    said = {pair for text in (*rules, *styles) for pair in _declarations(text)}
    said |= {pair for element in elements for pair in element.items() if pair[0] != "transform"}
    needless = {pair for pair in said & _INITIAL if not any(name == pair[0] for name, _ in said - _INITIAL)}
    needless |= {pair for pair in said if pair[0] in _NO_EFFECT}
    fonts = {pair for pair in said if pair[0] == "font-family"}
    if len(fonts) == 1 and any("font-family:" in rule for rule in rules):
        needless |= fonts
    for element in elements:
        shields = "transform" if element.get("transform") else ""  # a declaration hides the attribute
        stays = [d for d in _declarations(element.get("style", "")) if d not in needless or d[0] == shields]
        _set(element, "style", ";".join(f"{name}:{value}" for name, value in stays))


def _shorten_numbers(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        for name in _NUMBERS:
            value = element.get(name)
            if value:
                element.set(name, _LONG.sub(lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), value))
