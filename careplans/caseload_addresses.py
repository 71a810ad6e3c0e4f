"""Addresses of caseloads with their words."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from careplans.queries.caseload import Share


def caseload() -> str:
    return reverse("careplans:caseload")


def caseload_of(organisation_id: UUID, query: QueryDict | None = None) -> str:
    address = reverse("careplans:caseload_of", args=[organisation_id])
    return f"{address}?{query.urlencode()}" if query else address


def hand_over(organisation_id: UUID, of: str = "") -> str:
    """:param of: whose caseload, by public id"""
    address = reverse("careplans:hand_over", args=[organisation_id])
    return f"{address}?{urlencode({'of': of})}" if of else address


def given(organisation_id: UUID, words: str, once: UUID | None) -> str:
    """The list again, with what was given in one press; `words` as the form sent them."""
    query = QueryDict(words, mutable=True)
    query.pop("given", None)
    if once:
        query["given"] = str(once)
    return caseload_of(organisation_id, query)


def shares(
    organisation_id: UUID, found: Sequence[Share], query: QueryDict
) -> list[tuple[Share, str, list[tuple[int, int, str]], bool]]:
    """Each caseload with its address, (tier, number, address) of its tiers, and whether it is the one chosen;
    the other filters stay."""
    return [
        (
            each,
            caseload_of(organisation_id, _with(query, of=each.of)),
            [
                (tier, people, caseload_of(organisation_id, _with(query, of=each.of, tier=str(tier))))
                for tier, people in each.tiers
            ],
            query.get("of") == each.of,
        )
        for each in found
    ]


def _with(query: QueryDict, **words: str) -> QueryDict:
    changed = query.copy()
    for word in ("page", "of", "tier", "given"):
        changed.pop(word, None)
    for word, value in words.items():
        changed[word] = value
    return changed
