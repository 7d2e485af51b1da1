# make lab · make test: the two commands.  make help lists the rest.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PY := $(BIN)/python
# pytest's workers, for two cores: of three, one often waits for a browser. A notebook's kernel is a
# process of its own, so one thread each.
WORKERS ?= 3
export OMP_NUM_THREADS ?= 1
# A hundred processes load the library: compiled once, whatever the environment says of bytecode.
export PYTHONDONTWRITEBYTECODE :=
# The ways in which the course reaches people have environments of their own, named as the extra in
# them: what they install changes JupyterLab.
REACH := $(VENV)-reach/.made
REACH_PY := $(BIN:$(VENV)%=$(VENV)-reach%)/python
SLIDES := $(VENV)-slides/.made
SLIDES_PY := $(BIN:$(VENV)%=$(VENV)-slides%)/python
# The lecture that `make slides` shows and `make handout` prints: how its name in lectures/ begins.
NOTEBOOK ?= 00

# What asks about news, over the first picture.
ASKS := @jupyterlab/apputils-extension:announcements

.PHONY: help lab test lint types pytest reach site lite slides handout notebooks keep bench coverage clean

help:
	@echo "make lab        open JupyterLab on notebooks/00_start_here.ipynb"
	@echo "make test       run every check: ruff, mypy, pytest with notebooks and browser"
	@echo "make reach      check the ways to readers: site, slides, class (an environment of its own)"
	@echo "make site       write the course as pages to read, to build/site"
	@echo "make lite       write the course that needs no installation, to build/site/lite"
	@echo "make notebooks  run all notebooks and store them in their normal form"
	@echo "make keep       write the page to keep to cheat_sheet.html, to print"
	@echo "make slides NOTEBOOK=06   show the lecture on notebook 06 (an environment of its own)"
	@echo "make handout NOTEBOOK=06  write what the lecture shows to a page to print"
	@echo "make bench      measure the engine and the sliders"
	@echo "make coverage   which lines of bplib the tests reach"
	@echo "make clean      remove .venv and what the tools left behind"

lab: $(VENV)/.lab
	$(PY) -m jupyter lab notebooks/00_start_here.ipynb

# pytest asks mypy, too, beside its other tests.
test: lint pytest

lint: $(VENV)/.test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(VENV)/.test
	$(PY) -m mypy

pytest: $(VENV)/.test
	$(PY) -m pytest -n $(WORKERS) --nbval

reach: $(REACH)
	$(REACH_PY) -m pytest -n $(WORKERS) --dist loadgroup tests/reach

site: $(REACH)
	$(REACH_PY) -m tools.site build/site

lite: $(REACH)
	$(REACH_PY) -m tools.lite build/site/lite

notebooks: $(VENV)/.test
	$(PY) -m tools.notebooks

slides: $(SLIDES)
	$(SLIDES_PY) -m tools.present $(NOTEBOOK)

handout: $(SLIDES)
	$(SLIDES_PY) -m tools.handout $(NOTEBOOK)

keep: $(VENV)/.test
	$(PY) -m tools.printed cheat_sheet.html

bench: $(VENV)/.test
	$(PY) -m benchmarks.engine
	$(PY) -m benchmarks.latency

coverage: $(VENV)/.test
	$(PY) -m coverage erase
	$(PY) -m coverage run -m pytest tests
	$(PY) -m coverage combine
	$(PY) -m coverage report

clean:
	rm -rf $(VENV) $(dir $(REACH) $(SLIDES)) build dist *.egg-info .coverage .coverage.* htmlcov
	rm -rf .mypy_cache .pytest_cache .ruff_cache
	find bplib tests tools benchmarks notebooks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# Install again only when what is to be installed has changed.
$(PY):
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=python3.12 …')"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.lab: pyproject.toml constraints.txt | $(PY)
	$(PY) -m pip install --quiet -c constraints.txt -e ".[lab]"
	$(PY) -m jupyter labextension disable $(ASKS)
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(PY)
	$(PY) -m pip install --quiet -c constraints.txt -e ".[test]"
	$(PY) -m jupyter labextension disable $(ASKS)
	@touch $@ $(VENV)/.lab

$(REACH) $(SLIDES): $(VENV)-%/.made: pyproject.toml constraints.txt | $(PY)
	$(PY) -m venv $(@D)
	$(BIN:$(VENV)%=$(@D)%)/python -m pip install --quiet -c constraints.txt -e ".[$*]"
	$(BIN:$(VENV)%=$(@D)%)/python -m jupyter labextension disable $(ASKS)
	@touch $@
