"""The first of the two walls around people: no query about persons without saying on whose behalf.

The second is row-level security (`wsic.walls`).  Either alone must hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, Q
from django.db.models.expressions import RawSQL

from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Verb
from wsic.declared import TABLES
from wsic.relationships import RELATIONSHIPS, SHOWING, Holder, Opening, openings
from wsic.work import once, people_read, read_in_crisis, system_purpose

M = TypeVar("M", bound=models.Model, covariant=True)


class Unscoped(RuntimeError):
    """A query about people that neither `visible_to(user)` nor a unit of work with a purpose stands
    behind."""


class Today(models.Func):
    """The day of the running transaction, as the middleware or the unit of work told the database."""

    template = "wsic_today()"
    arity = 0
    output_field = models.DateField()


class Now(models.Func):
    """The instant of the running transaction, as its process told the database."""

    template = "wsic_now()"
    arity = 0
    output_field = models.DateTimeField()


_ANYBODY = -1  # no user's key


@cache
def _reach_of_anybody(*to: Verb) -> tuple[str, tuple[object, ...]]:
    """As SQL; Django takes longer to build it for each of a page's questions than the database to answer."""
    return _opening(User(pk=_ANYBODY), *to).values("person_id").query.sql_with_params()


def _opening(user: User, *to: Verb) -> models.QuerySet[Any]:
    opening = [why for why, each in RELATIONSHIPS.items() if not each.verbs.isdisjoint(to)]
    return reaching(user).filter(why__in=opening)


def _reached(user: User, label: str) -> RawSQL | list[int]:
    """Whom the wall shows: of a page about some people they are found once, by the same question."""
    people = people_read()
    if people is None:
        return reach_of(user)
    to = _SHOWING if read_in_crisis() and TABLES[label].in_crisis else (Verb.READ,)
    return once(("reached", user.pk, to), lambda: _reached_among(user, people, to))


_SHOWING = tuple(sorted(SHOWING))


def _reached_among(user: User, people: tuple[int, ...], to: tuple[Verb, ...]) -> list[int]:
    """Built where it is asked: Django takes 4 ms to, and a front sheet comes by forty times."""
    rows = _opening(user, *to).filter(person_id__in=people)
    return sorted(set(rows.values_list("person_id", flat=True)))


def reach_of(user: User, *, to: Verb = Verb.READ) -> RawSQL:
    """Ids of the persons whom the user reaches now by a relationship that opens the verb."""
    return _reach_of(user, to)


def _reach_of(user: User, *to: Verb) -> RawSQL:
    statement, parameters = _reach_of_anybody(*to)
    values = [user.pk if each == _ANYBODY else each for each in parameters]
    return RawSQL(statement, values)  # noqa: S611  as Django wrote it, every value beside it


def reaching(user: User) -> models.QuerySet[Any]:
    """The rows of Reach by which the user reaches people now, in their own name or through an organisation
    they work for."""
    holds = Q(from_on__lte=Today()) & (Q(to_on=None) | Q(to_on__gt=Today()))
    mine = reduce(or_, (_opened(each, user, holds) for each in openings()))
    reach = apps.get_model("patients", "Reach")  # by name: its module is about persons and imports this one
    lasts = Q(ends_at=None) | Q(ends_at__gt=Now())
    return reach.objects.filter(holds, lasts, mine)


def _opened(opening: Opening, user: User, holds: Q) -> Q:
    """Rows of Reach by which the user reaches somebody, for one group of relationships."""
    places = Membership.objects.filter(holds, user_id=user.pk, role__in=opening.roles)
    if opening.held_by is Holder.USER:
        acts = Q(acting_for=None) & Exists(places) | Q(acting_for__in=places.values("organisation_id"))
        return Q(acts, why__in=opening.reasons, user_id=user.pk)
    return Q(why__in=opening.reasons, organisation_id__in=places.values("organisation_id"))


class PersonLinkedQuerySet(models.QuerySet[M]):
    """Of a model with people in each row; `person_fields` names the columns with their keys."""

    person_fields: tuple[str, ...] = ("person_id",)
    _scoped = False

    def visible_to(self, user: User) -> Self:
        """Only rows about people whom the user reaches on the transaction's day: of several, one of them."""
        return self._about(_reached(user, self.model._meta.label))

    def visible_in_crisis_to(self, user: User) -> Self:
        """Only rows about people whose crisis page the user may open, whatever else they may."""
        return self._about(_reach_of(user, *_SHOWING))

    def _about(self, reached: RawSQL | list[int]) -> Self:
        rows = self.filter(reduce(or_, (Q((f"{field}__in", reached)) for field in self.person_fields)))
        rows._scoped = True
        return rows

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # django-stubs leaves the private method out
        clone._scoped = self._scoped
        return clone

    def __or__(self, other: models.QuerySet[M]) -> Self:
        return self._joined(super().__or__(other), other)

    def __xor__(self, other: models.QuerySet[M]) -> Self:
        return self._joined(super().__xor__(other), other)

    def union(self, *others: models.QuerySet[Any], all: bool = False) -> Self:  # noqa: A002  Django's own name
        return self._joined(super().union(*others, all=all), *others)

    def _joined(self, together: Any, *others: models.QuerySet[Any]) -> Self:
        """Rows of several queries are scoped when each of them is; one that is empty brings nothing."""
        rows: tuple[models.QuerySet[Any], ...] = (self, *others)
        together._scoped = all(getattr(each, "_scoped", False) or each.query.is_empty() for each in rows)
        joined: Self = together
        return joined

    def _require_scope(self) -> None:
        if not (self._scoped or system_purpose()):
            raise Unscoped(
                f"{self.model.__name__}: call visible_to(user), or open wsic.work.unit_of_work(purpose=...)"
            )

    def _fetch_all(self) -> None:
        self._require_scope()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self._require_scope()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()
