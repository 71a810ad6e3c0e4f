"""Two versions of a care plan side by side: what was added, changed and taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from careplans.models import CarePlan
from careplans.queries.plan_lines import GoalLine, SectionLine
from careplans.queries.plans import PlanPage, VersionLine, plan_page, plans_panel
from careplans.rules.plan import State
from careplans.rules.plan_changes import Piece, keys_changed, words_changed
from wsic.accounts.models import User
from wsic.dates import short_date


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A heading or goal that is not the same in both."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """
    :attribute before: None where there is no other version to compare it with
    :attribute others: with which it can be compared, the newest first
    :attribute same: headings with the same words in both
    """

    version: VersionLine
    before: VersionLine | None
    others: tuple[VersionLine, ...]
    sections: tuple[Difference, ...]
    goals: tuple[Difference, ...]
    same: tuple[str, ...]


def compared(plan: CarePlan, *, other: UUID | None, user: User) -> Compared:
    """
    :param other: the version to compare it with; None: the one it was begun upon, else the one before it
    :raises LookupError: `other` is not a version of this person's plan that is read
    """
    shown = plan_page(plan, user=user)
    versions = plans_panel(plan.person, user=user).versions
    others = tuple(each for each in versions if _is_read(each) and each.public_id != plan.public_id)
    before = _chosen(others, other, plan) if shown.version.state is not State.IN_ERROR else None
    page = plan_page(_named(plan, before, user), user=user) if before else None
    return Compared(
        version=shown.version,
        before=before,
        others=others,
        sections=section_differences(page, shown) if page else (),
        goals=goal_differences(page, shown) if page else (),
        same=_same(page, shown) if page else (),
    )


def section_differences(before: PlanPage, after: PlanPage) -> tuple[Difference, ...]:
    old = {each.heading: said_of(each) for each in before.sections}
    new = {each.heading: said_of(each) for each in after.sections}
    labels = {each.heading: each.label for each in after.sections}
    return tuple(
        Difference(label=labels[each], pieces=words_changed(old[each], new[each]))
        for each in keys_changed(old, new)
    )


def goal_differences(before: PlanPage, after: PlanPage) -> tuple[Difference, ...]:
    stood = {each.key: each for each in before.goals}
    old = {each.key: _goal_in_words(each) for each in before.goals}
    new = {each.key: _goal_in_words(each, stood.get(each.key)) for each in after.goals}
    labels = {each.key: each.what for each in (*before.goals, *after.goals)}
    return tuple(
        Difference(label=labels[each], pieces=words_changed(old.get(each, ""), new.get(each, "")))
        for each in keys_changed(old, new)
    )


def said_of(line: SectionLine) -> str:
    """The words of a section, whose they are, and that the portal does not show them."""
    if not line.words:
        return ""
    kept = f"\nKept from the portal: {line.kept_why}" if line.kept_why else ""
    return f"{line.words}\n({line.voice}){kept}"


def _goal_in_words(line: GoalLine, before: GoalLine | None = None) -> str:
    """Everything that is said of a goal, a line each; the day it was reviewed is no change."""
    confidence = "" if line.confidence is None else f"Confidence {line.confidence} of 10"
    by = f"By {short_date(line.by_on)}" if line.by_on else ""
    unseen = before is not None and line.owner.is_another_unseen(before.owner)
    owner = f"Owner: {line.owner.named}{', somebody else than before' if unseen else ''}"
    said = (line.what, line.why, line.steps, owner, confidence, by, line.outcome, line.outcome_words)
    return "\n".join(each for each in said if each)


def _is_read(version: VersionLine) -> bool:
    return version.state is not State.IN_ERROR


def _chosen(others: Sequence[VersionLine], other: UUID | None, plan: CarePlan) -> VersionLine | None:
    if other:
        found = next((each for each in others if each.public_id == other), None)
        if found is None:
            raise LookupError(other)
        return found
    upon = next((each for each in others if plan.upon and each.number == plan.upon.number), None)
    return upon or next((each for each in others if each.number < plan.number), None)


def _named(plan: CarePlan, version: VersionLine, user: User) -> CarePlan:
    rows = CarePlan.objects.visible_to(user).select_related("person", "organisation", "recorded_by")
    return rows.get(person=plan.person, public_id=version.public_id)


def _same(before: PlanPage, after: PlanPage) -> tuple[str, ...]:
    old = {each.heading: said_of(each) for each in before.sections}
    return tuple(
        each.label for each in after.sections if each.words and said_of(each) == old.get(each.heading)
    )
