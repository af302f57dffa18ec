# make run     installs what is missing, builds, and serves a resident from QR to code
# make test    everything that can be tested without a person
# The other targets: build lint days hours bench bench-scan bench-face bench-store bench-queue bench-registry bench-sync instances failover soak faults e2e screenshots fuzz clean

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:

TAGS := migrated_fynedo
GOFLAGS_BUILD := -tags $(TAGS)
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -X main.version=$(VERSION)
LINT_VERSION := v2.15.0
LINT := .tools/bin/golangci-lint-$(LINT_VERSION)
# Whatever may be compiled or embedded: all that is tracked or new, but the documents.
GO_SOURCES := $(wildcard $(shell git ls-files -co --exclude-standard -- ':!docs' ':!*.md' ':!scripts' 2>/dev/null || find . -name '*.go'))

export OPENCV_FOR_THREADS_NUM ?= 1
export OPENCV_LOG_LEVEL ?= ERROR

.PHONY: build run test lint vet unit e2e days hours bench bench-lane bench-scan bench-face bench-store bench-queue bench-registry bench-sync instances failover soak faults screenshots fuzz clean deps-build deps-run deps-test deps-bench

build: deps-build bin/gerai bin/pusat

bin/gerai: $(GO_SOURCES)
	go build $(GOFLAGS_BUILD) -ldflags '$(LDFLAGS)' -o $@ ./cmd/gerai

bin/pusat: $(GO_SOURCES)
	go build $(GOFLAGS_BUILD) -ldflags '$(LDFLAGS)' -o $@ ./cmd/pusat

bin/demo: $(GO_SOURCES)
	go build $(GOFLAGS_BUILD) -o $@ ./internal/stage/demo

run: deps-build deps-run bin/gerai bin/pusat bin/demo
	@scripts/run.sh

test: deps-build deps-run deps-test lint vet unit e2e

unit: deps-build deps-run deps-test
	scripts/unit.sh $(TAGS)

vet: deps-build
	go vet -tags $(TAGS) ./...

e2e: deps-build deps-run deps-test bin/gerai bin/pusat
	go test -tags $(TAGS) -timeout 40m -count 1 -v -skip 'TestTraining$$|TestOfflineDay$$|TestHandOver$$|TestHours$$' ./internal/e2e/...

# A whole day of twenty residents by the keyboard, of which a short one is part of e2e; a
# day without the registry, a shift handed over, and the training's whole tour. Fails where
# a key had to wait longer than it may, which is for a machine that does nothing else.
days: export GERAI_DAY ?= 20
days: export GERAI_BARS ?= 1
days: deps-build deps-run deps-test bin/gerai bin/pusat
	go test -tags $(TAGS) -timeout 40m -count 1 -v -run 'TestDay$$|TestOfflineDay$$|TestHandOver$$|TestTraining$$' ./internal/e2e

# The window's memory over a day's cases, pressed into GERAI_HOURS_MINUTES.
hours: export GERAI_HOURS_MINUTES ?= 32
hours: deps-build deps-run deps-test bin/gerai bin/pusat
	go test -tags $(TAGS) -timeout 120m -count 1 -v -run 'TestHours$$' ./internal/e2e

bin/bench: $(GO_SOURCES)
	go build $(GOFLAGS_BUILD) -o $@ ./internal/stage/bench

# The lane on the real programs, with face models where they lie beside the project: start, case, preview. Status 1 where a limit is missed.
bench: deps-build deps-run deps-bench bin/gerai bin/pusat bin/bench
	bin/bench $(FACE_MODELS) --report docs/bench-lane.md

# QR decoders side by side; DIR names one more folder of pictures (see cmd/benchscan).
# The face check: times, accuracy, quantisation, cards. DIR=folder of people (folder/person/*.jpg).
bench-face: deps-build
	go run ./cmd/benchface $(FACE_MODELS) $(if $(DIR),--dir $(DIR)) --report docs/bench-face.md

# Memory of preview, scanner and face check together. SOAK=5m30s for a short one.
soak: deps-build
	go run -tags matprofile ./cmd/soak --for $(or $(SOAK),30m) $(FACE_MODELS)

# Models beside the project, where none are installed.
FACE_MODELS := $(if $(wildcard ../shared/models/models.toml),--models $(abspath ../shared/models))

bench-scan: deps-build deps-bench
	OPENCV_FOR_THREADS_NUM=1 go run ./cmd/benchscan $(if $(wildcard ../shared/qr/frames.csv),--dir ../shared/qr) $(if $(DIR),--dir $(DIR)) --out docs/bench-scan.md

# Every fuzz test of the project for FUZZTIME each (60s).
fuzz: deps-build deps-test
	scripts/fuzz.sh

# The registry's own bars: intake against pgbench, a million residents imported into
# both engines, a thousand who activate at the same moment.
bench-registry: deps-build deps-test bin/benchpage
	{ go test ./registry -run '^$$' -bench Intake -benchtime 2000x && \
	go test ./registry/population -run '^$$' -bench Import -benchtime 1000000x -timeout 20m && \
	go test ./registry -run '^$$' -bench Rush -benchtime 1x -timeout 20m || echo FAIL; } | \
	bin/benchpage --page registry --report docs/bench-registry.md

# Three processes of pusat serve and one PostgreSQL: 10,000 packets, one process killed (SIGKILL) twice, the database
# once. Then two PostgreSQL nodes, the primary killed under load. Each prints its figures, and fails where one is missed.
instances: export GERAI_INSTANCES_PACKETS ?= 10000
instances: deps-build deps-test
	go test -tags $(TAGS) -timeout 60m -count 1 -v -run 'TestInstancesOnOneDatabase$$' ./cmd/pusat

failover: export GERAI_FAILOVER_PACKETS ?= 1000
failover: deps-build deps-test
	go test -tags $(TAGS) -timeout 20m -count 1 -v -run 'TestFailover$$' ./cmd/pusat

bin/benchpage: $(GO_SOURCES)
	go build $(GOFLAGS_BUILD) -o $@ ./internal/benchpage

bin/show: $(GO_SOURCES)
	go build $(GOFLAGS_BUILD) -o $@ ./internal/uidemo/show

bin/gallery: $(GO_SOURCES)
	go build $(GOFLAGS_BUILD) -o $@ ./internal/stage/gallery

screenshots: deps-build deps-run deps-test bin/show bin/gallery
	scripts/screenshots.sh

# The counter's database with a history of a million cases, and the delivery to the
# registry. Both want a disk that is the outlet's kind: GERAI_BENCH_DIR names a folder.
bench-store: export GERAI_BENCH_CASES ?= 1000000
bench-store: deps-build bin/benchpage
	{ go test -timeout 40m -run '^$$' -bench . -benchtime 500x ./store || echo FAIL; } | \
	bin/benchpage --page store --report docs/bench-store.md

# The queue's screen over a million cases: what a step costs, key to painted rows.
bench-queue: export GERAI_BENCH_CASES ?= 1000000
bench-queue: deps-build
	@mkdir -p out
	go test -tags $(TAGS) -timeout 20m -run '^$$' -bench QueueScreen -benchtime 60x ./ui | tee out/bench-queue.txt

bench-sync: bin/pusat
	go run ./internal/benchsync --report docs/bench-sync.md

# Outlets' lives at full length: a thousand approvals and two hundred kills for each
# seed. GERAI_FAULTS_SEEDS="7" repeats one. A short one is part of unit.
faults: export GERAI_FAULTS_SEEDS ?= 1 2 3
faults: export GERAI_FAULTS_APPROVALS ?= 1000
faults: export GERAI_FAULTS_KILLS ?= 200
faults:
	go test -timeout 90m -count 1 -v -run TestFaults ./internal/faults

lint: deps-build $(LINT)
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(LINT) run --build-tags $(TAGS) --timeout 15m ./...

$(LINT):
	mkdir -p .tools/bin
	GOBIN=$(CURDIR)/.tools/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv .tools/bin/golangci-lint $@

deps-build: ; @scripts/deps.sh build
deps-run: ; @scripts/deps.sh run
deps-test:
	@scripts/deps.sh display test
	@go run ./internal/axe/fetch
deps-bench: ; @scripts/deps.sh display test bench

clean:
	rm -rf bin out
