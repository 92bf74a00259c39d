# Orbweaver's workshop: `make` lists what can be done.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Options of `make crawl`, `make simulate` and `make bench`; they reach the scripts untouched by any shell.
export SEED ?=
export SEEDS ?=
export ARGS ?=
export N ?= 10000000

# With the Swift runtime linked in, the programs start in half the time and run where no Swift is
# installed. lld, because the default linker warns about a call inside Foundation.
# Product by product: the packages' own tools, which nobody needs here, do not link that way.
RELEASE := -c release --static-swift-stdlib --disable-local-rpath -Xswiftc -use-ld=lld

.PHONY: help
help: ## show this list
	@echo "usage: make TARGET"
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{ printf "  %-15s %s\n", $$1, $$2 }'

.PHONY: setup
setup: ## install the system packages that building and crawling need
	@Scripts/setup.sh build

.PHONY: build
build: setup ## build orbweaver and orbweaver-parser in release, under .build/release
	@for product in orbweaver orbweaver-parser; do swift build $(RELEASE) --product $$product || exit; done

.PHONY: crawl
crawl: build ## crawl SEED=URL or SEEDS=FILE, with ARGS='options'; with neither, the synthetic web
	@Scripts/crawl.sh

.PHONY: test
test: ## build everything and pass all tests
	@Scripts/setup.sh test
	@Scripts/test.sh

.PHONY: conformance
conformance: ## run every published suite and write the table of docs/conformance.md
	@Scripts/setup.sh test
	@swift build --build-tests
	@Scripts/conformance.sh

.PHONY: lint
lint: ## check the format of every Swift file
	@Scripts/lint.sh

.PHONY: format
format: ## format every Swift file
	@swift format --in-place --recursive --parallel --configuration .swift-format \
	  Package.swift Sources Tests Benchmarks Examples

.PHONY: sanitize
sanitize: setup ## run the unit tests under the address and the thread sanitizer
	@Scripts/sanitize.sh

.PHONY: simulate
simulate: setup ## crawl SEEDS=1000 simulated webs in simulated time; SEED=N shows one of them
	@swift build $(RELEASE) --product simulate
	@.build/release/simulate $(if $(SEED),--trace "$$SEED",$${SEEDS:-1000})

.PHONY: bench
bench: build ## measure fetching, parsing and the whole crawl; ARGS=--write records it
	@Scripts/setup.sh test
	@for product in bench-fetch bench-parse; do swift build $(RELEASE) --product $$product || exit; done
	@Scripts/bench.sh

.PHONY: bench-frontier
bench-frontier: ## measure the frontier alone; N=100000000 for more than 10^7 URLs
	@Scripts/setup.sh build
	@swift build $(RELEASE) --product bench-frontier
	@Scripts/bench-frontier.sh

.PHONY: bench-selectors
bench-selectors: ## measure what an event costs with epoll, poll and select, beside idle connections
	@Scripts/setup.sh build
	@swift build $(RELEASE) --product bench-selectors
	@.build/release/bench-selectors

.PHONY: bench-urls
bench-urls: ## measure parsing, canonicalising and resolving of URLs, beside ada
	@Scripts/setup.sh test
	@swift build $(RELEASE) --product bench-urls
	@python3 -B Benchmarks/urls.py --programs .build/release --corpus "$$(Scripts/corpus.sh)"

.PHONY: clean
clean: ## remove what was built (crawls under output/ stay)
	@rm -rf .build .build-address .build-thread .build-reference
