# Two commands matter: `make run` shows the court working, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= auto
# What Python compiles is kept, for all workers of the tests and every process they start.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run rehearse check test gates bench format clean help

help:
	@echo "make run       start the court (web chat on http://127.0.0.1:8080)"
	@echo "make rehearse  a throwaway court with a day of five minutes"
	@echo "make check     the everyday checks: lint, types, quick tests"
	@echo "make test      everything: lint, types, all tests, every gate in a small size"
	@echo "make gates     the gates in full size (long)"
	@echo "make bench     the benchmarks, as ratios"

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Her Court needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@touch $@

run: $(READY)
	$(BIN)/python -m bot run

rehearse: $(READY)
	$(BIN)/python -m bot rehearse --day-minutes 5

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m "not slow"

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal

gates: $(READY)
	$(BIN)/python -m tests.acceptance all --full --platform all

bench: $(READY)
	$(BIN)/python -m tests.benchmarks all

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
