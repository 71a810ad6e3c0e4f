"""What clinicians recorded beside the index: how frail somebody is, and what severe frailty asks for."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q

from patients.models import CodedEntry, Person
from patients.models.records import RecordQuerySet
from tiers.codelists.severe_care import severe_care_codes
from tiers.codelists.severity import severity_codes
from tiers.queries.decisions import DecisionPanel
from tiers.rules import CURRENT
from tiers.rules.decisions import FRAILTY_SCALE
from tiers.rules.severe_care import SEVERE, Care, Due, due
from tiers.rules.severity import SEVERITY_OF_SCALE, Recorded, scale_of_value, summary_of
from wsic.accounts.models import User

LABELS = {
    Care.MEDICATION_REVIEW: "Medication review",
    Care.FALLS: "Falls in the last 12 months asked",
    Care.SUMMARY_CARE_RECORD: "Summary Care Record preference",
}


@dataclass(frozen=True)
class RecordedLine:
    words: str
    on: date


@dataclass(frozen=True, kw_only=True)
class RecordedFrailty:
    """`proposes`: the tier chosen beforehand where the settings say so, None otherwise."""

    lines: tuple[RecordedLine, ...]
    proposes: int | None


@dataclass(frozen=True)
class CareLine:
    """`done_on` and `due_on` None: never recorded."""

    label: str
    done_on: date | None
    due_on: date | None
    late: bool


def recorded_frailty(person: Person, decisions: DecisionPanel, *, user: User, on: date) -> RecordedFrailty:
    """Of a person whom the user reaches; one statement."""
    by_code = {each.code: each for each in severity_codes()}
    entries = _entries(person, user, on).filter(code__snomed__in=by_code)
    found = []
    for code, day, value in entries.values_list("code__snomed", "effective_on", "value"):
        meant = by_code[code]
        scale = scale_of_value(value) if meant.by_value else meant.scale
        found.append(Recorded(day, meant.severity, scale))
    said = summary_of(found)
    if said is None:
        return RecordedFrailty(lines=(), proposes=None)
    lines = [_severity(said.severity, said.severity_on), _scale(said.scale, said.scale_on)]
    return RecordedFrailty(
        lines=tuple(line for line in lines if line is not None),
        proposes=_proposes(said.severity, said.severity_on, decisions),
    )


def severe_care(person: Person, *, tier: int | None, user: User, on: date) -> tuple[CareLine, ...]:
    """What is due of somebody on the tier of severe frailty, nothing on another; one statement."""
    if tier != SEVERE:
        return ()
    codes = severe_care_codes()
    wanted = Q()
    for system in ("snomed", "ctv3", "read2"):
        wanted |= Q(**{f"code__{system}__in": [code for of, code in codes if of == system]})
    rows = _entries(person, user, on).filter(wanted)
    done: dict[Care, date] = {}
    for day, *recorded in rows.values_list("effective_on", "code__snomed", "code__ctv3", "code__read2"):
        for key in zip(("snomed", "ctv3", "read2"), recorded, strict=True):
            if key in codes:
                care = Care(codes[key])
                done[care] = max(day, done.get(care, day))
    return tuple(_line(each) for each in due(done, on=on))


def _entries(person: Person, user: User, on: date) -> RecordQuerySet:
    """What was true and known by the day."""
    rows = CodedEntry.objects.visible_to(user).counting()
    return rows.filter(person=person, effective_on__lte=on, known_on__lte=on)


def _line(each: Due) -> CareLine:
    return CareLine(LABELS[each.care], each.done_on, each.due_on, each.late)


def _severity(severity: int | None, on: date | None) -> RecordedLine | None:
    if severity is None or on is None:
        return None
    category = next(band.category for band in CURRENT.bands if band.tier == severity)
    return RecordedLine(f"{category.value.lower()} frailty", on)


def _scale(scale: int | None, on: date | None) -> RecordedLine | None:
    if scale is None or on is None:
        return None
    says_nothing = "" if scale in SEVERITY_OF_SCALE else ", which is no degree of frailty"
    return RecordedLine(f"Clinical Frailty Scale {scale}, {FRAILTY_SCALE[scale]}{says_nothing}", on)


def _proposes(severity: int | None, on: date | None, decisions: DecisionPanel) -> int | None:
    """What was recorded before the last decision has been weighed by it."""
    if not settings.SEVERITY_PROPOSES or severity is None or on is None:
        return None
    weighed = decisions.last is not None and on <= decisions.last.decided_on
    return None if weighed else severity
