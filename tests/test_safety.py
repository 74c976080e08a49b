"""What a hostile note must not do: run script, load from elsewhere, read or write files outside the output."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from conftest import ROOT, TESTS, hosted

from zhiku.__main__ import main

HOSTILE = """# <script>alert('t')</script> ../../../escaped

正文 <script>alert(1)</script> 和 <img src=x onerror="alert(2)"> 以及 <a href="javascript:alert(3)">点我</a>。

[点我](javascript:alert(4)) [又点]( JaVaScRiPt:alert(5)) [再点](<javascript:alert(6)>) [数据](data:text/html,<script>alert(7)</script>)

![远处的图](http://evil.example/track.png "x") ![近处的图](../../secret.png)

[定义]: javascript:alert(8)

见[定义]和<javascript:alert(9)>。

一段话 {onclick=alert(10)} 和 **粗体**{: onmouseover=alert(11) } 和 `代码`{style=position:fixed}
{: onclick=alert(12) }

## 标题 {onclick=alert(13)}

- 列表 {: onclick=alert(14) }

| 甲 | 乙 |
| --- | --- |
| <iframe src="http://evil.example"></iframe> | [x](javascript:alert(15)) |

!!! note "<b onclick=alert(16)>"
    内容

--8<-- "/etc/passwd"

--8<-- "pyproject.toml"

;--8<-- "pyproject.toml"

- --8<-- "pyproject.toml"

```python
--8<-- "pyproject.toml"
print("</code></pre><script>alert(17)</script>")
```

```mermaid
flowchart LR
  A["<img src=x onerror=alert(18)>甲"] --> B["<script>alert(19)</script>"]
  click A "javascript:alert(20)"
```

<svg onload=alert(21)> <style>body{display:none}</style> <!-- 注释 --> <details open ontoggle=alert(22)>

### 为什么 <script>alert(23)</script> 不行？ {onclick=alert(24)}

&lt;script&gt;alert(25)&lt;/script&gt; 和 &#60;script&#62;alert(26)&#60;/script&#62;
"""


class Seen(HTMLParser):
    """Every element, attribute and address of a page."""

    def __init__(self):
        super().__init__()
        self.bad = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            own = value == "javascript:void(0)"  # the theme's share button
            if name.startswith("on") or (
                not own and (value or "").strip().lower().startswith(("javascript:", "data:text"))
            ):
                self.bad.append((tag, name, value))
            if name in ("src", "srcset", "poster") and "//" in (value or ""):
                self.bad.append((tag, name, value))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    notes = folder / "notes"
    notes.mkdir()
    (notes / "hostile.md").write_text(HOSTILE, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["ingest", str(notes), "--out", str(folder / "out"), "--docs", str(TESTS / "docs")]) == 0
    with hosted(folder / "out" / "drafts", folder) as address:
        yield folder, address


def test_no_page_holds_foreign_markup(hostile):
    folder, _ = hostile
    for page in [*(folder / "kb").rglob("*.html"), folder / "out" / "report.html"]:
        text = page.read_text("utf-8")
        seen = Seen()
        seen.feed(text)
        assert seen.bad == [], page.name
        assert not re.search(r"<script[^>]*>\s*alert\(", text), page.name
        assert "root:x:0" not in text
        assert "[build-system]" not in text, "a note has read a file of the project into a page"


def test_nothing_is_written_outside_the_output(hostile):
    folder, _ = hostile
    assert sorted(p.name for p in folder.iterdir()) == ["kb", "notes", "out"]
    assert not list(folder.parent.glob("escaped*"))
    for path in (folder / "out").rglob("*"):
        assert path.resolve().is_relative_to((folder / "out").resolve())


def test_what_was_hostile_is_still_there_as_text(hostile):
    folder, _ = hostile
    drafts = "\n".join(p.read_text("utf-8") for p in (folder / "out" / "drafts").rglob("*.md"))
    for words in ("alert(1)", "点我", "远处的图", "--8<--", "粗体", "不行？"):
        assert words in drafts


@pytest.mark.browser
def test_no_script_runs_in_a_browser(hostile, browser):
    folder, address = hostile
    page = browser.new_page()
    alarms = []
    page.on("dialog", lambda d: (alarms.append(d.message), d.dismiss()))
    page.on("request", lambda r: alarms.append(r.url) if "evil" in r.url else None)
    for html in (folder / "kb").rglob("*.html"):
        page.goto(address + html.relative_to(folder / "kb").as_posix())
        for link in page.locator("article a").all():
            assert not (link.get_attribute("href") or "").lower().startswith("javascript"), html
    page.goto((folder / "out" / "report.html").as_uri())
    page.wait_for_timeout(300)
    assert alarms == []
