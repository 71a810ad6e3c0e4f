"""Who is to be looked at: the statement held against the plain reading, over random people."""

import random
from datetime import date, timedelta

import pytest

from patients.models.base import reach_of
from tests.factories import PersonFactory
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.tiers.onsets import make_onset, make_polypharmacy, score_by_records
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions.proposals import propose_tiers
from tiers.models import (
    Basis,
    DeficitOnset,
    FrailtyScore,
    PolypharmacyPeriod,
    RecordSummary,
    ScoringOf,
    TierDecision,
    TierStanding,
)
from tiers.rules import worklist as rules
from tiers.rules.decisions import needs_reason
from tiers.sets import worklist as sets
from wsic.accounts.roles import Verb
from wsic.dates import months_before
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
YEAR = months_before(TODAY, 12)
# Where something turns, and a day to each side of it.
TURNS = [YEAR, TODAY - rules.NEW_DEFICIT, TODAY, *(YEAR + 60 * DAY, YEAR - 400 * DAY)]
PAST = sorted({day for turn in TURNS for day in (turn - DAY, turn, turn + DAY) if day <= TODAY})
COMING = [TODAY + days * DAY for days in (-30, -1, 0, 1, 27, 28, 29, 200)]


@pytest.mark.fast
def test_every_reason_has_a_rule_and_a_statement_but_those_without_a_source():
    assert set(rules.Reason) == set(sets._SINCE) | rules.WITHOUT_SOURCE
    assert list(rules._RULES) == list(rules.Reason)
    assert [each for each in rules.Reason if each not in rules.WITHOUT_SOURCE] == list(sets._SINCE)


@pytest.mark.parametrize("_time", [1, *(pytest.param(more, marks=pytest.mark.long) for more in (2, 3, 4))])
def test_the_reasons_are_those_of_the_oracle(world, _time):
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    places = [world.organisation("PA"), world.organisation("PB")]
    with as_system():
        for place, has_entries in zip(places, (True, False), strict=True):
            score_by_records(place, has_entries=has_entries)
        people = [_somebody(chance, places) for _ in range(120)]
        propose_tiers(people, by=SYSTEM, at=NOW)
        expected = {key: found for key in people if (found := _expected(key))}

    with acting_as(world.user("locum"), on=TODAY) as reader:
        parameters = sets.parameters(TODAY, practices=[place.pk for place in places])
        listed = sets.reasons(reach_of(reader, to=Verb.REGISTER), parameters)
        counted = sets.count(reach_of(reader, to=Verb.REGISTER), parameters)
    found = {key: each for key, each in listed.items() if key in people}

    assert found == {key: _told(each) for key, each in expected.items()}, f"seed {seed}"
    assert counted == len(listed), f"seed {seed}"


@pytest.mark.fast
@pytest.mark.parametrize(
    ("tier", "then", "now", "reason"),
    [
        (None, 1, 2, rules.Reason.RISEN),
        (None, 2, 3, rules.Reason.RISEN),
        (None, 0, 1, None),  # proposed 1 stands without work, and no decision stands against it
        (None, 2, 1, None),
        (None, 2, None, None),
        (None, None, 2, rules.Reason.RISEN),  # nothing was proposed then
        (None, None, 1, None),
        (0, 0, 1, rules.Reason.RISEN),
        (0, 2, 1, rules.Reason.MOVED),
        (0, 2, None, rules.Reason.MOVED),
        (0, None, 2, rules.Reason.MOVED),
    ],
)
def test_what_was_handed_back_to_the_index_moves_with_it(tier, then, now, reason):
    known = rules.Known(
        registered_on=date(2010, 1, 1), proposed_tier=now, proposed_since=now and TODAY - DAY,
        deficit_count=6, last=rules.LastDecision(TODAY - 2 * DAY, tier, then, 6),
    )  # fmt: skip

    assert next(iter(rules.reasons(known, on=TODAY)), None) == reason


@pytest.mark.fast
@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"proposed_tier": 3}, rules.Reason.RISEN),
        ({"proposed_tier": 1}, rules.Reason.MOVED),
        ({"review_on": TODAY + DAY}, rules.Reason.REVIEW_SOON),
        ({"deficit_count": 1, "entry_days": [TODAY - 800 * DAY]}, rules.Reason.THIN),
    ],
)
def test_nobody_waits_since_before_the_decision_they_wait_after(more, reason):
    decided_on = YEAR - DAY if reason == rules.Reason.THIN else TODAY - DAY
    last = rules.LastDecision(decided_on, 2, 2, 9, review_on=more.pop("review_on", None))
    known = {"proposed_tier": 2, "proposed_since": TODAY - 400 * DAY, "deficit_count": 9, **more}

    found = rules.reasons(rules.Known(registered_on=date(2010, 1, 1), last=last, **known), on=TODAY)

    assert found == {reason: decided_on}


@pytest.mark.fast
@pytest.mark.parametrize(
    ("registered_on", "days", "reasons"),
    [
        (date(2010, 1, 1), [], []),  # nothing is known of the records
        (date(2010, 1, 1), [YEAR], [rules.Reason.THIN]),
        (date(2010, 1, 1), [YEAR + DAY], []),
        (YEAR + DAY, [], [rules.Reason.THIN]),  # known without them
    ],
)
def test_without_a_summary_nothing_is_said_of_the_records(registered_on, days, reasons):
    known = rules.Known(
        registered_on=registered_on, proposed_tier=0, proposed_since=YEAR, deficit_count=2, entry_days=days
    )

    assert list(rules.reasons(known, on=TODAY)) == reasons


def _told(found: dict[rules.Reason, date]) -> tuple[list[str], date]:
    return [str(reason) for reason in found], next(iter(found.values()))


@pytest.mark.long
def test_random_people_have_every_reason(world):
    """Else the comparison would compare nothing."""
    chance, met = random.Random(1), set()
    with as_system():
        place = world.organisation("PA")
        score_by_records(place, has_entries=True)
        people = [_somebody(chance, [place]) for _ in range(250)]
        propose_tiers(people, by=SYSTEM, at=NOW)
        for key in people:
            met |= set(_expected(key))

    assert met == set(rules.Reason) - rules.WITHOUT_SOURCE


def _somebody(chance: random.Random, places) -> int:
    place = chance.choice(places)
    person = PersonFactory(practice=place, practice__from_on=chance.choice([date(2010, 1, 1), *PAST]))
    for deficit in chance.sample(range(1, 26), chance.choice([0, 2, 3, 4, 5, 8, 9, 12, 14])):
        make_onset(person, place, chance.choice([date(2012, 5, 1)] * 3 + PAST), deficit)
    if chance.random() < 0.3:
        make_polypharmacy(person, place, chance.choice(PAST))
    for on in chance.sample([*PAST, date(2014, 1, 1)], chance.choice([0, 1, 2, 2])):
        ScoreFactory(person=person, calculated_on=on, deficit_count=chance.choice([2, 4, 5, 8, 9, 12, 13]))
    _summarise(chance, person)
    for number in range(1, chance.choice([1, 1, 2, 3])):
        _decide(chance, person, number)
    return person.pk


def _summarise(chance: random.Random, person) -> None:
    if chance.random() < 0.2:
        return
    number = chance.choice([1, 23, 24, 25, 40])
    first = chance.choice([YEAR, YEAR + DAY])
    spread = [first + day * DAY for day in range(number)]  # around the first day that counts
    if chance.random() < 0.5:
        spread = sorted({TODAY - chance.randrange(400) * DAY for _ in range(number)})
    last_on = chance.choice([*PAST, spread[-1], spread[-1], spread[-1]])
    days = sorted({day for day in spread if months_before(last_on, 12) < day <= last_on} | {last_on})
    scale = chance.choice([None, 1, 3, 4, 9])
    RecordSummary.objects.create(
        person=person, last_on=last_on, days=days, frailty_scale=scale,
        frailty_scale_on=chance.choice(PAST) if scale else None,
    )  # fmt: skip


def _decide(chance: random.Random, person, number: int) -> None:
    tier, proposed = chance.choice([None, 0, 1, 2, 3]), chance.choice([None, 0, 1, 2, 3])
    on = chance.choice([PAST[min(number * 3, len(PAST) - 1)], PAST[-1]])
    reviews = [day for day in COMING if day > on]
    if not needs_reason(tier, proposed):
        reviews = [None] if tier is None else [*reviews, None]
    scale = chance.choice([None, None, 2, 6])
    DecisionFactory(
        person=person, number=number, tier=tier, proposed_tier=proposed, reason="OTHER", decided_on=on,
        deficit_count=chance.choice([None, 4, 8, 9, 12]), review_on=chance.choice(reviews),
        frailty_scale=scale, frailty_scale_version="2.0" if scale else "", standing__follows=False,
    )  # fmt: skip


def _expected(key: int) -> dict[rules.Reason, date]:
    """As the rows say, read plainly."""
    stay = PersonFactory._meta.model.objects.get(pk=key).registrations.get()
    scoring = ScoringOf.objects.get(practice=stay.practice)
    standing = TierStanding.objects.known_now().filter(person=key, basis=Basis.PROPOSED, from_on__lte=TODAY)
    standing = standing.exclude(to_on__lte=TODAY).first()
    summary = RecordSummary.objects.filter(person=key).first()
    last = TierDecision.objects.filter(person=key).order_by("-number").first()
    count, gained = _by_records(key) if scoring.entries_on else _by_scores(key)
    return rules.reasons(
        rules.Known(
            registered_on=stay.from_on,
            proposed_tier=standing.tier if standing else None,
            proposed_since=standing.from_on if standing else None,
            deficit_count=count,
            gained=gained,
            entry_days=summary.days if summary else (),
            has_entries=scoring.entries_on is not None,
            last=last and _seen(last),
            scale=summary and summary.frailty_scale,
            scale_on=summary and summary.frailty_scale_on,
        ),
        on=TODAY,
    )


def _seen(last: TierDecision) -> rules.LastDecision:
    return rules.LastDecision(
        last.decided_on, last.tier, last.proposed_tier, last.deficit_count, last.frailty_scale, last.review_on
    )


def _by_records(key: int) -> tuple[int, list[date]]:
    onsets = list(DeficitOnset.objects.filter(person=key).values_list("counted_from", flat=True))
    running = PolypharmacyPeriod.objects.filter(person=key, from_on__lte=TODAY, to_on__gt=TODAY)
    days = [*onsets, *running.values_list("from_on", flat=True)]
    return len(days), days


def _by_scores(key: int) -> tuple[int | None, list[date]]:
    """Of an imported score only the count is known, so its day stands for a deficit that is new in it."""
    scores = list(FrailtyScore.objects.filter(person=key).order_by("calculated_on"))
    if not scores:
        return None, []
    newest = scores[-1]
    grown = len(scores) > 1 and newest.deficit_count > scores[-2].deficit_count
    return newest.deficit_count, [newest.calculated_on] if grown else []
