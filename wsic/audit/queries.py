"""What the chain shows when it is read anew: that nothing was touched, or where the first broken link is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .models import AuditBatch
from .rules import Break, Head, Kind, head_break, link_break, rows_break
from .sets import chain

Progress = Callable[[int], object]  # told of every batch: its number


@dataclass(frozen=True)
class Verified:
    """What was read: `broken` is the first broken link; `waiting` rows have no seal yet, since `since`."""

    batches: int
    rows: int
    broken: Break | None
    head: Head | None
    waiting: int
    since: datetime | None


def head() -> Head | None:
    """The last batch, as somebody outside should keep it; None before the first."""
    last = AuditBatch.objects.order_by("-number").first()
    return None if last is None else Head(last.number, bytes(last.hash).hex())


def verify(*, kept: Head | None, progress: Progress = id) -> Verified:
    """
    Read the whole chain, up to the first broken link.

    :param kept: the head of another day, as it was noted outside the database
    """
    read, rows, former, fits = 0, 0, None, kept is None
    broken: Break | None = None
    for batch in chain.batches():
        broken = link_break(batch, former) or _in_rows(batch) or _against(kept, batch)
        fits = fits or (kept is not None and kept.number == batch.number)
        former, read, rows = batch, read + 1, rows + batch.rows
        progress(batch.number)
        if broken:
            break
    last = former.last if former else 0
    if broken is None:
        broken = _stray(last) or (None if fits or kept is None else head_break(kept, former))
    _, waiting, since = chain.counted()
    now = Head(former.number, former.hash.hex()) if former else None
    return Verified(read, rows, broken, now, waiting, since)


def _in_rows(batch: chain.BatchRead) -> Break | None:
    if batch.found == batch.rows and not batch.unlike and batch.worked_out == batch.hash:
        return None
    last = head()
    return rows_break(
        batch,
        chain.rows_of(batch),
        swapped_from=chain.swapped_from,
        is_last=last is not None and last.number == batch.number,
    )


def _against(kept: Head | None, batch: chain.BatchRead) -> Break | None:
    if kept is None or kept.number != batch.number or kept.hash == batch.hash.hex():
        return None
    return Break(
        Kind.REWRITTEN,
        number=batch.last,
        batch=batch.number,
        at=batch.sealed_at,
        says=f"batch {batch.number} has another hash than the head that was kept: what it holds, or what"
        " stands before it, was written anew with all its hashes",
    )


def _stray(last: int) -> Break | None:
    found = chain.stray(last)
    if found is None:
        return None
    number, at = found
    says = f"row {number} carries a number and stands in no batch"
    return Break(Kind.INSERTED, number=number, batch=None, at=at, says=says)
