"""Sealing, batch by batch: what beat's task and the commands run."""

import logging

from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.work import for_the_audit

from . import actions, spool
from .actions import Reconciled
from .spooling import HARMLESS

log = logging.getLogger(__name__)
RECONCILER = SystemActor("audit.reconcile_spool")


def reconcile_spool() -> Reconciled:
    """Take what waits in this server's spool into the audit; its file begins anew after the commit alone."""
    content = spool.content()
    with for_the_audit(on=clock.today()):
        done = actions.reconcile(content, at=clock.instant(), by=RECONCILER)
    for each in done.new_problems:
        log.log(logging.WARNING if each.kind in HARMLESS else logging.ERROR, "The spool: %s.", each.says)
    serious = any(each.kind not in HARMLESS for each in done.judged.problems)
    if done.judged.begun_alone or (done.judged.unreadable and spool.waiting()):
        return done
    if content and (done.judged.problems or any(each.events for each in done.judged.lines)):
        spool.begin_anew(content, done.judged.last, keep_old=serious)
    return done


def take_kept(content: bytes) -> Reconciled:
    """Take what a file that was set aside holds, by the key that is set now; the file stays."""
    with for_the_audit(on=clock.today()):
        return actions.take_kept(content, at=clock.instant(), by=RECONCILER)


def seal_all() -> int:
    """Seal whatever waits, each batch in a short transaction of its own; returns how many rows."""
    total = 0
    while True:
        with for_the_audit(on=clock.today()):
            sealed = actions.seal()
        total += sealed
        if sealed < actions.MOST_IN_BATCH:
            return total
