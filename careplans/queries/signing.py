"""Care plans that wait for a GP's signature, with what changed since the version signed last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from careplans.access import signing as access
from careplans.models import AgreedBy, CarePlan, PlanGoal, PlanSection, PlanSignature
from careplans.queries.plan_compared import Difference, goal_differences, section_differences
from careplans.queries.plans import PlanPage, plan_page, plans_of
from careplans.rules.plan import HEADINGS, Heading, State
from careplans.rules.signing import FIRST, Goal, changes
from careplans.sets.listed import registered_alive
from patients.queries.authors import author_of
from patients.queries.cells import PersonCell, cells_of
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User
from wsic.dates import london_date
from wsic.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class SignatureLine:
    """`may_undo`: the user may take it back."""

    public_id: UUID
    author: str
    on: date
    may_undo: bool


@dataclass(frozen=True, kw_only=True)
class SignPage:
    """
    :attribute signature: None while nobody has signed
    :attribute before: number of the version signed last, None where there is none
    :attribute why_not: the reason why the user does not sign it
    """

    shown: PlanPage
    signature: SignatureLine | None
    before: int | None
    sections: tuple[Difference, ...]
    goals: tuple[Difference, ...]
    why_not: str | None


@dataclass(frozen=True, kw_only=True)
class SigningRow:
    """`since` says which version was signed last; `changed` in words."""

    person: PersonCell
    plan: UUID
    number: int
    agreed_on: date | None
    agreed: str
    since: str
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SigningPage:
    rows: tuple[SigningRow, ...]
    total: int

    @property
    def ids(self) -> list[int]:
        return [row.person.pk for row in self.rows]


def signatures_of(user: User) -> QuerySet[PlanSignature]:
    """About whom the user reaches."""
    rows = PlanSignature.objects.visible_to(user).filter(plan__in=plans_of(user))
    return rows.select_related("person", "plan", "organisation", "signed_by")


def signature_of(plan: CarePlan, *, user: User) -> SignatureLine | None:
    rows = signatures_of(user).annotate(withheld=is_withheld(plan.person, user=user))
    found: Any = rows.filter(plan=plan, undone_at=None).first()
    if found is None:
        return None
    author = author_of(
        author=found.signed_by,
        role=found.role,
        organisation=found.organisation,
        reader=user,
        withheld=bool(found.withheld),
    )
    return SignatureLine(
        public_id=found.public_id,
        author=author,
        on=london_date(found.signed_at),
        may_undo=access.refuse_undo(user, found) is None,
    )


def sign_page(plan: CarePlan, *, user: User) -> SignPage:
    shown = plan_page(plan, user=user)
    signed = _signed_before([plan], user).get(plan.person_id)
    before = plan_page(signed, user=user) if signed else None
    current = shown.version.state is State.CURRENT
    return SignPage(
        shown=shown,
        signature=signature_of(plan, user=user),
        before=signed.number if signed else None,
        sections=section_differences(before, shown) if before else (),
        goals=goal_differences(before, shown) if before else (),
        why_not=access.refuse_sign_plan(user, plan, in_force=current),
    )


def signing_page(
    user: User, practices: Sequence[Organisation], *, on: date, number: int, size: int
) -> SigningPage:
    """Of who is registered and alive on the day, those agreed first on top; eight statements."""
    rows = _to_sign(user, practices, on=on)
    total = rows.count()
    first = size * (max(1, min(number, -(-total // size))) - 1)
    plans = list(rows.order_by("agreed_at", "pk")[first : first + size])
    cells = cells_of([each.person_id for each in plans], user=user, on=on)
    signed = _signed_before(plans, user)
    read = _Read.of([*plans, *signed.values()], user)
    return SigningPage(
        rows=tuple(
            _row(each, signed.get(each.person_id), cells[each.person_id], read)
            for each in plans
            if each.person_id in cells
        ),
        total=total,
    )


def _to_sign(user: User, practices: Sequence[Organisation], *, on: date) -> QuerySet[CarePlan]:
    listed = registered_alive(user, practices, on=on)
    known = CarePlan.objects.visible_to(user).agreed().filter(person__in=listed)
    newest = known.order_by("person", "-number").distinct("person")
    signed = PlanSignature.objects.visible_to(user).standing()
    rows = CarePlan.objects.visible_to(user).filter(pk__in=newest.values("pk"))
    return rows.exclude(pk__in=signed.values("plan"))


def _signed_before(plans: Sequence[CarePlan], user: User) -> dict[int, CarePlan]:
    """By person the newest version before that is signed and can be read."""
    numbers = {each.person_id: each.number for each in plans}
    signed = PlanSignature.objects.visible_to(user).standing().values("plan")
    rows = CarePlan.objects.visible_to(user).agreed().filter(person__in=numbers, pk__in=signed)
    found = rows.select_related("person", "organisation", "recorded_by").order_by("number")
    return {each.person_id: each for each in found if each.number < numbers[each.person_id]}


@dataclass(frozen=True)
class _Read:
    """What stands in versions, by version; two statements however many there are."""

    sections: dict[int, dict[str, str]]
    goals: dict[int, dict[Any, Goal]]

    @classmethod
    def of(cls, plans: Sequence[CarePlan], user: User) -> "_Read":
        sections: dict[int, dict[str, str]] = {}
        for row in PlanSection.objects.visible_to(user).filter(plan__in=plans).counting():
            if row.words:
                label = HEADINGS[Heading(row.heading)].label
                sections.setdefault(row.plan_id, {})[label] = f"{row.voice}\n{row.words}\n{row.kept_why}"
        goals: dict[int, dict[Any, Goal]] = {}
        for goal in PlanGoal.objects.visible_to(user).filter(plan__in=plans).counting():
            if goal.taken_out:
                continue
            said = f"{goal.what}\n{goal.why}\n{goal.steps}\n{goal.by_on}\n{goal.confidence}"
            held = f"{goal.held_by}\n{goal.owner_id}\n{goal.owner_organisation_id}"
            ended = f"{goal.outcome}\n{goal.outcome_words}"
            found = Goal(goal.what, f"{said}\n{held}\n{ended}", bool(goal.outcome))
            goals.setdefault(goal.plan_id, {})[goal.key] = found
        return cls(sections, goals)


def _row(plan: CarePlan, signed: CarePlan | None, person: PersonCell, read: _Read) -> SigningRow:
    changed: tuple[str, ...] = ()
    if signed:
        sections = (read.sections.get(signed.pk, {}), read.sections.get(plan.pk, {}))
        changed = changes(sections, (read.goals.get(signed.pk, {}), read.goals.get(plan.pk, {})))
    return SigningRow(
        person=person,
        plan=plan.public_id,
        number=plan.number,
        agreed_on=plan.agreed_on,
        agreed=AgreedBy(plan.agreed_with).label.partition(":")[0],
        since=f"Since version {signed.number}" if signed else FIRST,
        changed=changed,
    )
