#!/bin/sh
# Installs nginx with apt-get, as root, where there is none: `make audit` and `make compare-search` serve the site with it.
set -e
command -v nginx >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's nginx to serve the site …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx-light >/dev/null
else
    echo "There is no nginx here: install it and call again." >&2
    exit 1
fi
