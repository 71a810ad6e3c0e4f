"""Addresses of the pages about tiers, how htmx asks for a part of one, and what was decided."""

from datetime import date

from django.urls import reverse

from tests.world import as_system
from tiers.models import Basis, TierStanding


def register_of(world, code):
    return reverse("tiers:register_of", args=[world.organisation(code).public_id])


def print_of(world, code):
    return reverse("tiers:register_print", args=[world.organisation(code).public_id])


def tier_of(person, query=""):
    return reverse("tiers:person_tier", args=[person.public_id]) + query


def why(person, query=""):
    return reverse("tiers:explain", args=[person.public_id]) + query


def history_of(person, query=""):
    return reverse("tiers:person_history", args=[person.public_id]) + query


def asked_by_htmx(target):
    return {"HX-Request": "true", "HX-Target": target}


def decided(person) -> list[tuple[int, date, date | None]]:
    """The decided tiers that stand, each with its days."""
    with as_system():
        rows = TierStanding.objects.known_now().filter(person=person, basis=Basis.DECIDED)
        return list(rows.order_by("from_on").values_list("tier", "from_on", "to_on"))
