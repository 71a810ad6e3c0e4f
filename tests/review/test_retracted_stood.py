"""Where a record stood that was entered in error: prints, filings and crisis pages that had it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from careplans.models import CarePlan
from tests.careplans.factories import make_filing, make_plan, make_plan_offer, make_signature
from tests.review.records import LATER, WHY, make_wrong, of, text, wrong
from tests.tiers.linking import link
from tests.world import NOW, TODAY, as_system

pytestmark = pytest.mark.django_db


def test_it_says_where_it_was_and_what_is_in_force(client, sign_in, world, pages, adair):
    with as_system():
        before = make_plan(adair, agreed=True, agreed_at=NOW - timedelta(days=9))
    address = pages.begin()
    pages.write(address, "HELPS", "canary")
    pages.agree(address)
    with as_system():
        plan = CarePlan.objects.get(number=2)
    crisis = f"/people/{adair.public_id}/crisis/"
    for paper in (f"{address}pdf/", crisis, f"/plans/{before.public_id}/pdf/"):
        assert client.get(paper).status_code == 200
    pages.wrong(address)
    client.get(crisis)
    pages.wrong(f"/plans/{before.public_id}/")
    with as_system():
        make_plan(adair, number=3, agreed=True, agreed_at=NOW + timedelta(hours=1))
    sign_in("privacy_officer")
    shown, first = client.get(of(plan)), client.get(of(before))

    for page in (shown, first):  # the crisis page of the first one again after the second went
        places = [each.what for each in page.context["stood"].places]
        assert sorted(places) == ["Clinical copy printed", "Crisis page read"]
    assert "Version 3, agreed" in text(shown)
    assert "Case Manager 1, Case Manager, Hub One" in text(shown)


def test_an_offer_filed_in_the_gp_record_is_told_and_no_words_of_the_filing(client, sign_in, world, adair):
    with as_system():
        offer = make_plan_offer(adair, answer="DECLINED", again_on=TODAY, **wrong(world))
        make_filing(offer, kind="PLAN_DECLINED")
        undone = {"undone_at": NOW, "undone_by": world.user("gp_a")}
        make_filing(offer, kind="PLAN_DECLINED", done="NOT_FILED", words="By letter of Practice A", **undone)
    sign_in("privacy_officer")

    page = text(client.get(of(offer)))

    assert "It is still in the GP record." in page
    assert ("undone since" in page, "By letter" in page) == (True, False)


def test_days_are_those_of_london_and_of_the_agreement(client, sign_in, world, adair):
    late = datetime(2026, 6, 29, 23, 30, tzinfo=UTC)  # the thirtieth in London
    with as_system():
        plan = make_wrong(world, adair)
        make_plan(adair, agreed=True, number=2, agreed_at=late, agreed_on=date(2026, 6, 20))
        make_signature(plan, undone_at=late, undone_by=world.user("gp_a"))
    sign_in("privacy_officer")

    page, words = client.get(of(plan)), client.post(of(plan), {"why": WHY})

    assert 'Version 2, agreed <time datetime="2026-06-20"' in text(page)
    assert "30 June 2026" in text(words).split("Taken back")[1][:60]


def test_a_linked_record_is_not_told_of_the_pages_of_the_other(client, sign_in, world, adair):
    """Its crisis page names both, and shows the plan of one."""
    with as_system():
        plan = make_plan(adair, agreed=True)
    link(world, world.person("DEAN"), adair)
    sign_in("case_manager_1")
    client.get(f"/people/{adair.public_id}/crisis/")
    with as_system():
        said = wrong(world, in_error_at=LATER, in_error_reason="HARMFUL")
        CarePlan.objects.filter(pk=plan.pk).update(**said)
        other = make_wrong(world, world.person("DEAN"), in_error_at=LATER)
    sign_in("privacy_officer")
    told = ["Crisis page read" in text(client.get(of(each))) for each in (plan, other)]
    assert told == [True, False]


def test_a_copy_for_the_gp_record_is_told_of_what_it_is(client, sign_in, world, adair):
    with as_system():
        plan, offer = make_plan(adair, agreed=True), make_plan_offer(adair, answer="DECLINED", again_on=TODAY)
    sign_in("gp_a")
    client.get(f"/people/{adair.public_id}/gp-record/pdf/?event={offer.public_id}")
    with as_system():
        for each in (plan, offer):
            why = {"in_error_reason": "HARMFUL"} if each is plan else {}
            type(each).objects.filter(pk=each.pk).update(**wrong(world, in_error_at=LATER, **why))
    sign_in("privacy_officer")
    told = ["Entry for the GP record printed" in text(client.get(of(each))) for each in (plan, offer)]
    assert told == [False, True]


@pytest.mark.parametrize(
    ("done", "undone", "still"),
    [(["FILED"], False, True), (["FILED"], True, False), (["FILED", "TAKEN_OUT"], False, False)],
)
def test_what_is_still_in_the_gp_record_is_warned_of(client, sign_in, world, adair, done, undone, still):
    plan = make_wrong(world, adair)
    back = {"undone_at": NOW, "undone_by": world.user("gp_a")} if undone else {}
    with as_system():
        for each in done:
            make_filing(plan, done=each, **back)
    sign_in("privacy_officer")
    page = text(client.get(of(plan)))
    assert ("GP record: filed" in page, "It is still in the GP record." in page) == (True, still)
