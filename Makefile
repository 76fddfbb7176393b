# The ways to set up, run, check and measure the product.
PORT ?= 8000
BIN := .venv/bin
PYTHON ?= python3

.PHONY: install demo test check bench format

# Needs nothing but Python 3.11 or newer; keeps its data in var/.
demo: .venv/product
	@KEPT_DEMO=1 exec $(BIN)/python manage.py up --port $(PORT)

install: .venv/tools

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Kept needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/product: requirements.txt | $(BIN)/python
	@echo 'Installing what the product runs on …'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/tools: requirements.txt requirements-dev.txt | $(BIN)/python
	@echo 'Installing what the product is checked and tested with …'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/product

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --check --lint --quiet
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint templates --reformat --quiet

test: install
	$(BIN)/python -m tests.run $(ARGS)

# Without the peers, say where they cannot be had, a section says what it did not measure.
.venv/peers: requirements-bench.txt | install
	@echo 'Installing what the product is measured beside …'
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt && touch $@

bench: install .venv/peers
	$(BIN)/python -m benchmarks
