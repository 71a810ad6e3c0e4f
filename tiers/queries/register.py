"""What a register shows.  Counts and rows come from one statement, so a number opens what it counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from patients.models.base import reach_of
from patients.queries.cells import PersonCell
from tiers.access import refuse_registers
from tiers.models import ScoreSource
from tiers.rules import DEFICITS, band_of, tier_of
from tiers.rules.explain import Warned, age_of_data, compared_with
from tiers.rules.flows import NOT_LISTED, Flow, Month
from tiers.sets import register as sets
from tiers.sets.moves import moved
from tiers.sets.standing import standing_parameters
from wsic.access import require
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.dates import age_on, years_before
from wsic.organisations.models import Kind, LinkKind, Organisation, OrganisationLink

MOST_PRINTED = 2_000  # people, about 90 sheets: more than any practice has, less than a hub
NEW_FOR = 1  # years that somebody counts as new at the practice
VIEW_LABELS = {
    "": "Everybody",
    "near": "Near a boundary",
    "changed": "Score changed",
    "proposed": "Tier 2 or 3 to confirm",
    "unscored": "No score",
}


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """`tier`, `deficit_count` and `scored_on` are None without a score; `reasons` is why to look."""

    person: PersonCell
    practice: str
    tier: int | None
    proposed: bool
    deficit_count: int | None
    scored_on: date | None
    reasons: str


@dataclass(frozen=True, kw_only=True)
class Counts:
    """
    People by view and by tier.

    A count of a view is under the filters and the tier chosen, a count of a tier under the filters and the
    view: each is what its link opens.  `everybody` is the whole register, `total` what is listed.  Of several
    practices the dates are those of the one whose newest data is oldest.
    """

    everybody: int
    total: int
    views: Mapping[str, int]
    tiers: Mapping[int, int]
    listed_on: date | None
    scores_on: date | None


NOBODY = Counts(
    everybody=0,
    total=0,
    views=dict.fromkeys(VIEW_LABELS, 0),
    tiers=dict.fromkeys(range(4), 0),
    listed_on=None,
    scores_on=None,
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """
    Filters of a register, as RegisterFilter lets them through.

    `practice` is a public id, `decision` as `sets.register` judges it, `index` the tier that the index
    proposes now, in a tuple because that may be none.
    """

    view: str = ""
    tier: int | None = None
    ages: tuple[int, int | None] | None = None
    sex: str | None = None
    housebound: bool | None = None
    practice: str | None = None
    decision: str | None = None
    index: tuple[int | None] | None = None
    moved: Flow | None = None


@dataclass(frozen=True, kw_only=True)
class RegisterPage:
    """`aged` says that the scores are old, None while they are not or there are none; `any_linked` that
    somebody whom the user reaches has another record, and so may not be listed."""

    counts: Counts
    rows: tuple[RegisterRow, ...]
    aged: Warned | None
    any_linked: bool

    @property
    def ids(self) -> list[int]:
        return [row.person.pk for row in self.rows]


def registers(user: User) -> QuerySet[Organisation]:
    """
    Practices and hubs whose register the user reads today, by name.

    :raises PermissionDenied: the user's role reads none
    """
    require(refuse_registers(user))
    own = Organisation.objects.filter(pk__in=user.organisations_with(Verb.REGISTER))
    return own.filter(kind__in=(Kind.PRACTICE, Kind.HUB)).order_by("name", "pk")


def registers_with(user: User, organisation: Organisation, *, on: date) -> QuerySet[Organisation]:
    """The user's registers that hold an organisation's people: its own, else that of the hub that serves it.

    :raises PermissionDenied: the user's role reads no register
    """
    links = OrganisationLink.objects.on(on).filter(kind=LinkKind.HUB, child=organisation)
    itself = Q(pk=organisation.pk)
    found = registers(user).filter(itself | Q(pk__in=links.values("parent_id")))
    return found.order_by(Case(When(itself, then=Value(0)), default=Value(1)), "name", "pk")


def register_page(
    user: User,
    practices: Sequence[Organisation],
    wanted: Wanted,
    *,
    on: date,
    sort: str = "name",
    number: int = 1,
    size: int = 20,
) -> RegisterPage:
    """Page `number` (from 1, or the last one) of the people of these practices, and all counts; one
    statement, and one more for what made the computed scores shown change."""
    parameters = {**parameters_of(practices, wanted, on), "page": number, "size": size}
    rows = sets.page_of(reach_of(user, to=Verb.REGISTER), parameters, sort=sort)
    computed = [row["person_id"] for row in rows if row["source"] == ScoreSource.COMPUTED]
    moves = moved(computed, since=compared_with(on), on=on) if computed else {}
    listed = tuple(
        _row(row, on, moves.get(row["person_id"], [])) for row in rows if row["person_id"] is not None
    )
    counts = _counts(rows[0])
    aged = age_of_data(counts.scores_on, on=on) if counts.scores_on else None
    return RegisterPage(counts=counts, rows=listed, aged=aged, any_linked=rows[0]["any_linked"])


def counts_by_practice(
    user: User, practices: Sequence[Organisation], *, on: date
) -> dict[int | None, Counts]:
    """The counts of each practice's people by the practice's key, None for those whose practice is withheld;
    who has nobody is left out."""
    found = sets.by_practice(reach_of(user, to=Verb.REGISTER), parameters_of(practices, Wanted(), on))
    return {key: _counts({"total": row["everybody"], **row}) for key, row in found.items()}


def together(counts: Iterable[Counts]) -> Counts:
    """The counts of several practices as one: nobody is regularly registered with two at a time."""
    each = [NOBODY, *counts]
    listed = [one.listed_on for one in each if one.listed_on]
    scored = [one.scores_on for one in each if one.scores_on]
    return Counts(
        everybody=sum(one.everybody for one in each),
        total=sum(one.total for one in each),
        views={name: sum(one.views[name] for one in each) for name in VIEW_LABELS},
        tiers={tier: sum(one.tiers[tier] for one in each) for tier in NOBODY.tiers},
        listed_on=min(listed, default=None),
        scores_on=min(scored, default=None),
    )


def parameters_of(practices: Sequence[Organisation], wanted: Wanted, on: date) -> dict[str, Any]:
    """What the statements of `sets.register` need to know."""
    youngest, oldest = wanted.ages or (None, None)
    was_tier, now_tier = (wanted.moved and wanted.moved.tiers) or (None, None)
    keys = {str(practice.public_id): practice.pk for practice in practices}
    return {
        **standing_parameters(on),
        "practices": list(keys.values()),
        "practice": keys.get(wanted.practice or ""),
        "view": wanted.view,
        "tier": wanted.tier,
        "born_until": years_before(on, youngest) if youngest else None,
        "born_after": years_before(on, oldest) if oldest else None,
        "sex": wanted.sex,
        "housebound": wanted.housebound,
        "judgement": wanted.decision,
        "by_index": wanted.index is not None,
        "index": wanted.index[0] if wanted.index else None,
        **spans_of([wanted.moved.month] if wanted.moved else []),
        "move": wanted.moved and wanted.moved.move,
        "not_listed": [each.value for each in NOT_LISTED],
        "by_pair": bool(wanted.moved and wanted.moved.tiers),
        "was_tier": was_tier,
        "now_tier": now_tier,
    }


def spans_of(months: Sequence[Month]) -> dict[str, Any]:
    """The months in which the statement of a register looks for moves."""
    return {
        "months": [each.name for each in months],
        "before_months": [each.before for each in months],
        "until_months": [each.until for each in months],
    }


def _counts(row: Mapping[str, Any]) -> Counts:
    return Counts(
        everybody=row["everybody"],
        total=row["total"],
        views={name: row[f"view_{name or 'everybody'}"] for name in VIEW_LABELS},
        tiers={tier: row[f"tier_{tier}"] for tier in range(4)},
        listed_on=row["listed_on"],
        scores_on=row["scores_on"],
    )


def cell_of(row: Mapping[str, Any], on: date) -> PersonCell:
    """Who a row of a list is about."""
    return PersonCell(
        pk=row["person_id"],
        public_id=row["public_id"],
        family_name=row["family_name"],
        given_name=row["given_name"],
        title=row["title"],
        birth_date=row["birth_date"],
        age=age_on(row["birth_date"], on),
        nhs_number=row["nhs_number"] or "",
    )


def _row(row: Mapping[str, Any], on: date, moves: Sequence[tuple[int, int]]) -> RegisterRow:
    return RegisterRow(
        person=cell_of(row, on),
        practice=row["practice_name"],
        tier=row["tier"],
        proposed=row["basis"] == "PROPOSED",
        deficit_count=row["deficit_count"],
        scored_on=row["scored_on"],
        reasons=_sentence(_reasons(row, on, moves)),
    )


def _reasons(row: Mapping[str, Any], on: date, moves: Sequence[tuple[int, int]]) -> list[str]:
    """Why to look at somebody, the most telling first."""
    count, before = row["deficit_count"], row["previous_count"]
    reasons = []
    if count is None:
        reasons.append("no score")
    if count is not None and before is not None and count != before:
        reasons.append(_change(before, count, row["tier_before"]))
    if moves and before is not None:
        reasons.append(_moved(moves))
    if row["near"]:
        reasons.append(f"{count}/36, near {band_of(count + 1).category.label.lower()}")
    if row["registered_on"] > years_before(on, NEW_FOR):
        reasons.append("new at the practice")
    return reasons


def _moved(moves: Sequence[tuple[int, int]]) -> str:
    """`gained Falls, Housebound, lost Polypharmacy`."""
    said = []
    for word, by in (("gained", 1), ("lost", -1)):
        names = [DEFICITS[place - 1] for place, by_how_many in moves if by_how_many == by]
        said += [f"{word} {', '.join(names)}"] if names else []
    return ", ".join(said)


def _sentence(reasons: list[str]) -> str:
    together = "; ".join(reasons)
    return together[:1].upper() + together[1:]


def _change(before: int, count: int, tier_before: int) -> str:
    """`8 to 11`, and whether that is another tier."""
    words = f"{before} to {count}"
    if tier_of(count) == tier_before:
        return words
    return f"tier {'up' if tier_of(count) > tier_before else 'down'}, {words}"
