"""Private data: masked in what stays, remembered on the piece, listed for the owner to confirm. Names need a list; patterns find the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhiku.notes.piece import Kind, Piece

MASK = "［已隐去］"
# Rules of other stages that touch private data.
_ELSEWHERE = ("meeting", "resume-framing", "names-a-person", "candidate-form")
_EXAMPLES = re.compile(
    r"@(?:[\w-]+\.)*(?:example|test|localhost|xx+|abc|domain|email|mail)\b|^(?:user|test|foo|bar|admin|noreply|someone|your)\w*@",
    re.IGNORECASE,
)
_FAKE_PHONES = re.compile(r"^1(?:3800138000|\d(\d)\1{8}|23456789\d{2}|\d{5}0{5})$|12345678")
_DIGITS, _AT, _ADDRESS = _NEEDS = re.compile(r"\d\d{3}[- ]?\d{4}"), re.compile("@"), re.compile("://")
# Rule, what stands in all that it finds (most texts have none of it, which is quickly seen), pattern.
PATTERNS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    ("identity-number", _DIGITS, re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")),
    ("phone", _DIGITS, re.compile(r"(?<![\dA-Za-z.])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")),
    ("e-mail", _AT, re.compile(r"(?<![\w.+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![\w-]|\.[A-Za-z]|:[\w~/])", re.ASCII)),
    ("private-link", _ADDRESS, re.compile(r"https?://(?!(?:open|help|support|developers?)\.)(?:[\w-]+\.)*(?:feishu\.cn|larksuite\.com|larkoffice\.com|docs\.qq\.com|shimo\.im|kdocs\.cn|dingtalk\.com|alidocs\.\w+\.com|meeting\.tencent\.com|zoom\.us|pan\.baidu\.com)/\w[\w\-.~:/?#@!$&'*+,;=%]*", re.IGNORECASE | re.ASCII)),
)  # fmt: skip


def mark(pieces: Sequence[Piece], names: Sequence[str] = ()) -> list[Piece]:
    """Mask private data in all that stays; remember on each piece what was found. `names` are known names of people."""
    known = re.compile("|".join(_whole(n) for n in sorted(names, key=len, reverse=True))) if names else None
    return [_mark(piece, known) for piece in pieces]


def _mark(piece: Piece, known: re.Pattern[str] | None) -> Piece:
    rules = [r.rule for r in piece.why if r.rule in _ELSEWHERE]
    words = "\n".join([piece.raw, *(part for part in (piece.text, piece.lead) if part not in piece.raw)])
    there = {needs for needs in (*_NEEDS, known) if needs and needs.search(words)}
    for rule, needs, pattern in [*PATTERNS, *([("known-name", known, known)] if known else [])]:
        if needs not in there:
            continue
        if any(not _is_example(rule, m[0]) for m in pattern.finditer(piece.raw)):
            rules.append(rule)
        text = pattern.sub(lambda m, rule=rule: m[0] if _is_example(rule, m[0]) else MASK, piece.text)  # type: ignore[misc]
        lead = pattern.sub(MASK, piece.lead)
        if (text, lead) != (piece.text, piece.lead):
            piece = piece.repaired(rule, text=text, lead=lead) if piece.is_live else piece.but(text=text, lead=lead)
    return piece.but(private=tuple(dict.fromkeys(rules))) if rules and piece.kind is not Kind.BLANK else piece


def _whole(name: str) -> str:
    """A name in Latin letters is no part of a longer word."""
    return rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" if name.isascii() else re.escape(name)


def _is_example(rule: str, text: str) -> bool:
    """Placeholders that everybody uses in samples."""
    if rule == "e-mail":
        return bool(_EXAMPLES.search(text))
    return rule == "phone" and bool(_FAKE_PHONES.search(re.sub(r"\D", "", text)))
