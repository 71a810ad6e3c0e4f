"""The medicines issued to one person in eighteen months, which make polypharmacy count when it does."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tiers.codelists import STARTER_MEDICINE_MAP
from tiers.codelists.medicines import Medicine, read_medicine_map
from tiers.codelists.polypharmacy import CURRENT_POLYPHARMACY, VACCINES
from wsic.demo.records.case import Case
from wsic.demo.records.prevalences import POLYPHARMACY
from wsic.demo.streams import Draws, shuffled

WINDOW = 546  # days: a year of issues for the oldest score, half a year before the as-of date
_MANY = CURRENT_POLYPHARMACY.threshold
_INTERVALS = (56, 84, 84, 84, 84)  # days between issues of one medicine
_FIRST_MONTH = 28
_ANOTHER_STRENGTH = 0.15
_VACCINE = 0.6
_UNLISTED = 0.02
_DELETED = 0.04


class Course(NamedTuple):
    """One medicine over time, in one strength or another; days are ordinals."""

    ingredient: str
    first: int
    last: int
    stopped: bool = False


class Issue(NamedTuple):
    """`row` is its number among the person's issues, the same for all its versions; the day an ordinal."""

    row: int
    medicine: Medicine
    issued: int
    deleted: bool = False


def _read() -> tuple[Medicine, ...]:
    with STARTER_MEDICINE_MAP.open(encoding="utf-8", newline="") as lines:
        return read_medicine_map(lines).rows


def _by_ingredient(chosen: Iterable[Medicine]) -> dict[str, tuple[Medicine, ...]]:
    found: dict[str, list[Medicine]] = {}
    for medicine in chosen:
        found.setdefault(medicine.ingredient, []).append(medicine)
    return {ingredient: tuple(medicines) for ingredient, medicines in found.items()}


def _counts(medicine: Medicine) -> bool:
    return medicine.bnf_chapter <= CURRENT_POLYPHARMACY.last_chapter and medicine.bnf_chapter != VACCINES


_MAP = _read()
COUNTING = _by_ingredient(medicine for medicine in _MAP if _counts(medicine))
_SHORT_COURSES = tuple(medicine.ingredient for medicine in _MAP if medicine.bnf_chapter == 5)
_VACCINES = tuple(medicine for medicine in _MAP if medicine.bnf_chapter == VACCINES)
_APPLIANCES = tuple(medicine for medicine in _MAP if medicine.bnf_chapter > CURRENT_POLYPHARMACY.last_chapter)
# In no map, so that it counts only where a feed gives its chapter.
UNLISTED = Medicine("X-SPECIAL-ORDER-CREAM", "local", "Special order cream", "Special order cream", 13)

USUAL: dict[str, tuple[str, ...]] = {
    "Anaemia and haematinic deficiency": ("Ferrous fumarate", "Folic acid", "Hydroxocobalamin"),
    "Arthritis": ("Paracetamol", "Naproxen", "Co-codamol", "Ibuprofen", "Allopurinol"),
    "Atrial fibrillation": ("Apixaban", "Bisoprolol", "Edoxaban", "Warfarin", "Digoxin"),
    "Cerebrovascular disease": ("Clopidogrel", "Atorvastatin"),
    "Chronic kidney disease": ("Furosemide", "Atorvastatin", "Dapagliflozin"),
    "Diabetes": ("Metformin", "Gliclazide", "Sitagliptin", "Insulin glargine", "Empagliflozin"),
    "Dizziness": ("Betahistine", "Prochlorperazine"),
    "Dyspnoea": ("Salbutamol",),
    "Heart failure": ("Bisoprolol", "Furosemide", "Spironolactone", "Ramipril"),
    "Hypertension": ("Amlodipine", "Ramipril", "Losartan", "Indapamide", "Lisinopril"),
    "Ischaemic heart disease": ("Aspirin", "Atorvastatin", "Bisoprolol", "Isosorbide mononitrate"),
    "Memory and cognitive problems": ("Donepezil", "Memantine"),
    "Osteoporosis": ("Alendronic acid", "Calcium carbonate with colecalciferol"),
    "Parkinsonism and tremor": ("Co-beneldopa", "Co-careldopa", "Propranolol"),
    "Peptic ulcer": ("Omeprazole", "Lansoprazole"),
    "Respiratory disease": ("Salbutamol", "Tiotropium", "Beclometasone", "Carbocisteine"),
    "Skin ulcer": ("Emollient",),
    "Sleep disturbance": ("Zopiclone", "Amitriptyline", "Mirtazapine"),
    "Thyroid disease": ("Levothyroxine",),
    "Urinary incontinence": ("Solifenacin", "Mirabegron"),
    "Urinary system disease": ("Tamsulosin", "Finasteride", "Trimethoprim"),
    "Visual impairment": ("Latanoprost", "Hypromellose"),
    "Weight loss and anorexia": ("Oral nutritional supplement",),
}
_GENERAL = (
    "Omeprazole", "Atorvastatin", "Paracetamol", "Lansoprazole", "Macrogol", "Sertraline", "Colecalciferol",
    "Simvastatin", "Senna", "Emollient", "Citalopram", "Cetirizine", "Gabapentin", "Codeine",
)  # fmt: skip


def issues_of(case: Case, draws: Draws) -> list[Issue]:
    courses = _courses(case, draws)
    taken = [issue for course in courses for issue in _repeats(course, draws)]
    taken += _not_counting(case, draws)
    if len(courses) < _MANY - 1 and draws.chance(_UNLISTED):
        taken.append((UNLISTED, case.ends - draws.below(WINDOW)))
    issues = [Issue(row, medicine, day) for row, (medicine, day) in enumerate(taken)]
    if draws.chance(_DELETED):
        issues += _deleted(len(issues), case, draws)
    return issues


def _courses(case: Case, draws: Draws) -> list[Course]:
    """The fifth begins on the day of polypharmacy; one that is stopped stops a year before it ends."""
    opens = case.ends - WINDOW
    begins = case.since.get(POLYPHARMACY)
    names = enumerate(_ingredients(case, draws, _how_many(case, draws)))
    if case.course.last_issue is not None:
        return [_ended(place, name, opens, case, draws) for place, name in names]
    if begins is None:
        return [_one_of_few(name, opens, case.ends, draws) for _, name in names]
    if begins <= opens + _FIRST_MONTH:
        return [Course(name, opens + 1 + draws.below(_FIRST_MONTH), case.ends) for _, name in names]
    return [_one_of_many(place, name, begins, case.ends, draws) for place, name in names]


def _ended(place: int, name: str, opens: int, case: Case, draws: Draws) -> Course:
    first = opens + 1 + draws.below(_FIRST_MONTH)
    if place == _MANY - 1 and case.course.last_issue is not None:
        return Course(name, first, case.course.last_issue, stopped=True)
    return Course(name, first, case.ends)


def _one_of_few(name: str, opens: int, ends: int, draws: Draws) -> Course:
    first = opens + draws.below(WINDOW)
    if name in _SHORT_COURSES:
        return Course(name, first, first, stopped=True)
    return Course(name, first, ends)


def _one_of_many(place: int, name: str, begins: int, ends: int, draws: Draws) -> Course:
    if place < _MANY - 1:
        opens = ends - WINDOW
        return Course(name, opens + draws.below(begins - opens), ends)
    if place == _MANY - 1:
        return Course(name, begins, ends)
    return Course(name, begins + draws.below(ends - begins + 1), ends)


def _how_many(case: Case, draws: Draws) -> int:
    if case.course.last_issue is not None:
        return _MANY
    if POLYPHARMACY in case.since:
        return _MANY + draws.below(4) + len(case.since) // 4
    return min(draws.below(4) + (len(case.since) > 1), _MANY - 1)


def _ingredients(case: Case, draws: Draws, wanted: int) -> list[str]:
    found: dict[str, None] = {}
    for deficit in case.since:
        usual = USUAL.get(deficit)
        if usual:
            found[draws.pick(usual)] = None
    for ingredient in (*shuffled(_GENERAL, draws), *_SHORT_COURSES):
        found[ingredient] = None
    return list(found)[:wanted]


def _repeats(course: Course, draws: Draws) -> Iterator[tuple[Medicine, int]]:
    """At intervals, and on the last day of a course that was stopped."""
    strengths = COUNTING[course.ingredient]
    medicine = draws.pick(strengths)
    interval = draws.pick(_INTERVALS)
    day = course.first
    while day < course.last or (day == course.last and not course.stopped):
        yield medicine, day
        day += interval + draws.below(7) - 3
        if draws.unit() < _ANOTHER_STRENGTH:
            medicine = draws.pick(strengths)
    if course.stopped:
        yield medicine, course.last


def _not_counting(case: Case, draws: Draws) -> Iterator[tuple[Medicine, int]]:
    """Vaccines, dressings and appliances."""
    opens = case.ends - WINDOW
    if draws.chance(_VACCINE):
        yield draws.pick(_VACCINES), opens + draws.below(WINDOW)
    if case.since.keys() & {"Skin ulcer", "Diabetes", "Urinary incontinence"}:
        appliance = draws.pick(_APPLIANCES)
        for _ in range(4):
            yield appliance, opens + draws.below(WINDOW)


def _deleted(row: int, case: Case, draws: Draws) -> list[Issue]:
    """Issued to the wrong person and taken out: with the version that was there, or without."""
    medicine = draws.pick(COUNTING[draws.pick(_GENERAL)])
    issue = Issue(row, medicine, case.ends - draws.below(300))
    gone = issue._replace(deleted=True)
    return [gone] if draws.chance(0.4) else [issue, gone]
