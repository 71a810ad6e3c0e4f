"""Holistic assessments: each saved one carries everything on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from careplans.access import assessments as assessments_access
from careplans.access import people as access
from careplans.actions.once import UsedForm, add_once
from careplans.models import Assessment, AssessmentFinding, PlanningSession, RetractionReason
from careplans.rules.assessment import Concern, Domain
from careplans.sets.locks import lock_person
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit


class WrittenMeanwhile(Exception):
    """Somebody has saved an assessment upon the same one.  Its text is the sentence the user reads."""


OUTDATED = (
    "What stands has changed meanwhile: somebody saved it anew, or marked it as entered in error. It is"
    " beside your words now: look, and save again to keep yours."
)
USED = "This form was used for somebody else already. Open it again; your words are below."


@dataclass(frozen=True)
class Found:
    concern: Concern
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What was found, and scores by the scale's name; what was not asked is left out."""

    on: date
    found: Mapping[Domain, Found]
    scores: Mapping[str, Decimal]


@transaction.atomic
def record_assessment(
    *,
    person: Person,
    findings: Findings,
    upon: UUID | None,
    once: UUID,
    by: User,
    at: datetime,
    session: PlanningSession | None = None,
) -> Assessment:
    """
    :param upon: what stood when the form was opened, None where nothing did
    :param once: of the form; sent twice it is one assessment
    :raises WrittenMeanwhile: something else stands now
    :raises UsedForm: the form was used for somebody else
    """
    standing = access.planning_as(by, person)
    lock_person(person.pk)
    mine = Assessment.objects.visible_to(by).filter(person=person)
    if sent := mine.filter(recorded_by=by, once=once).first():
        return sent
    last = mine.order_by("-pk").first()
    stands = mine.standing().order_by("-pk").first()
    if (stands.public_id if stands else None) != upon:
        raise WrittenMeanwhile(OUTDATED)
    assessment = Assessment(
        person=person,
        once=once,
        replaces=last,
        session=session,
        assessed_on=findings.on,
        role=standing.role,
        organisation_id=standing.organisation_id,
        recorded_by=by,
        recorded_at=at,
        **findings.scores,
    )
    _add(assessment, findings)
    _record("assessment.recorded", assessment, by)
    return assessment


@transaction.atomic
def mark_assessment_in_error(
    *, assessment: Assessment, reason: RetractionReason, by: User, at: datetime
) -> None:
    """The one before it is current again."""
    rows = Assessment.objects.visible_to(by).select_for_update(of=("self",))
    locked = rows.select_related("person", "organisation").get(pk=assessment.pk)
    require(assessments_access.refuse_mark_in_error(by, locked))
    locked.in_error_by, locked.in_error_at = by, at
    locked.save(update_fields=["in_error_by", "in_error_at"])
    _record("assessment.in_error", locked, by, reason=reason)


def _add(assessment: Assessment, findings: Findings) -> None:
    if not add_once(assessment, constraint="careplans_one_assessment_of_a_form"):
        raise UsedForm(USED)
    AssessmentFinding.objects.bulk_create(
        AssessmentFinding(
            person_id=assessment.person_id,
            assessment=assessment,
            domain=domain,
            concern=each.concern,
            words=each.words,
        )
        for domain, each in findings.found.items()
    )


def _record(verb: str, assessment: Assessment, by: User, **detail: Any) -> None:
    person = assessment.person
    subject, which = f"person:{person.public_id}", str(assessment.public_id)
    audit.record(verb, by=by, people=[person.pk], subject=subject, assessment=which, **detail)
