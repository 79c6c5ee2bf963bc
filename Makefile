# Set-up, run and tests of Sightline. `make run` and `make test` are all that a newcomer needs: Python 3.11, git, make.
#
#   make run        install, generate the sample authority, build everything, say where it is
#   make test       every check and every test; one part alone: make test-rules, test-models, ...
#   make serve      the dashboards             make dagster   the asset graph on screen
#   make check      lint, types, formats, dbt conventions; changes nothing      make fix   mends what can be mended
#   make bench      timings, ours and the public validators', and where they disagree with us
#   make fuzz       2,000 broken returns of each kind, 3,000 hostile drops, 20 runs killed
#   make golden     rewrites golden files      make docs      rewrites generated documentation

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

export SIGHTLINE_DATA_DIR ?= $(CURDIR)/data
# Nothing may need a writable home.
export UV_CACHE_DIR ?= $(CURDIR)/.venv/cache
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
# A shell that forbids compiled modules would make every command import everything from source.
export PYTHONDONTWRITEBYTECODE :=

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALLED := .venv/installed

# Barsetshire as `make run` builds it. 13,500 children known over six years belong to about 75,000 who live there.
CHILDREN ?= 13500
YEARS ?= 6
SEED ?= 2026
SOURCES := $(SIGHTLINE_DATA_DIR)/sources/barsetshire-$(CHILDREN)-$(YEARS)-$(SEED)
SNAPSHOTS := 2026-01-15 2026-04-30 2026-07-31

# dbt-bouncer looks for a manifest in a folder of this shape; the dbt project itself is never written to.
BOUNCED := $(SIGHTLINE_DATA_DIR)/warehouse/dbt/bounced

TESTS := pipeline unit models dashboards rules golden reference

.PHONY: run test serve dagster check fix bench fuzz golden docs install browser $(addprefix test-,$(TESTS))

run: $(INSTALLED) $(SOURCES)/.complete
	for day in $(SNAPSHOTS); do $(BIN)/sightline ingest ssd "$(SOURCES)/999/$$day" --as-at "$$day" --authority 999; done
	mkdir -p "$(SIGHTLINE_DATA_DIR)/lists/999"
	cp "$(SOURCES)/999/postcodes.csv" "$(SOURCES)/999/providers.csv" "$(SIGHTLINE_DATA_DIR)/lists/999/"
	$(BIN)/sightline run
	@echo "Open the dashboards with: make serve"

install: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "Sightline needs Python 3.11; this is $$("$(PYTHON)" --version). Install it, or name it: make run PYTHON=/path/to/python3.11"; exit 2; }
	test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

$(SOURCES)/.complete: $(INSTALLED) $(shell find pipelines/sample -name "*.py" -o -name "*.yml")
	rm -rf "$(SOURCES)"
	$(BIN)/sightline sample --children $(CHILDREN) --years $(YEARS) --seed $(SEED) --authorities 1 --out "$(SOURCES)"
	touch $@

serve: $(INSTALLED)
	$(BIN)/streamlit run dashboards/app.py

dagster: $(INSTALLED)
	$(BIN)/python -m pipelines.prepare
	DAGSTER_HOME="$(SIGHTLINE_DATA_DIR)/dagster" $(BIN)/dagster dev

# What changes nothing and says whether the tree is as it should be.
check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfmt --check --quiet dbt_project/models dbt_project/macros dbt_project/tests
	$(BIN)/python -m pipelines.contract_models --check
	$(BIN)/python -m pipelines.return_models --check
	$(BIN)/python scripts/write_docs.py --check
	manifest="$$($(BIN)/python -m pipelines.prepare)"; mkdir -p "$(BOUNCED)/target"; cp "$$manifest" "$(BOUNCED)/target/"
	DBT_PROJECT_DIR="$(BOUNCED)" $(BIN)/dbt-bouncer --config-file dbt_project/dbt-bouncer.yml

fix: $(INSTALLED)
	$(BIN)/python -m pipelines.contract_models
	$(BIN)/python -m pipelines.return_models
	$(BIN)/sqlfmt --quiet dbt_project/models dbt_project/macros dbt_project/tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Three at a time on two cores, for browsers and processes are waited for; the slow ones first. The words of each come
# out together.
test: browser
	$(MAKE) -j3 --output-sync=target $(addprefix test-,$(wordlist 1,3,$(TESTS))) check $(addprefix test-,$(wordlist 4,99,$(TESTS)))

# Folders run side by side, so each keeps to one thread of Polars: an eighth of the CPU of the fuzzing was threads waiting.
$(addprefix test-,$(TESTS)): export POLARS_MAX_THREADS = 1
$(addprefix test-,$(TESTS)): test-%: $(INSTALLED) | browser
	@if [ -d tests/$* ]; then $(BIN)/pytest -q tests/$*; fi

# Pages are opened in a real browser. It is looked for on PATH; where we may, Debian's is installed.
browser:
	@scripts/find_browser.sh --install >/dev/null

# All of it; one part alone: .venv/bin/python -m tests.benchmarks cin (or ssda903, sample, ingestion, run, agreement cin FILE...).
bench: $(INSTALLED)
	$(BIN)/python -m tests.benchmarks

fuzz: $(INSTALLED)
	$(BIN)/pytest -q tests/fuzz

golden: $(INSTALLED)
	SIGHTLINE_WRITE_GOLDEN=1 $(BIN)/pytest -q tests/golden tests/pipeline/test_golden_returns.py

docs: $(INSTALLED)
	$(BIN)/python scripts/write_docs.py
