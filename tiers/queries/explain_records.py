"""What is known of one person as far as the computed index goes, read once for the page that explains it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from patients.models import CodedEntry, Person, PersonDetail, Registration
from patients.models.people import RegistrationKind
from tiers.models import (
    CodeListVersion,
    DeficitOnset,
    PolypharmacyPeriod,
    PracticeExtract,
    RecordKind,
    ScoreSource,
    ScoringOf,
)
from tiers.queries.explain_evidence import Signs, signs_of
from tiers.queries.explain_medicines import Medicines, medicines_of
from tiers.rules import POLYPHARMACY, Period
from wsic.accounts.models import User


@dataclass(frozen=True)
class Begun:
    """From when on a deficit counts, and the entry that made it so; None for polypharmacy."""

    on: date
    entry_id: int | None


@dataclass(frozen=True, kw_only=True)
class Records:
    """
    `known_now` is the retrospective reading, by effective dates alone with what is known today.

    `source`, `entries_on` and `issues_on` are those of the practice the person was last with up to the day:
    whose score counts, and the dates of its newest extracts then, or of the first one where all came later.
    """

    sex: str
    registered_on: date | None
    first_registered_on: date | None
    source: str
    entries_on: date | None
    issues_on: date | None
    list_name: str
    last_entry_on: date | None
    onsets: tuple[DeficitOnset, ...]
    periods: tuple[Period, ...]
    signs: Signs
    medicines: Medicines
    known_now: bool

    def present_on(self, day: date) -> Mapping[int, Begun]:
        """The deficits of a day by their places, in the order of the index."""
        found = {onset.deficit: self._begun(onset) for onset in self.onsets}
        for period in self.periods:
            if period.holds(day):
                found[POLYPHARMACY] = Begun(period.from_on, None)
        return {place: found[place] for place in sorted(found) if found[place].on <= day}

    def has_score_on(self, day: date) -> bool:
        """Nobody here kept a record before the first registration."""
        return self.first_registered_on is not None and (self.known_now or self.first_registered_on <= day)

    def _begun(self, onset: DeficitOnset) -> Begun:
        if self.known_now:
            return Begun(onset.first_on, onset.first_entry_id)
        return Begun(onset.counted_from, onset.entry_id)


def records_of(person: Person, *, user: User, on: date, known_now: bool) -> Records:
    details = PersonDetail.objects.visible_to(user).current().filter(person=person)
    sex = str(details.values_list("sex", flat=True).first() or "")
    stays = list(
        Registration.objects.visible_to(user)
        .current()
        .filter(person=person, kind=RegistrationKind.REGULAR)
        .order_by("from_on")
        .values_list("practice_id", "from_on", "to_on")
    )
    stays = [stay for stay in stays if stay[1] != stay[2]]
    last = next((stay for stay in reversed(stays) if stay[1] <= on), None)
    scoring = ScoringOf.objects.filter(practice_id=last[0]).first() if last else None
    entries_on, issues_on = _newest_extracts(scoring, None if known_now else on)
    onsets = DeficitOnset.objects.visible_to(user).filter(person=person).select_related("code_list")
    periods = PolypharmacyPeriod.objects.visible_to(user).filter(person=person).order_by("from_on")
    times = list(periods)
    holding = next((each for each in times if each.from_on <= on < each.to_on), None)
    entries = CodedEntry.objects.visible_to(user).counting().filter(person=person, effective_on__lte=on)
    if not known_now:
        entries = entries.filter(known_on__lte=on)
    found = tuple(onsets.order_by("deficit"))
    code_list = found[0].code_list if found else CodeListVersion.objects.filter(active=True).first()
    return Records(
        sex=sex,
        registered_on=last[1] if last else None,
        first_registered_on=stays[0][1] if stays else None,
        source=scoring.source if scoring else ScoreSource.IMPORTED,
        entries_on=entries_on,
        issues_on=issues_on,
        list_name=code_list.name if code_list else "",
        last_entry_on=entries.order_by("-effective_on").values_list("effective_on", flat=True).first(),
        onsets=found,
        periods=tuple(Period(each.from_on, each.to_on) for each in times),
        signs=signs_of(person, user=user, sex=sex, code_list=code_list),
        medicines=medicines_of(person, user=user, on=on, period=holding),
        known_now=known_now,
    )


def _newest_extracts(scoring: ScoringOf | None, on: date | None) -> tuple[date | None, date | None]:
    """Of coded entries and of medicines, as on a day; None: of all."""
    if scoring is None:
        return None, None
    newest = {RecordKind.ENTRIES: scoring.entries_on, RecordKind.ISSUES: scoring.issues_on}
    days: dict[str, list[date]] = {kind: [] for kind in newest}
    for kind, day in PracticeExtract.objects.filter(practice=scoring.practice_id).values_list(
        "kind", "as_on"
    ):
        days[kind].append(day)
    entries_on, issues_on = (_as_on(known, days[kind], on) for kind, known in newest.items())
    return entries_on, issues_on


def _as_on(newest: date | None, days: list[date], on: date | None) -> date | None:
    if newest is None or on is None or newest <= on:
        return newest
    by_then = [day for day in days if day <= on]
    return max(by_then) if by_then else min(days, default=newest)
