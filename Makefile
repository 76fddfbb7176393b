# The ways to set up, run, check and measure the product.
PORT ?= 8000
BIN := .venv/bin
PYTHON ?= python3

.PHONY: install demo test check bench format

install: .venv/installed

.venv/installed: requirements.txt requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

# Needs nothing but Python 3.11 or newer; keeps its data in var/.
demo: install
	@KEPT_DEMO=1 exec $(BIN)/python manage.py up --port $(PORT)

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

bench: install
	$(BIN)/python -m benchmarks
