"""Whose score counts for a practice: worked out anew when its records come in, or chosen."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from patients.feeds.sets import locks
from tiers.models import CodeListVersion, PracticeExtract, RecordKind, ScoreSource, ScoringChoice, ScoringOf
from tiers.rules.scoring import refuse_computed, scoring_of
from tiers.sets import scoring_of as sets
from tiers.sets.scoring_of import Freshness
from wsic.accounts.actors import SystemActor
from wsic.audit import actions as audit
from wsic.organisations.models import Organisation

from .proposals import propose_tiers

_FIELDS = ("choice", "source", "since_on", "entries_on", "issues_on")


class CannotCompute(Exception):
    """The computed score cannot be chosen; the text is the reason, for whoever asks."""


@transaction.atomic
def renew_scoring(
    practices: Iterable[int] | None, *, by: SystemActor, at: datetime, on: date, running: int | None = None
) -> list[int]:
    """
    Work out whose score counts, and propose anew for the people of practices where that changed.

    :param practices: primary keys; None for all
    :param on: the day whose answer is wanted
    :param running: the import whose merge asks; it is done when this transaction is
    :returns: primary keys of the practices whose source changed
    """
    fresh = {each.practice_id: each for each in sets.freshness(practices, on=on, running=running)}
    return _written(fresh, {}, by=by, at=at, on=on)


@transaction.atomic
def choose_scoring(
    practice: Organisation, choice: ScoringChoice, *, by: SystemActor, at: datetime, on: date
) -> None:
    """
    Waits for a merge that is running, which writes the same rows, however long it takes.

    :raises CannotCompute: there is nothing to compute the practice's scores from
    """
    locks.wait_for_turn()
    fresh = {each.practice_id: each for each in sets.freshness([practice.pk], on=on, running=None)}
    found = fresh[practice.pk]
    refusal = refuse_computed(found.entries_on, covered=found.covered, has_list=_has_list())
    if choice == ScoringChoice.COMPUTED and refusal:
        raise CannotCompute(refusal)
    _written(fresh, {practice.pk: choice}, by=by, at=at, on=on)
    audit.record("scoring.chosen", by=by, organisation_id=practice.pk, choice=choice)


def keep_evidence_file(running: int) -> None:
    """Remember the name of the file whose merge is running, when deficits may rest on it."""
    sets.remember_file(running)


def _written(
    fresh: dict[int, Freshness], choices: dict[int, ScoringChoice], *, by: SystemActor, at: datetime, on: date
) -> list[int]:
    known = {row.practice_id: row for row in ScoringOf.objects.filter(practice_id__in=fresh)}
    has_list = _has_list()
    rows = [
        _row(each, known.get(key), choices.get(key), on=on, has_list=has_list) for key, each in fresh.items()
    ]
    changed = [row for row in rows if _differs(row, known.get(row.practice_id))]
    ScoringOf.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["practice"], update_fields=list(_FIELDS)
    )
    _keep_extracts([*known.values(), *changed])
    switched = [row for row in changed if row.source != _source(known.get(row.practice_id))]
    for row in switched:
        audit.record("scoring.changed", by=by, organisation_id=row.practice_id, source=row.source)
    practices = [row.practice_id for row in switched]
    if practices:
        propose_tiers(sets.people_of(practices), by=by, at=at)
    return practices


def _keep_extracts(rows: Iterable[ScoringOf]) -> None:
    """The days of the newest extracts, before a newer one takes their place."""
    days = {
        (row.practice_id, kind, day)
        for row in rows
        for kind, day in ((RecordKind.ENTRIES, row.entries_on), (RecordKind.ISSUES, row.issues_on))
        if day is not None
    }
    PracticeExtract.objects.bulk_create(
        (PracticeExtract(practice_id=key, kind=kind, as_on=day) for key, kind, day in sorted(days)),
        ignore_conflicts=True,
    )


def _row(
    fresh: Freshness, known: ScoringOf | None, chosen: ScoringChoice | None, *, on: date, has_list: bool
) -> ScoringOf:
    choice = chosen or (ScoringChoice(known.choice) if known else ScoringChoice.AUTOMATIC)
    scoring = scoring_of(choice, fresh.entries_on, covered=fresh.covered, on=on, has_list=has_list)
    source = scoring.source
    return ScoringOf(
        practice_id=fresh.practice_id,
        choice=choice,
        source=source,
        since_on=known.since_on if known and known.source == source else on,
        entries_on=fresh.entries_on,
        issues_on=fresh.issues_on,
    )


def _differs(row: ScoringOf, known: ScoringOf | None) -> bool:
    if known is None:  # no row is AUTOMATIC and IMPORTED
        automatic = row.choice == ScoringChoice.AUTOMATIC and row.source == ScoreSource.IMPORTED
        return not automatic or row.entries_on is not None or row.issues_on is not None
    return any(getattr(row, name) != getattr(known, name) for name in _FIELDS)


def _source(known: ScoringOf | None) -> str:
    return known.source if known else ScoreSource.IMPORTED


def _has_list() -> bool:
    return CodeListVersion.objects.filter(active=True).exists()
