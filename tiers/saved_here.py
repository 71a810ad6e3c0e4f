"""What a list says of saved views: where they are, and what the one that it was opened with lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from tiers.models import ListName
from tiers.queries.saved import SAVED
from tiers.rules import saved as rules


class Filter(Protocol):
    """A list's form: its fields, and its words as far as they are on offer."""

    @property
    def base_fields(self) -> Mapping[str, Any]: ...

    def query(self) -> QueryDict: ...


@dataclass(frozen=True)
class SavedHere:
    address: str
    gone: str


def _plain(query: QueryDict) -> dict[str, str]:
    return {name: str(query[name]) for name in query}


def words_of(form: Filter) -> str:
    """Filters and order, as an address has them and a view keeps them."""
    return urlencode(rules.kept(_plain(form.query())))


def saved_here(name: ListName, of: UUID | None, asked: QueryDict, form: Filter) -> SavedHere:
    """:param asked: the words as they stand in the address"""
    lacks = rules.gone(_plain(asked), _plain(form.query())) if SAVED in asked else ()
    fields = form.base_fields
    labels = [str(fields[each].label or each) if each in fields else each for each in lacks]
    words = {"list": name.value, "of": str(of) if of else "", "words": words_of(form)}
    given = {key: value for key, value in words.items() if value}
    address = f"{reverse('careplans:saved_views')}?{urlencode(given)}"
    return SavedHere(address, rules.gone_sentence(labels))
