"""Carers, next of kin and who decides: kept, replaced, ended; an agreement without capacity names one."""

import pytest
from django.db import DatabaseError, transaction

from careplans.models import CarePlan, RelatedPerson
from careplans.rules.related import RelatedRole, place_of, rests_on_a_document
from patients.models import Preference
from tests.careplans.factories import make_related
from tests.careplans.paper import sheets
from tests.careplans.plans import filled
from tests.world import NOW, TODAY, as_system

KAREN = {"name": "Karen Smith", "relationship": "daughter", "roles": ["CARER"], "telephone": "020 7946 0311"}
LPA = {"roles": ["ATTORNEY"], "document": "LPA of 2020, registered", "seen_on": TODAY.isoformat()}


@pytest.mark.fast
def test_who_is_rung_in_a_crisis_comes_first_and_only_who_decides_shows_a_document():
    assert place_of([RelatedRole.OTHER, RelatedRole.EMERGENCY]) == 0
    assert place_of([RelatedRole.CARER]) < place_of([RelatedRole.NEXT_OF_KIN, RelatedRole.ATTORNEY])
    assert rests_on_a_document(["CARER", "DEPUTY"])
    assert not rests_on_a_document(["CARER", "ADVOCATE"])


pages_only = pytest.mark.django_db


@pytest.fixture
def desk(pages, adair):
    return f"/people/{adair.public_id}/carers/"


def add(pages, desk, **said):
    sent = {**filled(pages.client.get(desk).context["form"]), **KAREN, **said}
    return pages.client.post(
        f"{desk}add/", {name: words for name, words in sent.items() if words is not None}
    )


def line(pages, desk):
    return pages.client.get(desk).context["panel"].now[0]


@pages_only
def test_a_carer_is_on_the_crisis_page_and_what_is_changed_replaces_it(pages, desk, adair):
    assert add(pages, desk).status_code == 302
    crisis = f"/people/{adair.public_id}/crisis/"
    assert "020 7946 0311" in pages.client.get(crisis).text
    address = f"/related/{line(pages, desk).public_id}/"
    form = filled(pages.client.get(address).context["form"])

    assert pages.client.post(f"{address}change/", form | {"telephone": "020 7946 0312"}).status_code == 302
    stale = pages.client.post(f"{address}change/", form | {"telephone": "020 7946 0399", "once": "0" * 32})

    assert stale.status_code == 409
    assert "020 7946 0399" in stale.text
    page = pages.client.get(crisis).text
    assert "020 7946 0312" in page
    assert "020 7946 0311" not in page


@pages_only
def test_sent_twice_it_is_one_and_entered_in_error_the_one_before_is_back(pages, desk):
    sent = {**filled(pages.client.get(desk).context["form"]), **KAREN}
    sent["seen_on"] = ""
    assert [pages.client.post(f"{desk}add/", sent).status_code for _ in "12"] == [302, 302]
    assert pages.client.post(f"{desk}add/", sent | {"name": "Other"}).status_code == 409
    address = f"/related/{line(pages, desk).public_id}/"
    form = filled(pages.client.get(address).context["form"])
    pages.client.post(f"{address}change/", form | {"name": "Carol"})
    assert line(pages, desk).name == "Carol"

    wrong = line(pages, desk).public_id
    assert [pages.client.post(f"/related/{wrong}/in-error/").status_code for _ in "12"] == [302, 302]

    assert line(pages, desk).name == "Karen Smith"
    assert pages.client.get(f"/related/{wrong}/").status_code == 404


@pages_only
def test_who_is_no_contact_any_more_is_rung_no_more_and_still_read(pages, desk, adair):
    add(pages, desk)
    address = f"/related/{line(pages, desk).public_id}/"
    assert pages.client.post(f"{address}end/", {"words": ""}).status_code == 422

    assert pages.client.post(f"{address}end/", {"words": "Moved to Leeds"}).status_code == 302

    assert "Moved to Leeds" in pages.client.get(desk).text
    assert "Karen" not in pages.client.get(f"/people/{adair.public_id}/crisis/").text
    with as_system(), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        RelatedPerson.objects.update(ended_words="other")


@pages_only
@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"roles": []}, "roles"), ({"roles": ["ATTORNEY"]}, "document"), ({"name": " "}, "name"),
        ({"telephone": "ring me"}, "telephone"), (LPA | {"seen_on": "2026-07-01"}, "seen_on"),
    ],
)  # fmt: skip
def test_what_is_missing_or_cannot_be_is_said_where_it_was_typed(pages, desk, said, where):
    refused = add(pages, desk, **said)

    assert refused.status_code == 422
    assert where in refused.context["form"].errors


@pages_only
def test_without_capacity_an_attorney_agrees_whose_document_was_seen(pages, desk, adair):
    plan = pages.begin()
    pages.write(plan, "HELPS", "Tea")
    said = {"agreed_with": "ATTORNEY", "attended": ["CARER", "GP"], "capacity": "Dr Patel, 3 June: dementia"}
    assert pages.agree(plan, **said).status_code == 422
    add(pages, desk, **LPA)
    add(pages, desk, name="Carol", roles=["DEPUTY"], document="Order of 2021", seen_on=TODAY.isoformat())
    named = {each.name: str(each.public_id) for each in pages.client.get(desk).context["panel"].now}
    assert pages.agree(plan, **said, decider=named["Carol"]).status_code == 422
    assert pages.agree(plan, **said | {"capacity": ""}, decider=named["Karen Smith"]).status_code == 422

    assert pages.agree(plan, **said, decider=named["Karen Smith"]).status_code == 302

    page = pages.client.get(f"/people/{adair.public_id}/plan/").text
    assert "Karen Smith, daughter: LPA of 2020, registered. Dr Patel, 3 June: dementia" in page
    with as_system():
        assert CarePlan.objects.get().decider.name == "Karen Smith"


@pages_only
def test_of_somebody_marked_sensitive_no_number_is_shown_and_none_is_lost(pages, desk, adair, sign_in):
    with as_system():
        make_related(adair, telephone="020 7946 0311")
        Preference.objects.create(
            person=adair, kind="SENSITIVE", from_on=TODAY, as_on=TODAY, recorded_at=NOW, said_by="X"
        )
    page = pages.client.get(desk)
    assert "0311" not in page.text
    address = f"/related/{line(pages, desk).public_id}/"
    form = filled(pages.client.get(address).context["form"])

    assert pages.client.post(f"{address}change/", form | {"name": "Karen Jones"}).status_code == 302

    with as_system():
        assert set(RelatedPerson.objects.values_list("telephone", flat=True)) == {"020 7946 0311"}


@pages_only
def test_another_practice_finds_nobody_and_changes_nobody(pages, desk, adair, sign_in):
    with as_system():
        row = make_related(adair)
    sign_in("gp_b")

    assert pages.client.get(desk).status_code == 404
    answers = [
        pages.client.post(f"/related/{row.public_id}/{each}/").status_code
        for each in ("change", "end", "in-error")
    ]
    assert answers == [404, 404, 404]


def test_an_attorney_who_was_entered_in_error_is_named_by_no_agreement(pages, desk, client, adair):
    with as_system():
        theirs = {"document": "LPA of 2020", "seen_on": TODAY}
        wrong = make_related(adair, name="Zebedee Wrong", roles=("ATTORNEY",), **theirs)
    plan = pages.begin()
    pages.write(plan, "HELPS", "Tea")
    said = {"agreed_with": "ATTORNEY", "decider": str(wrong.public_id), "capacity": "Cannot weigh it"}
    assert pages.agree(plan, **said, attended=["CARER"]).status_code == 302
    assert client.post(f"/related/{wrong.public_id}/in-error/").status_code == 302

    shown = [client.get(f"/people/{adair.public_id}/{each}") for each in ("plan/", "gp-record/", "crisis/")]
    shown = [each.text for each in (*shown, client.get(plan))] + sheets(client.get(f"{plan}pdf/"))

    assert [text for text in shown if "Zebedee" in text or "LPA of 2020" in text] == []
    assert "Who decided was entered in error: look at this agreement again. Cannot weigh it" in shown[0]
