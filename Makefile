# Needs only Python >= 3.11 and make. uv is used when it is on the PATH, pip otherwise.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)

.PHONY: demo test test-full check quality bench bench-errors demo-crawl lock clean
.DEFAULT_GOAL := test

demo: $(VENV)/.run         ## read the samples in raw/, print their flags, leave a database in extracted/
	@$(BIN)/nianbao run raw/ -o extracted/

test: $(VENV)/.dev         ## the test suite
	$(BIN)/python -m pytest -n auto

test-full:                 ## the suite with its long tests, every optional part (OCR) and DuckDB 2.0, in an environment of its own
	@$(MAKE) --no-print-directory VENV=.venv-full .venv-full/.full
	.venv-full/bin/python -m pytest -n auto --full

check: $(VENV)/.dev        ## style and types
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

quality: $(VENV)/.dev      ## how well the examples are read; writes docs/quality.md
	@$(BIN)/python -W ignore tools/quality.py

bench: $(VENV)/.dev        ## what a PDF costs; REPORT= names another one
	$(BIN)/python -W ignore tools/bench_pdf.py $(or $(REPORT),tests/pdf/weasyprint.pdf)

bench-errors: $(VENV)/.dev  ## what the checks find and what they flag wrongly, on made reports; some minutes
	@$(BIN)/python -W ignore tools/bench_errors.py

lock:                      ## needs uv: refresh the lock file and the hashed exports that pip reads
	uv lock
	uv export -q --no-dev --group build --no-emit-project --no-header -o requirements.txt
	uv export -q --no-emit-project --no-header -o requirements-dev.txt
	uv export -q --no-dev --extra ocr --no-emit-project --no-header -o requirements-ocr.txt

demo-crawl: $(VENV)/.dev   ## a made city on this machine: its server, a crawl of it, a run over what came, its flags
	@$(BIN)/python tools/demo_crawl.py demo-crawl

clean:
	rm -rf $(VENV) .venv-full extracted demo-crawl .pytest_cache .mypy_cache .ruff_cache

$(BIN)/python:
ifdef UV
	@uv venv -q --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nianbao needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)
endif

# The editable install needs hatchling, which the locked list brings: nothing outside the lock is fetched.
# -qq: some pips warn about how jieba, a source archive of 2020, is built; errors are still shown.
define install
	@echo "Setting up $(VENV) from $(1) (once) ..."
	@$(if $(UV),uv pip install -q --python $(BIN)/python,$(BIN)/python -m pip install -qq --disable-pip-version-check) --require-hashes -r $(1)
	@$(if $(UV),uv pip install -q --python $(BIN)/python,$(BIN)/python -m pip install -qq --disable-pip-version-check) --no-deps --no-build-isolation -e .
	@touch $(2)
endef

$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/python
	$(call install,requirements.txt,$@)

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(BIN)/python
	$(call install,requirements-dev.txt,$@)

# The lock holds 1.5; this list replaces that one package.
$(VENV)/.full: $(VENV)/.dev requirements-ocr.txt requirements-duckdb2.txt
	@for list in requirements-ocr.txt requirements-duckdb2.txt; do \
	  $(if $(UV),uv pip install -q --python $(BIN)/python,$(BIN)/python -m pip install -qq --disable-pip-version-check) --require-hashes -r $$list || exit 1; \
	done
	@touch $@
