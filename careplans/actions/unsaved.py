"""What somebody types into a draft and has not saved: kept as they type, so that nothing is lost with a
window, a session or a server; and who has what open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from careplans.access import people as people_access
from careplans.actions.plan_locked import locked_plan
from careplans.models import CarePlan, UnsavedWords
from wsic.access import require
from wsic.accounts.models import User

IN_ERROR = "This version was entered in error meanwhile. What you type here is kept no more."
ENDED = 10**15  # above the number of every request: see MOST_NUMBERED of the form


class Kept(StrEnum):
    """What became of what somebody typed: kept, and may be gone on with or copied; or passed over, as
    something newer of the same form is kept, saved or thrown away."""

    TO_GO_ON = "TO_GO_ON"
    TO_COPY = "TO_COPY"
    PASSED = "PASSED"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """
    :attribute upon: the revision that stood when they began to type
    :attribute said: the form's fields
    :attribute form: which form on a page, "" of one without script
    :attribute number: of what is sent of it: higher is newer
    """

    upon: int
    said: Mapping[str, str]
    form: str = ""
    number: int = 0


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
def keep_words(*, plan: CarePlan, part: str, typed: Typed, by: User, at: datetime) -> Kept:
    """
    As typed, also what could not be saved so; also of a draft that is over, to be copied.  No row in the
    audit: nobody reads it but who typed it, and what they save of it stands there.

    :raises PermissionDenied: they do not care for the person, or the version was entered in error
    """
    locked = locked_plan(plan, by)
    require(people_access.refuse_plan(by, locked.person))
    require(IN_ERROR if locked.in_error_at else None)
    row = _row(locked, part, by, at)
    if typed.form and typed.number <= row.forms.get(typed.form, 0):
        return Kept.PASSED
    if typed.form:
        row.forms[typed.form] = typed.number
    row.upon, row.said, row.opened_at, row.kept_at = typed.upon, dict(typed.said), at, at
    row.save()
    return Kept.TO_GO_ON if locked.is_draft else Kept.TO_COPY


def _row(plan: CarePlan, part: str, by: User, at: datetime) -> UnsavedWords:
    """Of the user: of a plan that is locked, so that there is one."""
    found = UnsavedWords.objects.visible_to(by).filter(plan=plan, user=by, part=part).first()
    return found or UnsavedWords(plan=plan, person=plan.person, user=by, part=part, opened_at=at)


@transaction.atomic
def forget_words(*, plan: CarePlan, part: str, by: User, at: datetime, typed_in: str = "") -> None:
    """
    They were saved, or their writer throws them away.

    :param typed_in: the form where it was done: what of it is still on its way is not kept any more
    """
    row = _row(locked_plan(plan, by), part, by, at)
    row.said, row.kept_at = {}, None
    row.forms |= {typed_in: ENDED} if typed_in else {}
    if row.pk or typed_in:
        row.save()


@transaction.atomic
def forget_all(*, plans: Iterable[CarePlan], by: User) -> None:
    """Of everybody: the versions were entered in error, and nobody reads of them any more."""
    rows = UnsavedWords.objects.visible_to(by).kept().filter(plan__in=list(plans))
    rows.update(said={}, kept_at=None)
