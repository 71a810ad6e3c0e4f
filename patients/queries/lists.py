"""What somebody must not be given, what they take and where they live, as their pages show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from patients.models import Allergy, AllergyStatus, CurrentMedicine, Person
from patients.queries.people import BannerPerson
from patients.queries.residence import Residences, residences
from wsic.accounts.models import User

OLD_LIST = timedelta(days=31)  # many are prescribed for a month; scores are shown in red from then on too
FIT = 3  # allergies on a front sheet; few people have more, and the rest is counted
_AT_FIRST = 5  # medicines on a front sheet


@dataclass(frozen=True, kw_only=True)
class AllergyLine:
    """`doubtful` where another version of the same date says something else, `elsewhere` where another record
    of the person's has it."""

    substance: str
    reaction: str
    status: str
    recorded_on: date
    doubtful: bool
    elsewhere: bool


@dataclass(frozen=True)
class Allergies:
    """Each the newest first: those that stand, statements that none is known, and those that are over."""

    standing: tuple[AllergyLine, ...]
    none_known: tuple[AllergyLine, ...]
    resolved: tuple[AllergyLine, ...]

    @property
    def first(self) -> tuple[AllergyLine, ...]:
        return self.standing[:FIT]

    @property
    def more(self) -> int:
        return max(0, len(self.standing) - FIT)

    @property
    def contradictory(self) -> bool:
        """Something is known, and somebody says that nothing is."""
        return bool(self.standing and self.none_known)

    @property
    def doubtful(self) -> bool:
        return any(line.doubtful for line in (*self.standing, *self.none_known))


@dataclass(frozen=True, kw_only=True)
class MedicineLine:
    """`behind`: the newest list that names the person lacks it; the others as of an allergy."""

    medicine: str
    dose: str
    repeat: bool | None
    started_on: date | None
    ended_on: date | None
    listed_on: date
    behind: bool
    doubtful: bool
    elsewhere: bool


@dataclass(frozen=True)
class Medicines:
    """What is taken on a day, by name.  `listed_on` is the date of the newest list that names the person, if
    only with what has ended; None where there is none.  `old`: it may have changed since."""

    lines: tuple[MedicineLine, ...]
    listed_on: date | None
    old: bool

    @property
    def first(self) -> tuple[MedicineLine, ...]:
        return self.lines[:_AT_FIRST]

    @property
    def more(self) -> int:
        return max(0, len(self.lines) - _AT_FIRST)


def allergies(person: Person, *, user: User, others: Sequence[int] = ()) -> Allergies:
    """
    One statement.

    :param others: keys of other records of the same human being
    """
    rows = Allergy.objects.visible_to(user).told().filter(person_id__in=[person.pk, *others])
    lines = _without_copies(
        AllergyLine(
            substance=row.substance,
            reaction=row.reaction,
            status=row.status,
            recorded_on=row.recorded_on,
            doubtful=row.conflicted,
            elsewhere=row.person_id != person.pk,
        )
        for row in rows.order_by("-recorded_on", "pk")
    )
    return Allergies(
        standing=_of(lines, AllergyStatus.ACTIVE),
        none_known=_of(lines, AllergyStatus.NO_KNOWN_ALLERGIES),
        resolved=_of(lines, AllergyStatus.RESOLVED),
    )


def _without_copies(lines: Iterable[AllergyLine]) -> list[AllergyLine]:
    """Two sources may say the same of a person: the newest says it for both."""
    found: dict[tuple[object, ...], AllergyLine] = {}
    for line in lines:
        words = (line.substance.casefold(), line.reaction.casefold())
        found.setdefault((*words, line.status, line.doubtful, line.elsewhere), line)
    return list(found.values())


def _of(lines: Iterable[AllergyLine], status: AllergyStatus) -> tuple[AllergyLine, ...]:
    return tuple(line for line in lines if line.status == status)


def medicines(person: Person, *, user: User, on: date, others: Sequence[int] = ()) -> Medicines:
    """One statement; `others` as of allergies.  What two sources say the newest list says for both."""
    rows = CurrentMedicine.objects.visible_to(user).told().filter(person_id__in=[person.pk, *others])
    found = list(rows.order_by("medicine", "-listed_on", "pk"))
    listed_on = max((row.listed_on for row in found), default=None)
    taken: dict[tuple[object, ...], MedicineLine] = {}
    for row in found:
        if listed_on and (row.ended_on is None or on < row.ended_on):
            said = (row.medicine_code, row.dose.casefold(), row.conflicted, row.person_id)
            taken.setdefault(said, _line(row, person, behind=row.listed_on < listed_on))
    old = listed_on is not None and on - listed_on > OLD_LIST
    return Medicines(tuple(taken.values()), listed_on, old)


def _line(row: CurrentMedicine, person: Person, *, behind: bool) -> MedicineLine:
    return MedicineLine(
        medicine=row.medicine,
        dose=row.dose,
        repeat=row.repeat,
        started_on=row.started_on,
        ended_on=row.ended_on,
        listed_on=row.listed_on,
        behind=behind,
        doubtful=row.conflicted,
        elsewhere=row.person_id != person.pk,
    )


@dataclass(frozen=True)
class Lists:
    allergies: Allergies
    medicines: Medicines
    residences: Residences


def lists_of(person: Person, *, user: User, on: date, banner: BannerPerson) -> Lists:
    """Three statements; of the records that the banner names too, without whereabouts that it withholds."""
    return Lists(
        allergies(person, user=user, others=banner.others),
        medicines(person, user=user, on=on, others=banner.others),
        residences(person, user=user, on=on, withheld=banner.withheld),
    )
