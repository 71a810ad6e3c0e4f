"""Practice B's people, with words in every text field that nobody of practice A's side may ever meet."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.apps import apps
from django.db import models
from django.db.models import Q

from careplans.models import (
    CarePlan,
    FirstContact,
    PlanningSession,
    PlanOffer,
    PlanReview,
    RelatedPerson,
    ReviewRequest,
    SessionOffer,
    Task,
)
from patients.models import (
    CareTeamMember,
    ColumnMapping,
    Person,
    PersonDetail,
    PersonIdentifier,
    PersonLink,
    Preference,
    RecordedCode,
    RecordedMedicine,
    Residence,
)  # fmt: skip
from tests.careplans.factories import (
    make_assessment,
    make_contact,
    make_first_contact,
    make_notice,
    make_plan,
    make_plan_offer,
    make_plan_review,
    make_related,
    make_task,
)
from tests.careplans.sessions import make_offer, make_review, make_session
from tests.cve.test_stored_text import text_fields
from tests.factories import PersonFactory, nhs_number
from tests.matrix.owners import NAMES
from tests.matrix.records import KINDS, behind, words_of
from tests.patients.lists import make_allergy, make_medicine
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.tiers.onsets import make_entry, make_onset, make_polypharmacy
from tests.world import NOW, TODAY, World, as_system
from tiers.models import FrailtyScore
from wsic.declared import TABLES, Wall

# Not by the system either: laid down with their words.
NEVER_CHANGED = {
    "careplans.Task", "careplans.PlanningSession", "careplans.SessionOffer", "careplans.ReviewRequest",
    "careplans.FirstContact", "careplans.Assessment", "careplans.CarePlan", "careplans.PlanOffer",
    "careplans.PlanReview", "careplans.RelatedPerson",
    "careplans.PlanSignature",
    "careplans.RecordFiling",
}  # fmt: skip
MARK = "Qzkw"  # what the walk types and may read again; with letters after it, it is one of theirs
CANARY = re.compile(rb"qzkw[a-z]{2,}", re.IGNORECASE)
# Form tokens and session keys: drawn by lot, one of some twenty thousand holds a canary by chance.
TOKEN = re.compile(rb"(?=[a-z]*[0-9])[a-z0-9]{32,}", re.IGNORECASE)
STAFF_OF_B = ("gp_b", "case_manager_2")
FIRST_NUMBER = 410_000
BORN = (date(1929, 11, 23), date(1933, 1, 27))


@dataclass(frozen=True)
class Ids:
    """
    What the walk knows of both sides, and what it may not meet.

    :param behind: kind of record -> public ids, those of B and of nobody among them
    :param keys: primary keys of B's rows, which forms carry
    :param words: numbers and birth dates of B's people, each as pages write it
    """

    behind: dict[str, list[str]]
    keys: list[int]
    numbers: list[str]
    words: frozenset[str]


def canary(model: type[models.Model], field: str) -> str:
    """It says where it comes from."""
    return MARK + re.sub("[^a-z]", "", f"{model._meta.model_name}{field}".lower())


def lay_down(world: World, folder: Path) -> Ids:
    ids = {kind: [str(each) for each in behind(kind, folder).values()] for kind in KINDS}
    practice = world.organisation("PB")
    with as_system():
        for number, born in enumerate(BORN):
            PersonFactory(
                number=nhs_number(FIRST_NUMBER + number), details__birth_date=born, practice=practice
            )
        people = list(Person.objects.filter(registrations__practice=practice).order_by("pk"))
        for person in people:
            _records(world, person)
        ColumnMapping.objects.create(organisation=practice, feed="people", remembered_at=NOW)
        keys = [*_write(world, people), *_link(world, people)]
        details = [PersonDetail.objects.get(person=person) for person in people]
        numbers = [PersonIdentifier.objects.get(person=person).value for person in people]
    every = zip(details, numbers, strict=True)
    words = {word for detail, number in every for word in words_of(detail, number)[1:]}
    own = [str(world.person(name).public_id) for name in NAMES["A"]]
    ids["person"] += [*own, *(str(person.public_id) for person in people)]
    return Ids(ids, keys, numbers, frozenset(words))


def _of_the_plan(person: Person) -> None:
    if not CarePlan.objects.filter(person=person).exists():  # behind an address they have one
        make_plan(person, agreed=True, agreed_words=canary(CarePlan, "agreed_words"))
    if not PlanOffer.objects.filter(person=person).exists():
        make_plan_offer(person, answer="ACCEPTED", answer_words=canary(PlanOffer, "answer_words"))
    if not PlanReview.objects.filter(person=person).exists():
        plan = CarePlan.objects.filter(person=person).first()
        make_plan_review(plan, words=canary(PlanReview, "words"))
    if not RelatedPerson.objects.filter(person=person).exists():
        told = ("name", "relationship", "telephone", "when", "document", "note")
        make_related(person, **{each: canary(RelatedPerson, each) for each in told})


def _records(world: World, person: Person) -> None:
    """Everything that a page shows of somebody."""
    practice, by = world.organisation("PB"), world.user("gp_b")
    make_entry(person, practice)
    make_onset(person, practice)
    make_polypharmacy(person, practice)
    make_allergy(person, practice)
    make_medicine(person, practice)
    if not FrailtyScore.objects.filter(person=person).exists():  # a list to look at has scored them
        ScoreFactory(person=person)
    DecisionFactory(person=person)
    for kind in ("TYPE_1", "PORTAL_LIMITS"):
        Preference.objects.create(
            person=person, kind=kind, from_on=TODAY, as_on=TODAY, recorded_at=NOW, said_by="X"
        )
    Residence.objects.create(person=person, kind="OTHER", from_on=TODAY, as_on=TODAY)
    make_contact(person)
    make_assessment(person)
    _of_the_plan(person)
    task = make_task(person, words=canary(Task, "words"), organisation=practice, owner=by)
    for told in ("gp_a", "gp_b"):  # also to who does not reach them any more
        make_notice(person, to=told, task=task)
    notes = {each: canary(PlanningSession, each) for each in ("note", "outcome_note")}
    make_session(person, on=TODAY, recorded_by=by, organisation=practice, **notes)
    if not FirstContact.objects.filter(person=person).exists():  # behind an address they have one
        make_first_contact(person, name="gp_b", code="PB", note=canary(FirstContact, "note"))
    make_offer(person, on=TODAY, answer="ACCEPTED", answer_words=canary(SessionOffer, "answer_words"))
    make_review(person, on=TODAY, words=canary(ReviewRequest, "words"))
    CareTeamMember.objects.create(
        person=person, organisation=world.organisation("HUB2"), role=canary(CareTeamMember, "role"),
        from_on=TODAY, recorded_by=by, recorded_at=NOW,
    )  # fmt: skip


def _write(world: World, people: list[Person]) -> list[int]:
    """Into every text of every row of theirs; returns the keys of those that forms name."""
    keys = []
    for label, table in TABLES.items():
        if table.wall in {Wall.PERSON, Wall.ORGANISATION, Wall.TAKEN}:
            model = apps.get_model(label)
            rows = model._base_manager.filter(_theirs(world, table.wall, table.key[0], people))
            words = {
                each.name: canary(model, each.name)[: each.max_length]
                for each in text_fields(model)
                if each.name != "row_id" and label not in NEVER_CHANGED
            }
            words |= {
                each.name: {"family_name": canary(model, each.name), "nhs_number": canary(model, each.name)}
                for each in model._meta.local_concrete_fields
                if each.name in {"given", "mapping"}
            }
            words |= {"search_text": words["search_text"].upper()} if "search_text" in words else {}
            if words:
                rows.update(**words)
            keys += rows.values_list("pk", flat=True)
    _write_codes(people)
    return keys


def _link(world: World, people: list[Person]) -> list[int]:
    """One that has ended and one that stands, with their words from the first: nobody changes a link."""
    by, (kept, first, second) = world.user("gp_b"), people[:3]
    given = {"kept": kept, "from_on": TODAY, "reason": "OTHER", "recorded_by": by, "recorded_at": NOW}
    given["words"] = canary(PersonLink, "words")
    ended = {"to_on": TODAY, "ended_by": by, "ended_at": NOW, "ended_why": canary(PersonLink, "ended_why")}
    made = [PersonLink.objects.create(person=first, **given, **ended)]
    made.append(PersonLink.objects.create(person=second, **given))
    return [each.pk for each in made]


def _theirs(world: World, wall: Wall, key: str, people: list[Person]) -> Q:
    if wall is Wall.PERSON:
        return Q(**{f"{key}__in": [person.pk for person in people]})
    if wall is Wall.TAKEN:
        return Q(**{f"{key}__in": [world.user(name).pk for name in STAFF_OF_B]})
    return Q(**{key: world.organisation("PB").pk})


def _write_codes(people: list[Person]) -> None:
    """Codes and medicines are shared between all: theirs get rows of their own."""
    code = RecordedCode.objects.create(snomed="999000999", term=canary(RecordedCode, "term"))
    medicine = RecordedMedicine.objects.create(
        code="QX", name=canary(RecordedMedicine, "name"), bnf_chapter=2
    )
    for person in people:
        for name, field, row in (("CodedEntry", "code", code), ("MedicationIssue", "medicine", medicine)):
            apps.get_model("patients", name)._base_manager.filter(person_id=person.pk).update(**{field: row})
