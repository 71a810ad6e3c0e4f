"""A person for each circumstance of a tie, with the organisations, agreements and staff that it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from patients.actions.reach import refresh_reach
from patients.models import (
    AccessReview,
    Person,
    PersonDetail,
    PersonIdentifier,
    Preference,
    ReachGrant,
    Registration,
)
from tests.careplans.factories import make_plan
from tests.factories import OrganisationFactory, PersonFactory, UserFactory, nhs_number
from tests.matrix.answers import FOUND_NOBODY
from tests.matrix.records import Secret, words_of
from tests.matrix.ties import A_MONTH_AGO, LISTS, ROLES, Circumstance, Tie, befalling, showing
from tests.world import NOW, SYSTEM, TODAY, as_system
from wsic import clock
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Role
from wsic.organisations.models import Agreement, AgreementKind, Kind, LinkKind, Organisation, OrganisationLink
from wsic.relationships import Holder, Why

LONG_AGO = TODAY - timedelta(days=3650)
GRANTED_AT = NOW - timedelta(days=30)
FIRST_NUMBER = 300_000
SHIFT = timedelta(hours=8)


@dataclass(frozen=True)
class Laid:
    """Circumstance -> public ids; each role's one user works for every holder."""

    people: Mapping[str, UUID]
    holders: Mapping[str, UUID]
    details: Mapping[str, tuple[str, str]]  # family name and NHS number
    secrets: list[Secret]

    def user(self, role: str) -> User:
        return User.objects.get(username=f"tied_{role.lower()}")


def lay_down(tie: Tie) -> Laid:
    befallen = befalling(tie)
    with as_system():
        users = {role: UserFactory(username=f"tied_{role.lower()}") for role in sorted(ROLES)}
        holders, people = {}, {}
        for number, (name, circumstance) in enumerate(befallen.items()):
            practice = _organisation(Kind.PRACTICE, circumstance.practice)
            holder = _holder(tie, practice, circumstance)
            _staff(holder, users, circumstance)
            person = _person(number, practice, tie, circumstance)
            if tie.why not in LISTS:
                _grant(tie, person, holder, users, circumstance)
            holders[name], people[name] = holder.public_id, person
        refresh_reach(people=None, by=SYSTEM)
        details = {name: _details(person) for name, person in people.items()}
    readers = showing(tie)
    secrets = [
        Secret(words_of(*each), readers[name], f"whose tie is: {name}") for name, each in details.items()
    ]
    ids = {name: person.public_id for name, person in people.items()} | {FOUND_NOBODY: uuid4()}
    found = {name: (detail.family_name, number) for name, (detail, number) in details.items()}
    return Laid(ids, holders, found, secrets)


def _organisation(kind: Kind, signature: Mapping[str, object] | None) -> Organisation:
    organisation = OrganisationFactory(kind=kind)
    if signature is not None:
        fields = {"kind": AgreementKind.INFORMATION_SHARING, "signed_on": LONG_AGO, **signature}
        Agreement.objects.create(organisation=organisation, signed_by="X", recorded_at=NOW, **fields)
    return organisation


def _holder(tie: Tie, practice: Organisation, circumstance: Circumstance) -> Organisation:
    if tie.why is Why.REGISTERED:
        return practice
    if tie.why is not Why.HUB:
        return _organisation(Kind.COMMUNITY, circumstance.holder)
    hub = _organisation(Kind.HUB, circumstance.holder)
    OrganisationLink.objects.create(
        child=practice, parent=hub, kind=LinkKind.HUB, from_on=circumstance.from_on, to_on=circumstance.to_on,
        recorded_at=NOW,
    )  # fmt: skip
    return hub


def _staff(holder: Organisation, users: Mapping[str, User], circumstance: Circumstance) -> None:
    to_on = TODAY if circumstance.left else None
    Membership.objects.bulk_create(
        Membership(user=user, organisation=holder, role=role, from_on=LONG_AGO, to_on=to_on)
        for role, user in users.items()
    )


def _person(number: int, practice: Organisation, tie: Tie, circumstance: Circumstance) -> Person:
    letters = chr(ord("A") + number // 26) + chr(ord("A") + number % 26)
    person = PersonFactory(
        number=nhs_number(FIRST_NUMBER + number),
        details__family_name=f"TIEDQ{letters}",
        details__birth_date=LONG_AGO.replace(year=1931) + timedelta(days=number * 11),
        details__died_on=A_MONTH_AGO if circumstance.died else None,
    )
    registered = tie.why is Why.REGISTERED
    from_on = circumstance.from_on if registered else LONG_AGO
    to_on = TODAY if circumstance.moved else circumstance.to_on if registered else None
    _register(person, practice, from_on, to_on)
    if circumstance.moved in {"signed", "unsigned"}:
        signature = {} if circumstance.moved == "signed" else None
        _register(person, _organisation(Kind.PRACTICE, signature), TODAY, None)
    if circumstance.preference:
        kind, first, last = circumstance.preference
        Preference.objects.create(
            person=person, kind=kind, from_on=first, to_on=last, as_on=TODAY, recorded_at=NOW
        )
    return person


def _register(person: Person, practice: Organisation, from_on, to_on) -> None:
    Registration.objects.create(
        person=person, practice=practice, from_on=from_on, to_on=to_on, stated_to_on=to_on, as_on=TODAY
    )


def _grant(
    tie: Tie, person: Person, holder: Organisation, users: Mapping[str, User], circumstance: Circumstance
) -> None:
    """To the holder, or to each of the users, who act for it."""
    lasts = SHIFT if circumstance.lasts is None and tie.why is Why.BREAK_GLASS else circumstance.lasts
    given = {
        "person": person, "why": tie.why, "source": "work:1", "from_on": circumstance.from_on,
        "to_on": circumstance.to_on, "ends_at": None if lasts is None else clock.instant() + lasts,
        "granted_at": NOW if circumstance.from_on == TODAY else GRANTED_AT,
    }  # fmt: skip
    if tie.why is Why.OUT_OF_HOURS:
        make_plan(person, agreed=True)
        given["source"] = _entry(users[Role.OUT_OF_HOURS], holder).source
    if tie.holder is Holder.ORGANISATION:
        ReachGrant.objects.create(organisation=holder, **given)
        return
    acting_for = None if tie.why is Why.BREAK_GLASS else holder
    ReachGrant.objects.bulk_create(
        ReachGrant(user=user, acting_for=acting_for, **given) for user in users.values()
    )


def _entry(user: User, holder: Organisation) -> AccessReview:
    return AccessReview.objects.create(
        kind=Why.OUT_OF_HOURS, opened_by=user, organisation=holder, role=Role.OUT_OF_HOURS, reason="CALL",
        words="Rung about", opened_at=NOW, ends_at=NOW + SHIFT,
    )  # fmt: skip


def _details(person: Person) -> tuple[PersonDetail, str]:
    return PersonDetail.objects.get(person=person), PersonIdentifier.objects.get(person=person).value
