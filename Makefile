# The daily verbs. `make` alone lists them.
.PHONY: help setup test lint types docs bench demo ci

help:
	@grep -E "^[a-z]+:.*##" Makefile | sed "s/:.*## /	/"

setup: ## everything for development into .venv
	python3 -m venv .venv && .venv/bin/pip install -q uv && .venv/bin/uv sync -q --locked --all-groups --inexact
test: ## offline, random order
	.venv/bin/pytest -q -n auto
lint: ## style, and formatting
	.venv/bin/ruff check --no-cache && .venv/bin/ruff format --check
types: ## mypy --strict
	.venv/bin/mypy
docs: ## write what is generated from the code
	.venv/bin/python docs/generate.py
bench: ## the tables of docs/benchmarks.md
	.venv/bin/python benchmarks/startup.py && .venv/bin/python benchmarks/pdf_speed.py && .venv/bin/python benchmarks/day.py && .venv/bin/python benchmarks/site.py
quality: ## docs/quality.md: what the checks find and miss; some minutes
	.venv/bin/python benchmarks/quality/run.py
demo: ## the whole job on the built-in day
	.venv/bin/digestgen demo
ci: ## what CI runs
	bash .ci/run
