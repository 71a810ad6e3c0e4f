"""The daily screens counted by plain Python from plain rows: what the benchmarks hold the pages against.

Rows come whole and one table at a time, without a join, past both walls; who is meant follows from them here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from psycopg.rows import namedtuple_row

from careplans.rules.due import Answer, DueList, NotByLetter, Offered, course_of, place_of
from careplans.rules.entitlement import Circumstances, Held, SessionSettings, Window, next_window
from careplans.rules.first_contact import How, Named, Post, Tie, how
from careplans.rules.goals import asked_from
from careplans.rules.languages import is_english
from careplans.sets.first_contacts import OPENING, PLANNING
from patients.models.residence import HOMES
from tests.database import superuser
from tiers.rules.index import DEFICITS
from wsic.dates import LONDON, age_on

DEMENTIA = DEFICITS.index("Memory and cognitive problems") + 1
_ABOUT = (
    "patients_registration", "patients_persondetail", "patients_preference", "patients_residence",
    "tiers_tierstanding", "tiers_deficitonset", "careplans_planningsession", "careplans_sessionoffer",
    "careplans_reviewrequest", "careplans_firstcontact", "careplans_task", "careplans_careplan",
    "careplans_plangoal",
)  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """Whose it is: `owner_id` None for whoever is there."""

    owner_id: int | None
    organisation_id: int


def holds(row: Any, on: date) -> bool:
    return row.from_on <= on and (row.to_on is None or on < row.to_on)


class Plain:
    """The people on the lists of some practices on a day."""

    def __init__(self, database: str, practices: Iterable[int], on: date) -> None:
        self.on, self.practices, self.settings = on, list(practices), SessionSettings()
        self.about: dict[str, dict[int, list[Any]]] = {}
        with superuser(database) as connection:
            self._cursor = connection.cursor(row_factory=namedtuple_row)
            there = self._rows("patients_registration", "practice_id", self.practices)
            who = {each.person_id for each in there}
            for table in _ABOUT:
                self.about[table] = by_person(self._rows(table, "person_id", who))
            self.persons = {each.id: each for each in self._rows("patients_person", "id", who)}
            self.reach = by_person(self._rows("patients_reach", "person_id", who))
            self.members = self._cursor.execute("SELECT * FROM accounts_membership").fetchall()
            users = self._cursor.execute("SELECT * FROM accounts_user").fetchall()
            places = self._cursor.execute("SELECT * FROM organisations_organisation").fetchall()
        self.active = {each.id for each in users if each.is_active}
        self.live_on = {each.id: each.live_on for each in places}
        self.people = {person: found for person in who if (found := self._registered(person))}

    def _rows(self, table: str, column: str, keys: Iterable[int]) -> list[Any]:
        return self._cursor.execute(
            f"SELECT * FROM {table} WHERE {column} = ANY (%s)", [list(keys)]
        ).fetchall()

    def of(self, table: str, person: int) -> list[Any]:
        return self.about[table].get(person, [])

    def _registered(self, person: int) -> Any:
        """The row by which they are on a list, None for who is not old enough or has died."""
        detail = self.detail(person)
        if age_on(detail.birth_date, self.on) < 65 or (detail.died_on and detail.died_on <= self.on):
            return None
        rows = [each for each in self.of("patients_registration", person) if each.replaced_by_id is None]
        here = [each for each in rows if each.kind == "REGULAR" and each.practice_id in self.practices]
        return next((each for each in here if holds(each, self.on)), None)

    def was_here(self, person: int, day: date, user: int) -> bool:
        """Registered with one of the practices that day, and reached by the user today."""
        rows = [each for each in self.of("patients_registration", person) if each.replaced_by_id is None]
        here = [each for each in rows if each.kind == "REGULAR" and each.practice_id in self.practices]
        return any(holds(each, day) for each in here) and self._reached(person, self._own(user), user)

    def public_id(self, person: int) -> Any:
        return self.persons[person].public_id

    def detail(self, person: int) -> Any:
        (row,) = [each for each in self.of("patients_persondetail", person) if each.replaced_by_id is None]
        return row

    def prefers(self, person: int) -> set[str]:
        rows = self.of("patients_preference", person)
        return {each.kind for each in rows if each.replaced_at is None and holds(each, self.on)}

    def practice(self, person: int) -> int | None:
        """None where it is withheld."""
        hidden = "SENSITIVE" in self.prefers(person) and len(self.practices) > 1
        return None if hidden else self.people[person].practice_id

    def tier(self, person: int, day: date) -> int | None:
        rows = [each for each in self.of("tiers_tierstanding", person) if each.replaced_at is None]
        there = {each.basis: each.tier for each in rows if holds(each, day)}
        return there.get("DECIDED", there.get("PROPOSED"))

    def window(self, person: int) -> Window | None:
        here = self.people[person]
        live_on = self.live_on[here.practice_id]
        if live_on is None or live_on > self.on:
            return None
        joint_since, risen = self._joint(person)
        return next_window(
            Circumstances(
                tier=self.tier(person, self.on), live_on=live_on, registered_on=here.from_on,
                birth_date=self.detail(person).birth_date, joint_since=joint_since, risen=risen,
                held=self._held(person), review_on=self._review_on(person),
            ),
            self.settings,
        )  # fmt: skip

    def _held(self, person: int) -> list[Held]:
        rows = self.of("careplans_planningsession", person)
        return [Held(each.on, frozenset(each.attended)) for each in rows if each.state == "HELD"]

    def _review_on(self, person: int) -> date | None:
        rows = self.of("careplans_reviewrequest", person)
        return min((each.raised_on for each in rows if each.closed_at is None), default=None)

    def _joint(self, person: int) -> tuple[date | None, bool]:
        rows = [each for each in self.of("tiers_tierstanding", person) if each.replaced_at is None]
        days = {day for each in rows for day in (each.from_on, each.to_on) if day and day <= self.on}
        since, before, risen = None, None, False
        for day in sorted(days):
            tier = self.tier(person, day)
            if (tier or 0) < self.settings.joint_from_tier:
                since = None
            elif since is None:
                since, risen = day, before is not None
            before = tier
        return since, risen

    def place(self, person: int) -> tuple[DueList, bool, Window | None]:
        sessions = self.of("careplans_planningsession", person)
        called_off = [
            min(each.on, each.ended_at.astimezone(LONDON).date())
            for each in sessions
            if each.state in ("DID_NOT_ATTEND", "CANCELLED")
        ]
        offers = [each for each in self.of("careplans_sessionoffer", person) if each.in_error_at is None]
        course = course_of(
            held=[each.on for each in self._held(person)],
            booked_on=max((each.on for each in sessions if each.state == "BOOKED"), default=None),
            called_off=called_off,
            offers=[
                Offered(on=each.offered_on, answer=Answer(each.answer), again_on=each.again_on)
                for each in sorted(offers, key=lambda each: (each.offered_on, each.id))
            ],
            review_on=self._review_on(person),
            not_by_letter=self._not_by_letter(person),
        )
        window = self.window(person)
        place = place_of(window, course, self.on, self.settings)
        return place.list, place.overdue, window

    def _not_by_letter(self, person: int) -> tuple[NotByLetter, ...]:
        detail, prefers = self.detail(person), self.prefers(person)
        homes = [each for each in self.of("patients_residence", person) if each.replaced_by_id is None]
        told = [each for each in self.of("tiers_deficitonset", person) if each.counted_from <= self.on]
        found = {
            NotByLetter.CARE_HOME: any(each.kind in HOMES and holds(each, self.on) for each in homes),
            NotByLetter.DEMENTIA: any(each.deficit == DEMENTIA for each in told),
            NotByLetter.NO_LETTERS: "NO_LETTERS" in prefers,
            NotByLetter.OTHER_FORMAT: "OTHER_FORMAT" in prefers,
            # No wording of a letter in another language is laid down in the demo.
            NotByLetter.LANGUAGE: not is_english(detail.language) or bool(detail.interpreter_needed),
            NotByLetter.ADDRESS: not detail.address or "SENSITIVE" in prefers,
        }
        return tuple(each for each, keeps in found.items() if keeps)

    def tiers(self) -> Counter[int | None]:
        return Counter(self.tier(person, self.on) for person in self.people)

    def lists(self) -> Counter[DueList]:
        return Counter(self.place(person)[0] for person in self.people)

    def closing(self, spans: Iterable[tuple[date, date]]) -> dict[int | None, tuple[int, ...]]:
        """By practice: people whose window is over, and whose closes in each of the spans."""
        found: dict[int | None, list[int]] = {}
        spans = list(spans)
        for person in self.people:
            _, overdue, window = self.place(person)
            counts = found.setdefault(self.practice(person), [0] * (len(spans) + 1))
            counts[0] += overdue
            for number, (from_on, until_on) in enumerate(spans, start=1):
                counts[number] += bool(window and from_on <= window.by_on < until_on)
        return {place: tuple(counts) for place, counts in found.items()}

    def holders(self) -> Counter[int]:
        """People by the key of whom they ring, 0: nobody; without those marked sensitive."""
        return Counter(
            self._holder(person) for person in self.people if "SENSITIVE" not in self.prefers(person)
        )

    def _holder(self, person: int) -> int:
        rows = self.of("careplans_firstcontact", person)
        named = [each for each in rows if each.in_error_at is None and holds(each, self.on)]
        if not named:
            return 0
        posts = [Post(each.user_id, each.organisation_id, each.role) for each in self.working]
        ties = [
            Tie(each.organisation_id or each.acting_for_id, each.why, each.user_id)
            for each in self.reach.get(person, [])
            if holds(each, self.on)
        ]
        who = Named(named[0].user_id, named[0].organisation_id)
        works = how(who, posts, ties, planning=PLANNING, opening=OPENING) is How.WORKS
        return named[0].user_id if works else 0

    @cached_property
    def working(self) -> list[Any]:
        return [each for each in self.members if holds(each, self.on) and each.user_id in self.active]

    def to_do(self, user: int) -> tuple[int, int]:
        """Of My day: what is the user's (or of their team and nobody's), and all of the team; of people of
        these practices."""
        own = self._own(user)
        mine = team = 0
        tables = ("careplans_task", "careplans_planningsession", "careplans_plangoal")
        for person in {each for table in tables for each in self.about[table]}:
            rows = [(each.owner_id, each) for each in self.of("careplans_task", person) if not each.closed_at]
            sessions = self.of("careplans_planningsession", person)
            rows += [(each.lead_id, each) for each in sessions if each.state == "BOOKED"]
            rows += [(each.owner_id, each) for each in self.goals(person)]
            for owner, row in rows if self._reached(person, own, user) else ():
                of_team = row.organisation_id in own
                team += owner == user or of_team
                mine += owner == user or (of_team and (owner is None or not self._works(owner, row)))
        return mine, team

    def goals(self, person: int) -> list[Goal]:
        """That are to be looked at: as written last, in the newest version that stands."""
        plans = self.of("careplans_careplan", person)
        stand = [each for each in plans if each.discarded_at is None and each.in_error_at is None]
        if not stand or self._has_died(person):
            return []
        plan = max(stand, key=lambda each: each.number).id
        rows = [each for each in self.of("careplans_plangoal", person) if each.plan_id == plan]
        last = {each.key: each for each in sorted(rows, key=lambda each: each.revision)}.values()
        return [
            Goal(each.owner_id, each.owner_organisation_id or each.organisation_id)
            for each in last
            if not (each.taken_out or each.outcome) and self._is_asked(each)
        ]

    def _is_asked(self, goal: Any) -> bool:
        since = goal.by_on and asked_from(goal.by_on, goal.reviewed_on, days=14)
        return since is not None and since <= self.on

    def _has_died(self, person: int) -> bool:
        rows = self.of("patients_persondetail", person)
        return any(each.replaced_by_id is None and each.died_on and each.died_on <= self.on for each in rows)

    def _own(self, user: int) -> set[int]:
        """Organisations at which the user plans care."""
        mine = [each for each in self.working if each.user_id == user]
        return {each.organisation_id for each in mine if each.role in PLANNING}

    def _works(self, user: int, row: Any) -> bool:
        return any(
            (each.user_id, each.organisation_id) == (user, row.organisation_id) for each in self.working
        )

    def _reached(self, person: int, own: set[int], user: int) -> bool:
        rows = [each for each in self.reach.get(person, []) if holds(each, self.on)]
        return any(each.organisation_id in own or each.user_id == user for each in rows)


def by_person(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for each in rows:
        found[each.person_id].append(each)
    return dict(found)
