"""Take one of the two walls down, for one test."""

from collections.abc import Callable

from patients.access import imports as access
from patients.models import PersonLinkedQuerySet
from patients.models.access_reviews import AccessReviewQuerySet, AccessReviewStepQuerySet
from tests.wsic.owner import execute
from wsic.accounts.models import User
from wsic.organisations.models import Organisation
from wsic.startup import protected_tables

WALLS = ("both walls", "database alone", "code alone")


def take_down(walls: str, monkeypatch) -> None:
    if walls == "database alone":
        _code_wall_off(monkeypatch)
    elif walls == "code alone":
        execute(*(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in protected_tables()))


def _code_wall_off(monkeypatch) -> None:
    """Whatever asks on a user's behalf gets everybody's rows; roles still say who may ask at all."""

    def visible_to(self: PersonLinkedQuerySet, user: User) -> PersonLinkedQuerySet:
        everything = self.all()
        everything._scoped = True
        return everything

    for name in ("visible_to", "visible_in_crisis_to"):
        monkeypatch.setattr(PersonLinkedQuerySet, name, visible_to)
    for entries in (AccessReviewQuerySet, AccessReviewStepQuerySet):
        monkeypatch.setattr(entries, "visible_to", lambda self, user: self.all())
    for name in ("organisations_whose_imports", "organisations_whose_rows"):
        monkeypatch.setattr(access, name, _everywhere(getattr(access, name)))


def _everywhere(whose: Callable[[User], frozenset[int]]) -> Callable[[User], frozenset[int]]:
    def everywhere(user: User) -> frozenset[int]:
        return frozenset(Organisation.objects.values_list("pk", flat=True)) if whose(user) else frozenset()

    return everywhere
