"""Coded entries and medicines issued: judged against what is known, held when too much is deleted, merged.

Of the versions of a row the newest stands.  A deletion beats a live version of the same date, because it
carries the date of what it deletes; two live contents of one date contradict each other, and neither counts.
So what stands does not depend on the order of rows, files and batches.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from patients.feeds.merging import Outcome, Run, more_than_approved
from patients.feeds.sets import records_judging, records_writing
from patients.feeds.sets.records_of import ENTRIES, ISSUES

# Sources mark deletions in every extract, so a few go in: docs/decisions/0005-records.md.
MOST_DELETED = 0.02

_KNOWN = """
SELECT count(*) FROM {table}
WHERE organisation_id = %(source)s AND replaced_by_id IS NULL AND NOT conflicted AND NOT deleted
"""


class CodedEntriesReceiver:
    """See `patients.feeds.merging.Receiver`."""

    records = ENTRIES
    feed = ENTRIES.feed

    def judge(self, run: Run) -> Mapping[str, int]:
        return records_judging.judge(self.records, run)

    def hold(self, run: Run) -> Outcome | None:
        """A file that deletes more than a few of the rows known, until somebody has approved that many."""
        deletions, known = self._deletions(run)
        if run.partial or deletions <= MOST_DELETED * known:
            return None
        takes = {f"{self.records.title} deleted": deletions}
        share = f"{deletions:,} of {known:,} {self.records.title} ({100 * deletions / known:.1f} %)"
        sentences = [f"The file deletes {share}. Up to {100 * MOST_DELETED:.0f} % go in by themselves."]
        if run.approved:
            more = more_than_approved(takes, run.allowed)
            sentences = [*more, *sentences] if more else []
        numbers = {"deletions": deletions, "takes": takes}
        return Outcome(notes=sentences, numbers=numbers) if sentences else None

    def write(self, run: Run) -> Outcome:
        deletions, _ = self._deletions(run)
        people = records_writing.write(self.records, run)
        notes = [f"{deletions:,} {self.records.title} deleted."] if deletions else []
        return Outcome(people=people, moved=False, notes=notes, numbers={"deletions": deletions})

    def _deletions(self, run: Run) -> tuple[int, int]:
        """How many rows that count are deleted by the file, and of how many that their source has."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM contents WHERE deletes")
            deletions = cursor.fetchone()[0]
            if not deletions:
                return 0, 0
            cursor.execute(self.records.sql(_KNOWN), run.parameters)
            return deletions, cursor.fetchone()[0]


class MedicationIssuesReceiver(CodedEntriesReceiver):
    """The same with issues."""

    records = ISSUES
    feed = ISSUES.feed
