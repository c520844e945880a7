# `make demo` and `make test` need nothing but Python >= 3.11 with its venv module (or uv, or
# virtualenv); everything else is installed into .venv.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PORT ?= 8081
SECONDS ?= 60
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

FACE_JUDGE := .cache/judge/facenet_pytorch-2.6.0-py3-none-any.whl

.DELETE_ON_ERROR:
.PHONY: help demo run test check lint types contracts tests format coverage mutants fresh \
	conformance bench-quality bench-faces bench-optimiser hostile fuzz presets docker clean

help: ## What there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

demo: .venv/.installed ## Open the playground: a chat page where the bot paints
	$(BIN)/atelier demo --port $(PORT)

run: .venv/.installed ## The bot on Telegram (needs ATELIER_TOKEN, here or in .env)
	$(BIN)/atelier run

test: check tests ## Everything that must hold before a commit lands

check: lint types contracts ## Style, types and import contracts

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.dev
	$(BIN)/mypy

contracts: .venv/.dev
	$(BIN)/lint-imports

tests: .venv/.dev
	$(BIN)/pytest --numprocesses 3 --dist loadfile

format: .venv/.dev ## Lay the code out as `make lint` wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

coverage: .venv/.dev ## Which lines tests reach, room by room (TESTS=tests/storage for some of them)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses 3 --dist loadfile $(TESTS)
	$(BIN)/coverage combine --quiet
	$(BIN)/python -m tools.coverage_by_room

mutants: .venv/.dev ## Break modules on purpose and see whether tests notice (MUTANTS='bot.jobs.queue.*' for some)
	-$(BIN)/mutmut run $(MUTANTS)
	$(BIN)/python -m tools.mutants_by_module

fresh: ## Both commands of the README on a bare Debian, without and with fonts (root; before a release)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found." >&2; exit 1; }
	$(PYTHON) -m tools.fresh $(FRESH)

conformance: .venv/.dev ## python-telegram-bot's own live tests against the playground
	$(BIN)/python -m tests.conformance.run

bench-quality: .venv/.dev ## Judge the shipped networks by two others (needs ../shared/data; long on a CPU)
	$(BIN)/python -m bench.quality --painted 8

# Only the weights inside the wheel are read; nothing of it is installed.
bench-faces: .venv/.dev ## What painting does to faces, by a detector that we do not ship (FACES=--all for everything)
	@test -n "$$ATELIER_FACE_JUDGE" -o -e $(FACE_JUDGE) || \
		$(BIN)/python -m pip download --quiet --no-deps --dest $(dir $(FACE_JUDGE)) facenet-pytorch==2.6.0
	$(BIN)/python -m bench.faces $(FACES)

bench-optimiser: .venv/.dev ## The optimiser beside a textbook painter, in processor seconds (long on a CPU)
	$(BIN)/python -m bench.optimiser

hostile: .venv/.dev ## What hostile pictures come to, and what they cost
	$(BIN)/python -m bench.hostile

fuzz: .venv/.dev ## Fuzz the doors to strangers' bytes for SECONDS, by atheris if it is installed
	$(BIN)/python -m bench.fuzz --seconds $(SECONDS)

presets: .venv/.dev ## Paint the preset styles anew
	$(BIN)/python -m presets

docker: ## The image of the Dockerfile, named atelier
	@command -v docker >/dev/null || { echo "Docker is not installed here." >&2; exit 1; }
	docker build --tag atelier .

clean: ## Remove what make installed and what tools cached
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		mutants .coverage .coverage.*

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Atelier needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@tools/make_venv.sh $(PYTHON) .venv

.venv/.installed: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing into .venv (PyTorch is large: some minutes the first time)"
	$(PIP) --upgrade pip
	$(PIP) --editable '.[demo]'
	@touch $@

.venv/.dev: .venv/.installed
	$(PIP) --group dev
	@touch $@
