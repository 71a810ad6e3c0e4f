"""What the quarantine's list shows.  The count on a tab and the list behind it are one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When

from patients.access import imports as access
from patients.models import Import, QuarantinedRow, QuarantineState
from patients.rules.signs import CONTROL
from wsic.access import require
from wsic.accounts.models import User
from wsic.organisations.models import Organisation

from .imports import feed_title, visible_imports
from .reasons import words

SHORT = 60  # characters of a row's text in the list
SORTS = {
    "brought": ("imported_by_id", "line", "pk"),
    "line": ("line", "pk"),
    "column": ("column", "pk"),
    "reason": ("reason", "pk"),
    "organisation": ("shown_organisation", "pk"),
}


@dataclass(frozen=True, kw_only=True)
class QuarantineLine:
    """A row in the list.  `file` and `file_id` are empty where only the organisation that brought it sees the
    file."""

    public_id: UUID
    feed: str
    file: str
    file_id: UUID | None
    organisation: str
    line: int
    column: str
    reason: str
    sentence: str
    raw: str
    state: str
    state_label: str
    created_at: datetime


@dataclass(frozen=True)
class ReasonTab:
    reason: str
    words: str
    count: int


def visible_rows(user: User) -> QuerySet[QuarantinedRow]:
    """Rows of the user's organisations, or brought by them; the database's wall says the same."""
    places = access.organisations_whose_rows(user)
    overseen = Q(overseer_id__in=access.organisations_overseen_by(user))
    return QuarantinedRow.objects.filter(Q(organisation_id__in=places) | Q(importer_id__in=places) | overseen)


def organisation_shown(user: User, row: QuarantinedRow) -> Organisation:
    """In whose queue a row lies is for those of that organisation to know: it may tell where somebody is."""
    theirs = row.organisation_id in access.organisations_whose_rows(user)
    return row.organisation if theirs else row.importer


def _shown(user: User, name: str) -> Case:
    """The same, of a column of organisations, in the database."""
    own = When(organisation_id__in=access.organisations_whose_rows(user), then=F(f"organisation__{name}"))
    return Case(own, default=F(f"importer__{name}"))


def found_rows(user: User, *, chosen: Mapping[str, str]) -> QuerySet[QuarantinedRow]:
    """:param chosen: `feed`, `practice`, `state`, `reason`, `file`, as QuarantineFilter lets them through"""
    fields = {
        "feed": "feed",
        "practice": "shown_public_id",
        "state": "state",
        "reason": "reason",
        "file": "imported_by__public_id",
    }
    wanted = {fields[name]: value for name, value in chosen.items() if name in fields and value != "ALL"}
    return visible_rows(user).alias(shown_public_id=_shown(user, "public_id")).filter(**wanted)


def listed_rows(user: User, *, chosen: Mapping[str, str]) -> QuerySet[QuarantinedRow]:
    """:raises PermissionDenied: the user's role does not mend rows"""
    require(access.refuse_see_quarantine(user))
    return found_rows(user, chosen=chosen)


def reason_tabs(user: User, *, chosen: Mapping[str, str]) -> tuple[ReasonTab, ...]:
    """How many rows each reason has under the other filters; the first, without a reason, counts them all."""
    others = {name: value for name, value in chosen.items() if name != "reason"}
    counts = found_rows(user, chosen=others).values_list("reason").annotate(count=Count("pk"))
    found = sorted(counts, key=lambda each: (-each[1], each[0]))
    every = ReasonTab("", "All", sum(count for _, count in found))
    return (every, *(ReasonTab(reason, words(reason), count) for reason, count in found))


def practices(user: User) -> list[tuple[str, str]]:
    """Organisations that have rows here, as choices of a filter."""
    shown = visible_rows(user).order_by().annotate(at=_shown(user, "public_id"), name=_shown(user, "name"))
    found = shown.values_list("at", "name").distinct()
    return sorted(((str(public_id), name) for public_id, name in found), key=lambda each: each[1])


def lines(
    found: QuerySet[QuarantinedRow], *, user: User, sort: str, first: int, last: int
) -> tuple[QuarantineLine, ...]:
    """Rows `first` (from 0) to before `last`, by a name of SORTS, with a dash before it backwards."""
    keys = SORTS.get(sort.removeprefix("-"), SORTS["brought"])
    order = [f"-{key}" if sort.startswith("-") else key for key in keys]
    named = found.alias(shown_organisation=_shown(user, "name"))
    rows = list(named.select_related("organisation", "importer").order_by(*order)[first:last])
    files = files_of(user, rows)
    return tuple(
        _line(row, files.get(row.imported_by_id), organisation_shown(user, row).name) for row in rows
    )


def files_of(user: User, rows: Iterable[QuarantinedRow]) -> dict[int, Import]:
    """The files that the user may see; a join would drop the rows of the others."""
    ids = {row.imported_by_id for row in rows}
    return {imported.pk: imported for imported in visible_imports(user).filter(pk__in=ids)}


def file_name(user: User, public_id: str) -> str:
    """What the file of a filter is called; an id for whoever does not see it."""
    imported = visible_imports(user).filter(public_id=public_id).first()
    return imported.file_name if imported else public_id[:8]


def _line(row: QuarantinedRow, imported: Import | None, organisation: str) -> QuarantineLine:
    return QuarantineLine(
        public_id=row.public_id,
        feed=feed_title(row.feed),
        file=imported.file_name if imported else f"from {row.importer.name}",
        file_id=imported.public_id if imported else None,
        organisation=organisation,
        line=row.line,
        column=row.column,
        reason=words(row.reason),
        sentence=row.sentence,
        raw=shortened(visible(row.raw)),
        state=row.state,
        state_label=QuarantineState(row.state).label,
        created_at=row.created_at,
    )


def visible(raw: str) -> str:
    """With a sign for each letter that nobody sees: one of them would turn about the dates beside a name."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", raw.replace("\r", ""))


def shortened(raw: str) -> str:
    flat = " ".join(raw.split())
    return flat if len(flat) <= SHORT else f"{flat[:SHORT]}…"
