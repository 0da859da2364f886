# The one way in. `make help` lists the targets; a person and CI call the same ones.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:

export JAVA_HOME := $(shell scripts/find-jdk 2>/dev/null)
MVN := mvn --batch-mode -Dstyle.color=never --no-transfer-progress --quiet
JAVA_SOURCES = $(shell find api master cli pom.xml -path '*/target' -prune -o -type f -print)
WEB_SOURCES = $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print)
KERAS := .envs/keras3/bin/python

.PHONY: search-plots help demo build test test-java test-web test-harness test-storage test-e2e test-slow test-slow-e2e test-slow-harness test-gpu format check matrix openapi bench chaos clean environments tools

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 28

demo: build ## build, start a cluster, train the example on Fashion-MNIST, show the result and the address
	@scripts/system-packages --optional dataset-fashion-mnist
	scripts/environments keras3
	scripts/demo

build: .cache/java.built .cache/web.built ## build server, command line and web pages

tools:
	@scripts/find-jdk >/dev/null
	command -v mvn >/dev/null || scripts/system-packages maven
	command -v npm >/dev/null || scripts/system-packages npm
	mkdir -p .cache

.cache/java.built: $(JAVA_SOURCES) | tools
	@echo "building server and command line" >&2
	$(MVN) package -DskipTests
	touch $@

.cache/web.built: $(WEB_SOURCES) | tools
	@echo "building web pages" >&2
	cd web
	npm ci --silent --no-audit --no-fund
	npm run --silent build -- --logLevel warn
	touch ../$@

environments: ## make the Python environments that tests and demo use
	@scripts/environments keras3 keras2 frameworks storage dev

test: test-java test-web test-harness test-e2e ## everything but the slow suites, in under 20 minutes on 2 cores

test-java: | tools ## server and command line, on SQLite and PostgreSQL
	@command -v /usr/lib/postgresql/*/bin/initdb >/dev/null || scripts/system-packages postgresql
	$(MVN) verify

test-web: .cache/web.built ## web pages, in Chromium
	@command -v chromium >/dev/null || scripts/system-packages chromium
	cd web
	npm test
	npm run test:browser

# The longest first. Each computes on one core, so that two go on side by side.
QUICK_HARNESS := quick-keras2 quick-free quick-keras3 quick-estimator quick-pytorch test-storage
.PHONY: $(QUICK_HARNESS)

test-harness: ## the Python package, on Keras 2, Keras 3 and PyTorch
	@scripts/environments keras3 keras2 frameworks storage dev
	$(MAKE) --jobs=2 --output-sync=target --no-print-directory $(QUICK_HARNESS)

quick-free:
	@.envs/dev/bin/python -m pytest -q harness/tests -m "not slow" --ignore harness/tests/keras --ignore harness/tests/estimator --ignore harness/tests/storage --ignore harness/tests/pytorch

quick-pytorch:
	@.envs/frameworks/bin/python -m pytest -q harness/tests/pytorch -m "not slow"

quick-keras2 quick-keras3: quick-%:
	@.envs/$*/bin/python -m pytest -q harness/tests/keras -m "not slow"

quick-estimator:
	@.envs/keras2/bin/python -m pytest -q harness/tests/estimator -m "not slow"

test-storage: harness/tests/storage/azurite/node_modules/.package-lock.json ## checkpoint storages, on servers that speak the clouds' protocols
	@scripts/environments storage
	.envs/storage/bin/python -m pytest -q harness/tests/storage

harness/tests/storage/azurite/node_modules/.package-lock.json: harness/tests/storage/azurite/package-lock.json | tools
	cd harness/tests/storage/azurite
	npm ci --silent --no-audit --no-fund --ignore-scripts

test-e2e: build ## real master, real training, real faults
	@scripts/system-packages --optional dataset-fashion-mnist
	scripts/environments keras3 keras2 frameworks dev
	.envs/dev/bin/python -m pytest -q e2e -m "not slow"

test-slow: test-slow-e2e test-slow-harness ## long outages, longer matrices of resuming

test-slow-e2e: build ## long outages, one file in every place, buckets, backups, PostgreSQL, large contexts, examples, the published client
	@command -v /usr/lib/postgresql/*/bin/initdb >/dev/null || scripts/system-packages postgresql
	scripts/system-packages --optional dataset-fashion-mnist
	scripts/environments keras3 keras2 frameworks storage notebook dev client
	.envs/dev/bin/python -m pytest -q e2e -m slow

# Two at a time, or as many as a make above it allows: each trains on one core.
SLOW_HARNESS := slow-keras-jax slow-keras-torch slow-keras2 slow-keras3 slow-estimator slow-pytorch
.PHONY: $(SLOW_HARNESS)

test-slow-harness: ## kinds of models and data, killed at many places, on every Keras, Estimator and PyTorch
	@scripts/environments keras3 keras2 frameworks jax torch
	$(MAKE) $(if $(findstring --jobserver,$(MAKEFLAGS)),,--jobs=2) --output-sync=target --keep-going --no-print-directory $(SLOW_HARNESS)

# Without TensorFlow beside them, but for data of tf.data and TensorBoard; Keras 3 once more with what DataLoaders and TensorBoard need.
slow-keras-jax slow-keras-torch: slow-keras-%:
	@KERAS_BACKEND=$* .envs/$*/bin/python -m pytest -q harness/tests/keras -m "not once"
	KERAS_BACKEND=$* .envs/frameworks/bin/python -m pytest -q harness/tests/keras -m "not once" -k "dataset or loader or tensorboard"

slow-keras2 slow-keras3: slow-%:
	@.envs/$*/bin/python -m pytest -q harness/tests/keras -m slow
	[[ $* = keras2 ]] || KERAS_BACKEND=tensorflow .envs/frameworks/bin/python -m pytest -q harness/tests/keras -k "loader or tensorboard"

slow-estimator:
	@.envs/keras2/bin/python -m pytest -q harness/tests/estimator -m slow

slow-pytorch:
	@.envs/frameworks/bin/python -m pytest -q harness/tests/pytorch -m slow

test-gpu: build ## on a machine with an NVIDIA GPU: slots, mixed precision, resuming on the device
	@scripts/system-packages --optional dataset-fashion-mnist
	scripts/environments keras3 frameworks dev
	.envs/frameworks/bin/python -m pytest -q harness/tests/pytorch/test_{gpu,loop,resume,lengths}.py -m "gpu or not slow"
	.envs/dev/bin/python -m pytest -q e2e -m gpu

format: | tools ## format Java, Python and TypeScript in place
	@scripts/environments dev
	$(MVN) spotless:apply
	.envs/dev/bin/ruff format harness e2e bench examples
	.envs/dev/bin/ruff check --fix harness e2e bench examples
	cd web && npm run format

check: build ## formatting, Error Prone, NullAway, ruff, mypy, Biome, TypeScript; prints what is over the sizes of the style
	@scripts/environments dev
	$(MVN) spotless:check
	.envs/dev/bin/ruff format --check harness e2e bench examples
	.envs/dev/bin/ruff check harness e2e bench examples
	.envs/dev/bin/mypy --config-file harness/pyproject.toml harness/determined
	(cd web && npm run check)
	scripts/sizes

search-plots: .cache/java.built ## draw the pictures of docs/reference/search.md anew from the simulation
	@$$(scripts/find-jdk)/bin/java -cp "master/target/classes:master/target/lib/*" scripts/SearchPlots.java docs/images

openapi: | tools ## write api/openapi.json and the types of the web pages anew from the route table
	$(MVN) test -pl master -am -Dtest=OpenApiTest -Dopenapi.write=true -Dsurefire.failIfNoSpecifiedTests=false
	cd web
	[[ -d node_modules ]] || npm ci --silent --no-audit --no-fund
	npm run --silent types

bench: build ## speed against peers, medians and ratios (minutes)
	@scripts/environments keras3 keras2 frameworks lightning dev
	bench/run

matrix: build ## one file in every place with every framework, and the table in docs/user/local.md that says so
	@scripts/environments keras2 frameworks dev
	.envs/dev/bin/python -m pytest -q e2e/test_matrix.py --write $(if $(FRAMEWORK),-s --framework "$(FRAMEWORK)")

chaos: build ## kill, stop and starve JOBS=1 clusters at random, ROUNDS=10 times from SEED, and audit what is left
	@scripts/system-packages iproute2
	scripts/environments keras3 dev
	.envs/dev/bin/python e2e/chaos --rounds $(or $(ROUNDS),10) --jobs $(or $(JOBS),1) $(if $(SEED),--seed $(SEED))

clean: ## remove what was built, not the Python environments
	@rm -rf .cache api/target master/target cli/target web/dist web/node_modules
