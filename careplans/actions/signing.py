"""A GP signs the care plan in force, and takes the signature back."""

from datetime import datetime

from django.db import transaction

from careplans.access import signing as access
from careplans.models import CarePlan, PlanSignature
from careplans.sets.locks import lock_person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit


@transaction.atomic
def sign_plan(*, plan: CarePlan, by: User, at: datetime) -> PlanSignature:
    """Whoever is first; a second press, or a colleague's, finds it signed."""
    lock_person(plan.person_id)
    known = CarePlan.objects.visible_to(by).filter(person_id=plan.person_id)
    locked = known.select_related("person").get(pk=plan.pk)
    newest = known.agreed().order_by("-number").first()
    require(access.refuse_sign_plan(by, locked, in_force=newest == locked))
    standing = access.signing_as(by, locked.person)
    if found := PlanSignature.objects.visible_to(by).standing().filter(plan=locked).first():
        return found
    signature = PlanSignature.objects.create(
        person=locked.person,
        plan=locked,
        organisation_id=standing.organisation_id,
        role=standing.role,
        signed_by=by,
        signed_at=at,
    )
    _record("plan.signed", signature, by)
    return signature


@transaction.atomic
def undo_signature(*, signature: PlanSignature, by: User, at: datetime) -> None:
    """The plan is to be signed again.  Twice is once."""
    lock_person(signature.person_id)
    rows = PlanSignature.objects.visible_to(by).select_related("person", "plan")
    found = rows.get(pk=signature.pk)
    require(access.refuse_undo(by, found))
    if found.undone_at:
        return
    found.undone_by, found.undone_at = by, at
    found.save(update_fields=["undone_by", "undone_at"])
    _record("plan.signature_undone", found, by)


def _record(verb: str, signature: PlanSignature, by: User) -> None:
    subject, which = f"person:{signature.person.public_id}", str(signature.plan.public_id)
    audit.record(verb, by=by, people=[signature.person_id], subject=subject, plan=which)
