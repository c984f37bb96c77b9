# The two commands are `make run` and `make test`; the work is done by scripts/ and by xtask/.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build watch test lint fmt release setup clean

# Where `make run` keeps its database, and what else to hand to `tender demo`
DATA ?= data
ARGS ?=

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build, and start Tender in demo mode (DATA=folder, ARGS=more)
	@scripts/run demo --data $(DATA) $(ARGS)

build: ## Install what is missing, and build the site and the server
	@scripts/setup build
	@scripts/build

watch: ## Like run; builds and restarts whenever a file changes
	@scripts/setup build
	@scripts/watch demo --data $(DATA) $(ARGS)

test: ## Install what is missing, and run every check and test (ONLY="lint unit postgres browser")
	@scripts/setup test
	@scripts/test $(ONLY)

lint: ## Check format and clippy only
	@scripts/setup lint
	@scripts/test lint

fmt: ## Format the source
	@scripts/fmt

release: ## Make dist/tender, the folder to ship
	@scripts/setup release
	@scripts/release

setup: ## Install what building and testing need, without building
	@scripts/setup test

clean: ## Remove what was built (not the data)
	@scripts/clean
