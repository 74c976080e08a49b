#!/bin/sh
# Vets and tests the Go examples; -race where a C compiler is there.
set -eu
cd "$(dirname "$0")/../examples"
export GOFLAGS=-mod=readonly GOTOOLCHAIN=local GOCACHE="${GOCACHE:-$PWD/../.cache/go-build}"
unformatted=$(gofmt -l . 2>/dev/null || go run cmd/gofmt -l .)
[ -z "$unformatted" ] || { echo "Run gofmt -w on: $unformatted" >&2; exit 1; }
go vet ./...
if command -v gcc >/dev/null 2>&1 || command -v clang >/dev/null 2>&1; then
    CGO_ENABLED=1 go test -race ./...
else
    echo "NO C COMPILER: the Go examples run without -race. Install gcc to run them with it." >&2
    go test ./...
fi
