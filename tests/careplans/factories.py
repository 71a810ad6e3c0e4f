"""Contacts and tasks as the tests lay them down."""

import uuid

from careplans.models import (
    Assessment,
    AssessmentFinding,
    CarePlan,
    Contact,
    ContactRetraction,
    FirstContact,
    FirstContactReason,
    Means,
    Notice,
    NoticeKind,
    Outcome,
    PlanGoal,
    PlanOffer,
    PlanReview,
    PlanSection,
    PlanSignature,
    RecordFiling,
    RelatedPerson,
    RetractionReason,
    Task,
    TaskKind,
    WithWhom,
)
from tests.world import NOW, TODAY
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


def make_contact(person, *, at=NOW, outcome=Outcome.REACHED, retracted=False, **fields) -> Contact:
    """One of the Case Manager's by telephone, with a task that hangs on it; in a unit of work."""
    by = User.objects.get(username="case_manager_1")
    contact = Contact.objects.create(
        person=person, once=uuid.uuid4(), at=at, outcome=outcome, recorded_by=by,
        organisation=Organisation.objects.get(code="HUB1"),
        **{"means": Means.TELEPHONE, "with_whom": WithWhom.PERSON, "role": Role.CASE_MANAGER}
        | {"recorded_at": at} | fields,
    )  # fmt: skip
    make_task(person, contact=contact, raised_at=contact.recorded_at)
    if retracted:
        ContactRetraction.objects.create(
            contact=contact, person=person, reason=RetractionReason.TWICE, recorded_by=by, recorded_at=at
        )
    return contact


def make_task(person, *, due_at=NOW, **fields) -> Task:
    by = User.objects.get(username="case_manager_1")
    return Task.objects.create(
        person=person, due_at=due_at,
        **{"kind": TaskKind.TASK, "words": "Ring the daughter", "owner": by}
        | {"organisation": Organisation.objects.get(code="HUB1"), "raised_by": by, "raised_at": NOW} | fields,
    )  # fmt: skip


def make_notice(person, *, to="gp_a", task=None, **fields) -> Notice:
    """Of a task that the Case Manager gave somebody; in a unit of work."""
    user = User.objects.get(username=to)
    if not fields.keys() & {"session", "review", "first_contact"}:
        fields["task"] = task or make_task(person, owner=user, raised_by=user)
    return Notice.objects.create(
        person=person, user=user,
        **{"kind": NoticeKind.TASK_GIVEN, "together": uuid.uuid4(), "at": NOW}
        | {"by": User.objects.get(username="two_roles")} | fields,
    )  # fmt: skip


def make_assessment(person, *, found=None, **fields) -> Assessment:
    """One of the Case Manager's, upon the last one; `found`: what was found, by domain."""
    if "replaces" not in fields:
        fields["replaces"] = Assessment.objects.filter(person=person).order_by("-pk").first()
    assessment = Assessment.objects.create(
        person=person, once=uuid.uuid4(), recorded_at=NOW, role=Role.CASE_MANAGER,
        **{"organisation": Organisation.objects.get(code="HUB1"), "assessed_on": TODAY}
        | {"recorded_by": User.objects.get(username="case_manager_1")} | fields,
    )  # fmt: skip
    for domain, (concern, words) in (found or {"FALLS": ("SOME", "Two falls")}).items():
        AssessmentFinding.objects.create(
            person=person, assessment=assessment, domain=domain, concern=concern, words=words
        )
    return assessment


def make_plan(person, *, words="Tea helps", agreed=False, **fields) -> CarePlan:
    """A version with a section and a goal: a draft, or agreed today."""
    by, at = (
        User.objects.get(username="case_manager_1"),
        {"organisation": Organisation.objects.get(code="HUB1")},
    )
    who = at | {"role": Role.CASE_MANAGER}
    with_whom = {"agreed_with": "PERSON", "agreed_on": TODAY, "attended": ["PERSON"], "agreed_at": NOW}
    plan = CarePlan.objects.create(
        person=person, recorded_by=by, recorded_at=NOW,
        **who | {"number": 1} | ({"agreed_by": by} | with_whom if agreed else {}) | fields,
    )  # fmt: skip
    told = who | {"plan": plan, "person": person, "revision": 1, "written_by": by, "written_at": NOW}
    PlanSection.objects.create(heading="HELPS", words=words, voice="STAFF", reviewed_on=TODAY, **told)
    PlanGoal.objects.create(what=words, set_on=TODAY, reviewed_on=TODAY, **told)
    return plan


def make_plan_offer(person, *, on=TODAY, **fields) -> PlanOffer:
    """By the hub's Case Manager; answered where `answer` says what."""
    by = User.objects.get(username="case_manager_1")
    answered = {"answered_by": by, "answered_at": NOW} if fields.get("answer") else {}
    return PlanOffer.objects.create(
        person=person, once=uuid.uuid4(), means="IN_PERSON", offered_on=on, role=Role.CASE_MANAGER,
        recorded_by=by, recorded_at=NOW,
        **{"organisation": Organisation.objects.get(code="HUB1")} | answered | fields,
    )  # fmt: skip


def make_related(person, *, name="Karen Smith", roles=("CARER",), **fields) -> RelatedPerson:
    return RelatedPerson.objects.create(
        person=person, once=uuid.uuid4(), name=name, roles=list(roles), role=Role.CASE_MANAGER,
        recorded_by=User.objects.get(username="case_manager_1"), recorded_at=NOW,
        **{"organisation": Organisation.objects.get(code="HUB1"), "relationship": "daughter"} | fields,
    )  # fmt: skip


def make_plan_review(plan, *, on=TODAY, **fields) -> PlanReview:
    return PlanReview.objects.create(
        person=plan.person, plan=plan, once=uuid.uuid4(), on=on, attended=["PERSON"], role=Role.CASE_MANAGER,
        recorded_by=User.objects.get(username="case_manager_1"), recorded_at=NOW,
        **{"organisation": Organisation.objects.get(code="HUB1")} | fields,
    )  # fmt: skip


def make_signature(plan, *, name="gp_a", code="PA", **fields) -> PlanSignature:
    return PlanSignature.objects.create(
        plan=plan, person=plan.person, organisation=Organisation.objects.get(code=code), role=Role.GP,
        **{"signed_by": User.objects.get(username=name), "signed_at": NOW} | fields,
    )  # fmt: skip


def make_filing(plan, *, name="gp_a", code="PA", **fields) -> RecordFiling:
    """Of an agreed plan, or of whatever else `kind` says."""
    return RecordFiling.objects.create(
        person=plan.person, event=plan.public_id, on=TODAY, role=Role.GP,
        organisation=Organisation.objects.get(code=code), recorded_by=User.objects.get(username=name),
        **{"kind": "PLAN_AGREED", "done": "FILED", "recorded_at": NOW} | fields,
    )  # fmt: skip


def make_first_contact(person, *, name="case_manager_1", code="HUB1", on=TODAY, **fields) -> FirstContact:
    return FirstContact.objects.create(
        person=person, user=User.objects.get(username=name), organisation=Organisation.objects.get(code=code),
        from_on=on, once=uuid.uuid4(), recorded_at=NOW,
        **{"role": Role.CASE_MANAGER, "reason": FirstContactReason.FIRST}
        | {"recorded_by": User.objects.get(username="case_manager_1")} | fields,
    )  # fmt: skip
