# Two commands for a newcomer: `make demo` and `make test`. Both need Python 3.11 or newer and make.
# While you work: `make fmt check unit`.

PYTHON ?= python3
PROJECT ?= .
REPOSITORY ?=
BIN := .venv/bin
UV := $(BIN)/uv pip install --python $(BIN)/python
export VIRTUAL_ENV := $(CURDIR)/.venv
# Lua is formatted where there is npm, from which its formatter comes.
STYLUA := $(if $(shell command -v npm),editors/node_modules/.bin/stylua)

# The unit tests of the front ends need what `make vscode jupyter` installs.
FRONT_ENDS := tests/unit/test_vscode_extension.py tests/unit/jupyter_ext/test_front_end.py
# What `make unit` leaves to `make e2e`
SLOW := model or ollama or neovim or browser or vscode

.PHONY: help demo test unit e2e vscode jupyter release check fmt lock clean
help: ## Show what can be made
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /  make \1	/' | expand -t 16

demo: .venv/lamp.stamp ## Hide lines of real code (PROJECT=path), complete them without LAMP and with it, and teach it a manner
	@$(BIN)/python -m lamp_lsp.backends.weights
	@$(BIN)/lamp demo $(PROJECT)

test: ## Run the whole suite, with the real model
	@$(MAKE) --no-print-directory --keep-going unit e2e

unit: .venv/dev.stamp ## Run what needs no model, editor or browser: about a minute
	@$(BIN)/python -m pytest -q -n auto -m "not ($(SLOW))" tests/unit tests/guards

e2e: .venv/dev.stamp ## Run the rest of the suite, with the real model, servers and editors
	@$(BIN)/python -m lamp_lsp.backends.weights
	@scripts/build_ollama.sh --if-possible
	@scripts/fetch_editors.sh --if-possible
	@scripts/build_code_server.sh --if-possible
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory vscode; fi
	@if command -v node >/dev/null; then $(MAKE) --no-print-directory jupyter; fi
	@$(BIN)/python -m pytest $(FRONT_ENDS) tests/guards tests/cases tests/laws tests/attack tests/e2e

vscode: dist/lamp-vscode.vsix ## Package the extension for VS Code (needs npm)

jupyter: jupyter_ext/labextension/package.json ## Build the front end for JupyterLab (needs Node)

release: jupyter_ext/labextension/package.json ## Build all that is published into dist/ and the branch nvim (REPOSITORY=its address)
	@npm ci --prefix $(VSCODE) --ignore-scripts --no-audit --no-fund --silent
	@LAMP_REPOSITORY='$(REPOSITORY)' npm run --prefix $(VSCODE) --silent package
	@rm -f dist/lamp_assistant-*
	@$(BIN)/uv build --quiet --out-dir dist .
	@scripts/make_nvim_plugin.sh
	@ls -1 dist/lamp*

check: .venv/dev.stamp $(STYLUA) ## Lint, format, types and import contracts, of Python, TypeScript and Lua
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/biome check --error-on-warnings .
	$(if $(STYLUA),$(STYLUA) --check editors/nvim)
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: .venv/dev.stamp $(STYLUA) ## Format and fix what can be fixed by itself
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .
	$(BIN)/biome check --write .
	$(if $(STYLUA),$(STYLUA) editors/nvim)

lock: .venv/uv.stamp ## Pin the dependencies anew
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-header \
	  --extra embedded pyproject.toml -o requirements/lamp.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-header -c requirements/lamp.txt \
	  --extra embedded --extra embeddings --extra adapters --extra jupyter --extra bench --extra dev pyproject.toml -o requirements/dev.txt

clean: ## Remove what was made here (models and learned data lie elsewhere)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist

VSCODE := editors/vscode
dist/lamp-vscode.vsix: $(wildcard $(VSCODE)/src/* $(VSCODE)/media/* $(VSCODE)/*.json $(VSCODE)/*.mjs $(VSCODE)/README.md) LICENSE CHANGELOG.md
	@npm ci --prefix $(VSCODE) --ignore-scripts --no-audit --no-fund --silent
	@npm run --prefix $(VSCODE) --silent package

editors/node_modules/.bin/stylua: editors/package-lock.json
	@npm ci --prefix editors --no-audit --no-fund --silent
	@touch $@

.venv/uv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'LAMP needs Python 3.11 or newer: make PYTHON=python3.12 ...'; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/bootstrap.txt
	@touch $@

.venv/lamp.stamp: .venv/uv.stamp requirements/lamp.txt pyproject.toml
	@echo 'Installing LAMP with the embedded model ...'
	@$(UV) -r requirements/lamp.txt
	@$(UV) --no-deps --editable .
	@touch $@

.venv/dev.stamp: .venv/lamp.stamp requirements/dev.txt
	@echo 'Installing what the tests need (meaning search brings torch: some minutes and 6 GB on Linux) ...'
	@$(UV) -r requirements/dev.txt
	@touch $@

JUPYTER := jupyter_ext/ui
jupyter_ext/labextension/package.json: $(JUPYTER)/package.json $(JUPYTER)/yarn.lock $(JUPYTER)/tsconfig.json \
  $(wildcard $(JUPYTER)/src/*.ts $(JUPYTER)/src/*/*.ts $(JUPYTER)/src/*/*.tsx $(JUPYTER)/style/* $(JUPYTER)/schema/*) | .venv/dev.stamp
	@scripts/build_labextension.sh
	@mkdir -p .venv/share/jupyter/labextensions/@lamp-assistant
	@ln -sfn $(CURDIR)/jupyter_ext/labextension .venv/share/jupyter/labextensions/@lamp-assistant/jupyterlab
	@touch $@
