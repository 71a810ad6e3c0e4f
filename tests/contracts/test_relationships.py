"""The documentation of who may see whom is that of the table, and the page for staff says the same."""

import pytest

from patients.management.commands.relationships import PAGE
from patients.queries.relationships import as_markdown, lines, roles
from wsic.accounts.roles import VERBS, Role, Verb
from wsic.relationships import RELATIONSHIPS, Why


@pytest.mark.fast
def test_the_page_of_the_documentation_is_up_to_date():
    assert PAGE.read_text() == as_markdown(), "run manage.py relationships --write"


@pytest.mark.fast
def test_every_relationship_and_role_is_in_it():
    assert [line.label for line in lines()] == [why.label for why in RELATIONSHIPS]
    assert [role for role, _ in roles()] == [role.label for role in Role]
    assert set(RELATIONSHIPS) == set(Why)
    assert set(VERBS) == set(Role)


@pytest.mark.fast
def test_it_says_what_a_role_does_not_do():
    """A Health and Social Care Assistant of the practice's hub reads, and changes no care team."""
    (hub,) = [line for line in lines() if line.label == Why.HUB.label]

    opened = dict(hub.roles)

    assert Verb.READ.label in opened[Role.HSCA.label]
    assert Verb.CARE_TEAM.label not in opened[Role.HSCA.label]
    assert Verb.CARE_TEAM.label in opened[Role.GP.label]


@pytest.mark.django_db
def test_everybody_signed_in_reads_it(client, sign_in, world):
    sign_in("nobody")

    content = client.get("/access/rules/").content.decode()

    assert all(why.label in content for why in Why)
