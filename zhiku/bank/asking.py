"""What a question wants to know of its subject (why, how, when, how many …), and which words only make it polite."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhiku.bank.lexicon import GAP

_TAKEN = "\1"


@dataclass(frozen=True, slots=True)
class Aim:
    """Something that one can want to know."""

    name: str
    weight: float
    """How much it tells two questions apart, 0 to 1: `why` and `when` do, `what` and `how` hardly."""
    words: re.Pattern[str]


def _aim(name: str, weight: float, words: str) -> Aim:
    return Aim(name, weight, re.compile(words))


AIMS = (  # in this order: a word belongs to the first aim that it fits; \x01 stands where one was taken
    _aim("why", 1, r"为什么|为何|为啥|原因|干嘛要|何以|必要|造成|产生|引起|导致|成因|由来"),
    _aim("use", 1, r"有什么用|作用|用途|用处|用来干|能干什么|能用来|解决(?:了|过)?(?:什么|哪些)问题|好处|价值|收益"),
    _aim("pros", 1, r"优缺点|利弊"),
    _aim("plus", 1, r"优势|优点"),
    _aim("minus", 1, r"缺点|不足|弊端|劣势|局限|坏处|难点|挑战|(?:有|带来)(?:什么|哪些)问题|副作用|代价|开销|成本"),
    _aim("compare", 1, r"区别|对比|相比|比较|比起来|不同|差异|异同|联系|共同点|\bvs\b|还是|而不是"),
    _aim("relation", 0.8, r"关系"),
    _aim(
        "choose",
        1,
        r"选型|选择|怎么选|如何选|选哪|用是?(?:什么|哪个|哪种)(?:框架|库|组件|工具|中间件)?|哪个好|什么(?:框架|库|工具)",
    ),
    _aim("when", 1, r"什么时候|何时|什么情况|哪些情况|场景|时机|适用|什么条件|什么阶段"),
    _aim("happen", 0.8, r"会?发生什么|会怎么?样|后果|影响|会出现"),
    _aim("fail", 1, r"失败|崩溃|挂了|宕机|连不上|不可用|异常|故障|出错|报错"),
    _aim("leak", 1, r"泄[露漏]|被盗|被偷|黑客"),
    _aim("code", 1, r"实现一个|手[写搓撕]|写一个|编写|编程题|代码实现|代码|api使用"),
    _aim("detect", 1, r"排查|定位|诊断|检测|发现|监控|监测|识别|怎么看|如何看"),
    _aim("prevent", 0.6, r"保证|确保|防止|避免|预防|保护|保障|防范|防护"),
    _aim("tune", 1, r"优化|调优|提升|提高|加速|改进|改善"),
    _aim("many", 1, r"多少|多大|多久|多长|占用|几倍|多快"),
    _aim("kinds", 0.5, r"哪些|哪几种|哪几个|几种|几个|种类|类型|分类|有什么(?!\x01)|常见|常用"),
    _aim("state", 1, r"状态|生命周期"),
    _aim("used", 0.6, r"(?:有没有)?(?:用|做|遇到|出现|解决)过(?:没有)?"),
    _aim("did", 0.1, r"项目[中里]|经历|案例|实际|落地|你们|公司"),
    _aim("yes", 0.7, r"是否|有没有|有无|能不能|可不可以|可以.*?吗|行不行|支持.*?吗|需要.*?吗|会不会|能.*?吗|还要"),
    _aim(
        "principle",
        0.2,
        r"(?:工作|运行|实现)?(?:原理|机制)|底层|内部|(?:如何|怎么)工作|工作(?:流程|过程)|(?:怎么|如何)实现了?$|实现方式|源码",
    ),
    _aim("flow", 0.6, r"流程|过程|步骤"),
    _aim("how", 0.3, r"怎么|如何|怎样|方案|方法|办法|策略|措施|手段|实践|做法|设计|解决|处理|技巧|应对"),
    _aim("what", 0.15, r"什么是|是什么|是啥|介绍|定义|概念|含义|什么意思|意思|特征|特点|模型|算法|模式"),
)
WEIGHTS = {aim.name: aim.weight for aim in AIMS}

# Words that ask, join or are polite, and tell nothing of the thing: politeness and asking; persons; particles; joints; filler nouns.
_FILLER = re.compile(
    r"请|麻烦|能否|能不能|可以|可能|简单|详细|具体|一下|谈谈|讲讲|说说|聊聊|讲解|讲|说|谈|解释|描述|分享|了解|知道|认识|理解|想"
    r"|什么|哪些|怎么|如何|怎样|为什么|分别|各自|究竟|到底|简述|简介|概述|总结|列举|必问|必备|基本|关键字|之间"
    r"|你们?|我们?|他们?|您|它们?|其|自己"
    r"|了|过|吗|呢|吧|啊|嘛|呀|么|得|地|着"
    r"|对于?|关于|和|与|以及|及|或者?|并且?|而且?|在|中|里|上|下|时候?|是|有|没有|使用|进行|这[个样种]?|那[个样种么]?|一[个些种]|个|种|就|都|也|把|被|让|给|从|到|会|要|能|需要|应该|应当|将|为|用|来|做"
    r"|问题|情况|方面|相关|最佳|面试官?|适合|推荐|项目|公司|实际|开发|常见|基于|解决方案|核心|架构|必须|一般|主要|提到|遇到|思想|实现|做到|完成"
)
_MARKS = re.compile(r"[\W_]+")


def aims(rest: str) -> tuple[frozenset[str], str]:
    """The aims of a text whose subjects are gaps, and what is left of it: characters that are neither aim nor filler."""
    found: set[str] = set()
    rest = rest.replace("啥", "什么").replace("咋", "怎么")
    for aim in AIMS:
        if aim.words.search(rest):
            found.add(aim.name)
            rest = aim.words.sub(_TAKEN, rest)
    bare = _MARKS.sub(GAP, _FILLER.sub(GAP, rest))
    return frozenset(found), bare.replace(GAP, "").replace(_TAKEN, "")
