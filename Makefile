# make demo: the whole system on this machine. make test: the test suite. Both set up first, which does nothing when
# nothing changed. PYTHON names the Python that makes .venv.
PYTHON ?= python3
RUN := .venv/bin/python
PYTEST := $(RUN) -m pytest
TEST_OPTIONS ?=
# Byte code is kept, wherever this runs: without it each of hundreds of processes compiles the house anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo run test matrix long whole browser keyboard faults faults-sample check mutation bench stop
.DEFAULT_GOAL := setup

setup:
	@$(PYTHON) wsic/embedded/setup.py

demo run: setup
	@exec $(RUN) manage.py run_demo

test: setup
	$(PYTEST) -n 2 -m "not browser and not faults and not bench and not long" $(TEST_OPTIONS)

matrix: setup
	WSIC_MATRIX=full $(PYTEST) -n 2 -m matrix $(TEST_OPTIONS)

long: setup
	$(PYTEST) -n 2 -m "long and not faults and not browser" $(TEST_OPTIONS)

# test, long and matrix as one run, the longest first: two processes are busy to its end, and set up once.
whole: setup
	WSIC_MATRIX=full $(PYTEST) -n 2 --dist worksteal -m "not browser and not faults and not bench" $(TEST_OPTIONS)

# Three: at times all wait, for Chromium or for the site.
browser: setup
	$(PYTEST) -n 3 --dist worksteal -m "browser and not long" $(TEST_OPTIONS)

# A practice of 512 people, worked through by keyboard alone: some minutes.
keyboard: setup
	$(PYTEST) -m "browser and long" -s $(TEST_OPTIONS)

faults: setup
	$(PYTEST) -m faults $(TEST_OPTIONS)

# A minute of the faults, for .ci/run. By files: some tests go on from the one before, and one file has workers.
faults-sample: setup
	$(PYTEST) -n 2 --dist loadfile -m "faults and not long" $(TEST_OPTIONS)

bench: setup
	$(PYTEST) -m bench -s $(TEST_OPTIONS)

# Leaves out each permission check in turn; a test must turn red for every one.
mutation: setup
	@$(RUN) -m tests.mutation

check: setup
	@$(RUN) wsic/embedded/check.py

stop:
	@$(RUN) manage.py embedded stop
