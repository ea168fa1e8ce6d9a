# Tour de table. « make help » lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
DATA    ?= .data
WEB     := frontend/dist/index.html
WEB_SRC := $(shell find frontend/src frontend/public frontend/build frontend/index.html frontend/package.json frontend/vite.config.ts -type f 2>/dev/null)

.PHONY: help run test build setup setup-test check lint test-web test-go openapi clean

help: ## cette aide
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

run: setup build ## installer ce qui manque, construire, et servir la démonstration sur http://127.0.0.1:8080
	@exec bin/tourdetable serve --demonstration --data "$$(.ci/data $(DATA))"

test: setup-test build test-web test-go ## tous les tests, sur un vrai PostgreSQL, un vrai Redis et un vrai navigateur

build: $(WEB) ## construire bin/tourdetable, application web comprise
	@mkdir -p bin
	go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/tourdetable ./cmd/tourdetable

setup: ## installer ce qui manque pour faire tourner (PostgreSQL, paquets web)
	@.ci/setup run

setup-test: ## installer ce qui manque pour tester (Redis, Chromium)
	@.ci/setup run test

frontend/node_modules/.ok: frontend/package-lock.json
	@echo "paquets de l'application web : une demi-minute environ, une seule fois"
	cd frontend && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
	@touch $@

$(WEB): frontend/node_modules/.ok $(WEB_SRC)
	cd frontend && npm run build

check: lint test ## tout ce qui précède une livraison

lint: frontend/node_modules/.ok ## formes et styles
	@test -z "$$(gofmt -l api cmd domain jobs migrations frontend/*.go)" || { gofmt -l api cmd domain jobs migrations frontend/*.go; exit 1; }
	go vet ./...
	cd frontend && npm run lint

test-web: frontend/node_modules/.ok build
	cd frontend && npm run check && npm run browser

test-go:
	go tool gotestsum --format pkgname-and-test-fails -- -p 2 ./...

openapi: ## écrire api/openapi.json et les types de l'application web depuis le code
	go run ./cmd/tourdetable openapi > api/openapi.json
	cd frontend && npx openapi-typescript ../api/openapi.json -o src/api/schema.ts

clean: ## enlever ce qui se reconstruit (les données de $(DATA) restent)
	rm -rf bin frontend/node_modules
	find frontend/dist -mindepth 1 ! -name .keep -delete

.PHONY: bench
bench: ## mesurer, à côté d'une limite prise dans la même exécution
	go run ./cmd/bench
