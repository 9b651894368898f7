# Everything runs in .venv, made on first use. PYTHON=python3.12 picks another interpreter, and makes
# .venv anew where it is of another one. JOBS=0 runs the tests in one process, JOBS=4 on four workers;
# by default one more than two cores need, since some tests wait for Terraform, which waits itself.
PYTHON ?= python3
JOBS ?= 3
BIN := .venv/bin
CODE := src packages tests benchmarks reliability tools
HARNESS := packages/terraform-scenarios
.DEFAULT_GOAL := help
.PHONY: help demo web lint test security browser e2e screenshots mirror bench faults docs format

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/ready ## apply examples/complete to an embedded AWS stand-in and show the pool
	@$(BIN)/python -m tools.demo examples/complete

web: .venv/ready ## sign up and sign in on a page of examples/amplify-web, on the same stand-in
	@$(BIN)/python -m tools.web examples/amplify-web

lint: .venv/ready ## format, lint, types
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "Run 'make format'."; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy --no-error-summary

test: lint ## and every test; what CI runs
	@$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

security: .checkov/ready ## checkov on the module and its examples: no failed check without a reason
	@.checkov/bin/checkov --config-file .checkov.yaml

browser: .venv/ready ## install what the browser tests need: Chromium, and the page's packages
	@$(BIN)/python -m tests.e2e.ready

e2e: browser ## the tests in a browser, and with Amplify's own tools
	@$(BIN)/python -m pytest tests/e2e -o norecursedirs='node_modules .*' $(ARGS)

screenshots: browser ## take the README's pictures anew, into docs/images
	@$(BIN)/python -m tests.e2e.screenshots

mirror: ## download the provider once, into .mirror, for TF_PROVIDER_MIRROR
	@mkdir -p .mirror
	@terraform -chdir=examples/minimal get > /dev/null
	@terraform -chdir=examples/minimal providers mirror "$(CURDIR)/.mirror"

bench: .venv/ready ## the harness against its peers on the same scenarios, into docs/benchmarks
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@$(BIN)/python -m benchmarks $(ARGS)
	@$(BIN)/python -m benchmarks.gateway
	@$(BIN)/python -m benchmarks.floor

faults: .venv/ready ## the example against every fault, into docs/reliability.md; ARGS='--minutes 30' for a sample
	@$(BIN)/python -m reliability $(ARGS)

docs: .venv/ready ## write the tables of inputs and outputs, from the HCL
	@$(BIN)/python -m tools.module_tables

format: .venv/ready ## format Python and HCL
	@$(BIN)/ruff check --quiet --fix $(CODE); $(BIN)/ruff format --quiet $(CODE)
	@terraform fmt -recursive

# Whoever names a Python gets that one; who names none keeps the .venv that is there.
VERSION := -c 'import sys; print(sys.version)'
ifneq ($(origin PYTHON),file)
ifneq ($(shell { $(PYTHON) $(VERSION); } 2> /dev/null),$(shell { $(BIN)/python $(VERSION); } 2> /dev/null))
OTHER := another-python
endif
endif
.PHONY: another-python
another-python:

# The stamp comes last, so that an installation that was interrupted starts again. The version, which
# is installed too, stands in __init__.py.
.venv/ready: pyproject.toml $(HARNESS)/pyproject.toml $(HARNESS)/src/terraform_scenarios/__init__.py constraints.txt $(OTHER)
	@$(if $(OTHER),false,$(BIN)/python -m pip --version > /dev/null 2>&1) || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || { \
	    echo "Python 3.11 or later is needed; '$(PYTHON)' is $$($(PYTHON) -V 2> /dev/null || echo not one). Name another: make PYTHON=python3.12"; exit 1; }; \
	  $(PYTHON) -m venv --clear .venv; }
	@echo "Installing into .venv (about a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e $(HARNESS) -e '.[dev]'
	@touch $@

# Apart, since it pins half of what it needs to versions of its own.
.checkov/ready: Makefile
	@echo "Installing checkov into .checkov (about a minute, once) ..."
	@$(PYTHON) -m venv .checkov
	@.checkov/bin/python -m pip install --quiet --disable-pip-version-check checkov==3.3.30
	@touch $@
