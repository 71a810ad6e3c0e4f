# make demo: the whole system on this machine. make test: the test suite. Both set up first, which does nothing when
# nothing changed. PYTHON names the Python that makes .venv.
PYTHON ?= python3
RUN := .venv/bin/python
PYTEST := $(RUN) -m pytest
TEST_OPTIONS ?=
ALSO_NOT ?=
# Byte code is kept, wherever this runs: without it each of hundreds of processes compiles the house anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo run test matrix long browser keyboard faults faults-sample check mutation bench stop
.DEFAULT_GOAL := setup

setup:
	@$(PYTHON) wsic/embedded/setup.py

demo run: setup
	@exec $(RUN) manage.py run_demo

# ALSO_NOT: .ci/run leaves out the sample of the matrix, of which it asks all.
test: setup
	$(PYTEST) -n 2 -m "not browser and not faults and not bench and not long $(ALSO_NOT)" $(TEST_OPTIONS)

matrix: setup
	WSIC_MATRIX=full $(PYTEST) -n 2 -m matrix $(TEST_OPTIONS)

long: setup
	$(PYTEST) -n 2 -m "long and not faults and not browser" $(TEST_OPTIONS)

# Three: at times all wait, for Chromium or for the site.
browser: setup
	$(PYTEST) -n 3 --dist worksteal -m "browser and not long" $(TEST_OPTIONS)

# A practice of 512 people, worked through by keyboard alone: some minutes.
keyboard: setup
	$(PYTEST) -m "browser and long" -s $(TEST_OPTIONS)

faults: setup
	$(PYTEST) -m faults $(TEST_OPTIONS)

# A minute or two of the faults, for .ci/run.
faults-sample: setup
	$(PYTEST) -m "faults and not long" $(TEST_OPTIONS)

bench: setup
	$(PYTEST) -m bench -s $(TEST_OPTIONS)

# Leaves out each permission check in turn; a test must turn red for every one.
mutation: setup
	@$(RUN) -m tests.mutation

check: setup
	@$(RUN) wsic/embedded/check.py

stop:
	@$(RUN) manage.py embedded stop
