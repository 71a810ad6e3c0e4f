"""What the first page shows to each role.  Every count links to exactly what it counts, by the same query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from careplans.access.people import refuse_my_day
from careplans.addresses import Opened, day_tiles
from careplans.due_addresses import due_to_do
from careplans.queries.due import to_plan
from careplans.queries.my_day import day_counts
from patients.access.access_reviews import refuse_break_glass, refuse_review
from patients.access.imports import refuse_see_imports, refuse_see_quarantine
from patients.models import ImportState, QuarantineState
from patients.queries import access_reviews
from patients.queries.access_reviews import ReviewLine
from patients.queries.break_glass import OpenRecord, open_records
from patients.queries.imports import files
from patients.queries.quarantine import visible_rows
from tiers import addresses
from tiers.access import refuse_numbers
from tiers.addresses import Counted
from tiers.queries import register, worklist
from tiers.queries.numbers import Numbers, numbers
from tiers.queries.saved import SavedLine, own_views
from wsic.accounts.models import User
from wsic.accounts.roles import Role, Verb
from wsic.organisations.models import Kind, Organisation
from wsic.organisations.queries import organisations, practices_of

from .people import OwnPeople, own_people

# Data older than this many days is amber, then red (EFI.md).
AMBER_AFTER, RED_AFTER = 7, 31

# What a role finds here when it has neither a register nor imports: said, not left to be guessed.
_BY_REFERRAL = "People come to you by referral or as part of a care team. There are none yet."
LATER: dict[Role, str] = {
    Role.COMMUNITY_NURSE: _BY_REFERRAL,
    Role.SOCIAL_CARE_WORKER: _BY_REFERRAL,
    Role.MENTAL_HEALTH_PRACTITIONER: _BY_REFERRAL,
    Role.VOLUNTARY_PROVIDER: "Activities prescribed to people will stand here, each with the one person it is"
    " for. There are none yet, and no other record is open to you.",
    Role.OUT_OF_HOURS: "The crisis page of a person with a current plan opens under Crisis page in the menu,"
    " by NHS number and date of birth.",
    Role.PRIVACY_OFFICER: "Who read what and why is under Audit in the menu. No record is open to you.",
}


# A register's views in the order in which they need somebody: its name, what waits, and why it does.
STEPS = (
    ("proposed", "on tier 2 or 3 to confirm", "The tier is computed; no clinician has confirmed it yet."),
    ("changed", "with a changed score", "The newest score differs from the one before."),
    ("near", "near a boundary", "One more deficit would be the next tier."),
    ("unscored", "without a score", "No eFI score came with the practice's report, so there is no tier."),
)


@dataclass(frozen=True)
class DataAge:
    """How old what is shown is: `on` of the newest list or score, `kind` of `components/clock.html`."""

    label: str
    on: date | None
    text: str
    kind: str


@dataclass(frozen=True)
class Step:
    """People to look at: how many, in which words, and the list of exactly them."""

    count: int
    words: str
    says: str
    address: str


@dataclass(frozen=True, kw_only=True)
class PracticeRow:
    name: str
    address: str
    people: int
    tallies: list[Counted]
    near: Counted
    changed: Counted
    ages: tuple[DataAge, ...]


@dataclass(frozen=True, kw_only=True)
class RegisterPanel:
    """A register the user reads: its counts, the age of its data and, for a hub, each of its practices."""

    name: str
    address: str
    people: int
    tallies: list[Counted]
    steps: tuple[Step, ...]
    ages: tuple[DataAge, ...]
    practices: tuple[PracticeRow, ...]


@dataclass(frozen=True)
class Linked:
    label: str
    count: int
    address: str


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """
    `day` is empty for who has no My day, `people` None for who has a register, `quarantine` for who mends
    no rows, `reviews` for who reviews no access, `numbers` for who has people; `kinds` and `imports` are
    empty for who has people.  `emergencies` are open now, `questions` wait.
    """

    day: tuple[Opened, ...]
    people: OwnPeople | None
    registers: tuple[RegisterPanel, ...]
    quarantine: Linked | None
    imports: tuple[Linked, ...]
    kinds: tuple[Linked, ...]
    later: tuple[str, ...]
    numbers: Numbers | None
    saved: tuple[SavedLine, ...]
    emergencies: tuple[OpenRecord, ...]
    questions: tuple[ReviewLine, ...]
    reviews: Linked | None

    @property
    def own_people(self) -> list[int]:
        return [each.pk for each in self.people.rows] if self.people else []


def own_page(user: User) -> str:
    """Where somebody is led who works on one page alone; "" for everybody else."""
    roles = {standing.role for standing in user.standings}
    return reverse("careplans:crisis_find") if roles == {Role.OUT_OF_HOURS} else ""


def home_page(user: User, *, on: date, at: datetime, now: datetime) -> HomePage:
    """By the standings of today; somebody with several sees all of theirs.

    :param now: in London
    """
    registers = tuple(register.registers(user)) if user.may(Verb.REGISTER) else ()
    roles = dict.fromkeys(standing.role for standing in user.standings)
    programme = user.may(Verb.AGGREGATES)
    people = own_people(user, on=on)
    return HomePage(
        people=people,
        day=tuple(day_tiles(day_counts(user, now=now))) if not refuse_my_day(user) else (),
        registers=tuple(_panel(user, each, on) for each in registers),
        quarantine=_quarantine(user),
        imports=_imports(user) if programme else (),
        kinds=_kinds(on) if programme or not registers else (),
        numbers=_numbers(user, on),
        later=()
        if people and people.total
        else tuple(dict.fromkeys(LATER[each] for each in roles if each in LATER)),
        emergencies=() if refuse_break_glass(user) else open_records(user, on=on),
        saved=own_views(user),
        questions=access_reviews.asked_of(user, at=at),
        reviews=_reviews(user),
    )


def _reviews(user: User) -> Linked | None:
    """Entries that wait for the privacy officer; the list opens on the same ones."""
    if refuse_review(user):
        return None
    return Linked("to review", access_reviews.waiting(user), reverse("patients:review_list"))


def _numbers(user: User, on: date) -> Numbers | None:
    """Of the CCG that the user sees numbers for, by hub."""
    if refuse_numbers(user):
        return None
    ccg = Organisation.objects.filter(pk__in=user.organisations_with(Verb.AGGREGATES), kind=Kind.CCG).first()
    return numbers(user, ccg, on=on) if ccg else None


def _panel(user: User, organisation: Organisation, on: date) -> RegisterPanel:
    practices = practices_of(organisation, on=on)
    found = register.counts_by_practice(user, practices, on=on)
    counts = register.together(found.values())
    public_id = organisation.public_id
    return RegisterPanel(
        name=organisation.name,
        address=addresses.register_address(public_id),
        people=counts.everybody,
        tallies=addresses.tallies(public_id, counts),
        steps=(
            _look(user, organisation, practices, on),
            _plan(user, organisation, practices, on),
            *_steps(addresses.views(public_id, counts)),
        ),
        ages=_ages(counts, on),
        practices=tuple(
            _row(organisation, practice, found.get(practice.pk, register.NOBODY), on)
            for practice in practices
            if organisation.kind == Kind.HUB
        ),
    )


def _look(user: User, organisation: Organisation, practices: Sequence[Organisation], on: date) -> Step:
    return Step(
        worklist.to_look_at(user, practices, on=on),
        "whose tier is to be looked at",
        "One list with the reasons, the most severe first.",
        addresses.worklist_address(organisation.public_id),
    )


def _plan(user: User, organisation: Organisation, practices: Sequence[Organisation], on: date) -> Step:
    return Step(
        to_plan(user, practices, on=on),
        "with a planning session to offer, book or tell",
        "Their window is open or over, or a booked session's day has passed.",
        due_to_do(organisation.public_id),
    )


def _steps(views: list[Counted]) -> tuple[Step, ...]:
    by_label = {each.label: each for each in views}
    found = ((by_label[register.VIEW_LABELS[name]], words, says) for name, words, says in STEPS)
    return tuple(Step(each.count, words, says, each.address) for each, words, says in found)


def _row(hub: Organisation, practice: Organisation, counts: register.Counts, on: date) -> PracticeRow:
    query = addresses.of_practice(practice.public_id)
    views = {each.label: each for each in addresses.views(hub.public_id, counts, query)}
    return PracticeRow(
        name=practice.name,
        address=addresses.register_address(hub.public_id, query),
        people=counts.everybody,
        tallies=addresses.tallies(hub.public_id, counts, query),
        near=views[register.VIEW_LABELS["near"]],
        changed=views[register.VIEW_LABELS["changed"]],
        ages=_ages(counts, on),
    )


def _ages(counts: register.Counts, on: date) -> tuple[DataAge, ...]:
    return (_age("List", counts.listed_on, on), _age("Scores", counts.scores_on, on))


def _age(label: str, of: date | None, on: date) -> DataAge:
    if of is None:
        return DataAge(label, None, "None yet", "soon")
    days = (on - of).days
    kind = "late" if days > RED_AFTER else "soon" if days > AMBER_AFTER else ""
    return DataAge(label, of, _days_old(days), kind)


def _days_old(days: int) -> str:
    return "today" if days <= 0 else f"{days} day{'' if days == 1 else 's'} old"


def _quarantine(user: User) -> Linked | None:
    """Open rows that the user mends; the list opens on the open ones."""
    if refuse_see_quarantine(user):
        return None
    count = visible_rows(user).filter(state=QuarantineState.OPEN).count()
    return Linked("rows wait in quarantine", count, reverse("patients:quarantine_list"))


def _imports(user: User) -> tuple[Linked, ...]:
    """Files by state: numbers only, nobody is named in them."""
    if refuse_see_imports(user):
        return ()
    by_state = _grouped(files(user, chosen={}), "state")
    base = reverse("patients:import_list")
    return tuple(
        Linked(state.label, by_state[state.value], f"{base}?state={state.value}")
        for state in ImportState
        if state.value in by_state
    )


def _kinds(on: date) -> tuple[Linked, ...]:
    by_kind = _grouped(organisations({}, on=on), "kind")
    base = reverse("organisations:organisation_list")
    return tuple(
        Linked(kind.label, by_kind[kind.value], f"{base}?kind={kind.value}")
        for kind in Kind
        if kind.value in by_kind
    )


def _grouped(rows: Any, column: str) -> dict[str, int]:
    return dict(rows.order_by(column).values_list(column).annotate(Count("pk")))
