"""Draw overrides/assets/images/mark.svg as the pictures that old browsers and home screens want: python scripts/make_icons.py"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path("overrides/assets/images")
SIZES = {"mark-48.png": (48, 0), "mark-180.png": (180, 28)}
"""File → width and height, and the space around the mark, in pixels."""


def main() -> None:
    mark = (IMAGES / "mark.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (size, space) in SIZES.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<body style='margin:0;background:#fff'><div style='margin:{space}px'>{mark}</div>")
            page.screenshot(path=IMAGES / name)
        browser.close()


if __name__ == "__main__":
    main()
