"""Texts that break programs, and small damages to a note; both are ours, and plain data."""

from __future__ import annotations

import base64

MARKS = (
    *(
        "```",
        "```go",
        "``````",
        "~~~",
        "~~~~ mermaid",
        "````md",
        "  ```",
        "> ```",
        "- ```",
        "```go title=x {1,2}",
        "``` `",
    ),
    *(
        "# ",
        "#",
        "## 目录",
        "### 3. 限流",
        "####### x",
        "第3章 缓存",
        "1.2.3 令牌桶",
        "===",
        "---",
        "***",
        "- - -",
        "# 缓存 #",
    ),
    *(
        "- ",
        "• 缓存",
        "1) 一",
        "a) 甲",
        "iv) 四",
        "（2）二",
        "1、",
        "99. x",
        "- a. x",
        "* ",
        "+ x",
        "·",
        "- [x] 通过 - [ ] 不通过",
    ),
    *(
        "问题 1：",
        "**面试官**：",
        "**答案：**",
        "Q3: 什么是缓存？",
        "A：",
        "追问：为什么？",
        "点评：",
        "问题描述",
        "面试题",
        "“引用？”",
    ),
    *("| a | b |", "|---|---|", "|", "||||||", "| --- | :-: |", "算法 突发 平滑", "a | b", "├──┼──┤", "|\\||"),
    *("graph TD", "  A-->B", "sequenceDiagram", "pie title x", "mindmap", "classDiagram", "    participant A"),
    *(
        "package main",
        "func main() {",
        "}",
        "SELECT *",
        "FROM t;",
        "local x = 1",
        "import (",
        "{",
        '"a": 1,',
        "// 注释",
        "# 注释",
    ),
    *(
        "**",
        "**粗体**",
        "**一\n二**",
        "[x](#)",
        "![](a.png)",
        "[a](javascript:alert(1))",
        "[^1]: x",
        "[^1]",
        "{#id .c onclick=x}",
    ),
    *(
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<details>",
        "&#0;",
        "&lt;",
        '--8<-- "x"',
        ";--8<--",
        "!!! note",
        "/// x",
        "===",
        ":::",
    ),
    *(
        "---\ntitle: [",
        "%YAML",
        "\\",
        "`",
        "`` ` ``",
        "$$",
        "{{ x }}",
        "{% raw %}",
        "*[HTML]: x",
        "???",
        "？",
        "。",
        "：",
        "…",
    ),
    *(
        "",
        "   ",
        "\t",
        "\u3000",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\x0c",
        "\x0b",
        "\x1c",
        "\x85",
        "\u2028",
        "\r",
        "\x07",
        "\x1b[31m",
    ),
)
"""Lines, and beginnings of lines, that mean something to one stage or another."""

CHARACTERS = (
    *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u180e", "\ufe0f", "\u20e3"),  # not seen
    *("\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2069", "\u200e", "\u200f", "\u061c"),  # direction
    *("e\u0301", "a" + "\u0335" * 40, "\u0e49" * 20, "ﷺ", "ﬃ", "ß", "İ", "ı", "ſ", "K", "Å", "Ⅷ", "①", "㍿", "½", "²", "٣", "９"),  # folding
    *("👍", "👨‍👩‍👧‍👦", "🇨🇳", "1️⃣", "✅", "❌", "⭐", "🏳️‍🌈", "👋🏿", "\U000e0041", "\U0010ffff", "\ufffd", "\ufffe", "\ue000", "\uf8ff"),
    *("𠮷", "㐀", "豈", "〇", "⼀", "⺀", "ㄅ", "ａ", "Ａ", "｜", "｀", "＃", "－", "—", "–", "‐", "−", "ー", "一", "。", "．", "·", "•"),  # look alike
    *("а", "е", "о", "р", "ѕ", "Ι", "Ο", "０", "“", "”", "‘", "「", "『", "（", "）", "【", "｛", "：", "；", "！", "？", "﹖", "؟", "⁇"),
    *("\x00", "\x01", "\x08", "\x1a", "\x1b", "\x7f", "\x80", "\x9f", "\t", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"),
)  # fmt: skip
"""What must not confuse a program that counts, folds, names or compares."""

STRINGS = (
    *("null", "NULL", "None", "nil", "undefined", "NaN", "Infinity", "-0", "1e309", "0x0", "true", "no", "~", "()", "[]", "{}", "?" * 500),
    *("../../etc/passwd", "# ../../../x", "# /", "# .", "# ..", "# index", "# questions", "# CON", "# a/b\\c", "# " + "长" * 400),
    *("# " + "a" * 300, "## " + "\u0301" * 300, "# \u200b", "# \u202etxt.exe", "# ?", "# {#x}", "# ** **", "# ` `", "# <b>", "# [](x)"),
    *("'; DROP TABLE notes; --", "${jndi:ldap://x}", "$(reboot)", "`reboot`", "%s%s%n", "%00", "{0.__class__}", "\\u0000", "\\x00"),
    *("<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "</title><script>", "<a href='javascript:x'>", "]]>", "<![CDATA[", "<?php"),
    *("![x](//evil/x.png)", "[x]: javascript:x", "[a](<b> 'c')", "<http://x>", "https://x/" + "a" * 2000, "mailto:a@b", "file:///etc", "data:,x"),
    *("*" * 3000, "_" * 3000, "`" * 3000, "[" * 3000, "![" * 1500, "(" * 3000, "<" * 3000, "#" * 3000, "|" * 3000, "-" * 3000, "~" * 3000),
    *("\\" * 3000, "**a " * 1000, "a**b" * 1000, "`a" * 1500, "[a](" * 1000, "<!--" * 1000, "&" * 3000, ">" * 500, "- " * 500, "1. " * 500),
    *("  " * 2000 + "x", "> " * 400 + "x", "\t" * 1000 + "- x", "{ #" * 800, "{: " * 800, "--8<--" * 400, "\"'“「" * 500, "：" * 3000),
    *("问题" * 1500, "问题1：" * 700, "请" * 3000, "你简历中提到" * 400, "老师" * 1500, "，" * 3000, "什么是" * 900 + "？", "吗？" * 1500),
    *("1" * 3000, "1." * 1500, "9" * 400 + ". x", "第" + "一" * 3000 + "章 x", "i" * 3000 + ") x", "\u3000" * 3000, "\u00a0" * 3000 + "。", " " * 3000 + "x"),
    *("a=" * 1500, "x := f(" * 500, "SELECT " * 400, "func " * 600, "import " * 400, '"' * 3001, "/*" * 1500, "//" * 1500, "├─" * 1500, "|-" * 1500),
    base64.b64encode(bytes(range(256)) * 20).decode(),
    "一" * 100_000,
    "a" * 100_000,
    "词 " * 50_000,
    "。" * 100_000,
    "```" * 30_000,
    "？" * 100_000,
)  # fmt: skip
"""Strings at which programs have stumbled: names, injections, runs that make patterns slow, lines without end."""

COMMONMARK = {
    "tabs": ("\tcode\ttab", "-\titem\n\n\tmore", ">\t\tquoted code", "1.\t\tdeep\n\t- sub", "#\theading"),
    "escapes": (r"\# no heading \*no\* \`no\`", "a\\\nb", r"[a\]](b\))", "```a\\+b\nx\n```", "\\- no item"),
    "entities": ("&nbsp;&copy;&#35; &#X1F600; &none; &#0;", "&#42;a&#42;", "[a](b&auml; '&quot;')", "&#9;not code"),
    "precedence": ("- `a\n- b`", "> *a\n\n*b", "# `a\n`"),
    "rules": ("***\n---\n___", " - - -\n** * **\n", "a\n---\n\n* * *\n- a\n***\n- b", "--- a\n+++\n=="),
    "headings": ("# a\n## b ##\n### c \\#\n#d\n#\t\n####### e", "   # a\n    # b", "a\n===\nb\nc\n---\n`d\n---\n`", "## \n#\n### ###"),
    "setext": ("a\nb\n=", "> a\n---", "- a\n---", "\\> a\n---", "    a\n---\n===", "---\n---"),
    "indented code": ("    a\n\n\n      b\n", "a\n    b", "- a\n\n      b\n", "\n    \n    a\n    ", "1.  a\n\n        b"),
    "fences": (
        "```\n<\n >\n```",
        "~~~\na\n```\n~~~",
        "````\na\n```\n``````",
        "```\n\n",
        "> ```\n> a\n\nb",
        "```\n    ```\n",
        "   ```\n   a\n  b\n    c\n   ```",
        "``` aa ```\nb\n",
        "~~~ aa ``` ~~~\nb\n~~~",
        "a\n```\nb\n```\nc",
        "```ruby startline=3 $%@#$\ndef x\n```",
        "- ```\n  a\n  ```\n- b\n  ```\n",
    ),
    "html": (
        "<pre>\n\n**a**\n\n</pre>",
        "<!-- a\n\nb --> c",
        "<?php\n\necho '?>';\n?>",
        "<!DOCTYPE html>\na",
        "<![CDATA[\n\na\n]]>",
        "<div\n  id='x'\n\n*a*\n</div>",
        "<del>\n\n*a*\n\n</del>",
        "<table>\n\n<tr>\n\n    <td>\n",
        "<style\n  type='x'>\na",
    ),
    "references": ("[a]: /b 'c'\n\n[a]", "[a]:\n/b\n'c\n\nd'", "[A]\n\n[a]: <>\n[a]: x", "[\n]: /x\n\n[^a]: b\n    c", "[a]: b 'c' d"),
    "paragraphs": ("a\n\n\nb", "  a\n      b", "a  \nb     ", "\u3000\u3000缩进\n继续"),
    "quotes": ("> # a\n>b\n> c", ">\n>\n> a\nb", "> - a\n- b\n> c", ">>> a\n> b\n>>c", ">     a\n\n>    b", "> ```\nb\n> ```"),
    "items": (
        "1.  a\n    b\n\n        c\n\n    > d",
        "-\n  a\n-\n  ```\n  b\n  ```\n-\n      c",
        "- a\n\n\n  b",
        "123456789. a\n1234567890. b\n-1. c\n0. d",
        "1. a\n\n  2. b\n\n    3. c\n      4. d",
        "- - - a\n1. - 2. b",
        "- # a\n- b\n  ---\n  c",
        "a\n*\nb\n1.\nc",
    ),
    "lists": ("- a\n- b\n+ c", "1. a\n2) b\n3. c", "a\n14. b\n1. c", "- a\n\n- b\n\n\n  c\n- d", "- a\n <!-- -->\n- b", "* a\n\n  > b\n  ```\n  c\n  ```\n* d"),
    "code spans": ("``a ` b`` ` `` ` `a\n b`", "`a\\`b`", "*a`*`", "[a`](b)`", "<a href='`'>`", "```a``", "`` ` ` ` ``"),
    "emphasis": ("*a **b* c**", "__a_b__c__", "***a** b*", "**一**二**三**", "*（a）*b", "a*\u00a0b\u00a0*", "*" * 7 + "a" + "*" * 5, "_a*b_c*"),
    "links": ("[a](b 'c')[d](<e f>)[g](h\\)i)", "[a[b](c)](d)", "[a](b\nc)", "[a][b][c]\n\n[b]: x", "[a]()[]()[](<>)", "[a](b(c(d)))", "[`](`)"),
    "images": ("![a *b*](c 'd')", "![a][]\n\n[a]: b", "![[a](b)](c)", "[![a](b)](c)", "!\\[a](b)", "![](a.png)\n![x](y"),
    "autolinks": ("<http://a.b?c=d&e>", "<a+b:c>", "<a@b.c>", "<http://a b>", "http://a.b。", "<>"),
    "raw html": ("<a><b2/><c d='e' f=\"g\n\"h>", "</a></b href='x'>", "a <!-- b -- c --> d", '<a href="\\"">', "<__> <a h*#r> < a>"),
    "breaks": ("a  \nb\\\nc     \n   d", "`a  \nb`", "# a\\\n# b  ", "a\\", "a\r\nb\rc"),
}  # fmt: skip
"""A few examples of our own for each section of the CommonMark specification."""

CHANGES = (
    "delete", "double", "swap", "indent", "tab", "dedent", "insert", "replace", "before", "after", "inside", "break", "join",
    "fence", "unfence", "quote", "wide", "many", "deep", "cut",
)  # fmt: skip
_WIDE = {n: n + 0xFEE0 for n in range(0x21, 0x7F)}
MOST_LINES = 1500


def changed(lines, change, at, word):
    """`lines` after one damage: `change` at the line `at` (any number), with `word` where one is wanted."""
    lines = list(lines) or [""]
    n = at % len(lines)
    line = lines[n]
    middle = at * 31 % (len(line) + 1)
    far = min(n + 1 + at % 7, len(lines))
    new = {
        "delete": list,
        "double": lambda: [line, line],
        "swap": lambda: [*lines[n + 1 : n + 2], line],
        "indent": lambda: [" " * (at % 9) + line],
        "tab": lambda: ["\t" + line],
        "dedent": lambda: [line.lstrip()],
        "insert": lambda: [word, line],
        "replace": lambda: [word],
        "before": lambda: [word + line],
        "after": lambda: [line + word],
        "inside": lambda: [line[:middle] + word + line[middle:]],
        "break": lambda: [line[:middle], line[middle:]],
        "join": lambda: [line + "".join(lines[n + 1 : n + 2])],
        "fence": lambda: ["```", *lines[n:far], "```"],
        "unfence": lambda: [text for text in lines[n:far] if not text.lstrip().startswith(("```", "~~~"))],
        "quote": lambda: ["> " + text for text in lines[n:far]],
        "wide": lambda: [line.translate(_WIDE)],
        "many": lambda: lines[n:far] * (at % 97),
        "deep": lambda: [" " * (2 * k) + line for k in range(at % 61)],
        "cut": lambda: [line[:middle]],
    }[change]()
    past = {"swap": n + 2, "join": n + 2, "fence": far, "unfence": far, "quote": far, "many": far}.get(change, n + 1)
    return [*lines[:n], *new, *lines[past:]][:MOST_LINES]
