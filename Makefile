# Every target works from a bare clone: the virtual environment is made on the way, from the hashed lock.
PYTHON ?= python3
BIN := .venv/bin
COMPANY ?= demo
AS_OF ?= 2026-10-31
CHARGES ?= 1000000
MONTH_ENDS ?= 60
READY := .venv/.ready

export DO_NOT_TRACK = 1
export CARTERA_COMPANY ?= $(COMPANY)

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint bench evaluate evaluate-matching ui clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@sh .ci/make_venv.sh $(PYTHON)
	@$(BIN)/cartera parse
	@touch $@

setup: $(READY) ## the virtual environment and the parsed dbt project

run: $(READY) ## load the sample company, build the warehouse, write the monthly report
	@$(BIN)/cartera run --company $(COMPANY) --as-of $(AS_OF)

# A process a core; a file's tests stay together, for they share what they build.
test: $(READY) ## all tests
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models dbt_project/tests
	@$(BIN)/cartera parse
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/dg check defs
	@$(BIN)/python -m tests.manifest_lint

check: lint test ## lint, types, SQL style, dbt parse, Dagster definitions, manifest lint, then all tests

# Ten million over 120 month-ends, after a million over as many: MONTH_ENDS=120, then CHARGES=10000000 MONTH_ENDS=120.
bench: $(READY) ## ratios to a hand-written DuckDB script on a million charges (takes some minutes, 10 GB of disk; CHARGES= MONTH_ENDS=)
	@$(BIN)/python -m tests.bench --charges $(CHARGES) --month-ends $(MONTH_ENDS)

evaluate: $(READY) ## how well a settled ledger would have been predicted: DATA=file MAPPING=file [CUT=day DAYS=20 LATE=0]
	@$(BIN)/cartera evaluate --data "$(DATA)" --mapping "$(MAPPING)" $(if $(CUT),--cut $(CUT)) $(if $(DAYS),--days-before-due $(DAYS)) $(if $(LATE),--late-days $(LATE))

evaluate-matching: $(READY) ## the matcher against receipts whose answer is known, beside naive rivals (DATA=file.json for your own)
	@$(BIN)/python -m tests.evaluate_matching $(if $(DATA),--data $(DATA))

ui: $(READY) ## Dagster's web page, on http://localhost:3000
	@$(BIN)/cartera parse
	@mkdir -p .dagster && cp dagster.yaml .dagster/dagster.yaml
	@DAGSTER_HOME=$(CURDIR)/.dagster $(BIN)/dagster dev -w workspace.yaml

clean: ## remove what was built; what was delivered and the sealed snapshots stay
	@rm -rf .venv dbt_project/target .dagster .bench
	@find data/warehouse -mindepth 2 -maxdepth 2 ! -name snapshots -exec rm -rf {} +
