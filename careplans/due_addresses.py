"""Addresses of the sessions that are due: lists, paper, file, letters."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from careplans.addresses import Opened
from careplans.queries.due import DO, DueCounts
from careplans.queries.due_words import LABELS
from careplans.rules.due import DueList


def due(organisation_id: UUID, query: QueryDict | None = None) -> str:
    address = reverse("careplans:due_of", args=[organisation_id])
    return f"{address}?{query.urlencode()}" if query else address


def due_print(organisation_id: UUID, query: QueryDict) -> str:
    """What is listed, all pages of it, to print."""
    return _whole("careplans:due_print", organisation_id, query)


def due_csv(organisation_id: UUID, query: QueryDict) -> str:
    """What is listed, all pages of it, as a file."""
    return _whole("careplans:due_csv", organisation_id, query)


def _whole(name: str, organisation_id: UUID, query: QueryDict) -> str:
    found = query.urlencode()
    return reverse(name, args=[organisation_id]) + (f"?{found}" if found else "")


def letters(organisation_id: UUID, query: QueryDict | None = None) -> str:
    """Of those who are to be written to; the filters of the due-list stay, but for the list."""
    return _narrowed("careplans:letters_choose", organisation_id, query)


def write_letters(organisation_id: UUID, query: QueryDict) -> str:
    return _narrowed("careplans:letters_write", organisation_id, query)


def to_ring(organisation_id: UUID, query: QueryDict) -> str:
    """Those who are rung, under the filters that letters have."""
    return _narrowed("careplans:due_of", organisation_id, query, list=DueList.CALL)


def _narrowed(name: str, organisation_id: UUID, query: QueryDict | None, **words: str) -> str:
    address = reverse(name, args=[organisation_id])
    kept = {each: query[each] for each in ("kind", "practice") if each in query} if query else {}
    return f"{address}?{urlencode(kept | words)}" if kept or words else address


def due_to_do(organisation_id: UUID) -> str:
    return f"{due(organisation_id)}?{urlencode({'list': DO})}"


def due_lists(organisation_id: UUID, counts: DueCounts, query: QueryDict) -> list[Opened]:
    """Everybody, what is to be done, and each list that anybody is on; the other filters stay."""
    chosen = query.get("list", "")
    found = [("", "Everybody", counts.everybody), (DO, "To do", counts.to_do)]
    found += [(str(each), label, counts.lists[each]) for each, label in LABELS.items()]
    return [
        Opened(label, count, due(organisation_id, _with_list(query, name)), name == chosen)
        for name, label, count in found
        if count or name in ("", DO, chosen)
    ]


def _with_list(query: QueryDict, name: str) -> QueryDict:
    changed = query.copy()
    for word in ("page", "list"):
        changed.pop(word, None)
    if name:
        changed["list"] = name
    return changed
