"""People among those one reaches, by number, name or birth date.

Misspelt names are found by pg_trgm's word similarity over the names within reach: under a policy the
operators lose their index, so the cost is that of reading the reach once (a hub's 3,700 people: see
tests/bench).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from patients.models import PersonDetail, PersonIdentifier, Registration
from patients.rules.search import ALIKE, FAINT, TWICE, Question, consonants
from wsic.accounts.models import User
from wsic.organisations.models import Organisation

from .cells import PersonCell
from .links import linked_among
from .preferences import withheld_among

SET_ASIDE = "Linked: work with the other record"
KEPT = "Linked: another record is of the same person"
MOST = 50  # people shown; who finds more is asked to say more


@dataclass(frozen=True, kw_only=True)
class FoundPerson(PersonCell):
    """`linked` says so where there is another record of the same person."""

    practice: str
    linked: str


@dataclass(frozen=True)
class Answer:
    """`more` says that there are further people beyond the MOST shown, the likeliest first."""

    people: tuple[FoundPerson, ...]
    more: bool

    @property
    def ids(self) -> list[int]:
        return [person.pk for person in self.people]


def find(
    user: User, question: Question, *, on: date, practices: Iterable[Organisation] | None = None
) -> Answer:
    """
    Who is meant; seven statements at most.

    :param practices: only people registered (regular) with one of these on the day; None: everybody reached
    """
    details = PersonDetail.objects.visible_to(user).current().select_related("person")
    if practices is not None:
        registered = Registration.objects.visible_to(user).regular_on(on)
        details = details.filter(
            person_id__in=registered.filter(practice__in=list(practices)).values("person_id")
        )
    found = list(_asked_for(details, user, question)[: MOST + 1])
    return Answer(_people(found[:MOST], user, on=on), more=len(found) > MOST)


def _asked_for(details: QuerySet[Any], user: User, question: Question) -> QuerySet[Any]:
    if question.numbers:
        # Two statements: joined under their policies the tables cost a nested loop, 10 s for a hub.
        known = PersonIdentifier.objects.visible_to(user).filter(value__in=question.numbers)
        people = list(known.values_list("person_id", flat=True))
        return details.filter(person_id__in=people).order_by("search_text", "person_id")
    if question.birth_date:
        details = details.filter(birth_date=question.birth_date)
    if question.birth_year:
        details = details.filter(birth_date__year=question.birth_year)
    return _named(details, question) if question.words else details.order_by("search_text", "person_id")


_EVERYWHERE = Value("g")
_VOICED = Value(FAINT.replace("\\B", "\\Y"))  # PostgreSQL's way to write it
_FAINTLESS = Func(F("search_text"), _VOICED, Value(""), _EVERYWHERE, function="regexp_replace")
_CONSONANTS = Func(_FAINTLESS, Value(TWICE), Value("\\1"), _EVERYWHERE, function="regexp_replace")
_AS_BY_SOUND = 0.6  # where likeness by consonants stands among those by trigrams


def _named(details: QuerySet[Any], question: Question) -> QuerySet[Any]:
    """The likeliest first.  Every word has to stand in the name or be like one of its words; beside a whole
    birth date one is enough, because pasted text has other words too."""
    words = dict(enumerate(question.words))
    details = details.annotate(consonants=_CONSONANTS)
    details = details.annotate(**{f"likeness_{place}": _likeness(word) for place, word in words.items()})
    fits = [
        Q(search_text__contains=word) | Q(**{f"likeness_{place}__gte": ALIKE})
        for place, word in words.items()
    ]
    in_all: Any = reduce(add, (F(f"likeness_{place}") for place in words))
    found: QuerySet[Any] = details.annotate(in_all=in_all).filter(
        reduce(or_ if question.birth_date else and_, fits)
    )
    return found.order_by("-in_all", "search_text", "person_id")


def _likeness(word: str) -> Func:
    """0 to 1, by trigrams or by what is left of the word without vowels."""
    left = consonants(word)
    sounds = Q(consonants__regex=rf"\m{re.escape(left)}\M") if left else Q(pk=None)
    by_sound = Case(When(sounds, then=Value(_AS_BY_SOUND)), default=Value(0.0))
    return Greatest(TrigramWordSimilarity(word, "search_text"), by_sound)


def _people(details: list[PersonDetail], user: User, *, on: date) -> tuple[FoundPerson, ...]:
    ids = [detail.person_id for detail in details]
    numbers = PersonIdentifier.objects.visible_to(user).current().filter(person_id__in=ids)
    by_person = dict(numbers.values_list("person_id", "value"))
    registered = Registration.objects.visible_to(user).regular_on(on).filter(person_id__in=ids)
    withheld = withheld_among(ids, user=user, on=on)
    aside, kept = linked_among(ids, user=user, on=on)
    practices = dict(registered.exclude(person_id__in=withheld).values_list("person_id", "practice__name"))
    return tuple(
        FoundPerson.of(
            detail,
            nhs_number=by_person.get(detail.person_id, ""),
            on=on,
            linked=SET_ASIDE if detail.person_id in aside else KEPT if detail.person_id in kept else "",
            practice="Withheld" if detail.person_id in withheld else practices.get(detail.person_id, ""),
        )
        for detail in details
    )
