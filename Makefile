# What developers run. Everything goes into .venv, node_modules and theme/assets/vendor, which git ignores: nothing is
# installed outside this folder but a browser, and that only by root and only where there is none.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Inside the environment, so that they vanish with it.
DONE := $(VENV)/done
PINNED := $(BIN)/python -m pip install --quiet --constraint constraints.txt
VENDOR := theme/assets/vendor/vendor.json
JOBS ?= 2
ARGS ?=
ADD ?=
N ?= 10000
ENGINES ?= storywall hugo
# What a new community gets for GitHub: its workflows are held to the same as ours.
STARTER := generator/storywall/scaffold/starter/any/dot-github

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_ROOT_USER_ACTION := ignore
# pip says for each of a machine's own package folders that a package isn't in it.
QUIETLY := 2> >(grep -v '^WARNING: Location .* is ignored' >&2 || true)

.PHONY: help install vendor browser site test test-all check format words vocabulary handbook real bench lighthouse wheel lock clean distclean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- installing ---------------------------------------------------------------------------------------------------

install: $(DONE)/install $(VENDOR) ## make .venv, with Storywall in it, and bring the fonts and scripts that ship

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Storywall needs Python 3.11, 3.12 or 3.13: name one, as in 'make install PYTHON=python3.12'." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# In three steps: the pip that comes with an older Python knows no groups, and the project's own build must find the
# pinned hatchling rather than bring the newest.
$(DONE)/install: pyproject.toml constraints.txt hatch_build.py | $(BIN)/python
	@echo "Installing into $(VENV) ..."
	@$(PINNED) pip $(QUIETLY)
	@$(PINNED) --group build --group vendor $(QUIETLY)
	@$(PINNED) --no-build-isolation --editable . $(QUIETLY)
	@mkdir -p $(DONE)
	@touch $@

$(DONE)/test $(DONE)/check $(DONE)/bench $(DONE)/lock $(DONE)/nu: $(DONE)/%: $(DONE)/install
	@echo "Installing what 'make $*' needs ..."
	@$(PINNED) --group $* $(QUIETLY)
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json .npmrc | $(DONE)/install
	@echo "Bringing npm packages ..."
	@$(BIN)/npm ci --loglevel=error
	@touch $@

$(VENDOR): node_modules/.package-lock.json tools/vendor.py | $(DONE)/install
	@$(BIN)/python tools/vendor.py

vendor: $(VENDOR) ## fonts and scripts that ship, into theme/assets/vendor (part of install)

browser: $(DONE)/test ## find or bring the Chromium that tests use, and print where it is
	@$(BIN)/python tools/browser.py

# --- using --------------------------------------------------------------------------------------------------------

site: install ## build the sample community, serve it and print its address
	@$(BIN)/storywall serve $(ARGS)

# --- holding the quality ------------------------------------------------------------------------------------------

test: MARKED := -m "not slow"
test: ## run the tests but the slow ones (ARGS="-k word" for some)
test-all: MARKED :=
test-all: $(DONE)/nu tools/nu/node_modules/.package-lock.json ## run all tests
test test-all: install $(DONE)/test tools/octokit/node_modules/.package-lock.json
	@STORYWALL_BROWSER="$$($(BIN)/python tools/browser.py)"; export STORYWALL_BROWSER; \
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(MARKED) $(ARGS)

check: install $(DONE)/check ## ruff, mypy, import-linter and the lint of the workflows
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/zizmor --offline --no-progress --quiet --persona=pedantic .github $(STARTER)/workflows/*.yml $(STARTER)/dependabot.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml $(STARTER)/workflows/*.yml handbook/ci/forgejo.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.gitlab-ci handbook/ci/gitlab.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml $(STARTER)/dependabot.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml

format: $(DONE)/check ## let ruff put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

words: install ## bring the catalogues of words up to date with the source; then translate what is empty (ADD=de begins a language)
	@$(BIN)/pybabel --quiet extract --mapping-file babel.cfg --no-wrap --sort-by-file --add-location file --keywords NN_:1,2 \
	  --output-file $(VENV)/words.pot generator theme
	@$(if $(ADD),$(BIN)/pybabel --quiet init --domain storywall --input-file $(VENV)/words.pot \
	  --output-dir generator/storywall/locale --no-wrap --locale $(ADD))
	@$(BIN)/pybabel --quiet update --domain storywall --input-file $(VENV)/words.pot \
	  --output-dir generator/storywall/locale --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

vocabulary: install ## bring what check-data knows of schema.org up to date with npm's schema-dts
	@$(BIN)/python tools/vocabulary.py

# Each of these keeps a notice about MkDocs 2 away. Not --quiet: it would keep --strict from seeing warnings.
handbook: export NO_MKDOCS_2_WARNING := 1
handbook: export DISABLE_MKDOCS_2_WARNING := true
handbook: install ## write the pages that follow from the program, and build the handbook into dist/handbook
	@$(BIN)/python tools/handbook.py
	@$(BIN)/mkdocs build --strict --config-file handbook.yml

lighthouse: install $(DONE)/test tools/lighthouse/node_modules/.package-lock.json ## measure home, a listing and a story of the sample as Lighthouse does
	@STORYWALL_BROWSER="$$($(BIN)/python tools/browser.py)"; export STORYWALL_BROWSER; $(BIN)/python tools/lighthouse/run.py

# What only tests and measurements need has a folder and a lock of its own each, so that `make install` doesn't bring it.
tools/%/node_modules/.package-lock.json: tools/%/package.json tools/%/package-lock.json | $(DONE)/install
	@echo "Bringing what tools/$* needs ..."
	@$(BIN)/npm ci --prefix tools/$* --loglevel=error
	@touch $@

real: install ## bring real content from STORYWALL_CORPORA into a fresh community, check and build it, print what came of it
	@$(BIN)/python tools/real.py $(ARGS)

bench: install $(DONE)/bench ## measure against peers (N=10000 ENGINES="storywall hugo" CASES="cold title" RUNS=5)
	@$(BIN)/python tests/benchmarks/bench.py --number $(N) --engines $(ENGINES) \
	  $(if $(CASES),--cases $(CASES)) $(if $(RUNS),--runs $(RUNS)) $(ARGS)

# --- releasing ----------------------------------------------------------------------------------------------------

wheel: install ## build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist . $(QUIETLY)
	@ls dist/*.whl

lock: $(DONE)/lock ## refresh constraints.txt and package-lock.json (ARGS=--upgrade for the newest of all)
	@$(BIN)/uv pip compile --quiet pyproject.toml --output-file constraints.txt --universal --python-version 3.11 \
	  --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  --group test --group check --group build --group vendor --group bench --group lock --group nu $(ARGS)
	@for folder in . tools/lighthouse tools/nu tools/octokit; do \
	  $(BIN)/npm $(if $(findstring --upgrade,$(ARGS)),update,install) --prefix $$folder --package-lock-only --loglevel=error; \
	done

clean: ## remove what was built, and caches
	rm -rf site dist .storywall .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find generator hatch_build.py tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove what was installed as well
	rm -rf $(VENV) node_modules tools/*/node_modules theme/assets/vendor
