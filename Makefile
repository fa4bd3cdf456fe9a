# Every task of the project. `make help` lists them. Written for GNU make 3.81 and later.

PY      := .venv/bin/python
RUNTIME := .venv/.runtime-installed
DEV     := .venv/.dev-installed
UV      := .venv/bin/uv
PIP      = PYTHONPATH=$(WHEEL) $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes
COMPILE := $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet
BABEL   := $(PY) -m babel.messages.frontend
TESTS   := $(PY) -m pytest -n logical
WORDS   := statuspage/translations
PO      := $(wildcard $(WORDS)/*/LC_MESSAGES/*.po)
MO      := $(PO:.po=.mo)

# The first Python that really starts and is new enough (a name on the PATH may be an empty shim).
PYTHON   = $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)

# pip runs out of the wheel from which Python would install it, which takes longer than all that uv does.
WHEEL    = $(shell $(PYTHON) -c "import ensurepip, glob, os, sysconfig as s; print(*glob.glob(os.path.join( \
	s.get_config_var('WHEEL_PKG_DIR') or os.path.join(os.path.dirname(ensurepip.__file__), '_bundled'), 'pip-*.whl'))[:1])" 2>/dev/null)

# What Python has compiled is kept, whatever the shell says: tests start many processes, each of which would do it anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run dev quick test torture lint bench screens wheel catalogs schema pins translations clean

help: ## List the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) translations ## Serve on http://127.0.0.1:8000 (PORT=9000 make run changes it)
	$(PY) app.py

dev: $(RUNTIME) translations ## Serve, and show each edit at the next reload of a page
	FLASK_DEBUG=1 $(PY) -m uvicorn app:asgi --reload --reload-dir statuspage --no-access-log --port $${PORT:-8000}

quick: $(DEV) translations ## Run in seconds what matters most: the rules and the contracts, on SQLite
	$(TESTS) -m "not long and not torture and not postgresql" tests/domain tests/contracts $(ARGS)

test: $(DEV) translations ## Run the tests on all cores (make test ARGS="tests/domain -x" runs some)
	$(TESTS) -m "not torture" $(ARGS)

torture: $(DEV) translations ## Run the tests that build giants or go on for long
	$(TESTS) -m torture $(ARGS)

lint: $(DEV) ## Check style, types, templates and spelling, and look for dead code
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m djlint templates --lint --quiet
	$(PY) -m tests.contracts.dead_code
	.venv/bin/typos --hidden
	.venv/bin/hadolint deploy/Dockerfile

bench: $(DEV) translations ## Measure speed, and write docs/performance.md (make bench ARGS="page kept" measures some)
	$(PY) -m bench --write $(ARGS)

screens: $(DEV) translations ## Take the pictures for the README
	$(PY) -m tests.browser.screens

wheel: $(DEV) translations ## Build the package that pip installs, in dist/
	$(PY) -m build --wheel --no-isolation --outdir dist .

catalogs: $(RUNTIME) ## Bring the languages' catalogs up to the words in the code
	$(BABEL) extract --mapping-file $(WORDS)/babel.cfg --keywords lazy_gettext --no-location --sort-output --width 120 \
		--project statuspage --version 1 --output-file $(WORDS)/messages.pot .
	$(BABEL) update --input-file $(WORDS)/messages.pot --output-dir $(WORDS) --width 120 \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@rm $(WORDS)/messages.pot

schema: $(DEV) ## Record a new revision of the schema: its checksum, and what it makes
	$(PY) -m tests.schemas.record

pins: $(DEV) ## Write down all pins with their hashes, from requirements/*.in
	$(COMPILE) --output-file requirements.txt requirements/app.in
	$(COMPILE) --output-file requirements-dev.txt requirements/dev.in
	$(COMPILE) --output-file requirements-otel.txt --constraint requirements-dev.txt requirements/otel.in
	$(COMPILE) --output-file requirements-sentry.txt --constraint requirements-dev.txt requirements/sentry.in
	$(COMPILE) --output-file requirements-redis.txt --constraint requirements-dev.txt requirements/redis.in
	$(COMPILE) --output-file requirements-wheel.txt requirements/wheel.in
	$(COMPILE) --output-file requirements-moto.txt requirements/moto.in
	$(COMPILE) --output-file requirements-peers.txt requirements/peers.in
	$(COMPILE) --output-file requirements-uv.txt requirements/uv.in

translations: $(MO) ## Compile the languages that changed
	@:

clean: ## Remove what make made; keep var/, where the data is
	rm -rf .venv dist .pytest_cache .ruff_cache .mypy_cache .hypothesis $(MO)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

%.mo: %.po | $(RUNTIME)
	$(BABEL) compile --input-file $< --output-file $@

# What a file pins is installed by its hashes. uv takes seconds for what takes pip a quarter of a minute, and asks the index
# that pip was told of. Where uv has no wheel, or fails, pip does all of it.
define install
echo "Installing $(1)"; \
index=$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$(PYTHONPATH=$(WHEEL) $(PY) -m pip config get global.index-url 2>/dev/null)}}; \
{ test -x $(UV) && env $${index:+"UV_DEFAULT_INDEX=$$index"} $(UV) pip install --quiet --python $(PY) --require-hashes -r $(1); } \
	|| { echo "Without uv: pip takes longer"; $(PIP) -r $(1); }
endef

# Nothing is installed twice: each stamp is newer than the pins it stands for.
$(DEV): requirements-dev.txt $(RUNTIME)
	@$(call install,requirements-dev.txt)
	@touch $@

$(RUNTIME): requirements.txt .venv/pyvenv.cfg
	@$(call install,requirements.txt)
	@touch $@

# A .venv whose Python is gone (an upgrade took it away) is made again.
ifneq ($(shell test -e .venv/pyvenv.cfg && { $(PY) -c '' 2>/dev/null || echo broken; }),)
.PHONY: .venv/pyvenv.cfg
endif

.venv/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or later, and found none. On Debian: apt-get install python3 python3-venv. On macOS: brew install python@3.13." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make a virtual environment. On Debian: apt-get install python3-venv." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(if $(WHEEL),--without-pip) .venv
	@$(PIP) --no-compile --only-binary :all: -r requirements-uv.txt || true
