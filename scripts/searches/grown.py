"""The index at ten times our size, from our own pages: sections dealt anew to pages, and in each copy some characters and words exchanged,
so that new pairs and new words come in as they do when a knowledge base grows. A copy without that would add no key at all."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zhiku.site.search.pages import Page
from zhiku.site.search.sections import Block, Section

EXCHANGED = 0.25
"""The share of Han characters, and of words, that stand for others in a copy."""
_HAN = re.compile(r"[一-鿿]")
_WORD = re.compile(r"[A-Za-z]{4,}")


def grown(pages: Sequence[Page], times: int, seed: int) -> list[Page]:
    """The pages themselves, and `times - 1` copies of them with other words."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    out = list(pages)
    text = "".join(block.text for page in pages for section in page.sections for block in section.blocks)
    characters = [han for han, _ in Counter(_HAN.findall(text)).most_common()]
    for copy in range(1, times):
        swapped = _swapped(characters, dice)
        pool = [section for page in pages for section in page.sections[1:]]
        dice.shuffle(pool)
        for page in pages:
            body, pool = pool[: len(page.sections) - 1], pool[len(page.sections) - 1 :]
            sections = [_other(section, swapped, copy) for section in (page.sections[0], *body)]
            out.append(replace(page, url=f"copy{copy}/{page.url}", sections=tuple(sections), wordings={}))
    return out


def _swapped(characters: Sequence[str], dice: random.Random) -> Mapping[int, str]:
    """Some characters stand for another that is about as common."""
    chosen = [n for n in range(len(characters) - 20) if dice.random() < EXCHANGED]
    return {ord(characters[n]): characters[n + dice.randint(1, 20)] for n in chosen}


def _other(section: Section, swapped: Mapping[int, str], copy: int) -> Section:
    blocks = tuple(Block(block.kind, _text(block.text, swapped, copy)) for block in section.blocks)
    return replace(section, title=_text(section.title, swapped, copy), blocks=blocks)


def _text(text: str, swapped: Mapping[int, str], copy: int) -> str:
    return _WORD.sub(lambda m: f"{m[0]}{_tail(m[0], copy)}", text.translate(swapped))


def _tail(word: str, copy: int) -> str:
    """The same word changes in the same way all over a copy, another one not at all."""
    dice = random.Random(f"{word} {copy}")  # noqa: S311 - no secret
    return chr(97 + copy) * 2 if dice.random() < EXCHANGED else ""
