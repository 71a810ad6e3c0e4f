"""The screens that people work on all day, in a synthetic CCG where they have something to do."""

import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from tests.bench import checks
from tests.bench.plain import Plain
from tests.bench.worlds import synthetic_ccg
from tests.database import connected_to, superuser
from tests.world import NOW, TODAY, as_system

PEOPLE = int(os.environ.get("WSIC_BENCH_PEOPLE", "25_600"))
TASKS = 150  # of each of the two teams, on top of the sessions that they have booked
MANAGER, HSCA, COORDINATOR, GP = "grace.adeyemi", "tom.reilly", "marcia.hinds", "gp.t90001"
MOST_STATEMENTS = 12  # RELIABILITY.md, of register and worklist pages
# Other pages have a number of statements of their own, which grows with nothing.  A front sheet is made of
# some fifteen panels, each of which asks for itself who is shown what; the first page of My day, three lists
# and what else a role has; capacity looks back a month at a time.
OF_ONE_PERSON, OF_FIRST_PAGE, OF_CAPACITY, OF_MONTHS = 60, 20, 16, 28


@dataclass(frozen=True)
class Screen:
    """
    :param few: words of the address under which few rows stand, `many`: under which many do
    :param statements: at most
    """

    user: str
    path: str
    check: Callable[[Any, Plain, int], None]
    few: str = ""
    many: str = ""
    statements: int = MOST_STATEMENTS


CHANGED, RECORD, NOBODY, JOINT = "tier=3&view=changed", "list=RECORD", "of=nobody", "kind=JOINT"
OVER, MANY = "only=over", "size=100"
HUB_MONTHS = "/capacity/{hub}/months/"
SCREENS = {
    "front sheet, much recorded": Screen(
        MANAGER, "/people/{most}/", checks.check_person, statements=OF_ONE_PERSON
    ),
    "My day, Case Manager": Screen(MANAGER, "/my-day/", checks.check_day, OVER, MANY),
    "My day, GP": Screen(GP, "/my-day/", checks.check_day, OVER, MANY),
    "register, practice": Screen(GP, "/register/{practice}/", checks.check_register, CHANGED, MANY),
    "register, hub": Screen(MANAGER, "/register/{hub}/", checks.check_register, CHANGED, MANY),
    "Sessions due, practice": Screen(GP, "/due/{practice}/", checks.check_due, RECORD, MANY),
    "Sessions due, hub": Screen(HSCA, "/due/{hub}/", checks.check_due, RECORD, MANY),
    "caseload, own": Screen(MANAGER, "/caseload/", checks.check_own, RECORD, MANY),
    "caseload, practice": Screen(GP, "/caseload/{practice}/", checks.check_caseload, NOBODY, MANY),
    "caseload, hub": Screen(COORDINATOR, "/caseload/{hub}/", checks.check_caseload, NOBODY, MANY),
    "first page, practice": Screen(GP, "/", checks.check_home, statements=OF_FIRST_PAGE),
    "first page, hub": Screen(MANAGER, "/", checks.check_home, statements=OF_FIRST_PAGE),
    "capacity, practice": Screen(
        GP, "/capacity/{practice}/", checks.check_capacity, JOINT, statements=OF_CAPACITY
    ),
    "capacity, hub": Screen(
        COORDINATOR, "/capacity/{hub}/", checks.check_capacity, JOINT, statements=OF_CAPACITY
    ),
    "capacity's months, practice": Screen(
        GP, "/capacity/{practice}/months/", checks.check_months, statements=OF_MONTHS
    ),
    "capacity's months, hub": Screen(COORDINATOR, HUB_MONTHS, checks.check_months, statements=OF_MONTHS),
}


@dataclass(frozen=True)
class World:
    """`names` are those of the addresses, `practices` the keys of those that a user's lists have."""

    database: str
    names: dict[str, str]
    practices: dict[str, list[int]]
    users: dict[str, int]

    def plain(self, user: str) -> Plain:
        return read_plainly(self.database, tuple(self.practices[user]))


@cache
def read_plainly(database: str, practices: tuple[int, ...]) -> Plain:
    return Plain(database, practices, TODAY)


@contextmanager
def daily_world(template: str, blocker: Any, *, people: int = PEOPLE) -> Iterator[World]:
    """A synthetic CCG in which two teams have tasks."""
    with synthetic_ccg(template, people=people) as database:
        with blocker.unblock(), connected_to(database), as_system():
            names, practices, users = look_around()
            lay_down_tasks(practices, users)
        with superuser(database) as connection:
            connection.execute("VACUUM ANALYZE careplans_task")
        yield World(database, names, practices, users)


def look_around() -> tuple[dict[str, str], dict[str, list[int]], dict[str, int]]:
    from wsic.accounts.models import User
    from wsic.organisations.models import Organisation
    from wsic.organisations.queries import practices_of

    hub, practice = (Organisation.objects.get(code=code) for code in ("T80001", "T90001"))
    served = [each.pk for each in practices_of(hub, on=TODAY)]
    practices = {MANAGER: served, HSCA: served, COORDINATOR: served, GP: [practice.pk]}
    users = {each: User.objects.get(username=each).pk for each in practices}
    names = {"hub": hub.public_id, "practice": practice.public_id, **people_of(practice.pk)}
    return {name: str(public_id) for name, public_id in names.items()}, practices, users


def people_of(practice: int) -> dict[str, uuid.UUID]:
    """Of a practice who has most recorded about them, and who has least."""
    from careplans.models import Contact, PlanningSession, SessionOffer
    from patients.models import Person, Registration

    here = list(
        Registration.objects.regular_on(TODAY).filter(practice=practice).values_list("person", flat=True)
    )
    recorded = Counter(dict.fromkeys(here, 0))
    for model in (Contact, PlanningSession, SessionOffer):
        recorded.update(model.objects.filter(person__in=here).values_list("person", flat=True))
    ranked = [person for person, _ in recorded.most_common()]
    found = {"most": ranked[0], "least": ranked[-1]}
    return {name: Person.objects.get(pk=person).public_id for name, person in found.items()}


def lay_down_tasks(practices: dict[str, list[int]], users: dict[str, int]) -> None:
    """The demo has none: as many for the hub as for the practice, a third of them nobody's."""
    from careplans.models import Task, TaskKind
    from patients.models import Registration
    from wsic.accounts.models import Membership

    for name in (MANAGER, GP):
        user, place = users[name], Membership.objects.get(user=users[name]).organisation_id
        there = Registration.objects.regular_on(TODAY).filter(practice__in=practices[name])
        people = there.order_by("person").values_list("person", flat=True)[:TASKS]
        Task.objects.bulk_create(
            Task(
                person_id=person, kind=TaskKind.TASK, words="Ring the daughter", organisation_id=place,
                owner_id=None if number % 3 == 0 else user, due_at=NOW + timedelta(hours=number - 75),
                raised_by_id=user, raised_at=NOW - timedelta(days=9), once=uuid.uuid4(),
            )
            for number, person in enumerate(people)
        )  # fmt: skip
