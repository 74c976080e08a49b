"""Every rule that changes or drops something, by name: what the ledger says of it, and what contributors read in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What a rule is for; the value is its heading on the page of rules."""

    BLOCKS = "代码、图和表格"
    STRUCTURE = "标题、段落和列表"
    WORDS = "标点和字形"
    LABELS = "谁在说话"
    NOISE = "不是知识的内容"
    PRIVACY = "隐私"
    SAME = "重复"


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule. Names are never used again for another rule."""

    group: Group
    why: str
    """A sentence for the ledger."""
    zh: str
    """A sentence for docs/contributing/cleaning.md."""


B, S, W, L, N, P, M = Group

RULES: dict[str, Rule] = {
    "prose-fence": Rule(
        B, "A fence around prose; the prose stays, as prose.", "围栏里是正文，不是代码：去掉围栏，正文照正文处理。"
    ),
    "stray-fence": Rule(
        B, "A fence mark that opens and closes nothing.", "既不开始也不结束任何代码块的围栏记号：去掉。"
    ),
    "empty-fence": Rule(B, "A fence with nothing in it.", "空的围栏：去掉。"),
    "unclosed-fence": Rule(
        B, "The block has lost its closing fence.", "代码块少了结束的围栏：在它真正结束的地方补上。"
    ),
    "shredded-fences": Rule(B, "Fences of one line each are one block.", "导出时一行一个围栏的代码：合成一块。"),
    "inline-fence": Rule(
        B,
        "Three backticks inside a line; code in a line takes one, code of several lines a fence.",
        "句子里的三个反引号：单行改成行内代码，多行改成代码块。",
    ),
    "fence-mermaid": Rule(B, "A mermaid diagram that stood without a fence.", "没有围栏的 mermaid 图：加上围栏。"),
    "fence-code": Rule(B, "Code that stood without a fence.", "没有围栏的代码：判断语言，加上围栏。"),
    "fence-drawing": Rule(
        B, "A drawing of characters that stood without a fence.", "没有围栏的字符画：加上围栏，保住对齐。"
    ),
    "fence-math": Rule(
        B, "A formula between $$; its lines stay as they are.", "两个 $$ 之间的公式：原样保留，不当正文处理。"
    ),
    "image": Rule(B, "A picture beside the note comes along.", "笔记旁边的图片：一起带走，在原处显示。"),
    "rebuild-table": Rule(
        B, "A table whose columns had lost their bars.", "丢了竖线的表格：按表头的列数重建，多出来的词归最后一列。"
    ),
    "plain-heading": Rule(S, "A heading that had lost its mark.", "只剩一行短文字的标题：恢复成标题。"),
    "html-tags": Rule(
        S, "HTML tags that only dress the text.", "只管样子的 HTML 标签：去掉；标题、链接、图片换成 Markdown 写法。"
    ),
    "heading-level": Rule(
        S, "A heading that outranked the one it belongs to.", "级别高过所属标题的小标题：降到它下面。"
    ),
    "bullet": Rule(S, "A typographic bullet is a list item.", "“•”一类的圆点：改成列表项。"),
    "list-mark": Rule(S, "A list item in a form that Markdown does not know.", "“1、”“a)”“i)”一类的编号：改成列表项。"),
    "list-indent": Rule(
        S, "A sub-item whose indent Markdown does not read as one.", "缩进不够的下级列表项：补足缩进。"
    ),
    "sub-items": Rule(S, "Items under a line that announces them.", "被拍平的下级列表项：放回以冒号结尾的那一项下面。"),
    "answer-under-item": Rule(
        S, "A bare paragraph that answers the item above it.", "列表项下面单独成段的回答：归到那一项。"
    ),
    "join-wrapped-lines": Rule(S, "Lines that a page had broken inside a sentence.", "排版造成的断行：接回一句。"),
    "join-cut-sentence": Rule(S, "A sentence that a blank line had cut in two.", "被空行切开的句子：接回一句。"),
    "half-width": Rule(W, "Half-width punctuation in Chinese text.", "中文里的半角标点：换成全角。"),
    "look-alike": Rule(
        W, "A character that was read as one that looks like it.", "认错的形近字符（如“—直”应为“一直”）：改正。"
    ),
    "quotes": Rule(W, "Quotation marks the wrong way round.", "方向反了的引号：换过来。"),
    "question-label": Rule(
        L,
        "A label that says that a question follows; the question stays.",
        "“问题 1：”一类的标签：去掉标签，记下这是问题。",
    ),
    "speaker-label": Rule(
        L, "A label that says who speaks; what is said stays.", "“面试官：”一类的标签：去掉标签，记下这是在提问。"
    ),
    "answer-label": Rule(
        L, "A label that says that an answer follows; the answer stays.", "“答案：”一类的标签：去掉标签，留下回答。"
    ),
    "label": Rule(L, "A label that stands alone; what follows it stays.", "单独成行的标签：去掉。"),
    "quoted-paragraph": Rule(L, "Quotation marks around a whole paragraph.", "整段都在引号里的提问：去掉引号。"),
    "page-chrome": Rule(
        N, "Belongs to the page that the note was copied from.", "网页的边角：发布时间、上一篇下一篇、口号。"
    ),
    "running-header": Rule(N, "A header or footer that stands on most pages.", "每一页都有的页眉页脚。"),
    "comment-form": Rule(N, "The comment form of the page.", "网页的评论表单。"),
    "promotion": Rule(N, "Advertises an account, a group or a course.", "公众号、加群、卖课一类的推广。"),
    "session-heading": Rule(
        N, "Says when a session took place, not what was said.", "只说是第几次直播、第几期，没有内容的标题。"
    ),
    "dead-link": Rule(N, "A link that leads nowhere; words in it stay.", "指向空处的链接：有文字的留下文字。"),
    "lost-image": Rule(N, "A picture that did not come along.", "没有一起带来的图片。"),
    "placeholder": Rule(N, "A place that was never filled.", "没填内容的空位。"),
    "asking-rules": Rule(N, "Rules for those who ask, not an answer.", "提问须知。"),
    "check-boxes": Rule(N, "A form with boxes to tick.", "打勾的表单。"),
    "contents": Rule(N, "A list of contents made by hand; the site makes its own.", "手写的目录：网站会自己生成。"),
    "candidate-form": Rule(N, "A form about a candidate.", "候选人信息表。"),
    "verdict": Rule(N, "The result of an interview.", "面试结果和备注。"),
    "praise": Rule(
        N, "Praise for an answer; the facts stand in the answer itself.", "对回答的夸奖：事实在回答里已经有了。"
    ),
    "review-advice": Rule(N, "Advice inside a review; it stays.", "点评里的建议和追问：是知识，留下。"),
    "review-correction": Rule(N, "A correction inside a review; it stays.", "点评里的更正和复算：是知识，留下。"),
    "course-chatter": Rule(N, "Speaks of a course, not of its subject.", "说课程而不是说知识的半句话。"),
    "thanks": Rule(N, "A greeting or thanks.", "寒暄和过场话。"),
    "divider": Rule(N, "A line that only divides.", "只起分隔作用的横线。"),
    "empty-heading": Rule(N, "A heading with nothing under it.", "下面什么也没有的标题。"),
    "meeting": Rule(P, "Data of a meeting.", "会议号、直播地址和时间。"),
    "resume-framing": Rule(P, "Speaks of somebody's résumé.", "“看你简历里写到”一类指着某个人说的话：去掉，问题留下。"),
    "names-a-person": Rule(P, "Names a person.", "提到具体的人的半句话。"),
    "known-name": Rule(P, "A name from the list of known names; it is masked.", "名单里的名字：遮住。"),
    "phone": Rule(P, "A telephone number; it is masked.", "电话号码：遮住。"),
    "identity-number": Rule(P, "An identity number; it is masked.", "身份证号码：遮住。"),
    "e-mail": Rule(P, "An e-mail address; it is masked.", "电子邮件地址：遮住。"),
    "private-link": Rule(P, "A link to a private document; it is masked.", "指向私人文档的链接：遮住。"),
    "same-words": Rule(M, "Says the same words as another piece.", "文字相同的两段：留一份。"),
    "near-copy": Rule(
        M,
        "Says nearly the same words as another piece, with the same numbers.",
        "几乎逐字相同、数字和对立词也一致的两段：留一份，另一份多说的句子并过来。",
    ),
    "alike": Rule(
        M,
        "Is much like another piece, and a sentence of one denies a sentence of the other; both stay.",
        "大半相同、但有一句话互相矛盾的两段：都留下，并排列在报告里，等人判断。",
    ),
    "two-figures": Rule(
        M,
        "Gives one thing another figure than another piece does; both stay.",
        "除了数字全都一样、却不在同一节的两句话：都留下，并排列在报告里，等人判断。",
    ),
    "union": Rule(
        M,
        "Takes in what only a merged copy of it says.",
        "合并了另一份的段落：补上只有那一份才有的句子。",
    ),
}


def page() -> str:
    """docs/contributing/cleaning.md: the table of all rules."""
    lines = [
        "---",
        "title: 清洗规则",
        "---",
        "",
        "<!-- Made by `make pages` from zhiku/notes/rules.py. Do not edit. -->",
        "",
        "# 清洗规则",
        "",
    ]
    lines += [
        "整理笔记时，每一处改动都有一条有名字的规则；账本（`ledger.jsonl`）的每一行写着是哪一条。规则只标记，不丢弃：被去掉的行仍在账本和报告里。",
        "",
        "每条规则在 `tests/rules/` 里有两张表：该改的，和不能动的。",
        "",
    ]
    for group in Group:
        lines += [f"## {group.value}", "", "| 规则 | 做什么 |", "| --- | --- |"]
        lines += [f"| `{name}` | {rule.zh} |" for name, rule in RULES.items() if rule.group is group]
        lines.append("")
    return "\n".join(lines)
