# `make run` serves Let's Talk on this machine; `make test` runs every test. Both set up what they need.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench soak lock messages extras environment everything

run: environment
	@exec $(BIN)/letstalk serve --stop-with-parent

test: everything
	@exec $(BIN)/python -m tools.test

check: everything
	@exec $(BIN)/python -m tools.check

bench: everything
	@exec $(BIN)/python -m tools.bench

soak: everything
	@exec $(BIN)/python -m tools.soak

messages: everything
	@exec $(BIN)/python -m tools.messages

# Needs uv: pip cannot write a lock for more than the machine it runs on.
lock:
	@exec $(PYTHON) tools/lock.py

# What is optional: pairing by OR-Tools, linkage of duplicates by Splink, suggested themes by scikit-learn.
extras:
	@$(PYTHON) tools/environment.py extras

environment:
	@$(PYTHON) tools/environment.py runtime

everything:
	@$(PYTHON) tools/environment.py everything
