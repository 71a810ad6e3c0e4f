"""What the database itself keeps of tasks: raised in one's own name, about one person, closed once."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from careplans.models import Task
from tests.careplans.factories import make_contact, make_task
from tests.world import NOW, TODAY, as_system
from wsic.work import acting_as

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [make_task, make_contact])
def test_nobody_writes_in_anothers_name(world, adair, make):
    refusal = pytest.raises(ProgrammingError, match="row-level security")

    with acting_as(world.user("hsca_1"), on=TODAY), refusal, transaction.atomic():
        make(adair)  # the Case Manager's


def refused(world, task, **change) -> None:
    with acting_as(world.user("hsca_1"), on=TODAY) as user:
        rows = Task.objects.visible_to(user).filter(pk=task.pk)
        with pytest.raises(IntegrityError, match="never changed otherwise"), transaction.atomic():
            rows.update(**change)


@pytest.mark.parametrize("field", ["person", "raised_by", "words"])
def test_a_task_stays_what_it_is_and_about_whom(world, adair, field):
    with as_system():
        task = make_task(adair)
    other = {"person": world.person("BELLO"), "raised_by": world.user("hsca_1"), "words": "Another"}

    refused(world, task, **{field: other[field]})


def test_a_task_that_is_closed_is_over(world, adair):
    gp = world.user("gp_a")
    with as_system():
        task = make_task(adair, closed_at=NOW, closed_by=gp, outcome="DONE")

    refused(world, task, closed_at=None, closed_by=None, outcome="")
