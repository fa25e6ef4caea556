# make demo · make test · make bench · make serve — see CONTRIBUTING.md for the rest.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
STORE ?= demo/store
PORT ?= 8000
INPUTS := $(shell find data ontology kg viz -type f ! -name '*.pyc' 2>/dev/null)

.PHONY: demo test check bench serve reference constraints clean
.DELETE_ON_ERROR:

demo: demo/.done
	@echo
	@echo "合作地图  demo/map.html      用浏览器打开，点一条线看原文"
	@echo "合作网络  demo/network.html"
	@echo
	@echo "接着试 (what to try next):"
	@echo "  $(BIN)/kg neighbors --store demo/store 绵阳市"
	@echo "  $(BIN)/kg analyze --store demo/store --out demo/analysis"
	@echo "  $(BIN)/kg build 你的文件夹 --store demo/mine && $(BIN)/kg map --store demo/mine demo/mine.html"
	@echo "  make serve      # API, SPARQL, map: http://127.0.0.1:$(PORT)"

demo/.done: $(VENV)/.installed $(INPUTS)
	@mkdir -p demo
	$(BIN)/kg build data/documents --store demo/store
	$(BIN)/kg map --store demo/store --sources data/documents demo/map.html
	$(BIN)/kg map --store demo/store demo/network.html --kind network
	@touch $@

$(BIN)/python:
	@python="$$(PYTHON='$(PYTHON)' sh scripts/python.sh)" && echo "$$python -m venv $(VENV)" && "$$python" -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "正在安装依赖，约一分钟 (installing the pinned dependencies: about a minute) …"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[map]'
	@touch $@

$(VENV)/.developer: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,map,readers]'
	@touch $@ $(VENV)/.installed

# What is checked without running the program; `make test` adds the tests.
check: $(VENV)/.developer
	$(BIN)/ruff check .
	$(BIN)/mypy

test: check
	@sh scripts/browser.sh
	$(BIN)/python -m pytest

bench: $(VENV)/.developer
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

serve: demo/.done
	$(BIN)/kg serve --store $(STORE) --port $(PORT)

# The derived pages of docs/; CI fails if they differ from what is committed.
reference: $(VENV)/.developer
	$(BIN)/python scripts/reference.py
	$(BIN)/python scripts/vocabulary_page.py
	$(BIN)/python scripts/extraction_page.py
	$(BIN)/python scripts/questions_page.py
	$(BIN)/python scripts/count_gazetteer.py --write

constraints: | $(BIN)/python
	$(BIN)/python scripts/constraints.py

clean:
	rm -rf demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
