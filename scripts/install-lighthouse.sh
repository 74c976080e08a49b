#!/bin/sh
# Installs what `make audit` measures with: nginx and chromium (apt-get, as root), Lighthouse (npm, into build/audit).
set -e
version=12.8.2
sh scripts/install-browser.sh
sh scripts/install-nginx.sh
if ! command -v npm >/dev/null 2>&1; then
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt
    PATH="$PATH:$(pwd)/.venv/bin"
fi
if [ "$(cat build/audit/version 2>/dev/null)" != "$version" ]; then
    mkdir -p build/audit
    npm install --prefix build/audit --no-audit --no-fund --no-save --ignore-scripts --loglevel=error "lighthouse@$version" >/dev/null
    echo "$version" >build/audit/version
fi
