"""Records judged against what is known, held when too much would go, merged: coded entries, medicines issued,
allergies, current medicines.

Of the versions of a row the newest stands.  A deletion beats a live version of the same date, because it
carries the date of what it deletes; two live contents of one date that mean different things contradict each
other, and neither counts.  Two wordings of one meaning do not: the fuller one stands.  So what stands does
not depend on the order of rows, files and batches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from patients.feeds.merging import Outcome, Run, more_than_approved
from patients.feeds.sets import records_judging, records_writing
from patients.feeds.sets.records_lists import ALLERGIES, MEDICINES
from patients.feeds.sets.records_of import ENTRIES, ISSUES

# Sources mark deletions in every extract, so a few go in: docs/decisions/0005-records.md.
MOST_TAKEN = 0.02  # of the rows of a source that count: FEEDS.md, promise 5

_KNOWN = """
SELECT count(*) FROM {table}
WHERE organisation_id = %(source)s AND replaced_by_id IS NULL AND NOT conflicted AND NOT deleted
"""
_ENDS = """
SELECT count(*) FILTER (WHERE ends = 'deleted'), count(*) FILTER (WHERE ends = 'contradicted'),
       count(*) FILTER (WHERE ends = 'recoded')
FROM contents WHERE ends IS NOT NULL
"""


@dataclass(frozen=True)
class Taken:
    """How many rows that count a file takes away: deleted, contradicted so that neither side counts, or given
    another code or person by a newer version."""

    deleted: int
    contradicted: int
    recoded: int

    @property
    def total(self) -> int:
        return self.deleted + self.contradicted + self.recoded

    def by_word(self, title: str) -> dict[str, int]:
        return {
            f"{title} deleted": self.deleted,
            f"{title} contradicted": self.contradicted,
            f"{title} given another code": self.recoded,
        }

    @property
    def sentence(self) -> str:
        """Without subject and full stop."""
        parts = [
            (self.deleted, f"deletes {self.deleted:,}"),
            (self.contradicted, f"contradicts {self.contradicted:,} (then neither side counts)"),
            (self.recoded, f"gives another code or person to {self.recoded:,}"),
        ]
        *most, last = [words for number, words in parts if number]
        return f"{', '.join(most)} and {last}" if most else last


class CodedEntriesReceiver:
    """See `patients.feeds.merging.Receiver`."""

    records = ENTRIES
    feed = ENTRIES.feed
    followed = True  # deficits and tiers rest on it

    def judge(self, run: Run) -> Mapping[str, int]:
        return records_judging.judge(self.records, run)

    def hold(self, run: Run) -> Outcome | None:
        """A file that takes away more than a few of the rows known, until somebody has approved that many."""
        taken = self._taken()
        known = self._known(run) if taken.total else 0
        if run.partial or taken.total <= MOST_TAKEN * known:
            return None
        takes = taken.by_word(self.records.title)
        share = f"{known:,} {self.records.title} ({100 * taken.total / known:.1f} %)"
        few = f"Up to {100 * MOST_TAKEN:.0f} % go in by themselves."
        sentences = [f"The file {taken.sentence} of {share}. {few}"]
        if run.approved:
            more = more_than_approved(takes, run.allowed)
            sentences = [*more, *sentences] if more else []
        numbers = self._numbers(taken) | {"takes": takes}
        return Outcome(notes=sentences, numbers=numbers) if sentences else None

    def write(self, run: Run) -> Outcome:
        taken = self._taken()
        people = records_writing.write(self.records, run)
        notes = [
            f"{number:,} {words}." for words, number in taken.by_word(self.records.title).items() if number
        ]
        followed = people if self.followed else ()
        return Outcome(people=followed, moved=False, notes=notes, numbers=self._numbers(taken))

    def _numbers(self, taken: Taken) -> dict[str, int]:
        return {
            "deletions": taken.deleted, "contradictions": taken.contradicted, "recoded": taken.recoded,
        }  # fmt: skip

    def _taken(self) -> Taken:
        with connection.cursor() as cursor:
            cursor.execute(_ENDS)
            return Taken(*cursor.fetchone())

    def _known(self, run: Run) -> int:
        """How many rows that count its source has."""
        with connection.cursor() as cursor:
            cursor.execute(self.records.sql(_KNOWN), run.parameters)
            return int(cursor.fetchone()[0])


class MedicationIssuesReceiver(CodedEntriesReceiver):
    """The same with issues."""

    records = ISSUES
    feed = ISSUES.feed


class AllergiesReceiver(CodedEntriesReceiver):
    """The same with allergies, on which no index rests."""

    records = ALLERGIES
    feed = ALLERGIES.feed
    followed = False


class CurrentMedicinesReceiver(CodedEntriesReceiver):
    """The same with what people take, on which no index rests: polypharmacy counts what was issued."""

    records = MEDICINES
    feed = MEDICINES.feed
    followed = False
