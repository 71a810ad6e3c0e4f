"""What a user typed into a draft and did not save, and who else has it open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from careplans.models import CarePlan, UnsavedWords
from careplans.rules.plan import HEADINGS, Heading
from patients.models import Person
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User
from wsic.ids import typed_id

OPEN_FOR = timedelta(minutes=15)  # ours: who typed nothing for so long is said to have it open no more
A_COLLEAGUE = "A colleague"  # of somebody whose whereabouts are withheld: who cares for them would tell
OF_A_GOAL = ("what", "why", "steps", "outcome_words")


@dataclass(frozen=True, kw_only=True)
class Unsaved:
    """`said` the fields as typed; `heading` None for a goal."""

    part: str
    heading: Heading | None
    label: str
    words: str
    upon: int
    said: Mapping[str, str]
    kept_at: datetime


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Who else has a part of the draft open, and for how many whole minutes they have typed nothing."""

    name: str
    part: str
    label: str
    minutes: int


def unsaved_in(plan: CarePlan, *, user: User) -> tuple[Unsaved, ...]:
    """The user's own, the newest first; none of a version entered in error."""
    if plan.in_error_at:
        return ()
    rows = UnsavedWords.objects.visible_to(user).kept().filter(plan=plan, user=user)
    return tuple(_unsaved(each) for each in rows.order_by("-kept_at"))


def left_unsaved(person: Person, *, user: User) -> tuple[CarePlan, ...]:
    """Versions that are over in which the user typed what was never saved; none in error."""
    kept = UnsavedWords.objects.visible_to(user).kept().filter(plan__person=person, user=user)
    rows = CarePlan.objects.visible_to(user).filter(pk__in=kept.values("plan"), in_error_at=None)
    over = rows.exclude(agreed_at=None, discarded_at=None)
    return tuple(over.order_by("-number"))


def unsaved_of(plan: CarePlan, part: str, *, user: User) -> Unsaved | None:
    return next((each for each in unsaved_in(plan, user=user) if each.part == part), None)


def opened_in(plan: CarePlan, *, user: User, now: datetime) -> tuple[Opened, ...]:
    """Colleagues at the draft now, the last one first."""
    if not plan.is_draft:
        return ()
    rows = UnsavedWords.objects.visible_to(user).filter(plan=plan, opened_at__gt=now - OPEN_FOR)
    found = rows.exclude(user=user).annotate(withheld=is_withheld(plan.person, user=user))
    return tuple(
        Opened(
            name=A_COLLEAGUE if getattr(each, "withheld", False) else each.user.display_name,
            part=each.part,
            label=_label(each.part),
            minutes=max(0, int((now - each.opened_at).total_seconds() // 60)),
        )
        for each in found.select_related("user").order_by("-opened_at")
    )


def _unsaved(row: UnsavedWords) -> Unsaved:
    heading = None if typed_id(row.part) else Heading(row.part)
    names = ("words",) if heading else OF_A_GOAL
    return Unsaved(
        part=row.part,
        heading=heading,
        label=_label(row.part),
        words="\n".join(row.said[each] for each in names if row.said.get(each)),
        upon=row.upon,
        said=row.said,
        kept_at=row.kept_at or row.opened_at,
    )


def _label(part: str) -> str:
    return "A goal" if typed_id(part) else HEADINGS[Heading(part)].label
