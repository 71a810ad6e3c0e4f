"""Sealing, batch by batch: what beat's task and the commands run."""

from wsic import clock
from wsic.work import for_the_audit

from . import actions


def seal_all() -> int:
    """Seal whatever waits, each batch in a short transaction of its own; returns how many rows."""
    total = 0
    while True:
        with for_the_audit(on=clock.today()):
            sealed = actions.seal()
        total += sealed
        if sealed < actions.MOST_IN_BATCH:
            return total
