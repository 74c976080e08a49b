"""Adds the addresses of docs/ that are new to published.txt. Call it when the site is published; nothing is ever taken out."""

from __future__ import annotations

import sys
from pathlib import Path

from zhiku.library import load
from zhiku.site.published import FILE, live


def main() -> int:
    known = set(FILE.read_text("utf-8").splitlines()) if FILE.is_file() else set()
    new = live(load(Path("docs"))) - known - {""}  # the home page cannot be lost
    FILE.write_text("".join(f"{address}\n" for address in sorted(known | new)), "utf-8")
    print(f"{FILE}: {len(known)} addresses, {len(new)} new")
    return 0


if __name__ == "__main__":
    sys.exit(main())
