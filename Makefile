# Doors of the project. `make run` and `make test` are the two that matter; the README says the same without make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SURVEY_PORT ?= 8000
REQUIRE_ALL ?=
export REQUIRE_ALL

.PHONY: help setup run test lint types contracts golden bench attack attack-tables coverage redaction mutations docs lock clean
help:  ## list the doors
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(VENV)/.runtime  ## make the environment from the lock

run: $(VENV)/.runtime  ## start the platform with the demo organisation on 127.0.0.1
	SURVEY_PORT=$(SURVEY_PORT) $(BIN)/survey start --demo

test: $(VENV)/.development  ## pass all checks and tests (REQUIRE_ALL=1: a skip is a failure)
	$(MAKE) --no-print-directory lint types contracts
	$(BIN)/pytest -n 2 --dist loadgroup

lint: $(VENV)/.development  ## style of code and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates

types: $(VENV)/.development  ## strict types
	$(BIN)/mypy
	MYPYPATH=.:tests/attack_tables $(BIN)/mypy tests/attack_tables

contracts: $(VENV)/.development  ## the floors of the house
	$(BIN)/lint-imports --no-cache

golden: $(VENV)/.development  ## numbers made by R, item by item
	$(BIN)/python tests/golden/scoreboard.py

bench: $(VENV)/.development  ## speed, as ratios to a peer in the same run
	$(BIN)/python benchmarks/import_rows.py
	$(BIN)/python benchmarks/check_and_convert.py
	$(BIN)/python benchmarks/counting.py
	$(BIN)/python benchmarks/ballots.py
	$(BIN)/python benchmarks/release_gate.py

attack: $(VENV)/.development  ## linkage attackers against a naive store and ours (R=200 SEED=7)
	$(BIN)/python tests/attack/run.py

attack-tables: $(VENV)/.development  ## attackers on the published tables of 1,000 random organisations
	$(BIN)/python tests/attack_tables/run.py

coverage: $(VENV)/.development  ## coverage of intervals and size of tests by seeded simulation (RUNS=4000)
	$(BIN)/python tests/simulations/run.py

redaction: $(VENV)/.development  ## what the redaction assistant finds in texts it has not seen, class by class
	$(BIN)/python tests/redaction/run.py

mutations: $(VENV)/.development  ## 300 seeded mistakes in valid questionnaires: share caught, and on the right line
	$(BIN)/python tests/mutations/run.py

docs: $(VENV)/.development  ## rebuild what is generated: schema, references, pictures
	$(BIN)/python docs/build.py
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/pictures_custodian.py
	$(BIN)/python docs/pictures_committee.py
	$(BIN)/python docs/pictures_withheld.py

lock:  ## recompute the locked requirements (no registry address is written)
	uv pip compile --universal --generate-hashes --no-header --no-annotate -q pyproject.toml --group build -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate -q pyproject.toml --group dev -o requirements-dev.lock

clean:  ## forget environment and demo
	rm -rf $(VENV) var artifacts

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime
