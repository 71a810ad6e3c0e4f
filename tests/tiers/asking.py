"""Addresses of the pages about tiers, and how htmx asks for a part of one."""

from django.urls import reverse


def register_of(world, code):
    return reverse("tiers:register_of", args=[world.organisation(code).public_id])


def print_of(world, code):
    return reverse("tiers:register_print", args=[world.organisation(code).public_id])


def tier_of(person):
    return reverse("tiers:person_tier", args=[person.public_id])


def why(person, query=""):
    return reverse("tiers:explain", args=[person.public_id]) + query


def asked_by_htmx(target):
    return {"HX-Request": "true", "HX-Target": target}
