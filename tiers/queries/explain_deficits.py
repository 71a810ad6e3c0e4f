"""The deficits of a day as the page shows them, each opening to what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tiers.codelists.polypharmacy import CURRENT_POLYPHARMACY
from tiers.queries.explain_evidence import Sign
from tiers.queries.explain_medicines import MedicineLine
from tiers.queries.explain_records import Begun, Records
from tiers.rules import DEFICITS, POLYPHARMACY
from tiers.rules.explain import age_in_words, compared_with, may_have_resolved

RENEWED = "its entries have changed: it is being worked out anew"
MOST_SIGNS = 6  # shown of a deficit: the one that switched it on, and the newest
ONE_ENTRY, NEW, OLD = "one entry", "new", "old, may have resolved"


@dataclass(frozen=True, kw_only=True)
class Deficit:
    """
    `by` says what shows it; `begun_on` is the first day on which it counts, `first_on` the date of the oldest
    entry; `signs` has the entry that switched it on first.
    """

    place: int
    name: str
    by: str
    marks: tuple[str, ...]
    entries: int
    begun_on: date
    first_on: date
    last_on: date
    age: str  # of the newest
    signs: tuple[Sign, ...] = ()
    medicines: tuple[MedicineLine, ...] = ()

    @property
    def more(self) -> int:
        """Entries that show it too and are not listed."""
        return self.entries - len(self.signs) if self.signs else 0


@dataclass(frozen=True)
class Absent:
    """A deficit of the index that the records do not show."""

    place: int
    name: str


def deficits_of(records: Records, on: date) -> tuple[Deficit, ...]:
    """As many as the score counts, in the order of the index."""
    return tuple(_deficit(records, place, begun, on) for place, begun in records.present_on(on).items())


def absent_beside(deficits: Iterable[Deficit]) -> tuple[Absent, ...]:
    """The others of the index, in its order."""
    present = {each.place for each in deficits}
    return tuple(Absent(place, name) for place, name in enumerate(DEFICITS, 1) if place not in present)


def _deficit(records: Records, place: int, begun: Begun, on: date) -> Deficit:
    if place == POLYPHARMACY:
        return _polypharmacy(records, begun, on)
    signs = signs_on(records, place, on)
    first = next((sign for sign in signs if sign.entry_id == begun.entry_id), None)
    last_on = max((sign.effective_on for sign in signs), default=begun.on)
    return Deficit(
        place=place,
        name=DEFICITS[place - 1],
        by=_by(first) if first else RENEWED,
        marks=_marks(place, len(signs), begun.on, last_on, on),
        entries=len(signs),
        begun_on=begun.on,
        first_on=min((sign.effective_on for sign in signs), default=begun.on),
        last_on=last_on,
        age=age_in_words(last_on, on=on),
        signs=_shown(first, signs) if first else (),
    )


def signs_on(records: Records, place: int, on: date) -> list[Sign]:
    """The entries that show a deficit and count by a day."""
    return [
        sign
        for sign in records.signs.of.get(place, ())
        if (sign.effective_on if records.known_now else sign.counted_from) <= on
    ]


def _polypharmacy(records: Records, begun: Begun, on: date) -> Deficit:
    medicines = records.medicines.counted
    last_on = max((line.last_on for line in medicines), default=begun.on)
    return Deficit(
        place=POLYPHARMACY,
        name=DEFICITS[POLYPHARMACY - 1],
        by=f"{len(medicines)} different medicines in {CURRENT_POLYPHARMACY.months} months, "
        f"counts at {CURRENT_POLYPHARMACY.threshold} or more",
        marks=(NEW,) if begun.on > compared_with(on) else (),
        entries=sum(line.issues for line in medicines),
        begun_on=begun.on,
        first_on=begun.on,
        last_on=last_on,
        age=age_in_words(last_on, on=on),
        medicines=medicines,
    )


def _by(sign: Sign) -> str:
    """`eGFR 52 mL/min, counts under 60`; without a bound the term alone."""
    return f"{sign.term} {sign.value}, {sign.bounds}" if sign.bounds else sign.term


def _marks(place: int, entries: int, begun_on: date, last_on: date, on: date) -> tuple[str, ...]:
    marks = [NEW] if begun_on > compared_with(on) else []
    marks += [ONE_ENTRY] if entries == 1 else []
    marks += [OLD] if may_have_resolved(DEFICITS[place - 1], last_on, on=on) else []
    return tuple(marks)


def _shown(first: Sign, signs: list[Sign]) -> tuple[Sign, ...]:
    others = [sign for sign in reversed(signs) if sign is not first]
    return (first, *others[: MOST_SIGNS - 1])
