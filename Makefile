# Every task of the project. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup site serve offline vendor ingest check coverage test test-go test-services lint score audit bench compare-search published pages pins clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := build/ingest
CHECK_FORMAT ?= text
SIZES ?= 10000 100000 1000000
NOTE_SIZES ?= 10000
DATE ?=
RUNS ?= 1
# Quiet the two advertisements that MkDocs forks print at each build.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'
	@echo "  Options: make site NOTES=folder builds a site straight from raw notes; PYTHON=python3.12 chooses the interpreter."

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "zhiku needs Python 3.11 or later; call: make PYTHON=python3.11 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "python3 -m venv failed; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.site: $(VENV)/.made requirements.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.site requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.site requirements-bench.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

build/vendor/.made: vendor.json $(VENV)/.made
	@command -v npm >/dev/null 2>&1 || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt
	@if PATH="$$PATH:$(abspath $(BIN))" $(BIN)/python scripts/vendor.py; then touch $@; else \
	echo "What vendor.json names was not fetched: the site is built without the quiz. Call again when npm can be reached: make vendor" >&2; fi

vendor: build/vendor/.made ## Fetch the scripts of others that pages use (vendor.json) from npm, checked by their hashes.

setup: $(VENV)/.dev ## Make .venv with all that the tests need, and look for a browser.
	@sh scripts/install-browser.sh

site: $(VENV)/.site build/vendor/.made ## Build docs/ into site/ (with NOTES=folder: a site straight from those raw notes).
ifdef NOTES
	$(BIN)/zhiku ingest $(NOTES) --out $(OUT)
	$(BIN)/zhiku site --docs $(OUT)/drafts
else
	$(BIN)/zhiku site
endif
	@echo "The site is in site/. Open it: make serve, or any static server: $(BIN)/python -m http.server -d site 8000"

offline: $(VENV)/.site build/vendor/.made ## Pack docs/ into build/zhiku-offline.zip: unpack it and open index.html, no server needed.
	$(BIN)/zhiku site --offline build/zhiku-offline.zip

serve: $(VENV)/.site build/vendor/.made ## Open docs/ with live reload on http://127.0.0.1:8000.
	ZHIKU_QUICK=true $(BIN)/python -m mkdocs serve

ingest: $(VENV)/.site ## Read raw notes into build/ingest: make ingest NOTES=folder.
	@test -n "$(NOTES)" || { echo "Say which notes: make ingest NOTES=path/to/folder" >&2; exit 1; }
	$(BIN)/zhiku ingest $(NOTES) --out $(OUT)

check: $(VENV)/.site ## Check docs/: front matter, questions, links, sources, diagrams.
	$(BIN)/zhiku check --format $(CHECK_FORMAT)

coverage: $(VENV)/.site ## Tell which questions of the notes docs/ does not answer: make coverage NOTES=folder.
	@test -n "$(NOTES)" || { echo "Say which notes: make coverage NOTES=path/to/folder" >&2; exit 1; }
	$(BIN)/zhiku coverage $(NOTES)

lint: $(VENV)/.dev ## Ruff and mypy over the code.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test-go: $(VENV)/.dev ## Vet and test examples/ with the Go toolchain from PyPI.
	PATH="$(abspath $(BIN)):$$PATH" sh scripts/test-go.sh

test-services: $(VENV)/.dev ## Run the examples that speak to real servers: Redis, PostgreSQL, protoc (installed with apt-get where they are missing).
	PATH="$(abspath $(BIN)):$$PATH" sh scripts/test-services.sh

test: setup build/vendor/.made lint check test-go ## Set up what is missing and run all tests.
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

score: $(VENV)/.site ## Score build/ingest against hand-made labels: make score GOLD=folder-with-score.py.
	@test -n "$(GOLD)" || { echo "Say where the labels are: make score GOLD=path/to/folder" >&2; exit 1; }
	$(PYTHON) $(GOLD)/score.py $(OUT)

audit: site ## Lighthouse over site/, served by nginx with compression, on a phone (RUNS=3: the median of three).
	@sh scripts/install-lighthouse.sh
	CHROME_PATH="$$(command -v chromium || command -v chromium-browser || command -v google-chrome)" PATH="$$PATH:$(abspath $(BIN))" $(BIN)/python scripts/audit.py --runs $(RUNS)

bench: $(VENV)/.bench ## Compare near copies with other programs: make bench SIZES="10000 100000 1000000" DATE=2026-01-31.
	$(BIN)/python scripts/bench.py --date "$(DATE)" --notes "$(NOTE_SIZES)" $(SIZES)

compare-search: $(VENV)/.bench site ## Compare our search with Material's and Pagefind: make compare-search DATE=2026-01-31.
	@sh scripts/install-browser.sh
	@sh scripts/install-nginx.sh
	$(BIN)/python scripts/compare_search.py --date "$(DATE)"

published: $(VENV)/.site ## Add new addresses of docs/ to published.txt; do it when you publish.
	$(BIN)/python scripts/publish_list.py

pages: $(VENV)/.site ## Make the pages of docs/ that come from the code (the cleaning rules).
	$(BIN)/python scripts/make_pages.py

pins: $(VENV)/.dev ## Renew requirements*.txt from pyproject.toml.
	$(BIN)/uv pip compile pyproject.toml --extra site --extra readers --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --upgrade -q --custom-compile-command 'make pins' -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra site --extra readers --extra cluster --extra dev --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --upgrade -q -c requirements.txt --custom-compile-command 'make pins' -o requirements-dev.txt
	$(BIN)/uv pip compile pyproject.toml --extra node --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --upgrade -q -c requirements.txt --custom-compile-command 'make pins' -o requirements-node.txt
	$(BIN)/uv pip compile pyproject.toml --extra site --extra readers --extra bench --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --upgrade -q -c requirements.txt --custom-compile-command 'make pins' -o requirements-bench.txt

clean: ## Remove what the other targets made.
	rm -rf site build .cache $(VENV) *.egg-info
