# Contract testing, both sides. `make help` lists the targets.

# Without PYTHON=, an environment that is there keeps the interpreter that it was made with.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(or $(shell .venv/bin/python -c "print('.venv/bin/python')" 2>/dev/null),python3)
endif
CONTRACTS ?= contracts
PYTEST_ARGS ?=
WITH ?=

# The interpreter that PYTHON leads to (also when PYTHON is the .venv's own, which may know it by another name) and the
# pins: .venv is rebuilt when either changes.
BASE_PYTHON := $(shell "$(PYTHON)" -c "import sys; print(sys._base_executable)" 2>&1)
PINS := $(shell { "$(PYTHON)" -c "import os, sys; print(sys.version, os.path.realpath(sys._base_executable))"; cat constraints.txt harness/pyproject.toml tools/set-up; } 2>/dev/null | cksum | cut -d ' ' -f 1)
READY := .venv/ready-$(PINS)
# What a target needs besides what `make` does is added to .venv when it is first used: a group of pyproject.toml.
HARNESS := $(READY) $(READY)-harness
LESSONS := $(READY) $(READY)-lessons
TEST := $(READY) $(READY)-test
DEV := $(READY) $(READY)-dev
VENV_PYTHON := .venv/bin/python
EXTRAS := $(foreach group,$(WITH),$(READY)-$(group))

# Compiled once: runs of pytest within pytest would compile the packages each time.
unexport PYTHONDONTWRITEBYTECODE

# The contract runs need neither Hypothesis nor anyio, whose plugins take as long to load as the contracts to run.
PYTEST := $(VENV_PYTHON) -m pytest --pact-dir="$(CONTRACTS)"
PYTEST_CONTRACTS := $(PYTEST) -p no:hypothesispytest -p no:anyio
CONTRACT_TESTS = $(wildcard tests/consumer/*/test_*_contract.py)

.DEFAULT_GOAL := all
.PHONY: all consumer-test provider-verify test test-all test-coverage test-frameworks contract-check needs coverage book docs pictures bench mutants package serve lint clean help
.PHONY: publish can-i-deploy can-i-merge record-deployment record-undeployment broker-setup delete-branch
.PHONY: stub broker-up broker-down lessons lesson check hint solution reset watch next now-you read try lessons-verify

all:  ## Write the contracts, then check the provider against them
	@$(MAKE) --no-print-directory consumer-test
	@$(MAKE) --no-print-directory provider-verify

consumer-test: $(READY) $(EXTRAS)  ## Run the consumer's contract tests, which write contracts/ (or CONTRACTS=DIR)
	$(PYTEST_CONTRACTS) $(CONTRACT_TESTS) $(PYTEST_ARGS)

provider-verify: $(READY) $(EXTRAS) $(if $(BROKER),$(READY)-broker)  ## Replay every contract of contracts/ (or CONTRACTS=DIR, or BROKER=1) against the provider
	$(PYTEST_CONTRACTS) $(if $(BROKER),--pact-broker )tests/provider/test_contract.py $(PYTEST_ARGS)

# The contracts first, in a process of their own: what is verified is what was just recorded. (5: -k left none of them.)
RECORD_FIRST = $(PYTEST_CONTRACTS) $(CONTRACT_TESTS) $(PYTEST_ARGS) || test $$? = 5
PYTEST_REST = $(PYTEST) -n auto --dist worksteal $(addprefix --ignore=,$(CONTRACT_TESTS))

# Said instead of the command, which names a dozen files and folders.
TIER = $(shell $(VENV_PYTHON) -m tests.tiers)
SAY_TIER = echo "The other tests, without those of tests/slow.toml:"

test: $(TEST) $(EXTRAS)  ## Run the tests to run before each commit: all except those of tests/slow.toml
	$(RECORD_FIRST)
	@$(SAY_TIER)
	@$(PYTEST_REST) $(TIER) $(PYTEST_ARGS)

test-all: $(TEST) $(EXTRAS)  ## Run every test that needs no extra service
	$(RECORD_FIRST)
	$(PYTEST_REST) $(PYTEST_ARGS)

# A plugin of its own, which every other run would load too: the group `coverage`.
test-coverage: $(TEST) $(READY)-coverage $(EXTRAS)  ## Run `make test`, and show how much of the code the tests run
	mkdir -p build/coverage
	$(RECORD_FIRST)
	@$(SAY_TIER)
	@COVERAGE_FILE="$(CURDIR)/build/coverage/data" $(PYTEST_REST) $(TIER) --cov --cov-report=term --cov-report=markdown:build/coverage/report.md $(PYTEST_ARGS)

# Apart and last: these packages bring plugins of pytest, which every other run would load too.
test-frameworks: $(TEST) $(READY)-frameworks  ## Run the plugin's tests with other web frameworks
	$(PYTEST) -n auto harness/tests/verifying $(PYTEST_ARGS)

# Without CONTRACTS=, the command reads the setting.
OTHER_CONTRACTS = $(filter-out contracts,$(CONTRACTS))

contract-check: $(HARNESS)  ## Check the contracts themselves: drift, states, lint, unneeded fields, the provider's document
	@$(VENV_PYTHON) -m pact_harness check $(OTHER_CONTRACTS)

needs: $(HARNESS)  ## Show which consumer needs which field of the provider's responses
	@$(VENV_PYTHON) -m pact_harness needs $(addprefix --contracts=,$(OTHER_CONTRACTS))

coverage: $(HARNESS)  ## Show which parts of the provider's document the contracts cover (COVERAGE_ARGS='--fail-under 50')
	@$(VENV_PYTHON) -m pact_harness coverage --contracts "$(CONTRACTS)" $(COVERAGE_ARGS)

# The life of a contract in a Pact Broker: docs/broker.md. Which broker, and as whom, say the variables PACT_BROKER_*.
IN_BROKER = $(VENV_PYTHON) -m pact_harness broker
NAMED = --pacticipant "$(PACTICIPANT)"
NUMBERED = $(if $(VERSION),--version "$(VERSION)")

publish: $(READY) $(READY)-broker  ## Publish contracts/ to the broker (VERSION=, BRANCH=, DIRTY=1)
	@$(IN_BROKER) publish "$(CONTRACTS)" $(NUMBERED) $(if $(BRANCH),--branch "$(BRANCH)") $(if $(DIRTY),--allow-dirty)

can-i-deploy: $(READY) $(READY)-broker  ## Ask whether PACTICIPANT= can be deployed to TO= (VERSION=)
	@$(IN_BROKER) can-i-deploy $(NAMED) $(NUMBERED) --to "$(TO)" $(BROKER_ARGS)

can-i-merge: $(READY) $(READY)-broker  ## Ask whether PACTICIPANT= is compatible with the main branches (VERSION=)
	@$(IN_BROKER) can-i-merge $(NAMED) $(NUMBERED) $(BROKER_ARGS)

record-deployment: $(READY) $(READY)-broker  ## Tell the broker that PACTICIPANT= is deployed to TO= now (VERSION=)
	@$(IN_BROKER) record-deployment $(NAMED) $(NUMBERED) --to "$(TO)"

record-undeployment: $(READY) $(READY)-broker  ## Tell the broker that PACTICIPANT= is no longer deployed to TO=
	@$(IN_BROKER) record-undeployment $(NAMED) --to "$(TO)"

broker-setup: $(READY) $(READY)-broker  ## Create environments, main branches and, with WEBHOOK=URL, the webhook; you can repeat it
	@$(IN_BROKER) setup --contracts "$(CONTRACTS)" $(if $(WEBHOOK),--webhook "$(WEBHOOK)") $(BROKER_ARGS)

delete-branch: $(READY) $(READY)-broker  ## Delete BRANCH= of PACTICIPANT= from the broker
	@$(IN_BROKER) delete-branch $(NAMED) --branch "$(BRANCH)"

# PACT_BROKER_BASE_URL would have it load from the broker instead.
stub: $(READY) $(READY)-broker  ## Answer on PORT=8080 as contracts/ say, to build a consumer before its provider (STATE=regex)
	env -u PACT_BROKER_BASE_URL .venv/bin/pact stub --dir "$(CONTRACTS)" --port $(or $(PORT),8080) \
		--provider-state-header-name X-Provider-State $(if $(STATE),--provider-state "$(STATE)")

broker-up:  ## Start a broker with Docker, http://127.0.0.1:9292
	docker compose up --detach --wait

broker-down:  ## Stop that broker; its data stay in a volume
	docker compose down

book: $(HARNESS)  ## Write the contracts as pages for people, build/book (SINCE=REVISION shows also what changed)
	@$(VENV_PYTHON) -m pact_harness book $(CONTRACTS) $(if $(SINCE),--since "$(SINCE)") $(BOOK_ARGS)

docs: $(LESSONS) $(READY)-docs  ## Build the documentation site, build/docs/site (needs npm, for Mermaid)
	@$(VENV_PYTHON) -m tools.docs_site $(DOCS_ARGS)

pictures: $(TEST) $(READY)-browser  ## Make the README's pictures again, docs/failure.svg and docs/book.png (needs Chromium and git)
	$(VENV_PYTHON) -m tests.pictures

bench: $(HARNESS)  ## Measure recording and verifying, compared with the documented pattern (BENCH_ARGS=--all takes minutes)
	$(VENV_PYTHON) -m benchmarks $(BENCH_ARGS)

mutants: $(TEST) $(READY)-mutants $(EXTRAS)  ## Make 300 mutants of the code, and list those that no test notices (takes hours; MUTANTS_ARGS=--help)
	@$(VENV_PYTHON) -m tests.mutants $(MUTANTS_ARGS)

lessons: $(LESSONS) $(EXTRAS)  ## Show the lessons, and how far you are
	@$(VENV_PYTHON) -m lessons list

# `make lesson 4` means `make lesson N=4`.
ifeq ($(firstword $(MAKECMDGOALS)),lesson)
NUMBER := $(filter 0% 1% 2% 3% 4% 5% 6% 7% 8% 9%,$(word 2,$(MAKECMDGOALS)))
ifdef NUMBER
N ?= $(NUMBER)
.PHONY: $(NUMBER)
$(NUMBER): ; @:
endif
endif

lesson: $(LESSONS) $(EXTRAS)  ## Begin the next lesson, or lesson N=4, in workbench/
	@$(VENV_PYTHON) -m lessons start $(N)

watch: $(LESSONS) $(EXTRAS)  ## Work on a lesson: a screen that checks on each save, with a key for each command below
	@$(VENV_PYTHON) -m lessons watch

check hint solution reset next now-you: $(LESSONS) $(EXTRAS)  ## In a lesson: check, one more hint, the solution, begin again, go on, one more exercise
	@$(VENV_PYTHON) -m lessons $@

read: $(LESSONS)  ## Show the text of the lesson again, or of lesson N=4
	@$(VENV_PYTHON) -m lessons read $(N)

words cheat: $(LESSONS)  ## Show what the course's terms mean; show a cheat sheet of one page
	@$(VENV_PYTHON) -m lessons $@

try: $(LESSONS)  ## Make one change of tests/changes/ in a copy, and see which tests fail: CHANGE=id (without it: the list)
	@$(VENV_PYTHON) -m lessons try $(CHANGE)

lessons-verify: $(DEV)  ## Prove every lesson, and every console block of the documents
	@$(VENV_PYTHON) -m lessons verify

package: $(READY) $(READY)-package  ## Build the plugin's wheel and sdist into dist/, and check them as a package index would
	rm -rf dist
	$(VENV_PYTHON) -m build --quiet --outdir dist harness
	$(VENV_PYTHON) -m twine check --strict dist/*
	.venv/bin/check-wheel-contents dist/*.whl

serve: $(READY) $(EXTRAS)  ## Run the provider on 127.0.0.1:8000 (WITH=postgres adds the driver)
	$(VENV_PYTHON) -m provider

lint: $(DEV)  ## Check types, style, spelling, who imports whom, and the workflows
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy
	.venv/bin/typos
	.venv/bin/lint-imports --no-cache --no-logo
	.venv/bin/zizmor --offline --quiet .github action examples/minimal

clean:  ## Remove what is generated and not committed: build/, caches, .venv
	rm -rf build dist .pact .venv .pytest_cache examples/minimal/.ruff_cache .mypy_cache .ruff_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## Show this list
	@sed -n 's/^\([a-z -]*\):.*  ## /\1|/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "  %-31s %s\n", $$1, $$2 }'
	@echo "Options: CONTRACTS=DIR  PYTEST_ARGS='-n 2'  PYTHON=python3.13  WITH=postgres (or browser, broker)"

# Also with -n, which runs nothing else.
.DEFAULT: ; +@echo "There is no target $@. \`make help\` lists them." >&2; exit 2

$(READY): ; @sh tools/set-up "$(PYTHON)" "$(BASE_PYTHON)" "$@"

$(READY)-%: $(READY) ; @sh tools/set-up --add "$*" "$(READY)"
