# Two commands are all a visitor needs: `make demo` and `make test`. Each works alone, on a Debian 12
# that has Swift 6.3, and skips what an earlier run has done.

SWIFT ?= swift

.DEFAULT_GOAL := help
.PHONY: help setup build test hostile interop openapi fuzz churn simulate soak mutations lint demo clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Check Swift and install the C libraries that are missing (apt-get)
	@.ci/setup

build: setup ## Build the outpace executable for release
	$(SWIFT) build -c release --product outpace --disable-index-store

test: setup ## Build everything and run all tests
	$(SWIFT) build --explicit-target-dependency-import-check error # only without --build-tests
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --parallel --disable-xctest \
		--skip IntegrationTests --skip HostileTests --skip InteropTests
	$(SWIFT) test --skip-build --disable-xctest --filter IntegrationTests # real processes, alone
	$(SWIFT) test --skip-build --disable-xctest --filter HostileTests # likewise

hostile: setup ## Attack a running network; OUTPACE_HOSTILE_FULL=1 for the full sizes
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --disable-xctest --filter HostileTests

interop: setup ## Run beside go-libp2p and py-libp2p (installs them under .build)
	Tests/Interop/setup
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --disable-xctest --filter InteropTests

openapi: setup ## Have schemathesis try a node by its own document (installs it under .build)
	Tests/OpenAPI/run

fuzz: setup ## Feed every decoder for a minute; FUZZ_SECONDS and FUZZ_TARGETS choose
	Tests/Fuzz/run

churn: build ## Kill and restart the nodes of a local network for ten minutes
	rm -rf .build/churn
	.build/release/outpace testnet --validators 7 --channels 4 --output .build/churn \
		--churn 10m --stall 500ms

SEEDS ?= 1

simulate: setup ## Run every scenario with a few seeds; SEEDS chooses how many
	$(SWIFT) build --product outpace
	.build/debug/outpace simulate Simulations --seeds $(SEEDS)

soak: build ## Run many seeds on all cores; Ctrl-C stops it, and it goes on there the next time
	.build/release/outpace simulate Simulations --seeds 1000 --resume .build/soak.state

mutations: setup ## Break each invariant on purpose and see the simulator notice; SEEDS chooses how many
	Simulations/Mutations/run

lint: ## Check the form of the sources, and that the mutations still fit them
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests
	@Simulations/Mutations/run --check

demo: build ## Run a local network of 4 validators with one channel and 50 events per second
	rm -rf demo
	.build/release/outpace testnet --validators 4 --channels 1 --output demo --run \
		--events-per-second 50

clean: ## Remove what was built and the demo network
	rm -rf .build demo
