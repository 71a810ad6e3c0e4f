"""Saved views of lists: kept under a name, changed, deleted and brought back by their owner."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tiers.models import ENTERED, ListName, SavedView
from tiers.models.saved import SavedViewQuerySet
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.organisations.models import Organisation

MOST = 20  # of one user, kept; ours: more is a list that nobody reads
TAKEN = "You have a view of this list by that name. Choose another name"
FULL = f"You keep {MOST} views, which is as many as there can be. Delete one first"


class CannotBeKept(Exception):
    """Its text is the sentence the user reads."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """:param team: key of the organisation with whose colleagues it is shared; None: it is the user's own"""

    name: str
    team: int | None
    opens: bool


@transaction.atomic
def save_view(
    *, name: ListName, organisation: Organisation | None, words: str, kept: Kept, by: User, at: datetime
) -> SavedView:
    """
    Asked a second time for what is kept already it gives that.

    :raises CannotBeKept: the name is taken, or there are too many
    """
    same = _same(name, organisation, words, kept, by)
    if sent := same.first():
        return sent
    _refuse_more(by)
    view = SavedView(user=by, list=name, organisation=organisation, words=words, saved_at=at)
    view.team_id = _home_of(organisation, by)
    try:
        with transaction.atomic():
            _put(view, kept, by=by)
    except CannotBeKept:  # pressed twice at once
        if sent := same.all().first():
            return sent
        raise
    _record("saved_view.saved", view, by)
    return view


@transaction.atomic
def change_view(*, view: SavedView, kept: Kept, by: User) -> None:
    """
    :raises CannotBeKept: the name is taken
    """
    locked = SavedView.objects.of(by).select_for_update(of=("self",)).get(pk=view.pk)
    _put(locked, kept, by=by)
    _record("saved_view.changed", locked, by)


@transaction.atomic
def delete_view(*, view: SavedView, by: User, at: datetime) -> None:
    locked = SavedView.objects.of(by).select_for_update(of=("self",)).get(pk=view.pk)
    locked.deleted_at, locked.is_default = at, False
    locked.save(update_fields=["deleted_at", "is_default"])
    _record("saved_view.deleted", locked, by)


@transaction.atomic
def bring_back(*, view: SavedView, by: User) -> None:
    """
    :raises CannotBeKept: another one has its name by now, or there are too many
    """
    locked = SavedView.objects.filter(user=by).select_for_update(of=("self",)).get(pk=view.pk)
    if locked.deleted_at is None:
        return
    _refuse_more(by)
    locked.deleted_at = None
    _save(locked)
    _record("saved_view.brought_back", locked, by)


def _same(
    name: ListName, organisation: Organisation | None, words: str, kept: Kept, by: User
) -> SavedViewQuerySet:
    rows = SavedView.objects.of(by).of_list(name, organisation).filter(words=words, name=kept.name)
    return rows.filter(is_shared=kept.team is not None, is_default=kept.opens and name in ENTERED)


def _refuse_more(by: User) -> None:
    if SavedView.objects.of(by).count() >= MOST:
        raise CannotBeKept(FULL)


def _home_of(organisation: Organisation | None, by: User) -> int:
    """In which of the user's organisations it is kept: that of the list, or else the first."""
    own = sorted(each.organisation_id for each in by.standings)
    return organisation.pk if organisation and organisation.pk in own else own[0]


def _put(view: SavedView, kept: Kept, *, by: User) -> None:
    view.name, view.is_shared = kept.name, kept.team is not None
    if kept.team:
        view.team_id = kept.team
    view.is_default = kept.opens and view.list in ENTERED
    if view.is_default:
        others = SavedView.objects.of(by).of_list(ListName(view.list), view.organisation)
        others.filter(is_default=True).exclude(public_id=view.public_id).update(is_default=False)
    _save(view)


def _save(view: SavedView) -> None:
    """A name is used once among those that their owner sees: one left behind elsewhere is in nobody's way."""
    others = SavedView.objects.of(view.user).of_list(ListName(view.list), view.organisation)
    if others.filter(name=view.name).exclude(public_id=view.public_id).exists():
        raise CannotBeKept(TAKEN)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as taken:
        if "tiers_one_saved_view_of_a_name" not in str(taken):
            raise
        raise CannotBeKept(TAKEN) from taken


def _record(verb: str, view: SavedView, by: User) -> None:
    audit.record(verb, by=by, subject=f"saved_view:{view.public_id}", list=view.list, shared=view.is_shared)
