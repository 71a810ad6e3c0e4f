"""A person's carers, relatives, and who decides for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from careplans.access import people as access
from careplans.models import RelatedPerson
from careplans.rules.related import DECIDE, ROLES, RelatedRole, place_of
from patients.models import Person
from patients.queries.authors import author_of
from patients.queries.people import reached
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User

WITHHELD = "Number withheld"


@dataclass(frozen=True, kw_only=True)
class RelatedLine:
    """`telephone` is WITHHELD where nobody is shown how the person is rung; `ended` why they are past."""

    key: int
    public_id: UUID
    name: str
    relationship: str
    roles: tuple[RelatedRole, ...]
    telephone: str
    when: str
    document: str
    seen_on: date | None
    note: str
    ended: str
    author: str

    @property
    def says(self) -> str:
        return ", ".join(ROLES[each] for each in self.roles)


@dataclass(frozen=True, kw_only=True)
class RelatedPanel:
    """In the order in which they are rung; `past` were contacts once; `why_not` the reason why the user
    changes nothing here."""

    now: tuple[RelatedLine, ...]
    past: tuple[RelatedLine, ...]
    why_not: str | None


def related_of(user: User) -> QuerySet[RelatedPerson]:
    """About whom the user reaches; what was entered in error is nobody's."""
    rows = RelatedPerson.objects.visible_to(user).filter(person__in=reached(user), in_error_at=None)
    return rows.select_related("person", "organisation", "recorded_by")


def related_panel(person: Person, *, user: User) -> RelatedPanel:
    lines = [(each, _line(each, user)) for each in _rows(person, user)]
    return RelatedPanel(
        now=_in_order(line for row, line in lines if row.ended_at is None),
        past=tuple(line for row, line in lines if row.ended_at is not None),
        why_not=access.refuse_plan(user, person),
    )


def rung(person: Person, *, user: User) -> tuple[RelatedLine, ...]:
    """Whom somebody rings who comes in a crisis; one statement."""
    return related_panel(person, user=user).now


def deciding(person: Person, *, user: User) -> tuple[RelatedLine, ...]:
    """Attorneys and deputies whose document was seen."""
    return tuple(each for each in rung(person, user=user) if not DECIDE.isdisjoint(each.roles))


def related_line(row: RelatedPerson, *, user: User) -> RelatedLine | None:
    """As it stands; None where another one stands in its place."""
    panel = related_panel(row.person, user=user)
    return next((each for each in (*panel.now, *panel.past) if each.key == row.pk), None)


def _rows(person: Person, user: User) -> list[RelatedPerson]:
    rows = RelatedPerson.objects.visible_to(user).unreplaced().filter(person=person)
    found = rows.annotate(withheld=is_withheld(person, user=user))
    return list(found.select_related("organisation", "recorded_by").order_by("-pk"))


def _in_order(lines: Iterable[RelatedLine]) -> tuple[RelatedLine, ...]:
    return tuple(sorted(lines, key=lambda each: (place_of(each.roles), each.name)))


def _line(row: RelatedPerson, user: User) -> RelatedLine:
    withheld = bool(getattr(row, "withheld", False))
    return RelatedLine(
        key=row.pk,
        public_id=row.public_id,
        name=row.name,
        relationship=row.relationship,
        roles=tuple(RelatedRole(each) for each in row.roles),
        telephone=WITHHELD if withheld and row.telephone else row.telephone,
        when="" if withheld else row.when,
        document=row.document,
        seen_on=row.seen_on,
        note=row.note,
        ended=row.ended_words if row.ended_at else "",
        author=author_of(
            author=row.recorded_by, role=row.role, organisation=row.organisation, reader=user,
            withheld=withheld,
        ),
    )  # fmt: skip
