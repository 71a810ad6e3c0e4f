"""Why somebody's tier is to be looked at, in words: of each reason, and of one person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tiers.rules import MOST_DEFICITS, band_of
from tiers.rules.worklist import LOW_UP_TO, MANY_DAYS, MONTHS, NEW_DEFICIT, REVIEW_SOON, Reason

LABELS = {
    Reason.RISEN: "Tier up since the decision",
    Reason.UNSEEN: "Never looked at",
    Reason.REVIEW_DUE: "Review was due",
    Reason.MOVED: "Index moved since the decision",
    Reason.ADMITTED: "Low index, admissions",
    Reason.CONTACTS: "Low index, many contacts",
    Reason.JUDGED_FIT: "High index, judged fit",
    Reason.NEAR: "Near a boundary, new deficit",
    Reason.REVIEW_SOON: "Review soon",
    Reason.THIN: "Low index, thin record",
}
ICONS = {
    Reason.RISEN: "up",
    Reason.UNSEEN: "info",
    Reason.REVIEW_DUE: "over",
    Reason.MOVED: "updown",
    Reason.CONTACTS: "phone",
    Reason.JUDGED_FIT: "user",
    Reason.NEAR: "up",
    Reason.REVIEW_SOON: "cal",
    Reason.THIN: "doc",
}

_WEIGHED = f"and nobody has decided in the last {MONTHS} months"
RULES = {
    Reason.RISEN: "The index proposes a higher tier than it did when the tier was decided; where that was"
    " handed back to the index, tier 2 or 3.",
    Reason.UNSEEN: "Tier 2 or 3 is proposed, and nobody has decided yet.",
    Reason.REVIEW_DUE: "The day on which the decision was to be looked at again has come.",
    Reason.MOVED: "The index proposes another tier, lower or none, than it did when the tier was decided;"
    " not where that was handed back to the index.",
    Reason.ADMITTED: f"At most {LOW_UP_TO} deficits and two or more emergency admissions. Not there yet.",
    Reason.CONTACTS: f"At most {LOW_UP_TO} deficits, entries on {MANY_DAYS} or more days in {MONTHS} months,"
    f" {_WEIGHED}.",
    Reason.JUDGED_FIT: "Tier 2 or 3 is proposed; step 1 to 3 of the Clinical Frailty Scale was recorded since"
    " the last decision, or that judged the person fit against the index and the count has grown since.",
    Reason.NEAR: f"One deficit more would be the next tier (4, 8 or 12), and one began to count in the last"
    f" {NEW_DEFICIT.days} days, after the last decision.",
    Reason.REVIEW_SOON: f"The decision is to be looked at again within {REVIEW_SOON.days} days.",
    Reason.THIN: f"At most {LOW_UP_TO} deficits, {_WEIGHED}; and registered here for less than {MONTHS}"
    f" months, or coded entries, but none in {MONTHS} months.",
}


@dataclass(frozen=True)
class Why:
    """A reason in words, as `components/chip.html` takes it."""

    text: str
    icon: str


def rules() -> list[tuple[str, str]]:
    """Label and rule of each reason, in the order of severity."""
    return [(LABELS[each], RULES[each]) for each in Reason]


def whys(row: Mapping[str, Any]) -> tuple[Why, ...]:
    """The reasons of a row of `tiers.sets.worklist`, the most severe first."""
    found = [Reason(each) for each in row["reasons"]]
    return tuple(Why(_WORDS[each](row), ICONS[each]) for each in found)


def _day(day: date) -> str:
    return f"{day:%d-%b-%Y}"


def _tier(tier: int | None) -> str:
    return "no tier" if tier is None else f"tier {tier}"


def _count(row: Mapping[str, Any]) -> str:
    return f"{row['deficit_count']}/{MOST_DEFICITS}"


def _moved(row: Mapping[str, Any]) -> str:
    return f"{_tier(row['last_proposed'])} when decided, {_tier(row['proposed_tier'])} now"


def _judged_fit(row: Mapping[str, Any]) -> str:
    index = f"Index {_count(row)}"
    if row["since_judged_fit"] == row["frailty_scale_on"]:
        return f"{index}, Clinical Frailty Scale {row['frailty_scale']} on {_day(row['frailty_scale_on'])}"
    return f"{index}, judged fit upon {row['last_count']}/{MOST_DEFICITS} on {_day(row['decided_on'])}"


def _near(row: Mapping[str, Any]) -> str:
    beyond = band_of(row["deficit_count"] + 1).category.value.lower()
    return f"{_count(row)}, near {beyond}, new deficit on {_day(row['gained_on'])}"


def _thin(row: Mapping[str, Any]) -> str:
    if row["new_here"]:
        return f"{_count(row)}, registered here since {_day(row['registered_on'])}"
    return f"{_count(row)}, no coded entry since {_day(row['last_on'])}"


_WORDS: dict[Reason, Callable[[Mapping[str, Any]], str]] = {
    Reason.RISEN: lambda row: f"Tier up: {_moved(row)}",
    Reason.UNSEEN: lambda row: f"Proposed {_tier(row['proposed_tier'])}, never looked at",
    Reason.REVIEW_DUE: lambda row: f"Review was due {_day(row['review_on'])}",
    Reason.MOVED: lambda row: f"Index moved: {_moved(row)}",
    Reason.CONTACTS: lambda row: f"{_count(row)}, entries on {row['days_counted']} days in 12 months",
    Reason.JUDGED_FIT: _judged_fit,
    Reason.NEAR: _near,
    Reason.REVIEW_SOON: lambda row: f"Review due {_day(row['review_on'])}",
    Reason.THIN: _thin,
}
