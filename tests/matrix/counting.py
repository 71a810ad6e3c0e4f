"""One seed for a whole run, and how many cells and steps it asked, printed at its end."""

import os
import random
from collections.abc import Iterable

CELLS = "matrix_cells"
STEPS = "walk_steps"


def pytest_configure(config) -> None:
    """Before xdist starts its workers, which inherit the seed."""
    os.environ.setdefault("MATRIX_SEED", str(random.randrange(10**6)))
    if config.option.markexpr == "matrix":
        os.environ.setdefault("WSIC_MATRIX", "full")


def is_full() -> bool:
    return os.environ.get("WSIC_MATRIX") == "full"


def seed() -> str:
    return os.environ["MATRIX_SEED"]


def some_of(names: Iterable[str], *, share: float) -> list[str]:
    """All of them where the whole matrix is asked for; otherwise a share that the run's seed draws."""
    found = sorted(names)
    if is_full():
        return found
    return random.Random(seed()).sample(found, max(1, round(len(found) * share)))


def pytest_terminal_summary(terminalreporter) -> None:
    reports = [each for found in ("passed", "failed") for each in terminalreporter.stats.get(found, [])]
    asked, steps = (_sum(reports, name) for name in (CELLS, STEPS))
    if asked:
        what = "all of it" if is_full() else f"a sample, MATRIX_SEED={seed()}"
        terminalreporter.write_line(f"Permission matrix: {asked} cells asked ({what}).")
    if steps:
        terminalreporter.write_line(f"Walk of two practices: {steps} steps (MATRIX_SEED={seed()}).")


def _sum(reports, name: str) -> int:
    return sum(number for each in reports for key, number in each.user_properties if key == name)
