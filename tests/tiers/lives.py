"""Random lives of many people at once: what is laid down of them, and what every day of theirs reads."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from patients.models import (
    CodedEntry,
    MedicationIssue,
    Person,
    PersonDetail,
    RecordedCode,
    RecordedMedicine,
    Registration,
    Sex,
)
from tests.tiers.codelists.people import CODE_LIST, MEDICINES
from tests.tiers.onsets import an_import
from tests.world import NOW, TODAY
from tiers.models import FrailtyScore, ScoreSource, TierDecision
from tiers.rules import score_of, tier_of
from tiers.sets import meanings
from wsic.accounts.models import User
from wsic.dates import months_before
from wsic.organisations.models import Organisation

START = date(2025, 1, 1)
DAYS = 540  # to a week before today
DAY = timedelta(days=1)
COMPUTED_BY, IMPORTED_BY = "PA", "PB"  # the practices, by whose score counts there


def _codes() -> dict[str, str]:
    """A code of mere presence for each deficit that has one to itself."""
    met: dict[str, list[str]] = {}
    for rule in CODE_LIST.rows:
        if rule.system == "snomed":
            met.setdefault(rule.code, []).append(rule.deficit)
    bare = [rule for rule in CODE_LIST.rows if rule.system == "snomed" and not (rule.tests_value or rule.sex)]
    return {rule.deficit: rule.code for rule in bare if met[rule.code] == [rule.deficit]}


@dataclass
class Life:
    """One person: stays as (practice, from, to), the rest by day; deficits by the day they count from."""

    pk: int
    stays: list[tuple[str, date, date | None]]
    died_on: date | None = None
    scores: dict[date, int] = field(default_factory=dict)
    deficits: dict[str, date] = field(default_factory=dict)
    medicated: list[date] = field(default_factory=list)
    decisions: list[tuple[date, int | None]] = field(default_factory=list)

    def practice(self, day: date) -> str | None:
        if self.died_on is not None and day >= self.died_on:
            return None
        held = (code for code, first, end in self.stays if first <= day and (end is None or day < end))
        return next(held, None)

    def index(self, day: date) -> int | None:
        """The tier that the score of the day proposes."""
        practice = self.practice(day)
        if practice is None:
            return None
        if practice == IMPORTED_BY:
            known = [on for on in self.scores if on <= day]
            return tier_of(self.scores[max(known)]) if known else None
        medicated = any(months_before(day, 12) < on <= day for on in self.medicated)
        return tier_of(sum(on <= day for on in self.deficits.values()) + medicated)

    def decided(self, day: date) -> int | None:
        taken = [tier for on, tier in sorted(self.decisions, key=_day) if on <= day]
        return taken[-1] if taken and self.practice(day) else None

    def turns(self) -> Iterator[date]:
        """Every day on which something may change."""
        for _, first, end in self.stays:
            yield from (day for day in (first, end) if day)
        yield from (*self.scores, *self.deficits.values(), *(on for on, _ in self.decisions))
        yield from (months_before(on, -12) + step * DAY for on in self.medicated for step in (-1, 0, 1))
        yield from self.medicated
        if self.died_on:
            yield self.died_on


def _day(decision: tuple[date, int | None]) -> date:
    return decision[0]


def some_day(chance: random.Random) -> date:
    return START + chance.randrange(DAYS) * DAY


def born(many: int) -> list[Life]:
    """People registered with the practice whose score is computed, since before anything happened."""
    people = Person.objects.bulk_create(Person() for _ in range(many))
    PersonDetail.objects.bulk_create(
        PersonDetail(
            person=person, family_name="Test", given_name="Random", birth_date=date(1940, 1, 1),
            sex=Sex.FEMALE, search_text="TEST RANDOM", as_on=TODAY, digest=b"",
        )
        for person in people
    )  # fmt: skip
    lives = [Life(person.pk, [(COMPUTED_BY, START, None)]) for person in people]
    register(lives)
    return lives


def register(lives: list[Life]) -> None:
    """Their registrations as they are now, and whether they died."""
    places = {place.code: place for place in Organisation.objects.filter(code__in=[COMPUTED_BY, IMPORTED_BY])}
    Registration.objects.filter(person__in=[life.pk for life in lives]).delete()
    Registration.objects.bulk_create(
        Registration(person_id=life.pk, practice=places[code], from_on=first, to_on=end, as_on=TODAY)
        for life in lives
        for code, first, end in life.stays
    )
    details = PersonDetail.objects.filter(person__in=[life.pk for life in lives])
    died = {life.pk: life.died_on for life in lives}
    rows = list(details)
    for row in rows:
        row.died_on = died[row.person_id]
    PersonDetail.objects.bulk_update(rows, ["died_on"])


def happen(lives: list[Life], chance: random.Random) -> None:
    """Something to everybody: stays, deaths, scores, entries, medicines, decisions; nothing follows yet."""
    for life in lives:
        what = chance.choice(("moves", "leaves", "returns", "dies", "lives", *["records"] * 5))
        if what == "records":
            continue
        _moves(life, what, chance)
    register(lives)
    _score(chance.sample(lives, len(lives) // 2), chance)
    _record(chance.sample(lives, len(lives) // 2), chance)
    _prescribe(chance.sample(lives, len(lives) // 4), chance)
    _decide(chance.sample(lives, len(lives) // 2), chance)


def _moves(life: Life, what: str, chance: random.Random) -> None:
    day = some_day(chance) + DAY
    if what in {"dies", "lives"}:
        life.died_on = day if what == "dies" else None
    elif what == "leaves":
        life.stays = [(COMPUTED_BY, START, day)]
    else:
        gap = chance.choice([0, 0, 20]) * DAY
        code = IMPORTED_BY if what == "moves" else COMPUTED_BY
        life.stays = [(COMPUTED_BY, START, day), (code, day + gap, None)]


def _score(lives: list[Life], chance: random.Random) -> None:
    rows = []
    for life in lives:
        day, count = some_day(chance), chance.randrange(20)
        if day not in life.scores:
            life.scores[day] = count
            rows.append(
                FrailtyScore(
                    person_id=life.pk,
                    calculated_on=day,
                    deficit_count=count,
                    score=score_of(count),
                    source=ScoreSource.IMPORTED,
                    digest=b"",
                    as_on=TODAY,
                )
            )
    FrailtyScore.objects.bulk_create(rows)


def _record(lives: list[Life], chance: random.Random) -> None:
    """Up to six deficits each, some recorded later than they began."""
    codes = _codes()
    kept = {code: RecordedCode.objects.get_or_create(snomed=code, term="")[0] for code in codes.values()}
    place = Organisation.objects.get(code=COMPUTED_BY)
    brought, rows = an_import(place, "coded_entries"), []
    for life in lives:
        for name in chance.sample(sorted(codes), chance.randrange(7)):
            effective, known = some_day(chance), some_day(chance)
            counted = max(effective, known)
            life.deficits[name] = min(counted, life.deficits.get(name, counted))
            rows.append(
                CodedEntry(
                    person_id=life.pk,
                    organisation=place,
                    row_id=f"{brought.pk}-{len(rows)}",
                    line=2,
                    effective_on=effective,
                    recorded_on=known,
                    known_on=known,
                    code=kept[codes[name]],
                    imported_by=brought,
                )
            )
    CodedEntry.objects.bulk_create(rows)
    meanings.renew()


def _prescribe(lives: list[Life], chance: random.Random) -> None:
    """Five medicines on a day, which are polypharmacy for a year."""
    by_ingredient = {row.ingredient: row for row in MEDICINES.rows if row.bnf_chapter <= 10}
    medicines = [
        RecordedMedicine.objects.get_or_create(code=row.medicine_code, name="", bnf_chapter=None)[0]
        for row in list(by_ingredient.values())[:5]
    ]
    place = Organisation.objects.get(code=COMPUTED_BY)
    brought, rows = an_import(place, "medication_issues"), []
    for life in lives:
        life.medicated.append(some_day(chance) - 200 * DAY)
        rows += [
            MedicationIssue(
                person_id=life.pk,
                organisation=place,
                row_id=f"{brought.pk}-{life.pk}-{medicine.pk}",
                issued_on=life.medicated[-1],
                medicine=medicine,
                line=2,
                imported_by=brought,
            )
            for medicine in medicines
        ]
    MedicationIssue.objects.bulk_create(rows)


def _decide(lives: list[Life], chance: random.Random) -> None:
    gp, place = User.objects.get(username="gp_a"), Organisation.objects.get(code=COMPUTED_BY)
    rows = []
    for life in lives:
        again = bool(life.decisions) and chance.random() < 0.2
        day = life.decisions[-1][0] if again else some_day(chance)
        life.decisions.append((day, chance.choice([None, 0, 1, 2, 3])))
        tier = life.decisions[-1][1]
        rows.append(
            TierDecision(
                person_id=life.pk,
                number=len(life.decisions),
                tier=tier,
                reason="OTHER",
                role="GP",
                review_on=day + 900 * DAY,
                decided_by=gp,
                organisation=place,
                decided_on=day,
                recorded_at=NOW,
            )
        )
    TierDecision.objects.bulk_create(rows)
