"""Statement counts of every page that lists something."""

import pytest

from patients.models import Person, PersonLink
from tests.factories import PersonFactory
from tests.matrix.machine import names
from tests.matrix.table import TABLE
from tests.patients.quarantined import make_import, make_row
from tests.patients.reviews import make_review
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import User
from wsic.organisations.models import Organisation

pytestmark = pytest.mark.django_db
PAGE = {"size": "50"}  # so that all rows are shown


def add_people(count: int) -> None:
    with as_system():
        practice = Organisation.objects.get(code="PA")
        for _ in range(count):
            PersonFactory(practice=practice, details__family_name="ZIMMERN")


def add_organisations(count: int) -> None:
    with as_system():
        start = Organisation.objects.count()
        for number in range(start, start + count):
            Organisation.objects.create(code=f"Z{number}", name=f"Practice Z{number}", kind="PRACTICE")


def add_imports(count: int) -> None:
    for number in range(count):
        make_import(file_name=f"{number}.csv")


def add_rows(count: int) -> None:
    imported = make_import()
    for number in range(count):
        make_row(imported, raw=f"{imported.pk} {number}", line=number + 2)


def add_reviews(count: int) -> None:
    for _ in range(count):
        make_review()


def add_links(count: int) -> None:
    with as_system():
        practice, by = Organisation.objects.get(code="PA"), User.objects.get(username="gp_a")
        kept = Person.objects.get(details__family_name="ADAIR")
        for _ in range(count):
            aside = PersonFactory(practice=practice)
            PersonLink.objects.create(
                person=aside, kept=kept, from_on=TODAY, reason="OTHER", recorded_by=by, recorded_at=NOW
            )


# address: (what it lists, method, what is sent)
LISTS = {
    "/": (add_people, "get", {}),
    "/organisations/": (add_organisations, "get", PAGE),
    "/register/{PA}/": (add_people, "get", PAGE),
    "/register/{PA}/linked/": (add_links, "get", {}),
    "/search/": (add_people, "post", {"q": "ZIMMERN"}),
    "/imports/": (add_imports, "get", PAGE),
    "/quarantine/": (add_rows, "get", PAGE),
    "/agreements/": (add_organisations, "get", PAGE),
    "/access-reviews/": (add_reviews, "get", PAGE),
}
# A GP asks where nobody is named.
ASKED_BY = {"/agreements/": "privacy_officer", "/access-reviews/": "privacy_officer"}


@pytest.mark.parametrize("address", LISTS)
def test_statements_do_not_grow_with_rows(address, client, sign_in, world, statements_do_not_grow):
    add, method, sent = LISTS[address]
    sign_in(ASKED_BY.get(address, "gp_a"))
    path = address.format(PA=world.organisation("PA").public_id)

    def ask() -> None:
        assert getattr(client, method)(path, sent).status_code == 200

    statements_do_not_grow(ask=ask, add=add)


def test_a_statement_for_each_row_is_found(world, statements_do_not_grow):
    with pytest.raises(AssertionError, match="statements for 1 row"):
        statements_do_not_grow(
            ask=lambda: [each.memberships.count() for each in User.objects.filter(username__startswith="z")],
            add=lambda count: [User.objects.create(username=f"z{count}{n}") for n in range(count)],
        )


@pytest.mark.fast
def test_every_list_is_looked_at():
    lists = {
        name
        for name in names()
        if name.endswith(("_list", ":register_of", ":register_linked", ":home", "_search"))
    }

    assert len(lists) == len(LISTS)
    assert lists <= set(TABLE)
