"""What a person must not be given, what they take, and where they live: of each a stream of its own.

Shares are ours, and only plausible: a third have an allergy, of a quarter nothing is recorded, one in
twenty-five lives in a home, more of those with frailty.
"""

from datetime import date
from typing import NamedTuple

from wsic.demo.cast import part
from wsic.demo.people import Person
from wsic.demo.records.case import Case
from wsic.demo.records.issues import COUNTING, Issue
from wsic.demo.streams import Draws, Weighted

NOTHING_KNOWN = ("No known allergies", "", "no_known_allergies")
_ALLERGIC, _NONE_KNOWN = 0.33, 0.42  # shares of people; of the rest nothing is recorded
_MANY = Weighted([(1, 0.62), (2, 0.25), (3, 0.1), (5, 0.03)])
_RESOLVED, _IN_ERROR = 0.03, 0.01  # of allergies
_WITHOUT_REACTION = 0.25
_SUBSTANCES: Weighted[tuple[str, tuple[str, ...]]] = Weighted(
    [
        (("Penicillin", ("Rash", "Anaphylaxis", "Swelling of the face")), 0.34),
        (("Trimethoprim", ("Rash", "Nausea")), 0.08),
        (("Codeine", ("Vomiting", "Constipation", "Confusion")), 0.08),
        (("Aspirin", ("Wheeze", "Bleeding from the stomach")), 0.07),
        (("Ibuprofen", ("Wheeze", "Rash")), 0.07),
        (("Ramipril", ("Cough", "Angioedema")), 0.07),
        (("Simvastatin", ("Muscle pain",)), 0.06),
        (("Erythromycin", ("Vomiting", "Rash")), 0.05),
        (("Sulfonamide", ("Rash",)), 0.04),
        (("Morphine", ("Vomiting", "Itching")), 0.04),
        (("Adhesive plaster", ("Blisters",)), 0.04),
        (("Latex", ("Rash", "Wheeze")), 0.03),
        (("Nuts", ("Anaphylaxis",)), 0.02),
        (("Shellfish", ("Swelling of the lips",)), 0.01),
    ]
)
_YEARS_BACK = 25 * 365
# As the pictures show it.
_OF_THE_CAST = {"9990260184": ("Penicillin", "Rash", date(1998, 5, 11))}

_STILL_TAKEN = 120  # days since the last issue
_ENDED_SAID = 0.5  # of what stopped: the list says when; the rest is not in it any more
_REPEAT = Weighted([("Y", 0.85), ("N", 0.1), ("", 0.05)])
_DOSES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("tablet", "capsule"), ("One once a day", "One in the morning", "One at night", "One twice a day")),
    (("inhaler",), ("Two puffs twice a day", "Two puffs when needed")),
    (("drops",), ("One drop in both eyes at night", "One drop twice a day")),
    (("patch",), ("One patch every seven days",)),
    (("cream", "gel", "ointment", "lotion"), ("Apply twice a day", "Apply thinly once a day")),
    (("sachet", "powder"), ("One sachet twice a day",)),
    (("injection", "pen", "vial"), ("As the insulin or treatment card says",)),
)
_OTHERWISE = ("As directed",)

_NOT_SAID = 0.12  # where they live
_IN_A_HOME = ((13, 0.22), (9, 0.08), (5, 0.03), (0, 0.01))  # from so many deficits: share
_NURSING, _BOTH = 0.4, 0.15
_IN_BETWEEN = 0.012
_ADULT = 25 * 365
_WITHIN = 5 * 365
_NEVER_AFTER = date(2026, 5, 31).toordinal()  # bad rows stand behind


class Allergy(NamedTuple):
    """`row` is the same for all versions; `recorded` an ordinal."""

    row: int
    recorded: int
    substance: str
    reaction: str
    status: str


class Taken(NamedTuple):
    """A medicine on the list; days are ordinals, `ended` None while it is taken."""

    row: int
    code: str
    medicine: str
    dose: str
    started: int
    ended: int | None
    repeat: str


class Lived(NamedTuple):
    """Days are ordinals, `until` None where the extract states no end."""

    since: int
    until: int | None
    kind: str


def allergies_of(case: Case, draws: Draws) -> list[Allergy]:
    of = case.person
    if known := _OF_THE_CAST.get(of.nhs_number):
        substance, reaction, on = known
        return [Allergy(0, on.toordinal(), substance, reaction, "")]
    chance = draws.unit()
    if chance >= _ALLERGIC + _NONE_KNOWN:
        return []
    first = max(of.birth_date.toordinal() + _ADULT, case.ends - _YEARS_BACK)
    if chance >= _ALLERGIC:
        return [Allergy(0, first + draws.below(case.ends - first), *NOTHING_KNOWN)]
    drawn = dict(_SUBSTANCES.pick(draws) for _ in range(_MANY.pick(draws)))
    found: list[Allergy] = []
    for row, (substance, reactions) in enumerate(drawn.items()):
        reaction = "" if draws.chance(_WITHOUT_REACTION) else draws.pick(reactions)
        recorded = first + draws.below(case.ends - first)
        found += _versions(Allergy(row, recorded, substance, reaction, ""), draws)
    return found


def _versions(allergy: Allergy, draws: Draws) -> list[Allergy]:
    chance = draws.unit()
    if chance < _IN_ERROR:
        return [allergy, allergy._replace(status="entered_in_error")]
    return [allergy._replace(status="resolved" if chance < _IN_ERROR + _RESOLVED else "")]


def taken_by(case: Case, issues: list[Issue], draws: Draws) -> list[Taken]:
    """What was issued again and again up to the end, in its last strength, and some of what has stopped."""
    courses: dict[str, list[Issue]] = {}
    for issue in issues:
        if issue.medicine.ingredient in COUNTING and not issue.deleted:
            courses.setdefault(issue.medicine.ingredient, []).append(issue)
    found = []
    for row, course in enumerate(courses.values()):
        last = max(course, key=lambda issue: (issue.issued, issue.row))
        stopped = case.ends - last.issued > _STILL_TAKEN
        dose, repeat, said = (
            _dose(last.medicine.medicine, draws),
            _REPEAT.pick(draws),
            draws.chance(_ENDED_SAID),
        )
        if stopped and not said:
            continue
        started, ended = min(issue.issued for issue in course), last.issued + 28 if stopped else None
        found.append(
            Taken(row, last.medicine.medicine_code, last.medicine.medicine, dose, started, ended, repeat)
        )
    return found


def _dose(medicine: str, draws: Draws) -> str:
    words = medicine.lower()
    doses = next((doses for forms, doses in _DOSES if any(form in words for form in forms)), _OTHERWISE)
    return draws.pick(doses)


def lived(case: Case, draws: Draws) -> list[Lived]:
    """At home from some day on; then, for a few, in a home, or in between and home again."""
    of, ends = case.person, min(case.ends, _NEVER_AFTER)
    since = of.birth_date.toordinal() + _ADULT
    since += draws.below(ends - _WITHIN - since)
    said, home, between = not draws.chance(_NOT_SAID), draws.chance(_share(of)), draws.chance(_IN_BETWEEN)
    moved = ends - 1 - draws.below(_WITHIN - 400)
    if not said:
        return []
    if part(of.practice, of.slot) is None and home:
        return [Lived(since, None, "own_home"), *_homes(moved, ends, draws)]
    if between:
        back = min(moved + 14 + draws.below(28), ends)
        return [
            Lived(since, None, "own_home"), Lived(moved, back, "intermediate_care"),
            Lived(back, None, "own_home"),
        ]  # fmt: skip
    return [Lived(since, None, "own_home")]


def _homes(moved: int, ends: int, draws: Draws) -> list[Lived]:
    if draws.chance(_BOTH) and moved + 60 < ends:
        later = moved + 60 + draws.below(ends - moved - 60)
        return [Lived(moved, None, "care_home"), Lived(later, None, "nursing_home")]
    return [Lived(moved, None, "nursing_home" if draws.chance(_NURSING) else "care_home")]


def _share(of: Person) -> float:
    return next(share for deficits, share in _IN_A_HOME if of.deficits >= deficits)
