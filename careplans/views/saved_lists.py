"""The lists of which views are saved: who may see one, and which of its words are on offer."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from careplans.access import capacity as capacity_access
from careplans.access import people as access
from careplans.forms.capacity import CapacityFilter, MonthsFilter
from careplans.forms.caseload import CaseloadFilter
from careplans.forms.day import DayFilter
from careplans.forms.due import DueFilter, LettersFilter
from careplans.queries import capacity_scope
from careplans.queries import caseload as caseloads
from tiers.forms.registers import RegisterFilter
from tiers.forms.worklist import WorklistFilter
from tiers.models import ListName
from tiers.saved_here import Filter, words_of
from tiers.views.asking import Asked, asked, choices_of
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.organisations.models import Organisation


@dataclass(frozen=True)
class AskedList:
    """
    A list as the user may see it.

    :param words: those that were given, as far as they are on offer
    """

    name: ListName
    organisation: Organisation | None
    words: str


def asked_list(request: HttpRequest, name: str, of: UUID | None, words: str) -> AskedList | None:
    """None where no list was asked for; one that is not the user's is not found."""
    if not name:
        return None
    if name not in ListName or (name in _OF_ORGANISATION) != (of is not None):
        raise Http404
    chosen, query = ListName(name), QueryDict(words)
    if of is None:
        return AskedList(chosen, None, words_of(_own(request, chosen, query)))
    organisation, form = _OF_ORGANISATION[chosen](request, of, query)
    return AskedList(chosen, organisation, words_of(form))


def _own(request: HttpRequest, name: ListName, query: QueryDict) -> Filter:
    user = user_of(request)
    require(access.refuse_my_day(user))
    if name == ListName.MY_DAY:
        return DayFilter(query)
    return CaseloadFilter(query, staff=caseloads.self_as_staff(user))


Found = tuple[Organisation, Filter]


def _register(request: HttpRequest, of: UUID, query: QueryDict) -> Found:
    found, practices = _asked(request, of)
    return found.organisation, RegisterFilter(query, on=found.today, practices=practices)


def _worklist(request: HttpRequest, of: UUID, query: QueryDict) -> Found:
    found, practices = _asked(request, of)
    return found.organisation, WorklistFilter(query, practices=practices)


def _due(request: HttpRequest, of: UUID, query: QueryDict) -> Found:
    found, practices = _asked(request, of)
    return found.organisation, DueFilter(query, practices=practices)


def _caseload(request: HttpRequest, of: UUID, query: QueryDict) -> Found:
    found, practices = _asked(request, of)
    staff = caseloads.staff_of(found.organisation, found.practices, on=found.today)
    return found.organisation, CaseloadFilter(query, staff=staff, practices=practices)


def _letters(request: HttpRequest, of: UUID, query: QueryDict) -> Found:
    found, practices = _asked(request, of)
    return found.organisation, LettersFilter(query, practices=practices)


def _capacity(request: HttpRequest, of: UUID, query: QueryDict) -> Found:
    organisation, scope = _numbers(request, of)
    return organisation, CapacityFilter(query, waves=len(scope.groups) > 1)


def _months(request: HttpRequest, of: UUID, query: QueryDict) -> Found:
    organisation, scope = _numbers(request, of)
    return organisation, MonthsFilter(query, practices=choices_of(scope.practices))


def _numbers(request: HttpRequest, of: UUID) -> tuple[Organisation, capacity_scope.Scope]:
    user = user_of(request)
    require(capacity_access.refuse_capacity(user))
    organisation = get_object_or_404(capacity_scope.readable(user), public_id=of)
    return organisation, capacity_scope.scope_of(user, organisation, on=clock.today())


def _asked(request: HttpRequest, of: UUID) -> tuple[Asked, list[tuple[str, str]]]:
    found = asked(request, of)
    return found, choices_of(found.practices)


_OF_ORGANISATION: dict[str, Callable[[HttpRequest, UUID, QueryDict], Found]] = {
    ListName.REGISTER: _register,
    ListName.WORKLIST: _worklist,
    ListName.DUE: _due,
    ListName.CASELOAD: _caseload,
    ListName.CAPACITY: _capacity,
    ListName.LETTERS: _letters,
    ListName.MONTHS: _months,
}
