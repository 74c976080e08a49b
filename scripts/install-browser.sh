#!/bin/sh
# Finds or installs a browser for the tests. Never fails: without one those tests are skipped and say so.
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's chromium and CJK fonts for the browser tests …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null && exit 0
fi
echo "No chromium here and no way to install it with apt-get; trying Playwright's own download …"
timeout 300 .venv/bin/python -m playwright install chromium >/dev/null 2>&1 && exit 0
echo "NO BROWSER: the browser tests will be skipped. Install chromium to run them." >&2
exit 0
