"""What the page of one person shows."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet

from patients.access import people as access
from patients.models import Person, PersonDetail, PersonIdentifier, Registration
from patients.models.base import reaching
from patients.models.people import RegistrationKind, Sex
from patients.queries.preferences import WITHHELD, alerts_of
from wsic.accounts.models import Standing, User
from wsic.dates import age_on
from wsic.relationships import RELATIONSHIPS, Why

from .break_glass import OpenNow, open_about
from .links import Linked, linked


@dataclass(frozen=True, kw_only=True)
class BannerPerson:
    """As `components/person_banner.html` takes it."""

    family_name: str
    given_name: str
    title: str
    birth_date: date
    age: int
    gender: str
    nhs_number: str
    died_on: date | None
    preferred_name: str
    language: str
    interpreter_needed: bool | None
    address: str
    phone: str
    emergency: OpenNow | None = None
    alerts: tuple[str, ...] = ()
    withheld: bool = False
    links: tuple[Linked, ...] = ()

    @property
    def others(self) -> list[int]:
        """Keys of the people whom the banner names beside its own."""
        return [link.other.pk for link in self.links if link.other]

    @property
    def unread(self) -> bool:
        """The same person has a record that the reader does not reach."""
        return any(link.other is None for link in self.links)


@dataclass(frozen=True)
class Registered:
    """`practice` is empty, and `practice_id` None, where whereabouts are withheld."""

    practice: str
    practice_id: UUID | None
    kind: str
    from_on: date
    to_on: date | None
    now: bool


@dataclass(frozen=True)
class Number:
    value: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """`details` are (name, value), an empty value is not recorded; `as_on` is the date of the list they are
    from."""

    pk: int
    public_id: UUID
    banner: BannerPerson
    details: tuple[tuple[str, str], ...]
    as_on: date
    registrations: tuple[Registered, ...]
    numbers: tuple[Number, ...]
    reasons: tuple[str, ...]


def reached(user: User) -> QuerySet[Person]:
    """The persons whose pages the user may open: those reached, for a role that reads records."""
    people = Person.objects.visible_to(user)
    return people if access.refuse_search(user) is None else people.none()


def banner_of(person: Person, *, user: User, on: date) -> BannerPerson:
    """Who the page is about, for any page about one person; four statements, six where another record is of
    the same person."""
    numbers = PersonIdentifier.objects.visible_to(user).current().filter(person=person)
    value = numbers.values_list("value", flat=True).first()
    emergency = open_about(person, user=user)
    alerts = alerts_of(person, user=user, on=on)
    found = _banner(_detail(person, user), str(value or ""), on, alerts, emergency)
    return replace(found, links=linked(person, user=user, on=on))


def died_on(person: Person, *, user: User) -> date | None:
    """The day of death as the newest list has it; None while alive."""
    return _detail(person, user).died_on


def is_reached(person: Person, *, user: User) -> bool:
    return reached(user).filter(pk=person.pk).exists()


def person_page(person: Person, *, user: User, on: date) -> PersonPage:
    """A person of `reached`; six statements, eight where another record is of the same person."""
    detail = _detail(person, user)
    numbers = _numbers(person, user)
    registrations = _registrations(person, user, on)
    alerts = alerts_of(person, user=user, on=on)
    if WITHHELD in alerts:
        registrations = tuple(replace(each, practice="", practice_id=None) for each in registrations)
    return PersonPage(
        pk=person.pk,
        public_id=person.public_id,
        banner=replace(
            _banner(
                detail,
                next((each.value for each in numbers if each.current), ""),
                on,
                alerts,
                open_about(person, user=user),
            ),
            links=linked(person, user=user, on=on),
        ),
        details=_details(detail, withheld=WITHHELD in alerts),
        as_on=detail.as_on,
        registrations=registrations,
        numbers=numbers,
        reasons=_reasons(
            person,
            user,
            next((each.practice for each in registrations if each.now), ""),
            withheld=WITHHELD in alerts,
        ),
    )


def _detail(person: Person, user: User) -> PersonDetail:
    return cast("PersonDetail", PersonDetail.objects.visible_to(user).current().get(person=person))


def _banner(
    detail: PersonDetail,
    nhs_number: str,
    on: date,
    alerts: tuple[str, ...],
    emergency: OpenNow | None,
) -> BannerPerson:
    withheld = WITHHELD in alerts
    died_on = detail.died_on if detail.died_on and detail.died_on <= on else None
    return BannerPerson(
        family_name=detail.family_name,
        given_name=detail.given_name,
        title=detail.title,
        birth_date=detail.birth_date,
        age=age_on(detail.birth_date, died_on or on),
        gender=Sex(detail.sex).label,
        nhs_number=nhs_number,
        died_on=died_on,
        preferred_name="",
        language=detail.language,
        interpreter_needed=detail.interpreter_needed,
        address="" if withheld else ", ".join(part for part in (detail.address, detail.postcode) if part),
        phone="" if withheld else detail.phone,
        alerts=alerts,
        withheld=withheld,
        emergency=emergency,
    )


# ETHNIC CATEGORY CODE 2001 (NHS Data Dictionary); lists that say it in words are shown as they are.
_ETHNICITIES = {
    "A": "White, British",
    "B": "White, Irish",
    "C": "White, any other background",
    "D": "Mixed, White and Black Caribbean",
    "E": "Mixed, White and Black African",
    "F": "Mixed, White and Asian",
    "G": "Mixed, any other background",
    "H": "Asian or Asian British, Indian",
    "J": "Asian or Asian British, Pakistani",
    "K": "Asian or Asian British, Bangladeshi",
    "L": "Asian or Asian British, any other background",
    "M": "Black or Black British, Caribbean",
    "N": "Black or Black British, African",
    "P": "Black or Black British, any other background",
    "R": "Chinese",
    "S": "Any other ethnic group",
    "Z": "Not stated",
    "99": "Not known",
}
_YES_NO = {True: "Yes", False: "No", None: ""}
_INTERPRETER = {True: "Needed", False: "Not needed", None: ""}


def _details(detail: PersonDetail, *, withheld: bool) -> tuple[tuple[str, str], ...]:
    quintile = detail.imd_quintile
    whereabouts = (
        ("Usual GP", detail.usual_gp),
        ("Address", detail.address),
        ("Postcode", detail.postcode),
        ("Telephone", detail.phone),
        ("E-mail", detail.email),
        ("Deprivation", f"Fifth {quintile} of 5 (1 is the most deprived)" if quintile else ""),
    )
    usual_gp, *others = ((name, "Withheld" if withheld else value) for name, value in whereabouts)
    return (
        usual_gp,
        ("Housebound", _YES_NO[detail.housebound]),
        ("Ethnicity", _ETHNICITIES.get(detail.ethnicity, detail.ethnicity)),
        ("Language", detail.language),
        ("Interpreter", _INTERPRETER[detail.interpreter_needed]),
        *others,
    )


def _numbers(person: Person, user: User) -> tuple[Number, ...]:
    """The current one first."""
    found = PersonIdentifier.objects.visible_to(user).filter(person=person).order_by("-pk")
    values = found.values_list("value", "replaced_by")
    numbers = (Number(value, replaced is None) for value, replaced in values)
    return tuple(sorted(numbers, key=lambda number: not number.current))


def _registrations(person: Person, user: User, on: date) -> tuple[Registered, ...]:
    """As known now, the newest first; `now` marks the regular one that holds on the day."""
    found: QuerySet[Any] = Registration.objects.visible_to(user).current().filter(person=person)
    return tuple(
        Registered(
            each.practice.name,
            each.practice.public_id,
            RegistrationKind(each.kind).label,
            each.from_on,
            each.to_on,
            now=each.kind == RegistrationKind.REGULAR
            and each.from_on <= on
            and (each.to_on is None or on < each.to_on),
        )
        for each in found.select_related("practice").order_by("-from_on", "-pk")
    )


def _reasons(person: Person, user: User, practice: str, *, withheld: bool) -> tuple[str, ...]:
    """By what the user reaches the person today, in words that follow "You see this record because"."""
    rows = reaching(user).filter(person=person).order_by("from_on", "pk")
    sentences = [
        _reason(Why(why), _standing(user, Why(why), organisation_id), practice, withheld=withheld)
        for why, organisation_id in rows.values_list("why", "organisation_id")
    ]
    return tuple(dict.fromkeys(sentences))


def _standing(user: User, why: Why, organisation_id: int | None) -> Standing | None:
    """In which standing somebody is related through an organisation; None where it is in their own name."""
    roles = RELATIONSHIPS[why].roles
    there = (each for each in user.standings if each.organisation_id == organisation_id)
    return next((each for each in there if each.role in roles), None)


_AT = {
    Why.REGISTERED: "the person is registered with {place}, where you are {role}.",
    Why.HUB: "{practice} is served by {place}, where you are {role}.",
    Why.CARE_TEAM: "{place} is on the person's care team, and you are {role} there.",
    Why.REFERRAL: "the person is referred to {place}, where you are {role}.",
    Why.PRESCRIPTION: "an activity at {place} is prescribed, where you are {role}.",
    Why.MEETING: "the person is on the agenda of a meeting to which {place} is invited.",
}
_YOURS = {
    Why.CARE_TEAM: "you are on the person's care team.",
    Why.TELEPHONE: "you were rung about the person.",
    Why.BREAK_GLASS: "you opened the record in an emergency.",
    Why.OUT_OF_HOURS: "you opened the crisis page out of hours.",
    Why.MEETING: "the person is on the agenda of a meeting to which you are invited.",
}


def _reason(why: Why, standing: Standing | None, practice: str, *, withheld: bool) -> str:
    if standing is None:
        return _YOURS.get(why, f"{why.label.lower()}.")
    words = _AT.get(why, f"{why.label.lower()}, {{place}}.")
    unnamed = withheld and why is Why.REGISTERED
    return words.format(
        place="the practice" if unnamed else standing.organisation_name,
        role=standing.role.label,
        practice=practice or "the practice",
    )
