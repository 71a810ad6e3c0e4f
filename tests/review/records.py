"""Records entered in error, as a privacy officer finds them."""

from datetime import timedelta

from django.urls import reverse

from careplans.models import CarePlan
from tests.careplans.factories import make_plan
from tests.world import NOW, as_system

LIST = "/retracted/"
LATER = NOW + timedelta(days=3650)  # than any page of a test
WHY = "The daughter asks for it"


def wrong(world, **fields) -> dict[str, object]:
    return {"in_error_at": NOW, "in_error_by": world.user("hsca_1"), **fields}


def make_wrong(world, person, **fields) -> CarePlan:
    with as_system():
        return make_plan(person, **{"agreed": True} | wrong(world, in_error_reason="HARMFUL") | fields)


def of(record) -> str:
    return reverse("audit:retracted_record", args=[record.public_id])


def text(response) -> str:
    return " ".join(response.content.decode().split())
