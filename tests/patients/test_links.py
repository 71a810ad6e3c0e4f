"""Two records of one human being: linked, shown on both, ended, by whom and in which words."""

from datetime import date

import pytest
from django.urls import reverse

from patients.models import PersonDetail, PersonIdentifier, PersonLink, Preference, PreferenceKind, Reach
from tests.factories import PersonFactory
from tests.tiers.asking import history_of, tier_of, why
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db
BORN = date(1937, 12, 12)  # as ADAIR's
KNOWN = "Her daughter says so, and the letters agree."


@pytest.fixture
def twin(world):
    """A second record of ADAIR's in the same practice."""
    with as_system():
        return PersonFactory(
            practice=world.organisation("PA"),
            details__family_name="ADAIRE",
            details__given_name="Moira",
            details__birth_date=BORN,
        )


def number_of(person) -> str:
    with as_system():
        return PersonIdentifier.objects.get(person=person).value


def find(client, person, other, **changed):
    with as_system():
        born = PersonDetail.objects.get(person=other).birth_date
    sent = {"nhs_number": number_of(other), "birth_date": f"{born:%d/%m/%Y}"} | changed
    return client.post(reverse("tiers:link_compare", args=[person.public_id]), sent)


def link(client, person, other, *, keep=None, **changed):
    kept = keep.public_id if keep else changed.pop("kept")
    sent = {"other": other.public_id, "keep": kept, "reason": "ENTERED_TWICE", "words": ""}
    return client.post(reverse("tiers:link_add", args=[person.public_id]), sent | changed)


def end(client, person, **changed):
    with as_system():
        entry = PersonLink.objects.latest("pk").pk
    sent = {"entry": entry, "why": "They are two sisters."} | changed
    return client.post(reverse("patients:link_end", args=[person.public_id]), sent)


def links_of(person) -> str:
    return reverse("patients:person_links", args=[person.public_id])


def detail_of(person) -> str:
    return reverse("careplans:front_sheet", args=[person.public_id])


def rows() -> list[tuple[int, int, bool]]:
    with as_system():
        found = PersonLink.objects.order_by("pk").values_list("person_id", "kept_id", "to_on")
        return [(aside, kept, to_on is None) for aside, kept, to_on in found]


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_two_stand_side_by_side_before_they_are_linked(client, sign_in, world, twin):
    sign_in("gp_a")

    response = find(client, world.person("ADAIR"), twin)

    sides = response.context["pair"].sides
    assert response.status_code == 200
    assert [side.record.person.family_name for side in sides] == ["ADAIR", "ADAIRE"]
    assert "Practice A, from 01-Jan-2010" in text(response)
    assert rows() == []


def test_linked_each_names_the_other_and_which_is_worked_with(client, sign_in, world, twin):
    sign_in("gp_a")
    adair = world.person("ADAIR")

    response = link(client, adair, twin, keep=adair)

    assert (response.status_code, response.url) == (302, links_of(adair))
    assert rows() == [(twin.pk, adair.pk, True)]
    aside, kept = text(client.get(detail_of(twin))), text(client.get(detail_of(adair)))
    assert "Not the record to work with." in aside
    assert f'<a class="link" href="{detail_of(adair)}">Work with that record</a>' in aside
    assert "Another record is of this person:" in kept
    assert f'href="{detail_of(twin)}"' in kept


@pytest.mark.parametrize(
    ("address", "verb"),
    [
        (detail_of, "person.read"),
        (links_of, "links.read"),
        (tier_of, "tier.read"),
        (why, "tier.explained"),
        (history_of, "tier.history_read"),
    ],
)
def test_every_page_with_a_banner_says_so_and_who_was_named_is_in_the_audit(
    client, sign_in, world, twin, address, verb
):
    sign_in("gp_a")
    adair = world.person("ADAIR")
    link(client, adair, twin, keep=adair)
    with as_system():
        before = AuditEvent.objects.latest("id").id  # as system, which is in the audit too

    assert "Not the record to work with." in text(client.get(address(twin)))

    with as_system():
        event = AuditEvent.objects.get(id__gt=before, verb=verb)
    assert (event.kind, event.people) == (EventKind.READ, [adair.pk, twin.pk])


def test_who_linked_is_not_named_where_whereabouts_are_withheld(client, sign_in, world, twin):
    user, adair = sign_in("gp_a"), world.person("ADAIR")
    link(client, adair, twin, keep=adair)
    with as_system():
        Preference.objects.create(
            person=twin, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("case_manager_1")

    for person in (adair, twin):
        shown = text(client.get(links_of(person)))
        assert "by somebody whose name is withheld" in shown
        assert f"by {user.display_name}" not in shown


def test_the_audit_of_both_has_link_and_end_without_the_words(client, sign_in, world, twin):
    sign_in("gp_a")
    adair = world.person("ADAIR")

    link(client, adair, twin, keep=adair, words=KNOWN)
    end(client, twin)

    with as_system():
        events = list(AuditEvent.objects.filter(verb__in=["person.linked", "person.unlinked"]).order_by("id"))
        kept = PersonLink.objects.get()
    assert [(event.verb, event.people) for event in events] == [
        ("person.linked", [adair.pk, twin.pk]),
        ("person.unlinked", [adair.pk, twin.pk]),
    ]
    assert [event.detail for event in events] == [
        {"link": kept.pk, "reason": "ENTERED_TWICE"},
        {"link": kept.pk},
    ]
    assert (kept.words, kept.ended_why) == (KNOWN, "They are two sisters.")


def test_ended_the_page_keeps_who_linked_and_who_ended_it(client, sign_in, world, twin):
    sign_in("gp_a")
    adair = world.person("ADAIR")
    link(client, adair, twin, keep=adair, words=KNOWN)

    end(client, adair)

    shown = text(client.get(links_of(twin)))
    assert KNOWN in shown
    assert "Ended" in shown
    assert "by Gp A: “They are two sisters.”" in shown
    assert "Not the record to work with." not in shown
    assert rows() == [(twin.pk, adair.pk, False)]


def test_search_finds_both_and_says_so(client, sign_in, world, twin):
    sign_in("gp_a")
    adair = world.person("ADAIR")
    link(client, adair, twin, keep=adair)

    found = client.post("/search/", {"q": "ADAIR"}).context["answer"].people

    assert {each.family_name: each.linked for each in found} == {
        "ADAIR": "Linked: another record is of the same person",
        "ADAIRE": "Linked: work with the other record",
    }


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"nhs_number": "9990000009"}, "Check the NHS number"),
        ({"nhs_number": ""}, "Enter the NHS number of the other record"),
        ({"birth_date": "1/1/1937"}, "No record that you may open has this NHS number"),
        ({"birth_date": "1937"}, "Enter the whole date of birth"),
    ],
)
def test_who_is_not_found_is_said_in_words(client, sign_in, world, twin, changed, says):
    sign_in("gp_a")

    response = find(client, world.person("ADAIR"), twin, **changed)

    assert (response.status_code, says in text(response)) == (422, True)


def test_somebody_of_another_practice_answers_as_nobody_does(client, sign_in, world):
    sign_in("gp_a")

    theirs = find(client, world.person("ADAIR"), world.person("COHEN"))
    nobody = find(client, world.person("ADAIR"), world.person("COHEN"), nhs_number="9990000018")

    assert (theirs.status_code, "No record that you may open" in text(theirs)) == (422, True)
    assert nobody.status_code == 422
    assert (
        link(client, world.person("ADAIR"), world.person("COHEN"), keep=world.person("ADAIR")).status_code
        == 422
    )
    assert rows() == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kept": ""}, "Choose the record to work with"),
        ({"kept": "c0ffee00-0000-4000-8000-000000000000"}, "Choose the record to work with"),
        ({"reason": ""}, "Choose why there are two records"),
        ({"reason": "OTHER"}, "Say the reason in words."),
        ({"words": "Her other number is 999 026 0184"}, "Leave the NHS number out"),
    ],
)
def test_what_is_missing_is_said_in_words(client, sign_in, world, twin, changed, says):
    sign_in("gp_a")
    adair = world.person("ADAIR")

    response = link(client, adair, twin, **({"kept": adair.public_id} | changed))

    assert (response.status_code, says in text(response), rows()) == (422, True, [])


def test_birth_dates_that_differ_need_the_words(client, sign_in, world):
    sign_in("gp_a")
    adair, bello = world.person("ADAIR"), world.person("BELLO")

    asked = find(client, adair, bello)
    refused = link(client, adair, bello, keep=adair)

    assert "The birth dates differ." in text(asked)
    assert (refused.status_code, "The birth dates differ." in text(refused)) == (422, True)
    assert link(client, adair, bello, keep=adair, words=KNOWN).status_code == 302


@pytest.mark.parametrize(
    ("differs", "says"), [({"sex": "M"}, "The genders differ."), ({"died_on": TODAY}, "Only one of the two")]
)
def test_what_else_speaks_against_one_person_needs_the_words_too(client, sign_in, world, twin, differs, says):
    sign_in("gp_a")
    adair = world.person("ADAIR")
    with as_system():
        PersonDetail.objects.filter(person=twin).update(**differs)

    refused = link(client, adair, twin, keep=adair)

    assert (refused.status_code, says in str(refused.context["form"].errors["words"])) == (422, True)
    assert link(client, adair, twin, keep=adair, words=KNOWN).status_code == 302


def test_no_chain_and_no_second_link_away(client, sign_in, world, twin):
    sign_in("gp_a")
    adair, bello = world.person("ADAIR"), world.person("BELLO")
    link(client, adair, twin, keep=adair)

    again = link(client, twin, bello, keep=bello, words=KNOWN)
    chain = link(client, adair, bello, keep=bello, words=KNOWN)
    cycle = link(client, adair, twin, keep=twin)

    assert "One of the two is linked to another record already." in text(again)
    assert "Other records are linked to the one that would be set aside." in text(chain)
    assert "linked to another record already." in text(cycle)
    assert rows() == [(twin.pk, adair.pk, True)]


def test_the_record_to_work_with_is_on_a_list(client, sign_in, world):
    sign_in("gp_a")
    with as_system():
        gone = PersonFactory(
            practice=world.organisation("PA"), practice__to_on=TODAY, details__birth_date=BORN
        )
        Reach.objects.create(
            person=gone, organisation=world.organisation("PA"), why="REGISTERED", from_on=TODAY, source="t:1"
        )

    refused = link(client, world.person("ADAIR"), gone, keep=gone)

    assert "The record to work with is registered nowhere" in text(refused)
    assert link(client, world.person("ADAIR"), gone, keep=world.person("ADAIR")).status_code == 302


@pytest.mark.parametrize(("name", "status"), [("nurse_a", 403), ("admin_a", 302), ("case_manager_1", 302)])
def test_who_may_link_and_end(client, sign_in, world, twin, name, status):
    sign_in(name)
    adair = world.person("ADAIR")

    assert find(client, adair, twin).status_code == (403 if status == 403 else 200)
    assert link(client, adair, twin, keep=adair).status_code == status
    if status == 302:
        assert end(client, twin).status_code == 302
    else:
        assert "says that two records are of one person. Ask them." in text(client.get(links_of(adair)))


def test_it_is_ended_once_and_says_why(client, sign_in, world, twin):
    sign_in("gp_a")
    adair = world.person("ADAIR")
    link(client, adair, twin, keep=adair)

    unsaid = end(client, adair, why=" ")
    end(client, adair)
    twice = end(client, adair)

    assert (unsaid.status_code, "Say in words why the link ends" in text(unsaid)) == (422, True)
    assert (twice.status_code, "ended already" in text(twice)) == (409, True)
    assert end(client, world.person("BELLO")).status_code == 404


@pytest.mark.parametrize("keeps", ["ADAIR", "COHEN"])
def test_whoever_has_a_record_open_in_an_emergency_links_it_with_nothing(client, sign_in, world, keeps):
    gp, cohen = sign_in("gp_a"), world.person("COHEN")
    with as_system():
        Reach.objects.create(person=cohen, user=gp, why="BREAK_GLASS", from_on=TODAY, source="tests:1")
    adair, kept = world.person("ADAIR"), world.person(keeps)

    assert client.get(detail_of(cohen)).status_code == 200
    assert "No record that you may open" in text(find(client, adair, cohen))
    assert link(client, adair, cohen, keep=kept, words=KNOWN).status_code == 403
    assert link(client, cohen, adair, keep=kept, words=KNOWN).status_code == 403
    assert rows() == []
