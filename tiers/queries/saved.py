"""Saved views of lists: one's own, and those that colleagues share."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from tiers.models import ENTERED, WITHOUT_ORGANISATION, ListName, SavedView
from tiers.models.saved import SavedViewQuerySet
from wsic.accounts.models import User
from wsic.organisations.models import Organisation

MOST_SHARED = 50  # of colleagues, shown; said where there are more
SAVED = "saved"  # the word of an address that says which view it opens
_ADDRESSES = {
    ListName.REGISTER: "tiers:register_of",
    ListName.WORKLIST: "tiers:worklist_of",
    ListName.DUE: "careplans:due_of",
    ListName.CASELOAD: "careplans:caseload_of",
    ListName.OWN_CASELOAD: "careplans:caseload",
    ListName.MY_DAY: "careplans:my_day",
    ListName.CAPACITY: "careplans:capacity_of",
    ListName.LETTERS: "careplans:letters_choose",
    ListName.MONTHS: "careplans:capacity_months",
}


@dataclass(frozen=True, kw_only=True)
class SavedLine:
    """
    :param address: "" where the list is not open to the user any more
    :param by: whose it is; "" the user's own
    :param shared: with whose colleagues, or ""
    :param enters: it may be what the list opens with
    """

    public_id: UUID
    name: str
    list: str
    organisation: str
    organisation_id: int | None
    address: str
    by: str
    shared: str
    team_id: UUID
    opens: bool
    enters: bool


@dataclass(frozen=True, kw_only=True)
class SavedLines:
    """`more` is how many of colleagues are not shown."""

    own: tuple[SavedLine, ...]
    shared: tuple[SavedLine, ...]
    more: int


def own_views(user: User) -> tuple[SavedLine, ...]:
    """What the user keeps of lists that are open to them, by list and name; one statement."""
    return tuple(_line(each, user) for each in _in_order(SavedView.objects.of(user).open_to(user)))


def saved_lines(user: User, name: ListName | None, organisation: Organisation | None) -> SavedLines:
    """Of one list, or of all: three statements.  Of colleagues only what opens."""
    own, shared = SavedView.objects.of(user), SavedView.objects.shared_with(user).open_to(user)
    if name:
        own, shared = (each.of_list(name, organisation) for each in (own, shared))
    found, opening = list(_in_order(shared)), set(own.open_to(user).values_list("pk", flat=True))
    return SavedLines(
        own=tuple(_line(each, user, is_open=each.pk in opening) for each in _in_order(own)),
        shared=tuple(_line(each, user) for each in found[:MOST_SHARED]),
        more=max(0, len(found) - MOST_SHARED),
    )


def own_view(user: User, public_id: UUID) -> SavedView | None:
    """One that the user keeps or has deleted."""
    rows = SavedView.objects.filter(user=user, public_id=public_id)
    return rows.select_related("organisation", "team", "user").first()


def is_open_to(user: User, view: SavedView) -> bool:
    return SavedView.objects.filter(pk=view.pk).open_to(user).exists()


def defaults_of(user: User, name: ListName) -> dict[int, QueryDict]:
    """The words with which the user's lists of this kind open, by organisation; one statement."""
    rows = SavedView.objects.of(user).filter(list=name, is_default=True).order_by("pk")
    return {each.organisation_id: _query(each) for each in rows if each.organisation_id}


def list_address(name: ListName, organisation: Organisation | None) -> str:
    return reverse(_ADDRESSES[name], args=[organisation.public_id] if organisation else [])


def address_of(view: SavedView) -> str:
    organisation = None if view.list in WITHOUT_ORGANISATION else view.organisation
    return f"{list_address(ListName(view.list), organisation)}?{_query(view).urlencode()}"


def _query(view: SavedView) -> QueryDict:
    query = QueryDict(view.words, mutable=True)
    query[SAVED] = str(view.public_id)
    return query


def _in_order(rows: SavedViewQuerySet) -> SavedViewQuerySet:
    return rows.select_related("organisation", "team", "user").order_by("list", "name", "pk")


def _line(view: SavedView, user: User, *, is_open: bool = True) -> SavedLine:
    return SavedLine(
        public_id=view.public_id,
        name=view.name,
        list=ListName(view.list).label,
        organisation=view.organisation.name if view.organisation else "",
        organisation_id=view.organisation_id,
        address=address_of(view) if is_open else "",
        by="" if view.user_id == user.pk else view.user.display_name,
        shared=view.team.name if view.is_shared else "",
        team_id=view.team.public_id,
        opens=view.is_default,
        enters=view.list in ENTERED,
    )
