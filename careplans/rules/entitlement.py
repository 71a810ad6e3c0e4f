"""How many planning sessions somebody is owed, with whom, and from when to when the next one is due.

CARE.md: tiers 2 and 3 are offered at least two a year with GP and Case Manager, tiers 0 and 1 at least one
with a Health and Social Care Assistant; whoever is owed the joint ones is owed the yearly one all the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from wsic.dates import birthday, months_after, months_before

SCOPE_FROM_AGE = 65  # years; everybody of this age and older is looked after
A_YEAR = 12  # months


class Kind(StrEnum):
    JOINT = "JOINT"
    HSCA = "HSCA"


class JointAttendance(StrEnum):
    """Whether GP and Case Manager sit together, or each is there at least once a year."""

    TOGETHER = "TOGETHER"
    EACH_ONCE = "EACH_ONCE"


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A session every `months` for whoever stands on `from_tier` or above (0: everybody), at which all of
    `all_of` were there and at least one of `any_of`."""

    name: str
    kind: Kind
    from_tier: int
    months: int
    all_of: frozenset[str] = frozenset()
    any_of: frozenset[str]

    def is_met_by(self, held: "Held") -> bool:
        return self.all_of <= held.attended and bool(self.any_of & held.attended)


@dataclass(frozen=True, kw_only=True)
class SessionSettings:
    """
    One version of what is owed.

    The numbers a year and with whom are CARE.md's.  Ours, until the programme says otherwise: a session
    within `spacing` months of one that counts does not count again; a window opens `window` months before it
    closes; at go-live nobody is due before `settling` has passed; who is new is seen within `newcomer`
    months, who has risen to joint sessions within `risen`, a review that somebody asked for within `review`;
    letters are followed up after `second` and `call`, and who declined is asked again after `again` months.
    """

    version: str = "1"
    joint_from_tier: int = 2
    joint_a_year: int = 2
    hsca_a_year: int = 1
    attendance: JointAttendance = JointAttendance.TOGETHER
    spacing: int = 3
    window: int = 1
    settling: timedelta = timedelta(days=28)
    newcomer: int = 3
    risen: timedelta = timedelta(days=56)
    review: timedelta = timedelta(days=14)
    second: timedelta = timedelta(days=14)
    call: timedelta = timedelta(days=14)
    again: int = 3

    def __post_init__(self) -> None:
        for a_year in (self.joint_a_year, self.hsca_a_year):
            if a_year < 1 or A_YEAR % a_year:
                raise ValueError(
                    f"{a_year} sessions do not part a year of 12 months; choose 1, 2, 3, 4, 6 or 12"
                )
            if self.spacing > A_YEAR // a_year:
                raise ValueError(f"{self.spacing} months of spacing are more than 12 / {a_year}")

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """The joint ones first: of two that are due on one day the first is named."""
        return (*_joint(self), _yearly(self))

    def kind_for(self, tier: int | None) -> Kind:
        return Kind.JOINT if (tier or 0) >= self.joint_from_tier else Kind.HSCA


GP, CASE_MANAGER, HSCA = "GP", "CASE_MANAGER", "HSCA"


def _joint(settings: SessionSettings) -> tuple[Requirement, ...]:
    either = Requirement(
        name="JOINT",
        kind=Kind.JOINT,
        from_tier=settings.joint_from_tier,
        months=A_YEAR // settings.joint_a_year,
        any_of=frozenset({GP, CASE_MANAGER}),
    )
    if settings.attendance is JointAttendance.TOGETHER:
        return (replace(either, all_of=either.any_of),)
    return (
        either,
        replace(either, name="WITH_GP", months=A_YEAR, any_of=frozenset({GP})),
        replace(either, name="WITH_CASE_MANAGER", months=A_YEAR, any_of=frozenset({CASE_MANAGER})),
    )


def _yearly(settings: SessionSettings) -> Requirement:
    """A session with GP or Case Manager is more than one with an assistant, and does for it."""
    return Requirement(
        name="HSCA",
        kind=Kind.HSCA,
        from_tier=0,
        months=A_YEAR // settings.hsca_a_year,
        any_of=frozenset({HSCA, CASE_MANAGER, GP}),
    )


@dataclass(frozen=True)
class Held:
    """A session that was held, and who was there by role."""

    on: date
    attended: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """
    What a person's windows follow from.

    :param tier: None where the index has not placed them yet
    :param live_on: when the practice went live, on the day or before
    :param registered_on: with this practice
    :param joint_since: since when they have stood on tiers of joint sessions without a break, None: they do
        not
    :param risen: they had stood on a lower tier right before; not risen are the first known tiers
    :param review_on: when somebody asked for a review that is not done yet; the first of several
    """

    tier: int | None
    live_on: date
    registered_on: date
    birth_date: date
    joint_since: date | None = None
    risen: bool = False
    held: Sequence[Held] = ()
    review_on: date | None = None


class Because(StrEnum):
    """What a window follows from."""

    REVIEW = "REVIEW"
    LAST = "LAST"
    GO_LIVE = "GO_LIVE"
    PLACED = "PLACED"  # first known to stand on a tier of joint sessions
    NEW_HERE = "NEW_HERE"
    TURNED_65 = "TURNED_65"
    RISEN = "RISEN"


@dataclass(frozen=True)
class Window:
    """The next session is due from `from_on` to `by_on`, both days included; `last_on` is the last session
    that counted, None where there is none."""

    kind: Kind
    from_on: date
    by_on: date
    because: Because
    last_on: date | None


def last_counted(days: Iterable[date], spacing: int) -> date | None:
    """Of the days on which sessions were held, the last that counts: none within `spacing` months of the one
    counted before it."""
    last: date | None = None
    for day in sorted(days):
        if last is None or day >= months_after(last, spacing):
            last = day
    return last


def next_window(who: Circumstances, settings: SessionSettings) -> Window:
    """
    The window of the next session, and only of that.

    A year is rolling: the next session is due one interval after the last that counts, so that whoever is
    seen in time has the number owed in every period of 12 months.
    """
    owed = [each for each in settings.requirements if _is_owed(each, who)]
    windows = [_window(each, who, settings) for each in owed]
    first = min(windows, key=lambda each: each.by_on)
    kind = settings.kind_for(who.tier)
    if who.review_on is None:
        return Window(kind, first.from_on, first.by_on, first.because, first.last_on)
    asked_for = who.review_on + settings.review
    if first.by_on <= asked_for:
        return Window(kind, min(first.from_on, who.review_on), first.by_on, first.because, first.last_on)
    return Window(kind, who.review_on, asked_for, Because.REVIEW, first.last_on)


def _is_owed(requirement: Requirement, who: Circumstances) -> bool:
    return (who.tier or 0) >= requirement.from_tier


def _window(requirement: Requirement, who: Circumstances, settings: SessionSettings) -> Window:
    last = last_counted((each.on for each in who.held if requirement.is_met_by(each)), settings.spacing)
    began, because = _began(requirement, who)
    by_on = _first_by(requirement, who, began, because, settings)
    if last is not None and (last >= began or months_after(last, requirement.months) >= by_on):
        by_on, because = months_after(last, requirement.months), Because.LAST
    from_on = months_before(by_on, settings.window)
    if last is not None:
        from_on = max(from_on, months_after(last, settings.spacing))
    return Window(requirement.kind, min(from_on, by_on), by_on, because, last)


def _began(requirement: Requirement, who: Circumstances) -> tuple[date, Because]:
    """Since when this has been owed by this practice, and why since then; of one day the first named."""
    since = [
        (who.live_on, Because.GO_LIVE),
        (birthday(who.birth_date, SCOPE_FROM_AGE), Because.TURNED_65),
        (who.registered_on, Because.NEW_HERE),
    ]
    if requirement.from_tier and who.joint_since:
        since.append((who.joint_since, Because.RISEN if who.risen else Because.PLACED))
    return max(since, key=lambda each: each[0])


def _first_by(
    requirement: Requirement, who: Circumstances, began: date, because: Because, settings: SessionSettings
) -> date:
    """
    By when the first one is.

    Of those who come all at once (go-live, a first index) by the birthday, or by what parts the year like
    it, so that a practice does not owe everybody at once, and tiers 2 and 3 sooner.
    """
    if because in (Because.GO_LIVE, Because.PLACED):
        return _part_of_year(who.birth_date, requirement.months, not_before=began + settings.settling)
    if because is Because.RISEN:
        return began + settings.risen
    return months_after(began, settings.newcomer)


def _part_of_year(birth_date: date, months: int, *, not_before: date) -> date:
    """The first day on or after `not_before` that lies a whole number of times `months` after the birth."""
    lived = (not_before.year - birth_date.year) * 12 + not_before.month - birth_date.month
    number = max(0, lived // months)
    day = months_after(birth_date, number * months)
    return day if day >= not_before else months_after(birth_date, (number + 1) * months)
