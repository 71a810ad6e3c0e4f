"""What a merge is told and what it answers, and who merges which feed.

Apps above `patients` register their receivers here, and follow the merges of others (an upper app works out
again what follows from changed people; nothing here imports it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from patients.feeds.declared import Feed
from wsic.dates import london_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One merge of one staged import. `partial`: not a full list, whoever is missing from it has not left.
    `approved`: a second person has let it in, with what was `allowed` then to be taken away.
    `identity_approved`: a new birth date is applied, and somebody taken over from another practice.
    `source`: the kind of system. `source_id`: the organisation whose system gave the rows their ids; of a
    correction, who brought the row.
    """

    import_id: int
    importer_id: int
    source_id: int
    as_on: date
    at: datetime
    source: str = "own"
    partial: bool = False
    approved: bool = False
    identity_approved: bool = False
    allowed: Mapping[str, int] = field(default_factory=dict)

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "import": self.import_id,
            "importer": self.importer_id,
            "source": self.source_id,
            "systmone": self.source == "systmone",
            "as_on": self.as_on,
            "at": self.at,
            "present": max(self.as_on, london_date(self.at)),
            "partial": self.partial,
            "identity_approved": self.identity_approved,
        }


@dataclass(kw_only=True)
class Outcome:
    """What a merge did: people whose data changed, numbers and sentences for the report; nothing that
    identifies.
    """

    people: Sequence[int] = ()
    everybody: bool = False  # who reaches whom is worked out anew for all people
    moved: bool = True  # registrations may have changed, so who reaches the people is worked out anew
    notes: list[str] = field(default_factory=list)
    numbers: dict[str, Any] = field(default_factory=dict)


class Receiver(Protocol):
    """How a feed's staged rows become records. All of it runs in the one transaction of the merge, in this
    order.

    `judge` makes the temporary table `incoming`: the staged rows, each with its `fate` (accepted, unchanged,
    superseded, duplicate, quarantined), and for the quarantined `reason`, `at_column`, `says`, `row_key` and
    `organisation_id`. It answers how many staged rows it left out, by why: they are in no bucket. `hold`
    says why a second person must approve (`notes`) and what it would do (`numbers`, with `takes`: in words
    what is taken away -> how many), None when it may go in. `write` writes.
    """

    feed: Feed

    def judge(self, run: Run) -> Mapping[str, int] | None: ...

    def hold(self, run: Run) -> Outcome | None: ...

    def write(self, run: Run) -> Outcome: ...


def more_than_approved(takes: Mapping[str, int], allowed: Mapping[str, int]) -> list[str]:
    """The sentence that holds an approved file again, where what it takes away has grown since."""
    more = [
        f"{what}: {number:,} instead of {allowed.get(what, 0):,}"
        for what, number in takes.items()
        if number > allowed.get(what, 0)
    ]
    return [f"More would be taken away now than was approved: {'; '.join(more)}."] if more else []


Follower = Callable[[Sequence[int], Run], None]
Reader = Callable[[Sequence[int], datetime], None]

_RECEIVERS: dict[str, Receiver] = {}
_FOLLOWERS: list[Follower] = []
_READERS: list[Reader] = []


def register_receiver(receiver: Receiver) -> None:
    _RECEIVERS[receiver.feed.name] = receiver


def receiver_of(feed: Feed) -> Receiver:
    """:raises KeyError: the feed is declared, and nobody merges it; a mistake of ours"""
    return _RECEIVERS[feed.name]


def follow(follower: Follower) -> None:
    """`follower` is called inside every merge, with the primary keys of the people it changed, or none."""
    if follower not in _FOLLOWERS:
        _FOLLOWERS.append(follower)


def tell_followers(people: Sequence[int], run: Run) -> None:
    for follower in _FOLLOWERS:
        follower(people, run)


def read_anew(reader: Reader) -> None:
    """`reader` is called with the people whose records mean something else now though no file came, and
    when."""
    if reader not in _READERS:
        _READERS.append(reader)


def tell_of_new_meaning(people: Sequence[int], at: datetime) -> None:
    for reader in _READERS:
        reader(people, at)
