# Everything a newcomer or the build machine needs. `make` alone lists the targets.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet --upgrade
SOURCES := src tests benchmarks examples docs ui/npm.py hatch_build.py
NPM := $(BIN)/python ui/npm.py
UI_ROUTES := ui/src/routeTree.gen.ts
UI_SOURCES := $(shell find ui -name node_modules -prune -o -name '*.gen.ts' -prune -o -type f -print)
# tests wait for servers and browsers of their own: a third worker keeps two cores busy
JOBS ?= 3
WHAT ?= $(filter-out traffic,$(basename $(notdir $(shell grep -l __main__ benchmarks/*.py))))

# Portret is several processes, and tests start them a hundred times: without it each compiles all modules for itself
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo ui ui-api ui-types ui-lint ui-test ui-check test check lint types imports dead fuzz bench docs lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.product ## set up, start Portret and fill it with two years of a real shop
	@$(MAKE) --no-print-directory ui || echo "The web app could not be built: see above. Portret runs without its pages; \`make ui\` tries again."
	@$(BIN)/portret demo $(ARGS)

ui: $(VENV)/.ui ## build the web app, if it changed (Node comes with the Python packages)

ui-api: ui/node_modules/.package-lock.json ## write the types of the API for the web app anew
	@$(BIN)/portret openapi | $(NPM) run --silent api

ui-check: ui-lint ui-types ui-test

ui-lint: $(UI_ROUTES)
	@$(NPM) run --silent lint

ui-types: $(UI_ROUTES) $(VENV)/.dev
	@$(BIN)/portret openapi | $(NPM) run --silent api -- --check
	@$(NPM) run --silent types

ui-test: $(UI_ROUTES)
	@$(NPM) run --silent test

# what is long begins first, and files with much to do are spread before those of many quick tests
test: $(VENV)/.dev ## everything: lint, types, import rules and all tests
	@$(MAKE) --no-print-directory --jobs=$(JOBS) $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) types ui-lint ui check
	@$(BIN)/python -m tests.support.chromium
	@$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: lint types imports dead ui-check ## what is fast: lint, types, import rules, dead code

lint: $(VENV)/.dev
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)

types: $(VENV)/.dev
	@$(BIN)/mypy

imports: $(VENV)/.dev
	@$(BIN)/lint-imports --no-logo

dead: $(VENV)/.dev
	@$(BIN)/vulture

fuzz: $(VENV)/.dev ## many more examples for the property tests
	@HYPOTHESIS_PROFILE=thorough $(BIN)/pytest tests/property -n $(JOBS) --dist loadfile --timeout=14400 $(ARGS)

bench: $(VENV)/.dev ## measure: a table and a JSON line each; WHAT="accept search" for some of them
	@for name in $(WHAT); do echo "== $$name"; $(BIN)/python -m benchmarks.$$name $(ARGS) || exit 1; done

docs: $(VENV)/.dev ## write the tables in docs/ anew from the code
	@$(BIN)/python docs/tables.py

lock: ## pin every dependency anew (needs uv)
	@$(COMPILE) --all-extras --group build --group dev pyproject.toml -o requirements-dev.lock
	@$(COMPILE) --group build --constraint requirements-dev.lock pyproject.toml -o requirements.lock

clean: ## remove what was built; data of the demo stays
	rm -rf $(VENV) dist ui/node_modules src/portret/web/static .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks examples docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Portret needs Python 3.11 or newer; none was found on the PATH."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments: install python3-venv (Debian: apt-get install python3-venv)."; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

# a .venv made by uv has no pip
$(VENV)/.pip: | $(VENV)/bin/python
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@touch $@

# where the tools for tests are, they stay
$(VENV)/.product: requirements.lock pyproject.toml | $(VENV)/.pip
	@echo "Installing Portret and what it needs (once)"
	@$(PIP) --require-hashes -r $$([ -e $(VENV)/.dev ] && echo requirements-dev.lock || echo requirements.lock)
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/.pip
	@echo "Installing Portret and its tools for tests (once)"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.product

ui/node_modules/.package-lock.json: ui/package-lock.json | $(VENV)/.product
	@echo "Installing what the web app is made of (once)"
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

$(UI_ROUTES): $(shell find ui/src/routes -type f) ui/node_modules/.package-lock.json
	@$(NPM) run --silent routes
	@touch $@

$(VENV)/.ui: $(UI_SOURCES) ui/node_modules/.package-lock.json | $(UI_ROUTES)
	@echo "Building the web app"
	@$(NPM) run --silent build
	@touch $@
