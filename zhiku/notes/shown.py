"""What of a piece a person may see: lines in which a privacy rule found something are shown nowhere."""

from __future__ import annotations

from zhiku.notes.piece import Kind, Piece

HIDDEN = "（涉及个人信息，不显示）"
_LIMIT = 20_000  # characters of one piece; no person reads on, and a page has to stay quick


def private(piece: Piece) -> tuple[str, ...]:
    """Names of the privacy rules that found something in the piece; empty when all of it may be shown."""
    return piece.private


def source(piece: Piece) -> str:
    """The lines as they came, or a sentence that says why they are not shown."""
    return HIDDEN if private(piece) else _short(piece.raw.rstrip())


def result(piece: Piece) -> str:
    """What stands in the drafts, with its marks; a piece that does not stand there shows its lines."""
    if not piece.is_live:
        return source(piece)
    text = piece.text.strip("\n")
    if piece.kind is Kind.HEADING:
        return f"**{text}**" if piece.level == 7 else f"{'#' * max(piece.level, 1)} {text}"
    if piece.kind is Kind.LIST:
        return f"{'    ' * piece.level}{piece.mark or '-'} {text}"
    if piece.kind.is_block and piece.kind is not Kind.TABLE:
        lang = "mermaid" if piece.kind is Kind.MERMAID else piece.lang
        return _short(f"{_lead(piece)}```{lang}\n{text}\n```")
    return _short(f"{_lead(piece)}{'    ' * piece.level}{text}")


def _lead(piece: Piece) -> str:
    return f"{piece.lead}\n\n" if piece.lead and not private(piece) else ""


def _short(text: str) -> str:
    return text if len(text) <= _LIMIT else f"{text[:_LIMIT]}\n…（后面还有 {len(text) - _LIMIT:,} 个字符）"
