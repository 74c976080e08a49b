"""How a question looks as an Anki card: its fields, both sides, and styles that know Anki's night mode."""

from __future__ import annotations

import genanki

from zhiku.text import digest

FIELDS = ("问题", "回答", "主题", "难度", "地址")

_FRONT = """\
<div class="zhiku">
<p class="about">{{主题}}{{#难度}} · {{难度}}{{/难度}}</p>
<p class="question">{{问题}}</p>
</div>"""

_BACK = """\
{{FrontSide}}
<hr id="answer">
<div class="zhiku">
{{回答}}
<p class="about"><a href="{{地址}}">在文章里看</a></p>
</div>"""

_STYLES = """\
.card { font: 17px/1.75 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; text-align: left; color: #1f2328; background: #fff; }
.zhiku { max-width: 42em; margin: 0 auto; --keyword: #0a4fa8; --text: #0b5c2e; --number: #8a3b00; --comment: #57606a; --name: #6a2c91; --soft: #f3f4f6; --line: #d0d7de; --quiet: #57606a; --link: #1f5f99; }
.nightMode .zhiku { --keyword: #7db4f5; --text: #8fd19e; --number: #f0b27a; --comment: #a3adb8; --name: #cfa3ef; --soft: #2b3138; --line: #444c56; --quiet: #a3adb8; --link: #7db4e6; }
.card.nightMode { color: #e3e6ea; background: #1c2026; }
.about { font-size: .8em; color: var(--quiet); margin: .4em 0; }
.question { font-size: 1.25em; font-weight: 700; line-height: 1.5; margin: .4em 0; }
.zhiku a { color: var(--link); }
.zhiku code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .85em; background: var(--soft); padding: .1em .3em; border-radius: .2em; }
.zhiku pre { background: var(--soft); padding: .7em .9em; border-radius: .3em; overflow-x: auto; line-height: 1.45; }
.zhiku pre code { background: none; padding: 0; }
.zhiku .filename { display: block; font-size: .8em; color: var(--quiet); margin-top: 1em; }
.zhiku sup { line-height: 0; }
.zhiku table { border-collapse: collapse; font-size: .9em; }
.zhiku :is(th, td) { border: 1px solid var(--line); padding: .3em .6em; }
.zhiku .admonition { border-left: 3px solid var(--line); padding: .1em 1em; margin: 1em 0; }
.zhiku .admonition-title { font-weight: 700; }
.zhiku :is(.diagram, img) { max-width: 100%; margin: 1em 0; }
.zhiku .diagram-picture { overflow-x: auto; text-align: center; }
.zhiku svg { max-width: 100%; height: auto; }
.nightMode .zhiku svg { filter: invert(.88) hue-rotate(180deg); }
.highlight :is(.k, .kd, .kn, .kc, .kr, .kt, .ow) { color: var(--keyword); }
.highlight :is(.s, .s1, .s2, .sb, .sc, .se, .sh) { color: var(--text); }
.highlight :is(.m, .mi, .mf, .mh, .mo) { color: var(--number); }
.highlight :is(.c, .c1, .cm, .cp) { color: var(--comment); }
.highlight :is(.nf, .nb, .nc) { color: var(--name); }
"""


def note_type() -> genanki.Model:
    """The note type of all decks. Its id does not depend on its looks, so that a re-import renews them."""
    return genanki.Model(
        stable_id("note type: question"),
        "知库问答",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "问答", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLES,
    )


def stable_id(name: str) -> int:
    """An id in the range that Anki gives to decks and note types, from a name that never changes."""
    return (1 << 30) + int(digest(name, 8), 16) % (1 << 30)
