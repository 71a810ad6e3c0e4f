"""What to keep in mind beside a score: doubts, the age of the data, and what cannot be judged."""

from datetime import date

from tiers.codelists.polypharmacy import CURRENT_POLYPHARMACY
from tiers.queries.explain_deficits import OLD, Deficit
from tiers.queries.explain_records import Records
from tiers.rules import DEFICITS, MOST_DEFICITS, category_of
from tiers.rules.explain import Warned, WouldChange, medicines_would_change, warnings, would_change


def keep_in_mind(records: Records, deficits: tuple[Deficit, ...], *, on: date) -> tuple[Warned, ...]:
    """Warnings about the record first, then what the reader may doubt of the count."""
    found = warnings(
        registered_on=records.registered_on,
        last_entry_on=records.last_entry_on,
        data_on=records.entries_on,
        on=on,
    )
    return (*found, *(_resolved(each, len(deficits)) for each in deficits if OLD in each.marks))


def _resolved(deficit: Deficit, count: int) -> Warned:
    without = f"{count - 1}/{MOST_DEFICITS}, {category_of(count - 1).value.lower()}"
    return Warned(
        "",
        f"{deficit.name} was last recorded in {deficit.last_on.year} and is of a kind that resolves. "
        f"Without it {without}.",
        "",
    )


def unclear(records: Records, deficits: tuple[Deficit, ...], *, on: date) -> tuple[str, ...]:
    """What cannot be judged, a sentence each; never taken for fit in silence."""
    present = {each.place for each in deficits}
    sexless = {
        place
        for place, counted_from, effective_on in records.signs.sexless
        if place not in present and (effective_on if records.known_now else counted_from) <= on
    }
    said = [
        f"{DEFICITS[place - 1]}: there are results, and no sex is recorded to judge them by."
        for place in sorted(sexless)
    ]
    if unknown := records.medicines.unknown:
        said.append(f"Polypharmacy: no BNF chapter is known of {', '.join(unknown)}, so it is not counted.")
    if not records.medicines.known_at_all and records.issues_on is None:
        said.append("Polypharmacy: no medicines have come from this practice.")
    return tuple(said)


def what_would_change(records: Records, count: int, *, computed: bool) -> tuple[WouldChange, ...]:
    """:param computed: the count is of the deficits found here, so that its medicines are known"""
    found = would_change(count)
    if not computed:
        return found
    medicines = medicines_would_change(
        count,
        [line.last_on for line in records.medicines.counted],
        threshold=CURRENT_POLYPHARMACY.threshold,
        months=CURRENT_POLYPHARMACY.months,
    )
    return (*found, medicines) if medicines else found
