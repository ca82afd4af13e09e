# Thin on purpose: what a target does stands in the script of its name in .setup/.

PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= 2
# Where `make pictures` puts them.
OUT ?= pictures
# More arguments for pytest: make test ARGS="-k 'timeframe or outline'"
ARGS ?=
# How long `make stress` lasts, and how many people edit at once.
SECONDS ?= 30
EDITORS ?= 200
# How many broken files `make fuzz` reads, and the seed of the first.
COUNT ?= 10000
SEED ?= 1
export PORT HOST WORKERS ARGS OUT PYTHON UPGRADE
# Some systems forbid Python to keep what it compiled, for every process to compile it again: the
# tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test test-postgres test-deep audit deployment-test stress fuzz same bench pictures lock clean

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

setup:  ## install what a running server needs (.venv, system libraries)
	@sh .setup/setup run

run:  ## start the server: make run [PORT=8000] [HOST=127.0.0.1] [WORKERS=2]
	@sh .setup/run

test:  ## lint, import contracts, migration check, all tests (SQLite, real browser)
	@sh .setup/test

test-postgres:  ## the tests that depend on the database, on a throw-away PostgreSQL cluster
	@sh .setup/test-postgres

test-deep:  ## all of that in full depth, on SQLite and PostgreSQL, before a release
	@sh .setup/test-deep

audit:  ## veraPDF over all PDFs that the tests make; our Word and Excel files in LibreOffice
	@sh .setup/audit

deployment-test:  ## README's „Running it for real“, word for word, in a Debian made for it (root)
	@sh .setup/deployment-test

stress:  ## many editors at once on a running server: make stress [SECONDS=30] [EDITORS=200]
	@sh .setup/stress $(SECONDS) $(EDITORS)

fuzz:  ## read thousands of broken files, one a seed: make fuzz [COUNT=10000] [SEED=1]
	@sh .setup/fuzz $(COUNT) $(SEED)

same:  ## whether all pages and files are what they were: make same REF=commit
	@sh .setup/same $(REF)

bench:  ## measure the speed of printing and of pages
	@sh .setup/bench

pictures:  ## every page in every state as PNG, light, dark, narrow: make pictures [OUT=pictures]
	@sh .setup/pictures

lock:  ## pin all packages in .setup/run.txt and test.txt; newer ones: UPGRADE=1
	@sh .setup/lock

clean:  ## remove what can be made again; data stays
	@rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find bildung goals milestones tests -name __pycache__ -prune -exec rm -rf {} +
