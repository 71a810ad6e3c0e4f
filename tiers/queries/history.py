"""The tiers of one person over time: as known on a day, what is known today beside it, what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from patients.models import Person, PersonDetail, Registration
from patients.models.people import RegistrationKind
from tiers.models import Basis, TierStanding
from tiers.queries.decisions import DecisionLine, decided_by
from tiers.queries.person import SAID_OF_SOURCES
from tiers.rules import Period
from tiers.rules.history import Believed, Ending, Row, Span, history, read_otherwise
from wsic.accounts.models import User
from wsic.dates import london_date

_ENDS = {None: "", Ending.LEFT: "no longer registered", Ending.DIED: "died"}


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """
    [from_on, to_on), open where it is so still on the day looked at.

    `index` and `decided` as known then, `index_now` as worked out with what is known today; `ending` says
    why no row follows.
    """

    from_on: date
    to_on: date | None
    days: int
    index: int | None
    index_now: int | None
    decided: int | None
    source: str
    ending: str

    @property
    def tier(self) -> int | None:
        return self.index if self.decided is None else self.decided

    @property
    def proposed(self) -> bool:
        return self.decided is None

    @property
    def is_otherwise(self) -> bool:
        return self.index != self.index_now


@dataclass(frozen=True, kw_only=True)
class BelievedLine:
    tier: int
    proposed: bool
    from_on: date
    to_on: date | None
    recorded_on: date
    replaced_on: date


@dataclass(frozen=True, kw_only=True)
class TierHistory:
    """
    `compared`: what is known today stands beside what was known then, which was another day.  `first_on` is
    the day on which the first tier was recorded here, None where none was by the day of knowing.
    """

    public_id: str
    on: date
    known_on: date
    compared: bool
    days: int
    lines: tuple[HistoryLine, ...]
    believed: tuple[BelievedLine, ...]
    decisions: tuple[DecisionLine, ...]
    first_on: date | None


def tier_history(person: Person, *, user: User, on: date, known_on: date, today: date) -> TierHistory:
    """
    Of a person whom the user reaches, the newest first; as many statements for a long history as for a short
    one.

    Registrations and a death are those known today, whatever `known_on`: a list of people does not say since
    when it has said so.
    """
    rows = list(TierStanding.objects.visible_to(user).filter(person=person).order_by("from_on", "pk"))
    then = [row for row in rows if _is_known(row, known_on)]
    now = [row for row in rows if row.replaced_at is None]
    tracks = (_spans(then, Basis.PROPOSED), _spans(now, Basis.PROPOSED), _spans(then, Basis.DECIDED))
    found = history(tracks, _stays(person, user), _died_on(person, user), on=on)
    lines = tuple(_line(each, on) for each in reversed(found))
    recorded = [london_date(row.recorded_at) for row in rows]
    return TierHistory(
        public_id=str(person.public_id),
        on=on,
        known_on=known_on,
        compared=known_on != today,
        days=sum(line.days for line in lines),
        lines=lines,
        believed=_believed(rows, then, on=on, known_on=known_on),
        decisions=decided_by(person, user=user, on=on),
        first_on=min((day for day in recorded if day <= known_on), default=None),
    )


def _is_known(row: TierStanding, day: date) -> bool:
    gone = row.replaced_at is not None and london_date(row.replaced_at) <= day
    return london_date(row.recorded_at) <= day and not gone


def _spans(rows: Iterable[TierStanding], basis: Basis) -> list[Span]:
    return [Span(each.tier, each.from_on, each.to_on, each.source) for each in rows if each.basis == basis]


def _stays(person: Person, user: User) -> list[Period]:
    stays = Registration.objects.visible_to(user).current().filter(person=person)
    dates = stays.filter(kind=RegistrationKind.REGULAR).values_list("from_on", "to_on")
    return [Period(*each) for each in dates.order_by("from_on")]


def _died_on(person: Person, user: User) -> date | None:
    details = PersonDetail.objects.visible_to(user).current().filter(person=person)
    died_on: date | None = details.values_list("died_on", flat=True).first()
    return died_on


def _line(row: Row, on: date) -> HistoryLine:
    index, index_now, decided = (span.tier if span else None for span in row.spans)
    return HistoryLine(
        from_on=row.from_on,
        to_on=row.to_on,
        days=row.days(on=on),
        index=index,
        index_now=index_now,
        decided=decided,
        source=_source(row),
        ending=_ENDS[row.ending],
    )


def _source(row: Row) -> str:
    """Whose scores the index then follows, or where there was none, that of now."""
    then, now, _ = row.spans
    span = then or now
    return SAID_OF_SOURCES.get(span.source, "") if span else ""


def _believed(
    rows: list[TierStanding], then: list[TierStanding], *, on: date, known_on: date
) -> tuple[BelievedLine, ...]:
    """What was replaced by the day of knowing, as far as it said of days up to `on` what is not so."""
    found = []
    for basis in Basis:
        replaced = [row for row in rows if row.basis == basis and _is_replaced(row, known_on)]
        for each in read_otherwise(map(_belief, replaced), _spans(then, basis)):
            if each.span.from_on <= on:
                found.append(_believed_line(each, basis, on))
    return tuple(sorted(found, key=lambda line: (line.replaced_on, line.from_on), reverse=True))


def _is_replaced(row: TierStanding, day: date) -> bool:
    return row.replaced_at is not None and london_date(row.replaced_at) <= day


def _belief(row: TierStanding) -> Believed:
    replaced_at = row.replaced_at or row.recorded_at
    span = Span(row.tier, row.from_on, row.to_on, row.source)
    return Believed(span, london_date(row.recorded_at), london_date(replaced_at))


def _believed_line(each: Believed, basis: Basis, on: date) -> BelievedLine:
    until = each.span.to_on if each.span.to_on and each.span.to_on <= on else None
    return BelievedLine(
        tier=each.span.tier,
        proposed=basis == Basis.PROPOSED,
        from_on=each.span.from_on,
        to_on=until,
        recorded_on=each.recorded_on,
        replaced_on=each.replaced_on,
    )
