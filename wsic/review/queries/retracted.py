"""What was entered in error: which records, where they stood, and, for who says why, their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from careplans.models import PlanErrorReason
from careplans.rules.gp_record import DONE
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.dates import london_date
from wsic.organisations.models import Organisation
from wsic.review.queries.trail import Label, labels_of
from wsic.review.sets import retracted as sets

KINDS = {
    "PLAN": "Version of a care plan",
    "OFFER": "Offer of a care plan",
    "REVIEW": "Review of a care plan",
    "RELATED": "Carer or contact",
}
WITHHELD = "Withheld"
PAPERS = {
    "plan.printed": "Clinical copy printed",
    "plan.printed_for_person": "The person's copy printed",
    "gp_record.printed": "Entry for the GP record printed",
    "crisis.printed": "Crisis page printed",
    "crisis.read": "Crisis page read",
    **{str(each): f"GP record: {label.lower()}" for each, label in DONE.items()},
}
UNSURE = {"UNSURE": "while it stood; which version is not recorded", "UNDONE": "undone since"}


@dataclass(frozen=True, kw_only=True)
class Retracted:
    """A record in error; `by`, `place` say that they are withheld where they would tell where the person
    is.  `number` of the version that it is, or is about."""

    public_id: UUID
    what: str
    kind: str
    number: int | None
    reason: str
    person: Label
    person_pk: int
    place: str
    by: str
    at: datetime
    withheld: bool

    @property
    def title(self) -> str:
        return f"{self.what} {self.number}" if self.kind == "PLAN" else self.what


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where it was: what was done with it, when and by whom."""

    what: str
    at: datetime
    who: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Stood:
    """`now` the number of the version in force today and `now_since` the day of its agreement, None where
    there is none; `still_filed`: it is in the GP record, and nobody has said that it is out again."""

    places: tuple[Place, ...]
    now: int | None
    now_since: date | None
    still_filed: bool


@dataclass(frozen=True)
class Asked:
    """What the list shows; days until (included), None for all."""

    kind: str = ""
    why: str = ""
    place: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    sort: str = ""


@dataclass(frozen=True)
class Found:
    lines: tuple[Retracted, ...]
    total: int


def places() -> list[tuple[str, str]]:
    """Organisations to choose from."""
    rows = Organisation.objects.order_by("name").values_list("code", "name")
    return [(str(code), str(name)) for code, name in rows]


def place_of(code: str) -> int | None:
    return Organisation.objects.filter(code=code).values_list("pk", flat=True).first()


def retracted(asked: Asked, *, skip: int, most: int) -> Found:
    rows = sets.retracted(
        kind=asked.kind, why=asked.why, place=asked.place, since=asked.since, until=asked.until,
        sort=asked.sort, skip=skip, most=most,
    )  # fmt: skip
    return Found(_lines(rows), rows[0].total if rows else 0)


def one(which: UUID) -> Retracted | None:
    return next(iter(_lines(sets.retracted(which=which))), None)


def stood(record: Retracted) -> Stood:
    rows = sets.stood(record.public_id)
    past = [each for each in rows if each.what != "IN_FORCE"]
    now = next((each for each in rows if each.what == "IN_FORCE"), None)
    names = Names(rows, withheld=record.withheld)
    filed = [each.what for each in past if each.words != "UNDONE"]
    return Stood(
        places=tuple(
            Place(
                what=PAPERS.get(each.what, each.what),
                at=each.at,
                who=names.of(each.user_id, each.role, each.organisation_id),
                words=UNSURE.get(each.words, each.words),
            )
            for each in past
        ),
        now=int(now.words) if now else None,
        now_since=london_date(now.at) if now else None,
        still_filed="FILED" in filed and "TAKEN_OUT" not in filed,
    )


class Names:
    """Who did something, as far as it may be said of this person."""

    def __init__(self, rows: Iterable[sets.Stood | sets.Wrong], *, withheld: bool) -> None:
        self.withheld = withheld
        self.users, self.places = names_of(
            [(each.user_id, each.organisation_id) for each in rows],
        )

    def of(self, user: int | None, role: str, place: int | None) -> str:
        label = Role(role).label if role in Role.values else role
        if self.withheld:
            return f"{label or 'Somebody'}, name and organisation withheld"
        found = (self.users.get(user or 0, ""), label, self.places.get(place or 0, ""))
        return ", ".join(each for each in found if each)


def names_of(rows: Sequence[tuple[int | None, int | None]]) -> tuple[dict[int, str], dict[int, str]]:
    """Of users and of organisations, by their keys."""
    users = User.objects.filter(pk__in={user for user, _ in rows if user})
    there = Organisation.objects.filter(pk__in={place for _, place in rows if place})
    return dict(users.values_list("pk", "display_name")), dict(there.values_list("pk", "name"))


def _lines(rows: list[sets.Wrong]) -> tuple[Retracted, ...]:
    labels = labels_of(each.person_id for each in rows)
    users, there = names_of([(each.user_id, each.organisation_id) for each in rows])
    return tuple(
        Retracted(
            public_id=each.public_id,
            what="Care plan, version" if each.what == "PLAN" else KINDS[each.what],
            kind=each.what,
            number=each.number,
            reason=PlanErrorReason(each.reason).label if each.reason else "",
            person=labels[each.person_id],
            person_pk=each.person_id,
            place=WITHHELD if each.withheld else there[each.organisation_id or 0],
            by=WITHHELD if each.withheld else users.get(each.user_id or 0, "A job"),
            at=each.at,
            withheld=each.withheld,
        )
        for each in rows
    )
