"""The prose of docs/ as sentences, and the words that can stand for one another."""

from __future__ import annotations

import re
from pathlib import Path

from zhiku.text import han_share, plain

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCE = re.compile(r"^ *(```|~~~).*?^ *\1", re.DOTALL | re.MULTILINE)
_NOT_PROSE = re.compile(r"^\s*(?:[#|!:]|\[\^|---|===|<)")
_LIST_MARK = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+")
_END = re.compile(r"(?<=[。！？；])")
_OWN = "contributing"
_SHORT, _LONG = 14, 120

PAIRS = """因为 由于|所以 因此|但是 不过|如果 倘若|可以 能够|需要 得要|已经 早已|没有 并无|不能 无法|一定 必定|可能 或许|必须 务必|时候 时刻|
同时 与此同时|之后 以后|之前 以前|然后 接着|只有 唯有|只要 但凡|每个 各个|所有 全部|一个 某个|两个 一对|这个 此|那个 该|这样 如此|
怎样 如何|什么 何种|问题 难题|办法 方法|原因 缘由|结果 结局|数据 资料|请求 调用|消息 报文|线程 执行线|内存 存储|缓存 高速缓存|队列 排队区|
服务 系统|节点 机器|客户端 调用方|服务端 提供方|数据库 存储库|事务 交易|顺序 次序|失败 出错|成功 完成|重试 再试|超时 逾时|写入 写进|读取 读出|
删除 移除|增加 增添|减少 降低|检查 核对|保证 确保|使用 采用|返回 回传|等待 守候|开始 启动|停止 中止|默认 缺省|版本 发行版|时间 时长|
大小 尺寸|数量 个数|一次 一回|多个 若干|不同 各异|相同 一样|直接 径直|单独 独自|通常 一般|很多 许多|太大 过大|也是 同样是|就是 即是|还要 也要|
不会 并不会|而是 却是|里面 之中|上面 上方|下面 下方|以及 和|或者 要么"""


def sentences(docs: Path) -> list[str]:
    """All different sentences of the articles in a fixed order, each 14 to 120 characters long and most of it Chinese."""
    found: dict[str, None] = {}
    for path in sorted(docs.rglob("*.md")):
        if path.parent.name == _OWN:  # the page that the benchmark writes would change the next corpus
            continue
        for sentence in _of_page(path.read_text("utf-8")):
            if _SHORT <= len(sentence) <= _LONG and han_share(sentence) > 0.5:
                found[sentence] = None
    return list(found)


def synonyms() -> dict[str, str]:
    """A word and what it is replaced with, both ways."""
    pairs = [(pair.split()[0], pair.split()[1]) for pair in PAIRS.replace("\n", "").split("|")]
    return dict(pairs) | {b: a for a, b in pairs if len(b) > 1}


def _of_page(markdown: str) -> list[str]:
    body = _FENCE.sub("", _FRONT.sub("", markdown))
    lines = [_LIST_MARK.sub("", line) for line in body.split("\n") if not _NOT_PROSE.match(line)]
    return [part.strip() for line in lines for part in _END.split(plain(line))]
