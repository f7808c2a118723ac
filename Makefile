# The door of a checkout. Needs Python 3.11 or later with venv, and make; no root, no Node, no database server.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint format messages lock bench harden load shots wheel sbom clean

SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
LOCKED := $(shell cat requirements/development.lock pyproject.toml | sha256sum | cut -c1-16)
INSTALLED := .venv/installed-$(LOCKED)

help:  ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: $(INSTALLED)  ## Install the locked dependencies into .venv, build what is built, set the git hook
	@$(BIN)/python -m tools.build_assets
	@if [ -e .git ] && command -v git >/dev/null; then git config core.hooksPath .githooks || true; fi

$(INSTALLED):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; make PYTHON=/path/to/python3.11 names one." >&2; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv || \
		{ echo "Python's venv is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "  Python packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/development.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation -e .
	@rm -f .venv/installed-*
	@touch $@

run: setup  ## Set up, load the reference data, serve on loopback and print the address (ARGS="--port 8001")
	@exec $(BIN)/capacita run $(ARGS)

test: setup  ## Run every test that this machine can run, on SQLite and PostgreSQL, and print what was skipped
	@$(BIN)/python -m tests.suite $(ARGS)

lint: setup  ## Format, style, types, floors of the house, migrations, templates, words that must not be committed
	@$(BIN)/python -m tools.lint

format: setup  ## Write the formatting that lint asks for
	@$(BIN)/ruff check --fix --select I .
	@$(BIN)/ruff format .

messages: setup  ## Gather the strings to translate into src/capacita/locale, and list what is lacking
	@$(BIN)/python -m tools.translations
	@$(BIN)/python -m tools.translations --check

lock: setup  ## Pin the dependencies again, with digests, for any index (ARGS="--upgrade")
	@$(BIN)/python -m tools.lock $(ARGS)

bench: setup  ## Measure, and print a table and JSON
	@$(BIN)/python -m tools.present tools/bench.py
	@$(BIN)/python -m tools.bench $(ARGS)

harden: setup  ## Fuzzing of every parser (HARDEN_SECONDS each, 300), kill during write, restore
	@$(BIN)/python -m tools.present tests/hardening
	@$(BIN)/python -m pytest tests/hardening -o addopts= -p no:cacheprovider $(ARGS)

load: setup  ## Load and soak the served site
	@$(BIN)/python -m tools.present tools/load.py
	@$(BIN)/python -m tools.load $(ARGS)

shots: setup  ## Make the screenshots of the README
	@$(BIN)/python -m tools.present tools/shots.py
	@$(BIN)/python -m tools.shots $(ARGS)

wheel: setup  ## Build the wheel, with everything that was built inside, and beside it the list of its parts
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation -w dist .
	@rm -rf build/lib build/bdist.*
	@$(BIN)/python -m tools.sbom > /dev/null
	@ls dist

sbom: setup  ## List the parts of a release with their licences (CycloneDX), in dist/
	@$(BIN)/python -m tools.sbom

clean:  ## Remove what was built (not .venv, not var)
	@rm -rf .stamps build dist node_modules src/capacita/web/static/capacita src/capacita/web/served src/capacita/drawing/fonts
