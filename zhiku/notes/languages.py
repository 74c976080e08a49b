"""What a block of text is: a programming language, a diagram, a table, output. Rules with weights; no model."""

from __future__ import annotations

import re

from zhiku.notes.piece import Kind
from zhiku.text import HAN, han_share

# Each pattern is searched once a line (re.M); a hit on a line adds its weight.
_RULES: dict[str, tuple[tuple[float, str], ...]] = {
    "go": (
        (3, r"^package \w+\s*$"),
        (3, r"^[ \t]*func\s*(\(\w+ [*\w.\[\]]+\)\s*)?\w*(\[[^\]]+\])?\("),
        (2, r":= "),
        (2, r"^[ \t]*import \($|^[ \t]*import \"[\w./-]+\"$"),
        (2, r"^[ \t]*type \w+(\[[^\]]+\])? (struct|interface|func)\b"),
        (2, r"^[ \t]*(defer|go) [\w.]+\(|\bchan \w|<-\s*\w|\bmap\[\w+\]"),
        (2, r"^[ \t]*(var|const) \w+( [\w.*\[\]]+)?( =|$)|^[ \t]*(var|const) \($"),
        (1, r"\bif err != nil\b|\bnil\b|\bfmt\.\w+\(|\bctx\b"),
        (2, r"^[ \t]*(for|if|switch|select) .*\{\s*$"),
        (2, r"\bfunc\(\)|\binterface\{\}|\bstruct\{\}"),
        (1, r"\bmake\(|\brange\b|\btime\.(Second|Millisecond)\b"),
    ),
    "java": (
        (3, r"^[ \t]*(public|private|protected)\s+(static\s+)?(final\s+)?[\w<>\[\]]+\s+\w+\s*[(;={]"),
        (3, r"^[ \t]*(public|private|abstract|final)?\s*(class|interface|enum) \w+.*\{\s*$"),
        (3, r"^[ \t]*@[A-Z]\w+(\(|$)"),
        (1, r"\bnew [A-Z]\w*\(|;\s*$"),
        (2, r"^import [\w.]+\*?;"),
        (2, r"\bSystem\.out\b|^[ \t]*(List|Map|String|Integer)<?[\w, <>]*>? \w+ ="),
    ),
    "python": (
        (3, r"^[ \t]*def \w+\(.*\).*:\s*$"),
        (3, r"^(import [\w.]+( as \w+)?|from [\w.]+ import .+)$"),
        (2, r"^[ \t]*(class \w+.*|elif .*|except.*|with .* as \w+|for \w+ in .*|if __name__.*):\s*$"),
        (1, r"\bself\.\w|\bprint\(|\bNone\b|\bTrue\b|^[ \t]*#\s"),
        (1.5, r"^\w+ = [\w.]+\(|^\w+\.\w+\(.*=.*\)?$"),
    ),
    "sql": (
        (
            3,
            r"(?i)^[ \t]*(SELECT\b.*|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE (UNIQUE )?(TABLE|INDEX|DATABASE)|ALTER TABLE|DROP (TABLE|INDEX)|EXPLAIN|SHOW (FULL |ENGINE |GLOBAL |PROCESSLIST|INDEX|VARIABLES|STATUS|CREATE)|BEGIN;|COMMIT;|START TRANSACTION)",
        ),
        (
            2,
            r"(?i)^[ \t]*(FROM [\w.`]+|WHERE [\w.`]+|ORDER BY|GROUP BY|LEFT JOIN|INNER JOIN|JOIN|SET \w+ ?=|VALUES|LIMIT \d+|ENGINE=|PRIMARY KEY|(UNIQUE )?KEY `?\w)",
        ),
        (1, r"(?i)\b(BIGINT|VARCHAR\(\d+\)|DATETIME|TINYINT|NOT NULL|AUTO_INCREMENT)\b"),
        (1, r"^[ \t]*-- "),
    ),
    "lua": (
        (3, r"\bredis\.call\(|\bredis\.pcall\("),
        (2, r"^[ \t]*local \w+( =|$)|\b(KEYS|ARGV)\[\d\]"),
        (2, r"\bthen\s*$|^[ \t]*elseif\b|^[ \t]*end\s*$"),
        (1, r"^[ \t]*-- |\btonumber\(|\bnil\b"),
    ),
    "proto": (
        (5, r"^syntax = \"proto[23]\";"),
        (3, r"^[ \t]*(message|service|enum) \w+ \{\s*$"),
        (3, r"^[ \t]*rpc \w+ ?\(.*returns"),
        (2, r"^[ \t]*(repeated |optional )?[\w.]+ \w+ = \d+;"),
        (1, r"^package [\w.]+;"),
    ),
    "json": (
        (3, r"^[ \t]*\"[^\"]+\"\s*:\s*(\"|\{|\[|-?\d|true|false|null)"),
        (1, r"^[ \t]*[\]}],?\s*$|^[ \t]*[\[{]\s*$"),
    ),
    "yaml": (
        (2, r"^[ \t]*(- )?[a-zA-Z][\w.-]*:(\s+[^{\s].*)?$"),
        (3, r"^apiVersion: |^kind: [A-Z]"),
    ),
    "rust": (
        (3, r"^[ \t]*(pub )?(async )?fn \w+.*\{\s*$|^[ \t]*use [\w:{}, *]+;$"),
        (2, r"\blet (mut )?\w+(: [^=]+)? =|^[ \t]*(pub )?(impl|trait|mod)\b.*\{\s*$|^[ \t]*#\[\w+.*\]$"),
        (2, r"\b(println|vec|format|panic|assert|assert_eq)!"),
    ),
    "c": (
        (4, r"^#include [<\"]|^#define \w+"),
        (
            3,
            r"^[ \t]*(static |unsigned |const )*(int|void|char|float|double|long|size_t|struct \w+) \**\w+\([^()]*\)\s*\{?\s*$",
        ),
        (1, r"\b(printf|malloc|free|scanf|sizeof)\("),
    ),
    "javascript": (
        (3, r"^[ \t]*(export )?(const|let|var) [\w{}, \[\]]+ = (await |async )?(\(.*=>|\w+ =>|function\b|require\()"),
        (3, r"^[ \t]*(export )?(default )?(async )?function\b.*\{\s*$|^import .* from ['\"]"),
        (2, r"\bconsole\.\w+\(|===|!==|=> \{\s*$"),
    ),
    "nginx": (
        (4, r"^[ \t]*(upstream|server|location|http|events)\b.*\{\s*$"),
        (3, r"^[ \t]*(proxy_\w+|listen|server_name|limit_\w+|worker_\w+|gzip\w*|keepalive\w*) .*;"),
    ),
    "bash": (
        (
            3,
            r"^[ \t]*(\$ |# )?(go (tool|test|build|run|mod|install|env|vet|get)|curl|wget|kubectl|docker|redis-cli|mysql|mysqldump|git|ps|top|netstat|ss|lsof|grep|awk|sed|tail|head|cat|kill|ssh|scp|systemctl|journalctl|apt|apt-get|yum|brew|npm|pip|make|wrk|ab|hey|tcpdump|strace|perf|free|df|du|iostat|vmstat|jmap|dlv|echo|export|cd|ls|mkdir|sudo|chmod|find|watch|protoc|ping|dig|nslookup|openssl) [\w\-./\"'$|:@<]",
        ),
        (2, r"^#!/bin/(ba)?sh"),
        (1, r" \| (grep|awk|sort|head|wc|xargs)\b|^[ \t]*(if \[|fi$|done$|for \w+ in .*; do)"),
        (2, r"^[ \t]*[A-Z_]+=\S+ (go|\./)\S*"),
    ),
}
_LONGEST, _WIDEST = 400, 240  # lines, characters
_COMPILED = {
    lang: tuple((weight, re.compile(pattern, re.MULTILINE)) for weight, pattern in rules)
    for lang, rules in _RULES.items()
}
_MERMAID = re.compile(
    r"^[ \t]*(graph|flowchart)\s+(TD|TB|BT|LR|RL)\b|^[ \t]*(sequenceDiagram|classDiagram|stateDiagram(-v2)?|erDiagram|gantt|mindmap|timeline|journey|gitGraph)\s*$|^[ \t]*pie\b(\s+(title|showData)\b.*)?$"
)
_BOX = re.compile(r"[┌┐└┘├┤┬┴┼─│╔╗╚╝═║]")
_ASCII_ART = re.compile(r"^[ \t]*[|+][-+| ]{3,}|\+-{3,}\+|^[ \t]*[|↓↑▼▲v]\s*$|[─-]{2,}[>▶→]|\s[|│↓▼]\s*$", re.MULTILINE)
_ARROW_LINE = re.compile(r"^[ \t]*([|│↓↑▼▲/\\]\s*)+$", re.MULTILINE)
_BOX_TABLE = re.compile(r"^[ \t]*├[─┼]+┤\s*$", re.MULTILINE)
_PIPE_TABLE = re.compile(r"^[ \t]*\|?.*\|.*\n\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)+\|?\s*$", re.MULTILINE)
_TREE = re.compile(r"^[\s│]*[├└]──? ", re.MULTILINE)
_OUTPUT = re.compile(
    r"^[ \t]*(goroutine \d+ \[|\w+\.\S+\(.*0x[0-9a-f]+|\d{2}:\d{2}:\d{2} [A-Z]+ |\d+ \w+$|Timeout errors|panic: |fatal error: |ERROR|WARN|INFO|==+ |Showing (nodes|top)|File: |Type: |Duration: |Time: |ok\s+\S+\s+[\d.]+s|PASS$|FAIL|Benchmark\w+(-\d+)?\s+\d+|gc \d+ @|\d{4}[-/]\d{2}[-/]\d{2} \d{2}:\d{2}|Running \d+|Requests/sec|Latency|created by |\./?\w+\.go:\d+|Total:|flat\s+flat%|\d+(\.\d+)?(ms|s|MB|kB)\s+\d)"
    r"|^[ \t]*(✅|❌|⚠️)?\s*(QPS|TPS|P9\d|RT|成功率|响应时间)[::：]",
    re.MULTILINE,
)
_COMMAND = re.compile(rf"{_RULES['bash'][0][1]}|^[ \t]*\((pprof|dlv|gdb)\) |^[ \t]*[a-z][\w-]+ -{{1,2}}\w")
_PROMPT = re.compile(r"^\s*\$ [\w./~-]+")
_ONLY_SHELL = re.compile(r"\s-{1,2}\w|[|>$=]|\s[./~][\w./]|\.\w+\b|^\s*(?:kubectl|docker|git|systemctl|go|pip|npm) \w+")
_COMMENT_LINE = re.compile(r"^[ \t]*#")
_SAYS_OUTPUT = re.compile(r"^[ \t]*#\s*(输出|结果|output)[^\n]{0,6}[:：]?\s*$", re.MULTILINE | re.IGNORECASE)
_COMMENT = {
    "go": r"//.*$|/\*.*?\*/",
    "java": r"//.*$|/\*.*?\*/",
    "proto": r"//.*$",
    "rust": r"//.*$|/\*.*?\*/",
    "c": r"//.*$|/\*.*?\*/",
    "javascript": r"//.*$|/\*.*?\*/",
    "python": r"#.*$",
    "bash": r"#.*$",
    "yaml": r"#.*$",
    "nginx": r"#.*$",
    "sql": r"--.*$|/\*.*?\*/",
    "lua": r"--.*$",
}


def scores(text: str) -> dict[str, float]:
    """How much each language's rules say, a line on average (0 = nothing)."""
    text = _sample(text)
    lines = max(sum(1 for line in text.split("\n") if line.strip()), 1)
    return {
        lang: sum(weight * len(pattern.findall(text)) for weight, pattern in rules) / lines
        for lang, rules in _COMPILED.items()
    }


def _sample(text: str) -> str:
    """Enough of a block to tell what it is: its first lines, and of each line its beginning."""
    return "\n".join(line[:_WIDEST] for line in text.split("\n", _LONGEST)[:_LONGEST] if line.strip())


def guess(text: str) -> str:
    """The language of a block, or '' when it is none that the rules know."""
    if mermaid_start(text.lstrip().split("\n", 1)[0]):
        return "mermaid"
    found = scores(text)
    lang = max(found, key=lambda name: (found[name], name))
    if found[lang] < 0.6 or han_share(without_comments(text, lang)) > 0.35:
        return ""
    return lang


def without_comments(text: str, lang: str) -> str:
    """The block without comments and quoted strings, which may hold any language."""
    pattern = _COMMENT.get(lang)
    text = re.sub(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`", "", text)
    return re.sub(pattern, "", text, flags=re.MULTILINE) if pattern else text


def mermaid_start(line: str) -> bool:
    """Whether a line opens a mermaid diagram."""
    return bool(_MERMAID.match(line))


def block_kind(text: str, lang: str = "") -> Kind:
    """What a fenced block is, by its tag and its text."""
    if lang == "mermaid" or mermaid_start(text.lstrip().split("\n", 1)[0]):
        return Kind.MERMAID
    if lang == Kind.ASCII.value:  # of a draft
        return Kind.ASCII
    is_open = lang in ("bash", "", "text", "plain", "console", "output")
    if is_open and not _is_drawn(text) and _is_output(text):
        return Kind.CONSOLE
    if (lang and not is_open) or lang == "bash":
        return Kind.CODE
    if _PIPE_TABLE.search(text) or _BOX_TABLE.search(text):
        return Kind.TABLE
    return Kind.ASCII if _is_drawn(text) else Kind.TEXT


def is_command(line: str) -> bool:
    """Whether a line is typed into a shell: a prompt and a word, or a known program with something that only a shell reads."""
    return bool(_PROMPT.match(line) or (_COMMAND.match(line) and _ONLY_SHELL.search(line))) and not HAN.search(
        without_comments(line, "bash")
    )


def _is_drawn(text: str) -> bool:
    """Boxes, arrows and braces of characters; a folder tree is text."""
    written = [line for line in text.split("\n") if line.strip()]
    boxed = [line for line in written if _BOX.search(line)]
    if len(written) < 3 or (boxed and len(_TREE.findall(text)) >= len(boxed)):
        return False
    return len(boxed) * 2 >= len(written) or len(_ASCII_ART.findall(text)) >= 2 or len(_ARROW_LINE.findall(text)) >= 2


def _is_output(text: str) -> bool:
    """What a program printed, perhaps with the commands that made it print."""
    written = [line for line in text.split("\n") if line.strip()]
    said = [line for line in written if not _COMMENT_LINE.match(line) and not _COMMAND.match(line)]
    typed = len(written) - len(said)
    printed = len(_OUTPUT.findall(text))
    if not typed:
        return printed * 3 >= len(written) > 0
    if _SAYS_OUTPUT.search(text):
        return len(said) >= 2
    return printed >= 2 and (printed * 4 >= len(said) or len(said) > typed)
