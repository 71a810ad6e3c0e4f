"""The tier of one person: where they stand, the scores behind it, the tiers before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F

from patients.models import Person, Registration
from patients.models.people import RegistrationKind
from tiers.models import (
    Basis,
    DeficitOnset,
    FrailtyScore,
    PolypharmacyPeriod,
    ScoreSource,
    TierStanding,
)
from tiers.queries.decisions import DecisionLine, standing_decision
from tiers.rules import (
    MOST_DEFICITS,
    Category,
    Period,
    Scored,
    band_of,
    category_of,
    computed_series,
    next_boundary,
    score_of,
)
from tiers.sets.standing import PersonStanding, standings_of
from wsic.accounts.models import User

_SOURCES = {
    ScoreSource.IMPORTED.value: "imported from SystmOne",
    ScoreSource.COMPUTED.value: "computed here from the records",
}

SAID_OF_SOURCES = {
    ScoreSource.IMPORTED.value: "SystmOne",
    ScoreSource.COMPUTED.value: "Computed here",
}


@dataclass(frozen=True)
class ScoreLine:
    """`scored_on`: of a computed score the day from which on it is so."""

    scored_on: date
    deficit_count: int
    score: Decimal
    category: str
    source: str
    counts: bool


@dataclass(frozen=True)
class TierLine:
    tier: int
    proposed: bool
    from_on: date
    to_on: date | None


@dataclass(frozen=True, kw_only=True)
class TierPanel:
    """`tier` is None where none is known; `words` and `distance` are sentences, empty without a score."""

    public_id: str
    on: date
    tier: int | None
    proposed: bool
    since: date | None
    deficit_count: int | None
    score: Decimal | None
    scored_on: date | None
    source: str
    words: str
    distance: str
    near: bool
    change: str
    decision: DecisionLine | None  # that stands
    scores: tuple[ScoreLine, ...]
    tiers: tuple[TierLine, ...]


def tier_panel(person: Person, *, user: User, on: date) -> TierPanel:
    """Of a person whom the user reaches; three statements, three more where the computed score counts, and
    one where a decision stands."""
    stands = standings_of([person.pk], on=on)[person.pk]
    count = stands.deficit_count
    return TierPanel(
        public_id=str(person.public_id),
        on=on,
        tier=stands.tier,
        proposed=stands.basis == Basis.PROPOSED,
        since=stands.tier_since,
        deficit_count=count,
        score=stands.score,
        scored_on=stands.scored_on,
        source=_SOURCES.get(stands.source or "", ""),
        words="" if count is None else in_words(category_of(count)),
        distance="" if count is None else distance(count),
        near=stands.near,
        change=_change(stands),
        decision=standing_decision(person, user=user, on=on) if stands.decided_tier is not None else None,
        scores=_scores(person, user, on, counts=stands.source),
        tiers=_tiers(person, user, on),
    )


def in_words(category: Category) -> str:
    """What the index says of somebody; it is no diagnosis."""
    if category is Category.FIT:
        return "Likely to be fit"
    return f"Likely to be living with {category.value.lower()} frailty"


def distance(count: int) -> str:
    """How far the next worse category is."""
    highest = next_boundary(count)
    if highest is None:
        return "There is no category beyond severe."
    more = highest + 1 - count
    category = band_of(highest + 1).category.value.lower()
    noun = "deficit" if more == 1 else "deficits"
    return f"{more} more {noun} would be {category} ({highest + 1}/{MOST_DEFICITS})."


def _change(stands: PersonStanding) -> str:
    if stands.previous_count is None or not stands.change:
        return ""
    return f"{stands.previous_count} to {stands.deficit_count}"


def _scores(person: Person, user: User, on: date, *, counts: str | None) -> tuple[ScoreLine, ...]:
    """All scores that stand, the newest first; `counts` marks those whose source counts here."""
    found = FrailtyScore.objects.visible_to(user).standing().filter(person=person, calculated_on__lte=on)
    lines = [
        _line(each.calculated_on, each.deficit_count, each.score, each.source, counts=counts)
        for each in found.order_by("-calculated_on", "-pk")
    ]
    if counts == ScoreSource.COMPUTED:
        lines += [
            _line(each.calculated_on, each.deficit_count, score_of(each.deficit_count), counts, counts=counts)
            for each in _steps(person, user, on)
        ]
    return tuple(sorted(lines, key=lambda line: line.scored_on, reverse=True))


def _line(on: date, count: int, score: Decimal, source: str, *, counts: str | None) -> ScoreLine:
    return ScoreLine(
        on, count, score, category_of(count).label, SAID_OF_SOURCES.get(source, source), source == counts
    )


def _steps(person: Person, user: User, on: date) -> list[Scored]:
    """The computed scores up to a day: one for each day on which the count changed."""
    stays = Registration.objects.visible_to(user).current()
    stays = stays.filter(person=person, kind=RegistrationKind.REGULAR).exclude(to_on=F("from_on"))
    first_on = stays.order_by("from_on").values_list("from_on", flat=True).first()
    if first_on is None:
        return []
    onsets = DeficitOnset.objects.visible_to(user).filter(person=person)
    periods = PolypharmacyPeriod.objects.visible_to(user).filter(person=person)
    series = computed_series(
        onsets.values_list("counted_from", flat=True),
        [Period(*dates) for dates in periods.values_list("from_on", "to_on")],
        first_registered_on=first_on,
    )
    before = [None, *(scored.deficit_count for scored in series)]
    return [
        scored
        for scored, count in zip(series, before, strict=False)
        if scored.deficit_count != count and scored.calculated_on <= on
    ]


def _tiers(person: Person, user: User, on: date) -> tuple[TierLine, ...]:
    """As they were up to a day; whatever ended later is open."""
    found = TierStanding.objects.visible_to(user).known_now().filter(person=person, from_on__lte=on)
    return tuple(
        TierLine(
            each.tier,
            each.basis == Basis.PROPOSED,
            each.from_on,
            each.to_on if each.to_on and each.to_on <= on else None,
        )
        for each in found.order_by("-from_on", "-pk")
    )
