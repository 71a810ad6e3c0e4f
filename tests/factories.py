"""Records for tests.  Call inside `with as_system():`; the app's log-in may not add people."""

from datetime import date

import factory

from patients.actions.reach import refresh_reach
from patients.models import Import, Person, PersonDetail, PersonIdentifier, Registration, Sex
from tests.world import NOW, SYSTEM, TODAY
from wsic.accounts.models import Membership, User
from wsic.organisations.models import Agreement, AgreementKind, Kind, LinkKind, Organisation, OrganisationLink

ORGANISATIONS = {
    "CCG": ("The CCG", Kind.CCG),
    "PA": ("Practice A", Kind.PRACTICE),
    "PB": ("Practice B", Kind.PRACTICE),
    "HUB1": ("Hub One", Kind.HUB),
    "HUB2": ("Hub Two", Kind.HUB),
    "COM": ("Community services", Kind.COMMUNITY),
    "COU": ("The council", Kind.COUNCIL),
    "MEN": ("Mental health services", Kind.MENTAL_HEALTH),
    "VOL": ("A charity", Kind.VOLUNTARY),
}
HUB_OF = {"PA": "HUB1", "PB": "HUB2"}
# family name: (given name, birth date, sex, practice, registered from, until, died on)
PEOPLE = {
    "ADAIR": ("Moira", date(1937, 12, 12), "F", "PA", date(2010, 1, 1), None, None),
    "BELLO": ("Samuel", date(1948, 7, 1), "M", "PA", date(2012, 3, 1), None, None),
    "COHEN": ("Ruth", date(1943, 4, 19), "F", "PB", date(2015, 6, 1), None, None),
    "DEAN": ("Edna", date(1934, 3, 7), "F", "PA", date(2001, 1, 1), None, date(2026, 2, 1)),
    "EVANS": ("Gwyn", date(1952, 9, 28), "M", "PA", date(2009, 1, 1), date(2026, 5, 1), None),
}


def nhs_number(number: int) -> str:
    """A valid number of the range 999, which is never issued; without a check digit, or with five zeros at
    the end, which a feed doubts, the next half million is asked."""
    digits = f"999{number:06d}"
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    found = digits + str(rest % 11)
    return nhs_number(number + 500_000) if rest == 10 or found.endswith("00000") else found


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    code = factory.Sequence(lambda n: f"ORG{n}")
    name = factory.Sequence(lambda n: f"Organisation {n}")
    kind = Kind.PRACTICE


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    display_name = factory.Sequence(lambda n: f"User Number {n}")


class ImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Import

    feed = "people"
    organisation = factory.SubFactory(OrganisationFactory)
    file_name = "people.csv"
    stored_path = "nowhere"
    sha256 = "0" * 64
    size = 1
    as_on = TODAY
    uploaded_at = NOW


class PersonFactory(factory.django.DjangoModelFactory):
    """A person with current details, a number and, unless `practice=None`, a regular registration."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    @factory.post_generation
    def details(self, create, extracted, **given):
        values = {
            "family_name": "Test",
            "given_name": f"Person {self.pk}",
            "birth_date": date(1945, 7, 14),
        } | given
        search_text = f"{values['family_name']} {values['given_name']}".upper()
        PersonDetail.objects.create(
            person=self,
            sex=values.pop("sex", Sex.FEMALE),
            search_text=search_text,
            as_on=TODAY,
            digest=b"",
            **values,
        )

    @factory.post_generation
    def number(self, create, extracted, **kwargs):
        PersonIdentifier.objects.create(person=self, value=extracted or nhs_number(self.pk))

    @factory.post_generation
    def practice(self, create, extracted, **kwargs):
        if extracted is not None:
            from_on = kwargs.pop("from_on", date(2010, 1, 1))
            kwargs.setdefault("stated_to_on", kwargs.get("to_on"))
            Registration.objects.create(
                person=self, practice=extracted, from_on=from_on, as_on=TODAY, **kwargs
            )
            refresh_reach(people=[self.pk], by=SYSTEM)


def lay_down_organisations() -> None:
    made = {
        code: OrganisationFactory(code=code, name=name, kind=kind)
        for code, (name, kind) in ORGANISATIONS.items()
    }
    for organisation in made.values():
        Agreement.objects.create(
            organisation=organisation,
            kind=AgreementKind.INFORMATION_SHARING,
            signed_on=date(2015, 6, 1),
            signed_by="A director",
            recorded_at=NOW,
        )
    for child, parent in HUB_OF.items():
        OrganisationLink.objects.create(
            child=made[child],
            parent=made[parent],
            kind=LinkKind.HUB,
            from_on=date(2015, 9, 1),
            recorded_at=NOW,
        )


def lay_down_practice_c() -> Organisation:
    """A second practice of Hub One, with nobody on its list."""
    practice = OrganisationFactory(code="PC", name="Practice C")
    Agreement.objects.create(
        organisation=practice,
        kind=AgreementKind.INFORMATION_SHARING,
        signed_on=date(2015, 6, 1),
        signed_by="A director",
        recorded_at=NOW,
    )
    OrganisationLink.objects.create(
        child=practice,
        parent=Organisation.objects.get(code="HUB1"),
        kind=LinkKind.HUB,
        from_on=date(2015, 9, 1),
        recorded_at=NOW,
    )
    return practice


def lay_down_people() -> None:
    for number, (family_name, facts) in enumerate(PEOPLE.items()):
        given_name, birth_date, sex, code, from_on, to_on, died_on = facts
        PersonFactory(
            number=nhs_number(900_000 + number),
            details__family_name=family_name,
            details__given_name=given_name,
            details__birth_date=birth_date,
            details__sex=sex,
            details__died_on=died_on,
            practice=Organisation.objects.get(code=code),
            practice__from_on=from_on,
            practice__to_on=to_on,
        )


def lay_down_cast(cast, password: str) -> None:
    for name, memberships in cast.items():
        user = UserFactory(
            username=name, display_name=name.replace("_", " ").title(), is_active=name != "disabled"
        )
        for role, code in memberships:
            organisation = Organisation.objects.get(code=code)
            Membership.objects.create(
                user=user, organisation=organisation, role=role, from_on=date(2020, 1, 1)
            )
