"""Addresses with their words."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID, uuid4

from django.http import QueryDict
from django.urls import reverse

from careplans import plan_addresses
from careplans.queries.duty import OnDuty
from careplans.queries.front_sheet import FrontSheet, Step
from careplans.queries.my_day import WHOSE, DayRow, MyDay, Narrow, Whose

TILES = {
    Narrow.CHECKS: ("Safe-and-well checks", "calls or visits without answer"),
    Narrow.OVER: ("Over", "due before now"),
    Narrow.TODAY: ("Due today", "still to come"),
    Narrow.SESSIONS: ("Sessions", "booked, or to be told"),
    Narrow.GOALS: ("Goals", "to look at with the person"),
    Narrow.VISITS: ("Home visits", "today"),
    Narrow.REQUESTS: ("Requests", "asked of the team by others"),
    Narrow.NOBODYS: ("Without an owner", "for whoever of the team is there"),
    Narrow.LEFT: ("Nobody's now", "who had it has left"),
    Narrow.DIED: ("Of people who have died", "to be closed"),
}
URGENT = frozenset({Narrow.CHECKS, Narrow.OVER})
NOW_AND_THEN = frozenset(
    {Narrow.GOALS, Narrow.VISITS, Narrow.REQUESTS, Narrow.NOBODYS, Narrow.LEFT, Narrow.DIED}
)  # no tile where there is none


@dataclass(frozen=True)
class Opened:
    """A count with the address of exactly what it counts; `kind` of a tile."""

    label: str
    count: int
    address: str
    current: bool
    says: str = ""
    kind: str = ""


@dataclass(frozen=True)
class RowLinks:
    """What is done from a row of My day; `once` is the number of its one-press form."""

    opened: str
    booked: str
    once: UUID


@dataclass(frozen=True)
class Action:
    """As `components/person_banner.html` takes it."""

    label: str
    address: str
    icon: str = ""


def front_sheet(person_id: UUID) -> str:
    return reverse("careplans:front_sheet", args=[person_id])


def actions(person_id: UUID) -> list[Action]:
    """What is done about a person, in the banner of the front sheet."""
    return [
        Action("Record contact", contact_form(person_id, back=front_sheet(person_id)), "phone"),
        Action("Plan session", sessions(person_id, back=front_sheet(person_id))),
        Action("Add task", tasks(person_id)),
        Action("Copy to GP record", reverse("careplans:person_gp_record", args=[person_id])),
    ]


def links(person_id: UUID) -> list[Action]:
    return [
        Action("Tier", reverse("tiers:person_tier", args=[person_id])),
        Action("Contacts", contacts(person_id)),
        Action("Sessions", sessions(person_id)),
        Action("Care plan", reverse("careplans:person_plan", args=[person_id])),
        Action("Carers and contacts", reverse("careplans:person_related", args=[person_id])),
        Action("Assessment", assessment(person_id)),
        Action("Tasks", tasks(person_id)),
        Action("All details", reverse("patients:person_detail", args=[person_id])),
    ]


def step(sheet: FrontSheet, each: Step, *, back: str) -> str:
    """Where a step of the front sheet is done, when it is a task, a session or a goal."""
    person_id = sheet.public_id
    if each.goal:
        return plan_addresses.goal_of(person_id, each.goal, sheet.draft_id)
    if each.first_contact:
        return first_contact(person_id, back=back)
    if each.session:
        return sessions(person_id, back=back)
    return task(each.task.public_id, back=back) if each.task else ""


def contact_form(person_id: UUID, *, back: str = "") -> str:
    """:param back: where the page goes when the contact is recorded; the person's contacts, where nothing"""
    address = reverse("careplans:contact_new", args=[person_id])
    return f"{address}?{urlencode({'back': back}, safe='/')}" if back else address


def first_contact(person_id: UUID, *, back: str = "") -> str:
    """:param back: where the page goes when somebody is named"""
    address = reverse("careplans:first_contact", args=[person_id])
    return f"{address}?{urlencode({'back': back}, safe='/')}" if back else address


def contacts(person_id: UUID) -> str:
    return reverse("careplans:person_contacts", args=[person_id])


def sessions(person_id: UUID, *, back: str = "") -> str:
    """:param back: where the page goes when something of them is recorded"""
    address = reverse("careplans:person_sessions", args=[person_id])
    return f"{address}?{urlencode({'back': back}, safe='/')}" if back else address


def assessment(person_id: UUID) -> str:
    return reverse("careplans:person_assessment", args=[person_id])


def session_run(session_id: UUID, *, back: str = "") -> str:
    """The page on which a booked session is held."""
    address = reverse("careplans:session_run", args=[session_id])
    return f"{address}?{urlencode({'back': back}, safe='/')}" if back else address


def session(session_id: UUID, *, back: str) -> str:
    """:param back: where the page goes when it is told what came of it"""
    address = reverse("careplans:session_detail", args=[session_id])
    return f"{address}?{urlencode({'back': back}, safe='/')}"


def tasks(person_id: UUID, **serving: UUID) -> str:
    """:param serving: the goal or the session that a task is added for"""
    address = reverse("careplans:person_tasks", args=[person_id])
    return f"{address}?{urlencode(serving)}" if serving else address


def task(task_id: UUID, *, back: str) -> str:
    """:param back: where the page goes when the task is closed or handed on"""
    address = reverse("careplans:task_detail", args=[task_id])
    return f"{address}?{urlencode({'back': back}, safe='/')}"


def row_links(row: DayRow, *, back: str) -> RowLinks:
    """:param back: where the page goes when something is recorded"""
    person_id = row.person.public_id
    return RowLinks(_opened(row, back), sessions(person_id, back=back), uuid4())


def _opened(row: DayRow, back: str) -> str:
    if row.goal:
        return plan_addresses.goal_of(row.person.public_id, row.public_id, row.draft_id)
    opened = session if row.session else task
    return opened(row.public_id, back=back)


def my_day(**words: str) -> str:
    given = {name: value for name, value in words.items() if value}
    return reverse("careplans:my_day") + (f"?{urlencode(given)}" if given else "")


def listed_day(query: QueryDict) -> str:
    """What is listed, with its page."""
    return reverse("careplans:my_day") + (f"?{query.urlencode()}" if query else "")


def my_day_print(**words: str) -> str:
    """What is listed, to print."""
    given = {name: value for name, value in words.items() if value}
    return reverse("careplans:my_day_print") + (f"?{urlencode(given)}" if given else "")


def rotas(teams: Iterable[OnDuty]) -> list[tuple[OnDuty, str]]:
    """Who is on duty, with the address where that is said."""
    return [(each, reverse("careplans:duty", args=[each.public_id])) for each in teams]


def is_my_day(address: str) -> bool:
    return urlsplit(address).path == reverse("careplans:my_day")


def told_on(address: str, contact_id: UUID | None, row_id: UUID | None) -> str:
    """My day as it was, which says what was just told from a row of it; None: nothing."""
    parts = urlsplit(address)
    words = QueryDict(parts.query, mutable=True)
    for word, value in (("told", contact_id), ("row", row_id if contact_id else None)):
        words.pop(word, None)
        if value:
            words[word] = str(value)
    return urlunsplit(parts._replace(query=words.urlencode()))


def tabs(shown: MyDay, whose: Whose) -> list[Opened]:
    return [
        Opened(label, shown.tabs[each], my_day(whose=each), each is whose) for each, label in WHOSE.items()
    ]


def day_tiles(counts: MyDay) -> list[Opened]:
    """What is to be done, and what of it there is that is urgent, each opening My day at just that."""
    says = "yours, and the team's without an owner"
    to_do = Opened("To do", counts.tabs[Whose.MINE], my_day(), current=False, says=says)
    return [to_do, *(each for each in tiles(counts, Whose.MINE, None) if each.count)]


def tiles(shown: MyDay, whose: Whose, narrow: Narrow | None) -> list[Opened]:
    """Chosen again, a tile opens everything."""
    return [
        Opened(
            label,
            shown.tiles[each],
            my_day(whose=whose, only="" if each is narrow else each),
            each is narrow,
            says,
            "over" if each in URGENT and shown.tiles[each] else "",
        )
        for each, (label, says) in TILES.items()
        if shown.tiles[each] or each is narrow or each not in NOW_AND_THEN
    ]
