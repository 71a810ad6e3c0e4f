"""What somebody types into a draft and has not saved: kept as they type, so that nothing is lost with a
window, a session or a server; and who has what open."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from careplans.access import people as people_access
from careplans.models import CarePlan, PlanGoal, PlanSection, UnsavedWords
from wsic.access import require
from wsic.accounts.models import User
from wsic.ids import typed_id

IN_ERROR = "This version was entered in error meanwhile. What you type here is kept no more."


@transaction.atomic
def open_part(*, plan: CarePlan, part: str, by: User, at: datetime) -> None:
    """The user has it before them.  That the page was read stands in the audit already."""
    rows = UnsavedWords.objects.visible_to(by)
    found, is_new = rows.get_or_create(
        plan=plan, user=by, part=part, defaults={"person": plan.person, "opened_at": at}
    )
    if not is_new:
        found.opened_at = at
        found.save(update_fields=["opened_at"])


@transaction.atomic
def keep_words(
    *, plan: CarePlan, part: str, upon: int, said: Mapping[str, str], by: User, at: datetime
) -> None:
    """
    As typed, also what could not be saved so; also of a draft that is over, to be copied.  No row in the
    audit: nobody reads it but who typed it, and what they save of it stands there.

    :raises PermissionDenied: they do not care for the person, or the version was entered in error
    """
    require(people_access.refuse_plan(by, plan.person))
    require(IN_ERROR if plan.in_error_at else None)
    if _is_saved(plan, part, upon, said, by):
        return
    kept = {"upon": upon, "said": dict(said), "opened_at": at, "kept_at": at}
    rows = UnsavedWords.objects.visible_to(by)
    rows.update_or_create(plan=plan, user=by, part=part, defaults={**kept, "person": plan.person})


def _is_saved(plan: CarePlan, part: str, upon: int, said: Mapping[str, str], by: User) -> bool:
    """What was sent while they typed came after what they saved."""
    if typed_id(part):
        goals = PlanGoal.objects.visible_to(by).filter(plan=plan, key=part, revision=upon + 1, written_by=by)
        return goals.filter(what=said.get("what", "").strip()).exists()
    sections = PlanSection.objects.visible_to(by).filter(plan=plan, heading=part, revision=upon + 1)
    return sections.filter(written_by=by, words=said.get("words", "").strip()).exists()


@transaction.atomic
def forget_words(*, plan: CarePlan, part: str, by: User) -> None:
    """They were saved, or their writer throws them away."""
    rows = UnsavedWords.objects.visible_to(by).kept().filter(plan=plan, part=part, user=by)
    rows.update(said={}, kept_at=None)


@transaction.atomic
def forget_all(*, plans: Iterable[CarePlan], by: User) -> None:
    """Of everybody: the versions were entered in error, and nobody reads of them any more."""
    rows = UnsavedWords.objects.visible_to(by).kept().filter(plan__in=list(plans))
    rows.update(said={}, kept_at=None)
