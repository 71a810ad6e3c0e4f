"""What a care plan says under which heading, which version is in force, and what it lacks.

Headings follow the Professional Record Standards Body's Personalised Care and Support Plan, as CARE.md lists
them; those of a crisis are what an ambulance crew reads.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wsic.dates import months_after


class Heading(StrEnum):
    ABOUT_ME = "ABOUT_ME"
    STRENGTHS = "STRENGTHS"
    NEEDS = "NEEDS"
    PROBLEMS = "PROBLEMS"
    ALLERGIES = "ALLERGIES"
    SELF_CARE = "SELF_CARE"
    USUAL = "USUAL"
    EARLY_SIGNS = "EARLY_SIGNS"
    HELPS = "HELPS"
    WHAT_TO_DO = "WHAT_TO_DO"
    RING = "RING"
    CEILINGS = "CEILINGS"
    ACCESS = "ACCESS"
    RISKS = "RISKS"
    ADJUSTMENTS = "ADJUSTMENTS"
    SOCIAL = "SOCIAL"
    CARERS = "CARERS"
    PROFESSIONALS = "PROFESSIONALS"
    LEGAL = "LEGAL"
    MEDICINES = "MEDICINES"
    CONTINGENCY = "CONTINGENCY"
    DOCUMENTS = "DOCUMENTS"
    SHARING = "SHARING"


@dataclass(frozen=True)
class Asked:
    """A heading in words, and what is written under it."""

    label: str
    prompt: str


HEADINGS = {
    Heading.ABOUT_ME: Asked("About me", "What matters to me, in the person's own words"),
    Heading.STRENGTHS: Asked("Strengths", "What the person can do, and who and what they can count on"),
    Heading.NEEDS: Asked("Needs and concerns", "What is difficult, and what worries them"),
    Heading.PROBLEMS: Asked("Problems and diagnoses", "Those that matter for the plan"),
    Heading.ALLERGIES: Asked("Allergies and adverse reactions", "What the record does not have"),
    Heading.SELF_CARE: Asked("Self-care plan", "What the person does for themself, and what helps with it"),
    Heading.USUAL: Asked("Usual state", "Mobility, cognition, breathing and target oxygen on a usual day"),
    Heading.EARLY_SIGNS: Asked("Triggers and early signs", "How a crisis begins with them"),
    Heading.HELPS: Asked("What helps", "What calms, what has worked before"),
    Heading.WHAT_TO_DO: Asked("What to do", "Step by step, for who comes to them without knowing them"),
    Heading.RING: Asked("Whom to ring", "By day, and out of hours, with numbers and opening hours"),
    Heading.CEILINGS: Asked("Ceilings of treatment", "What is agreed, and where the documents are"),
    Heading.ACCESS: Asked("Getting in", "Bell, stairs, dog, who has a key. Never the code of a key safe"),
    Heading.RISKS: Asked("Risks and safety alerts", "To the person, and to who visits"),
    Heading.ADJUSTMENTS: Asked("Reasonable adjustments", "Communication, hearing, sight, interpreter"),
    Heading.SOCIAL: Asked("Social context", "Home, money, company, faith, pets"),
    Heading.CARERS: Asked("Carers and contacts", "Who they are, what they do, how they can be reached"),
    Heading.PROFESSIONALS: Asked("Professionals", "Who else comes, and what for"),
    Heading.LEGAL: Asked("Legal", "Capacity, attorney, deputy, advance decision, CPR or ReSPECT held where"),
    Heading.MEDICINES: Asked("Medicines", "How they are taken, and what goes wrong with it"),
    Heading.CONTINGENCY: Asked("If the carer cannot", "Who takes over, and how they are told"),
    Heading.DOCUMENTS: Asked("Further plans and documents", "What there is, and where it is"),
    Heading.SHARING: Asked("Permission to share", "With whom, and with whom not"),
}
CRISIS = (
    Heading.USUAL,
    Heading.EARLY_SIGNS,
    Heading.HELPS,
    Heading.WHAT_TO_DO,
    Heading.RING,
    Heading.CEILINGS,
    Heading.ACCESS,
)
# The order in which who comes to somebody reads them: what to do and what not, then how they are.
READ_FIRST = (
    Heading.WHAT_TO_DO,
    Heading.CEILINGS,
    Heading.USUAL,
    Heading.EARLY_SIGNS,
    Heading.HELPS,
    Heading.RING,
    Heading.ACCESS,
)
# What else of the plan stands on the crisis page, where anything is written: what the record does not have.
ALSO_IN_CRISIS = (
    Heading.ALLERGIES,
    Heading.PROBLEMS,
    Heading.MEDICINES,
    Heading.ADJUSTMENTS,
    Heading.RISKS,
    Heading.LEGAL,
    Heading.DOCUMENTS,
    Heading.CONTINGENCY,
)
# Without these there is no guidance for a crisis.
GUIDANCE = frozenset({Heading.EARLY_SIGNS, Heading.WHAT_TO_DO})
REVIEW_AFTER_MONTHS = 12  # the framework's outcome counts a plan, goals and guidance of twelve months
WAS_AGREED = "It was agreed in a version before. Say above what came of it: so it ends, and stays readable."
NOTHING_IN_IT = "Nothing is written yet: a plan that is agreed has at least one heading or goal."


class State(StrEnum):
    DRAFT = "DRAFT"
    CURRENT = "CURRENT"
    SUPERSEDED = "SUPERSEDED"
    DISCARDED = "DISCARDED"
    IN_ERROR = "IN_ERROR"


STATES = {
    State.DRAFT: "Draft",
    State.CURRENT: "In force",
    State.SUPERSEDED: "Replaced by a later one",
    State.DISCARDED: "Draft thrown away",
    State.IN_ERROR: "Entered in error",
}


@dataclass(frozen=True, kw_only=True)
class Version:
    """What of a version of a plan says whether it is in force."""

    number: int
    agreed_at: datetime | None = None
    discarded_at: datetime | None = None
    in_error_at: datetime | None = None


def in_force(versions: Iterable[Version]) -> Version | None:
    """
    The one agreed last, of those that are not in error: a draft replaces nothing, and where the last one was
    entered in error the one before it is in force again.
    """
    agreed = [each for each in versions if each.agreed_at and not each.in_error_at]
    return max(agreed, key=lambda each: each.number, default=None)


def state_of(version: Version, current: Version | None) -> State:
    """:param current: of the same person, as `in_force` says"""
    if version.in_error_at:
        return State.IN_ERROR
    if version.discarded_at:
        return State.DISCARDED
    if version.agreed_at is None:
        return State.DRAFT
    return State.CURRENT if version == current else State.SUPERSEDED


def carrying(number: int, upon: Mapping[int, int]) -> tuple[int, ...]:
    """
    Later versions that carry one on, one upon the other.

    :param upon: of each version that was begun upon another one, by number, which
    """
    found = [number]
    for each in sorted(upon):
        if upon[each] in found:
            found.append(each)
    return tuple(found[1:])


def refuse_agree(written: Collection[Heading], goals: int) -> str | None:
    """
    :param written: headings under which words stand
    :param goals: how many are pursued: one of which something came is no plan
    """
    return None if written or goals else NOTHING_IN_IT


def missing(written: Collection[Heading], goals: int) -> tuple[str, ...]:
    """What a plan still lacks, in words; nothing of it keeps a plan from being agreed."""
    found = () if goals else ("goals",)
    return found if set(written) >= GUIDANCE else (*found, "crisis guidance")


def mark_of(sections: Iterable[int], goals: Iterable[int]) -> str:
    """
    Another one as soon as anything is saved in a version.

    :param sections: the revision that counts of each; `goals` likewise
    """
    return f"{sum(sections)}-{sum(goals)}"


def review_due_on(agreed_on: date, reviewed_on: date | None) -> date:
    """:param reviewed_on: when it was last read through and found to hold"""
    return months_after(max(agreed_on, reviewed_on or agreed_on), REVIEW_AFTER_MONTHS)
