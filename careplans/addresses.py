"""Addresses with their words."""

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse


def contact_form(person_id: UUID, *, back: str = "") -> str:
    """:param back: where the page goes when the contact is recorded; the person's contacts, where nothing"""
    address = reverse("careplans:contact_new", args=[person_id])
    return f"{address}?{urlencode({'back': back}, safe='/')}" if back else address


def contacts(person_id: UUID) -> str:
    return reverse("careplans:person_contacts", args=[person_id])


def my_day(**words: str) -> str:
    given = {name: value for name, value in words.items() if value}
    return reverse("careplans:my_day") + (f"?{urlencode(given)}" if given else "")
