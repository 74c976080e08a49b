#!/bin/sh
# Runs the examples that speak to real servers: redis-server (the tests start it), PostgreSQL (started here, for the time of the run), protoc.
# As root on Debian or Ubuntu what is missing is installed; elsewhere it is named, and its tests are skipped.
set -eu
cd "$(dirname "$0")/.."
PATH="$PATH:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)"
missing() { for name in redis-server postgres protoc; do command -v "$name" >/dev/null 2>&1 || printf '%s ' "$name"; done; }

if [ -n "$(missing)" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's redis-server, postgresql and protobuf-compiler …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq redis-server postgresql protobuf-compiler >/dev/null
    PATH="$PATH:$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)"
fi
[ -z "$(missing)" ] || echo "NOT HERE: $(missing)- the tests that need them are skipped." >&2

if command -v postgres >/dev/null 2>&1; then
    room=$(mktemp -d)
    as=""
    if [ "$(id -u)" = 0 ]; then # postgres refuses to run as root
        chown postgres "$room"
        as="runuser -u postgres --"
    fi
    $as initdb --pgdata="$room/data" --username=postgres --auth=trust >/dev/null
    $as pg_ctl --pgdata="$room/data" --log="$room/log" --options="-c listen_addresses='' -c unix_socket_directories=$room" --wait start >/dev/null
    trap '$as pg_ctl --pgdata="$room/data" --mode=fast stop >/dev/null; rm -rf "$room"' EXIT
    export ZHIKU_PSQL="psql -h $room -U postgres"
fi

cd examples
export GOFLAGS=-mod=readonly GOTOOLCHAIN=local GOCACHE="${GOCACHE:-$PWD/../.cache/go-build}"
go test -count=1 -v -run 'Postgres|Redis|Samples|Script|Lock|Stock|Encod|Persist|Cluster' ./... | grep -E '^(ok|FAIL|---)|^\s+--- |SKIP' | grep -v 'no tests to run'
