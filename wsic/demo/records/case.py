"""A person as the records know them: until when, with which deficits since when, and what each rests on."""

from dataclasses import dataclass
from datetime import date

from wsic.demo.cast import part
from wsic.demo.course import Course
from wsic.demo.people import Person
from wsic.demo.records.prevalences import HOUSEBOUND, POLYPHARMACY, choose
from wsic.demo.records.results import ANAEMIA, RESTS_ON_RESULTS
from wsic.demo.registrations import Stay
from wsic.demo.streams import Draws, shuffled
from wsic.demo.world import AS_ON

# The list of the clinical system is longer than ours: for so many people one deficit of its count rests on
# codes that we do not have, and the count computed from the records is one less.
NOT_IN_OUR_LIST = 0.03
_PAIRED = 0.3  # of people with both deficits of a code for two
_SCORED_SINCE = date(2025, 12, 1).toordinal()  # onsets before may move: no score is older

# Deficits that one code can mean together, and that code's term.
PAIRS = {
    ("Chronic kidney disease", "Diabetes"): "Diabetic nephropathy",
    ("Fragility fracture", "Osteoporosis"): "Collapse of vertebra due to osteoporosis",
    (HOUSEBOUND, "Mobility and transfer problems"): "Unable to transfer",
}


@dataclass(frozen=True, slots=True)
class Case:
    """
    Days are ordinals.

    :param ends: the last day of which the records know
    :param since: deficit -> the first day on which it counts
    :param by_result: deficits that rest on results
    :param by_code: deficits that rest on codes
    :param paired: terms of the codes for two deficits, on which both rest alone
    """

    person: Person
    sex: str
    course: Course
    ends: int
    since: dict[str, int]
    by_result: frozenset[str]
    by_code: frozenset[str]
    paired: tuple[str, ...]


def has_records(stay: Stay) -> bool:
    """Where a person is registered last is where the records are."""
    return stay.kind == "regular" and stay.practice == stay.person.practice


def case_of(stay: Stay, course: Course, draws: Draws) -> Case:
    of = stay.person
    sex = of.sex if of.sex in ("F", "M") else ""
    ends = min(on for on in (AS_ON, of.died_on, stay.deregistered_on) if on).toordinal()
    deficits = choose(
        of.deficits, draws, housebound=of.housebound == "Y", polypharmacy=course.last_issue is None
    )
    since = dict(zip(shuffled(deficits, draws), course.onsets, strict=True))
    if draws.chance(NOT_IN_OUR_LIST) and part(of.practice, of.slot) is None:
        _leave_one_out(since, draws)
    since = {deficit: day for deficit, day in since.items() if day <= ends}
    paired = _paired(since, draws)
    alone = {deficit for both, term in PAIRS.items() if term in paired for deficit in both}
    by_result, by_code = _rests_on([deficit for deficit in since if deficit not in alone], sex, draws)
    return Case(of, sex, course, ends, since, by_result, by_code, paired)


def _leave_one_out(since: dict[str, int], draws: Draws) -> None:
    coded = [deficit for deficit in since if deficit != POLYPHARMACY]
    if coded:
        del since[draws.pick(coded)]


def _paired(since: dict[str, int], draws: Draws) -> tuple[str, ...]:
    """Lets both deficits of some pairs begin on the later one's day."""
    terms: list[str] = []
    for both, term in PAIRS.items():
        if all(deficit in since for deficit in both) and draws.chance(_PAIRED):
            later = max(since[deficit] for deficit in both)
            if later < _SCORED_SINCE:
                since.update(dict.fromkeys(both, later))
                terms.append(term)
    return tuple(terms)


def _rests_on(deficits: list[str], sex: str, draws: Draws) -> tuple[frozenset[str], frozenset[str]]:
    by_result, by_code = set(), set()
    for deficit in deficits:
        chance = draws.unit()
        alone, together = RESTS_ON_RESULTS.get(deficit, (0.0, 0.0))
        if deficit == ANAEMIA and not sex:
            alone = together = 0.0
        if chance < alone + together:
            by_result.add(deficit)
        if chance >= alone and deficit != POLYPHARMACY:
            by_code.add(deficit)
    return frozenset(by_result), frozenset(by_code)
