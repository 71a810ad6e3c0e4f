"""What an import had staged when its job was given up goes with it."""

import pytest
from django.db import connection

from patients.feeds import actions
from patients.feeds.declared import feed_named
from patients.sets.checks import rows_left_staged
from tests.factories import OrganisationFactory, nhs_number
from tests.patients.feeds.bringing import person, to_csv
from tests.world import NOW, TODAY, as_system
from wsic.jobs import running as jobs
from wsic.jobs.actions import MOST_ATTEMPTS
from wsic.jobs.models import Job, State
from wsic.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def brought(world, tmp_path):
    """A list that was received, and its claimed job."""
    path = tmp_path / "people.csv"
    path.write_text(to_csv([person(nhs_number(number)) for number in range(5)]))
    with as_system() as by:
        OrganisationFactory(code="P1", name="First Surgery")
        return actions.import_file(
            feed=feed_named("people"), path=path, organisation=Organisation.objects.get(code="CCG"),
            as_on=TODAY, by=by, at=NOW, due_at=NOW,
        )  # fmt: skip


class Staged:
    """Breaks the merge at its first statement, and counts what lies beside the tables then."""

    rows = 0

    def __call__(self, execute, sql, params, many, context):
        if "CREATE TEMPORARY TABLE incoming" in sql and not self.rows:
            self.rows = rows_staged()
            raise ZeroDivisionError
        return execute(sql, params, many, context)


def rows_staged() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM patients_staged_people")
        return cursor.fetchone()[0]


def test_nothing_stays_staged_of_an_import_that_is_given_up(brought):
    _, job = brought
    with as_system():
        Job.objects.filter(pk=job.pk).update(attempt=MOST_ATTEMPTS)
        job.refresh_from_db()
    staged = Staged()

    with connection.execute_wrapper(staged):
        jobs.run(job)

    with as_system():
        job.refresh_from_db()
        assert (staged.rows, job.state) == (5, State.FAILED)
        assert rows_left_staged() == []
