"""Code, diagrams and tables that have lost their fences or marks: found by how their lines look, fenced as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from zhiku.notes.languages import block_kind, guess, is_command, mermaid_start, without_comments
from zhiku.notes.piece import Kind, Piece, cut
from zhiku.text import HAN

Span = tuple[int, int, Kind]

_MERMAID_LINE = re.compile(
    r"^\s+\S|^\s*(subgraph|end|participant|actor|class|style|classDef|linkStyle|direction|loop|alt|opt|par|note|title|section)\b|--[->x]|-\.->|==>|->>|-->>|\w\[.*\]|\w\(.*\)|\w\{.*\}",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"^(package \w+;?\s*$|import \($|import [\w.\"]+( as \w+)?;?$|from [\w.]+ import |func [\w(]|type \w+ (struct|interface|func)\b|(var|const) \w+ |(var|const) \($"
    r"|(public|private|protected|abstract|final) .*[{;(]\s*$|@[A-Z]\w+(\(.*)?$|def \w+\(|class \w+.*:$|syntax = |service \w+ \{|message \w+ \{"
    r"|use [\w:{}, *]+;$|(pub )?(async )?fn \w+|#include [<\"]|(int|void|char|double|static) [\w *]+\(|(export )?(const|let|var) [\w{}, ]+ = |(async )?function \w+\("
    r"|(server|location|upstream|http|events)\b[^;。]*\{\s*$|CREATE (TABLE|INDEX|UNIQUE)|SELECT\b.*\bFROM\b|SELECT\s*$|INSERT INTO|UPDATE \w+ SET|ALTER TABLE|DELETE FROM|(if|local \w+ =) redis\.call|local \w+ = |\{\s*$|<\w+[^>]*>\s*$"
    r"|(//|#|--) ?\S.*|\w+ :?= [\w.&*]+[({]|\w+(\.\w+)+\(.*[({;]?\s*$|(curl|kubectl|docker|go|git|redis-cli|npm|pip) [\w-]+)"
)
_COMMENT_ONLY = re.compile(r"^\s*(//|#(?!#)|--|/\*|\*)\s?")
_CODE_END = re.compile(r"[{}();,\]\[]\s*$|\)\s*(//.*|#.*|--.*)$|[{};,]\s*(//|#|--).*$")
_CLAUSE = re.compile(
    r"^\s*(FROM|WHERE|GROUP BY|ORDER BY|HAVING|LIMIT|(LEFT |RIGHT |INNER )?JOIN|ON|AND|OR|SET|VALUES|UNION)\b"
)
_CODE_MARK = re.compile(r":=|==|!=|\bnil\b|\breturn\b|\w\(|=\s*\S|\bend\b|\belse\b|\bimport\b|\bcase\b|^\s*[}\])]")
_LISTED = re.compile(r"^\s*([-*+•·]|\d+[.)、）])\s*\S|^\s*#{1,6}\s|^\s*>")
_STOP = tuple("。；：！？…,，;:")
_SHORT_ROW, _ROW = 48, 100  # characters
_INLINE_LINES = 30
_LONGEST_COMMENT = 40
_RETRY = 60  # lines; a longer run of doubtful code is not tried again from each of its lines
_MATH_LINE = re.compile(r"^\$\$[^$]+\$\$$")
_MATH_LINES = 60
_DRAWN = re.compile(r"[┌┐└┘├┤┬┴┼│║╔╗╚╝].*[┌┐└┘├┤┬┴┼│─═║╔╗╚╝]|^\s*\+-{3,}.*\+\s*$")
_DRAWN_ON = re.compile(r"^\s*\|.*\|\s*$|^\s*[|v^↓↑▼▲]+(\s+[|v^↓↑▼▲]+)*\s*$")
_PIPE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_PIPE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")


def find(pieces: Sequence[Piece]) -> list[Piece]:
    """RAW → RAW, and the blocks that stood in it without fences."""
    for finder, finish in _FINDERS:
        pieces = [
            done for piece in pieces for done in (_apply(piece, finder, finish) if piece.kind is Kind.RAW else [piece])
        ]
    return list(pieces)


def _apply(piece: Piece, finder: Callable[[list[str]], list[Span]], finish: Callable[[Piece], Piece]) -> list[Piece]:
    return [finish(p) if p.kind is not Kind.RAW else p for p in cut(piece, finder(piece.raw.split("\n")))]


def mermaid_spans(lines: list[str]) -> list[Span]:
    """A line that opens a diagram, and all lines after it that belong to one."""
    spans: list[Span] = []
    n = 0
    while n < len(lines):
        if not mermaid_start(lines[n]):
            n += 1
            continue
        end = n + 1
        while end < len(lines) and lines[end].strip() and _MERMAID_LINE.search(lines[end]):
            end += 1
        if end - n > 1:
            spans.append((n, end, Kind.MERMAID))
        n = end
    return spans


def code_spans(lines: list[str]) -> list[Span]:
    """Runs of lines that look like code, from a line that can open a program text; blank lines inside stay inside."""
    spans: list[Span] = []
    n = 0
    while n < len(lines):
        if not (_STARTS.match(lines[n]) or is_command(lines[n])) or not _is_code_line(lines[n], opened=True):
            n += 1
            continue
        end = _code_end(lines, n)
        text = "\n".join(lines[n:end])
        written = [line for line in lines[n:end] if line.strip()]
        if (
            (len(written) > 1 or lines[n].startswith("$ "))
            and sum(1 for line in written if not _COMMENT_ONLY.match(line)) >= 1
            and guess(text)
        ):
            spans.append((n, end, Kind.CODE))
            n = end
        else:
            n = end if end - n > _RETRY else n + 1
    return spans


def _code_end(lines: list[str], start: int) -> int:
    depth = 0
    end = n = start
    while n < len(lines):
        line = lines[n]
        if not line.strip():
            following = next((k for k in range(n, len(lines)) if lines[k].strip()), len(lines))
            if (
                following == len(lines)
                or following - n > 2
                or not (depth > 0 or _is_code_line(lines[following], opened=True))
            ):
                break
            n = following
            continue
        if not (
            _is_code_line(line, opened=depth > 0 or (n > start and line[:1].isspace()))
            or _leads(lines, n)
            or (depth > 0 and not _LISTED.match(line) and line[:1].isspace())
        ):
            break
        depth += _depth(line)
        n += 1
        end = n
    return end


def _leads(lines: list[str], n: int) -> bool:
    """Whether a comment belongs to code that follows it at once."""
    following = n + 1
    last = min(n + _LONGEST_COMMENT, len(lines))
    while following < last and _COMMENT_ONLY.match(lines[following]):
        following += 1
    return (
        bool(_COMMENT_ONLY.match(lines[n]))
        and following < last
        and bool(lines[following].strip())
        and _is_code_line(lines[following], opened=True)
    )


def _depth(line: str) -> int:
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|`[^`]*`|//.*$|--.*$", "", line)
    return sum(bare.count(c) for c in "({[") - sum(bare.count(c) for c in ")}]")


def _is_code_line(line: str, *, opened: bool) -> bool:
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|`[^`]*`|//.*$|--.*$|#.*$|/\*.*?\*/", "", line)
    if HAN.search(bare):
        return False
    if _LISTED.match(line) and not _COMMENT_ONLY.match(line):
        return False
    if _COMMENT_ONLY.match(line) and not bare.strip():
        return opened
    return bool(
        _CODE_END.search(line)
        or _CODE_MARK.search(bare)
        or _CLAUSE.match(bare)
        or _STARTS.match(line)
        or is_command(line)
        or (opened and line[:1].isspace() and bare.strip())
    )


def inline_fences(lines: list[str]) -> list[Span]:
    """Code of several lines whose marks stand inside the first and at the end of the last line."""
    spans: list[Span] = []
    n = 0
    while n < len(lines):
        if lines[n].count("```") != 1 or lines[n].lstrip().startswith("```"):
            n += 1
            continue
        end = next((k for k in range(n + 1, min(n + _INLINE_LINES, len(lines))) if "```" in lines[k]), None)
        if end is not None and lines[end].rstrip().endswith("```") and lines[end].count("```") == 1:
            spans.append((n, end + 1, Kind.CODE))
            n = end
        n += 1
    return spans


def math_spans(lines: list[str]) -> list[Span]:
    """Formulas between two lines of `$$`, or between two `$$` on one line."""
    spans: list[Span] = []
    n = 0
    while n < len(lines):
        line = lines[n].strip()
        end = n if _MATH_LINE.match(line) else None
        if line == "$$":
            end = next((k for k in range(n + 1, min(n + _MATH_LINES, len(lines))) if lines[k].strip() == "$$"), None)
        if end is not None:
            spans.append((n, end + 1, Kind.CODE))
            n = end
        n += 1
    return spans


def drawings(lines: list[str]) -> list[Span]:
    """Three or more lines of boxes and lines drawn with characters; two of them show by themselves that they are."""
    spans: list[Span] = []
    n = 0
    while n < len(lines):
        end = n
        drawn = 0
        while end < len(lines) and (
            (is_drawn := bool(_DRAWN.search(lines[end]))) or (drawn and _DRAWN_ON.match(lines[end]))
        ):
            drawn += is_drawn
            end += 1
        if end - n >= 3 and drawn >= 2:
            spans.append((n, end, Kind.ASCII))
        n = max(end, n + 1)
    return spans


def pipe_tables(lines: list[str]) -> list[Span]:
    """Tables in Markdown's own form: a row, a rule, more rows."""
    spans: list[Span] = []
    n = 0
    while n + 1 < len(lines):
        if _PIPE_ROW.match(lines[n]) and _PIPE_RULE.match(lines[n + 1]) and "|" in lines[n + 1]:
            end = n + 2
            while end < len(lines) and "|" in lines[end].replace("\\|", ""):
                end += 1
            spans.append((n, end, Kind.TABLE))
            n = end
        else:
            n += 1
    return spans


def flat_tables(lines: list[str]) -> list[Span]:
    """Tables whose bars are lost: three or more short lines of the same few cells, parted by single spaces."""
    spans: list[Span] = []
    n = 0
    while n < len(lines):
        end = n
        while end < len(lines) and _is_row(lines[end]):
            end += 1
        width = len(lines[n].split()) if end > n else 0
        fits = all(_fits(line, width) for line in lines[n:end])
        if (
            end - n >= 3
            and 2 <= width <= 6
            and fits
            and HAN.search(lines[n])
            and all(len(cell) <= 12 for cell in lines[n].split())
        ):
            spans.append((n, end, Kind.TABLE))
        n = max(end, n + 1)
    return spans


def _fits(line: str, width: int) -> bool:
    """A row has about as many cells as the head; only a short one may hold more words than cells."""
    cells = len(line.split())
    if "，" in "".join(line.split(maxsplit=max(width - 1, 0))[: width - 1]):
        return False  # a sentence; only the last cell may hold one
    return width - 1 <= cells and (len(line) <= _SHORT_ROW or cells <= width + 2)


def _is_row(line: str) -> bool:
    text = line.rstrip()
    return (
        bool(text)
        and not text[0].isspace()
        and len(text) <= _ROW
        and len(text.split()) >= 2
        and not text.endswith(_STOP)
        and not _LISTED.match(text)
        and not text.startswith(("|", ":", "："))
    )


def rebuild(line_cells: Sequence[str]) -> str:
    """A Markdown table from the lines of one that has lost its bars; what is too much goes into the last cell."""
    width = len(line_cells[0].split())
    rows = [line.split(maxsplit=width - 1) for line in line_cells]
    escaped = [[cell.replace("|", "\\|") for cell in row] + [""] * (width - len(row)) for row in rows]
    body = [f"| {' | '.join(row)} |" for row in escaped]
    return "\n".join([body[0], "|" + " --- |" * width, *body[1:]])


def _mermaid(piece: Piece) -> Piece:
    return piece.repaired("fence-mermaid", text=piece.raw.strip("\n"), lang="mermaid")


def _code(piece: Piece) -> Piece:
    lang = guess(piece.raw)
    if without_comments(piece.raw, lang).strip() == "":
        return piece.but(kind=Kind.RAW)
    kind = block_kind(piece.raw, lang)
    return piece.repaired("fence-code", text=piece.raw.strip("\n"), lang=lang, kind=kind)


def _inline_fence(piece: Piece) -> Piece:
    """The first line's prose goes before the code; the row of the ledger holds both."""
    before, _, code = piece.raw.partition("```")
    code = code.rstrip().removesuffix("```").strip("\n")
    return piece.repaired("inline-fence", text=code, lang=guess(code), lead=before.strip())


def _math(piece: Piece) -> Piece:
    return piece.repaired("fence-math", text=piece.raw.strip().strip("$").strip("\n"), lang="latex")


def _drawing(piece: Piece) -> Piece:
    return piece.repaired("fence-drawing", text=piece.raw.strip("\n"))


def _pipe_table(piece: Piece) -> Piece:
    return piece.but(text="\n".join(line.strip() for line in piece.raw.split("\n")))


def _flat_table(piece: Piece) -> Piece:
    rows = [line for line in piece.raw.split("\n") if line.strip()]
    return piece.repaired("rebuild-table", text=rebuild(rows))


_FINDERS: tuple[tuple[Callable[[list[str]], list[Span]], Callable[[Piece], Piece]], ...] = (
    (inline_fences, _inline_fence),
    (math_spans, _math),
    (mermaid_spans, _mermaid),
    (pipe_tables, _pipe_table),
    (drawings, _drawing),
    (code_spans, _code),
    (flat_tables, _flat_table),
)
