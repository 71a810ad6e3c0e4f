"""Whom a person rings first, who may be named, and who was."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from careplans.access import first_contacts as access
from careplans.models import FirstContact, FirstContactReason
from careplans.rules.first_contact import How
from careplans.sets import first_contacts as sets
from patients.models import Person
from patients.queries.authors import is_hidden
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.dates import london_date, short_date
from wsic.ids import typed_id
from wsic.organisations.models import Organisation

WITHHELD = "Name and organisation withheld"
NOBODY = "Nobody is named: choose who is rung"


@dataclass(frozen=True, kw_only=True)
class FirstContactLine:
    """`name` says so where it is withheld; `problem` why they are not to be rung, "" where they are; `you`
    of the reader themself; `told` says when the person was told."""

    public_id: UUID
    name: str
    you: bool
    says: str
    telephone: str
    problem: str
    from_on: date
    to_on: date | None
    why: str
    note: str
    told: str
    in_error: bool


@dataclass(frozen=True)
class Candidate:
    """`key` names them in a form: organisation and user, by public id."""

    key: str
    name: str
    what: str
    user: User
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class FirstContactPanel:
    """`problem` is what is to be done about it, "" where nothing is; `why_not` the reason why the user names
    nobody."""

    now: FirstContactLine | None
    before: tuple[FirstContactLine, ...]
    problem: str
    why_not: str | None


def first_contact_panel(person: Person, *, user: User, on: date) -> FirstContactPanel:
    """Two statements, besides who may."""
    rows = FirstContact.objects.visible_to(user).filter(person=person)
    rows = rows.annotate(withheld=is_withheld(person, user=user))
    found = rows.select_related("user", "organisation", "told_by").order_by("-from_on", "-pk")
    state = sets.named([person.pk], on=on)
    lines = [(each.pk in state, _line(each, state.get(each.pk), user=user)) for each in found]
    now = next((line for stands, line in lines if stands), None)
    return FirstContactPanel(
        now=now,
        before=tuple(line for stands, line in lines if not stands),
        problem=now.problem if now else NOBODY,
        why_not=access.refuse_name(user, person),
    )


def first_contacts_of(user: User) -> QuerySet[FirstContact]:
    """About whom the user reaches."""
    return FirstContact.objects.visible_to(user).select_related("person")


def keys_of_shown(person: Person, typed: str, *, user: User) -> list[int]:
    """:param typed: public id of the first contact that the form's page showed"""
    if (public_id := typed_id(typed)) is None:
        return []
    shown = FirstContact.objects.visible_to(user).filter(person=person, public_id=public_id)
    return list(shown.values_list("pk", flat=True))


def candidates(person: Person, *, user: User, on: date) -> tuple[Candidate, ...]:
    """Who works today where the person is cared for and plans care there: the user first, then by name.  Of
    somebody whose whereabouts are withheld only colleagues of the user, whose organisation they know."""
    found = sets.choosable([person.pk], on=on)
    users = User.objects.in_bulk([each.user_id for each in found])
    places = Organisation.objects.in_bulk([each.organisation_id for each in found])
    marked = Person.objects.visible_to(user).filter(pk=person.pk)
    withheld = marked.filter(is_withheld(person, user=user)).exists()
    named: dict[str, Candidate] = {}
    for each in sorted(found, key=lambda each: (users[each.user_id].display_name, each.role)):
        who, place = users[each.user_id], places[each.organisation_id]
        if not is_hidden(place, reader=user, withheld=withheld):
            key = f"{place.public_id}:{who.public_id}"
            you = " (you)" if who.pk == user.pk else ""
            number = f", {each.telephone}" if each.telephone else ""
            what = f"{each.role.label}, {place.name}{number}"
            named.setdefault(key, Candidate(key, f"{who.display_name}{you}", what, who, place.pk))
    return tuple(sorted(named.values(), key=lambda each: each.user.pk != user.pk))


def _line(contact: FirstContact, state: dict[str, object] | None, *, user: User) -> FirstContactLine:
    """:param state: of `sets.named`, None where the row does not stand"""
    withheld = bool(getattr(contact, "withheld", False))
    hidden = is_hidden(contact.organisation, reader=user, withheld=withheld)
    role, place = Role(contact.role).label, contact.organisation.name
    telephone = str(state["telephone"]) if state and state["how"] == How.WORKS and not hidden else ""
    return FirstContactLine(
        public_id=contact.public_id,
        name=WITHHELD if hidden else contact.user.display_name,
        you=contact.user_id == user.pk,
        says=role if hidden else f"{role}, {place}",
        telephone=telephone,
        problem=_problem(contact, state, hidden=hidden) if state else "",
        from_on=contact.from_on,
        to_on=contact.to_on,
        why=FirstContactReason(contact.reason).label,
        note="" if hidden else contact.note,
        told="" if contact.told_at is None else short_date(london_date(contact.told_at)),
        in_error=contact.in_error_at is not None,
    )


def _problem(contact: FirstContact, state: dict[str, object], *, hidden: bool) -> str:
    """In words, what a reader of the front sheet has to know."""
    name = "Who was named" if hidden else contact.user.display_name
    if state["how"] == How.LEFT:
        left_on = state["left_on"]
        when = f" on {short_date(left_on)}" if isinstance(left_on, date) else ""
        return f"{name} left{when}: choose who is rung now"
    if state["how"] == How.AWAY:
        place = "their organisation" if hidden else contact.organisation.name
        return f"{name} is not to be rung: {place} does not care for them any more. Choose who is rung now"
    return ""
