"""Makes .github/site.png, the picture of the README: a page of site/ on a desktop and on a phone. Run `make site` before."""

from __future__ import annotations

import base64
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = (("", 1240, 820, "light"), ("governance/circuit-breaking/", 390, 820, "dark"))
FRAME = "<body style='margin:0;background:#e9e6df;display:flex;gap:24px;padding:24px;width:max-content'>{}</body>"
SHOT = "<img src='data:image/png;base64,{}' style='border-radius:10px;box-shadow:0 6px 24px #0004;height:820px'>"


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory="site"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        shots = []
        for path, width, height, scheme in PAGES:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/{path}")
            shots.append(SHOT.format(base64.b64encode(page.screenshot()).decode()))
        page = browser.new_page(viewport={"width": 1760, "height": 868})
        page.set_content(FRAME.format("".join(shots)))
        page.wait_for_timeout(300)
        page.locator("body").screenshot(path=Path(".github/site.png"))


if __name__ == "__main__":
    main()
