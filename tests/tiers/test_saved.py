"""Saved views of lists: kept, shared, opened, changed, deleted and brought back; and what is not on offer."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import lay_down_practice_c
from tests.tiers.saved import make_saved_view
from tests.world import TODAY, as_system
from tiers.models import SavedView
from tiers.rules.saved import gone, gone_sentence, kept
from wsic.accounts.models import Membership
from wsic.accounts.roles import Role
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LISTS = (
    "/register/{PA}/", "/worklist/{PA}/", "/due/{PA}/", "/caseload/{PA}/", "/capacity/{PA}/", "/caseload/",
    "/my-day/", "/due/{PA}/letters/", "/capacity/{PA}/months/",
)  # fmt: skip


@pytest.fixture
def of(world):
    return str(world.organisation("PA").public_id)


def save(client, place, **sent):
    usual = {"list": "REGISTER", "of": place, "words": "tier=2&sort=-deficits", "name": "Frail, most first"}
    return client.post("/saved-views/save/", usual | sent)


def lines(client, **words):
    return client.get("/saved-views/", words).context["found"]


def send(client, view, what, **sent):
    return client.post(reverse(f"careplans:saved_view_{what}", args=[view.public_id]), sent)


def test_what_a_list_shows_is_saved_and_opens_the_same_list(client, sign_in, of):
    sign_in("gp_a")
    shown = client.get(f"/register/{of}/?tier=2&sort=-deficits&page=3&size=50").context["saved"]
    (page,) = [client.get(shown.address)]
    assert 'name="words" value="tier=2&amp;sort=-deficits"' in page.text

    answer = save(client, of)

    with as_system():
        view = SavedView.objects.get()
        assert AuditEvent.objects.filter(verb="saved_view.saved").exists()
    assert answer.url == f"/register/{of}/?tier=2&sort=-deficits&saved={view.public_id}"
    opened = client.get(answer.url)
    assert (opened.context["filter"].chosen(), opened.context["saved"].gone) == ({"tier": "2"}, "")
    assert [each.name for each in client.get("/").context["page"].saved] == ["Frail, most first"]


def test_every_list_leads_to_its_saved_views_in_place_and_as_a_page(client, sign_in, of):
    sign_in("gp_a")
    part = {"HX-Request": "true", "HX-Target": "saved-views"}
    for address in LISTS:
        here = client.get(address.format(PA=of)).context["saved"]

        assert client.get(here.address).context["label"], address
        assert "<html" not in client.get(here.address, headers=part).text


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({"name": ""}, 422, "Give the view a name"),
        ({"name": "x" * 61}, 422, "Write 60 characters or fewer"),
        ({"words": ""}, 422, "Filter or sort the list first"),
        ({"words": "tier=9"}, 422, "Filter or sort the list first"),
        ({"words": "tier=2&q=Smith"}, 422, "Some of these filters are not on offer any more"),
        ({"share": "00000000-0000-4000-8000-000000000000"}, 422, "Choose one of your own organisations"),
        ({"list": "NONE"}, 404, ""),
        ({"of": "00000000-0000-4000-8000-000000000000"}, 404, ""),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_is_kept(client, sign_in, of, sent, status, says):
    sign_in("gp_a")

    answer = save(client, of, **sent)

    assert (answer.status_code, says in answer.text) == (status, True)
    with as_system():
        assert not SavedView.objects.exists()


def test_a_name_is_used_once_and_there_is_an_end_of_them(client, sign_in, of):
    sign_in("gp_a")
    save(client, of)
    again = save(client, of, words="tier=3")
    assert (again.status_code, "You have a view of this list by that name" in again.text) == (409, True)
    with as_system():
        for number in range(19):
            make_saved_view(name=f"View {number}")

    full = save(client, of, name="One more")

    assert (full.status_code, "You keep 20 views" in full.text) == (409, True)


def test_colleagues_see_what_is_shared_and_nobody_else_and_change_nothing(client, sign_in, world, of):
    with as_system():
        view = make_saved_view()
        make_saved_view(name="Mine alone", is_shared=False)
    sign_in("nurse_a")
    found = lines(client, list="REGISTER", of=of)
    assert ([each.name for each in found.shared], found.own) == (["Tier 2"], ())
    assert (found.shared[0].by, found.shared[0].shared) == ("Gp A", "Practice A")
    assert {send(client, view, what).status_code for what in ("change", "delete", "back")} == {404}
    for name in ("case_manager_1", "gp_b"):
        sign_in(name)
        assert lines(client).shared == ()
        assert client.get("/saved-views/", {"list": "REGISTER", "of": of}).status_code == 404


def test_pressed_twice_it_is_one_view(client, sign_in, of):
    sign_in("gp_a")
    for sent in ({"name": "Whole"}, {"name": "Mine", "opens": "on"}, {"name": "Ours", "share": of}):
        first, second = (save(client, of, **sent) for _ in range(2))

        assert (second.status_code, second.url) == (302, first.url)
    assert save(client, of, name="Ours").status_code == 409
    with as_system():
        assert SavedView.objects.count() == AuditEvent.objects.filter(verb="saved_view.saved").count() == 3
        assert SavedView.objects.get(is_default=True).name == "Mine"


def test_of_colleagues_only_those_are_shown_whose_list_one_may_open(client, sign_in, world, of):
    with as_system():
        own = {"organisation": None, "words": "whose=team"}
        make_saved_view("community_nurse", "COM", list="MY_DAY", name="Team of Mrs Adair", **own)
        make_saved_view("gp_a", list="CAPACITY", words="kind=JOINT", name="Ours")
        Membership.objects.filter(user__username="nurse_a").update(role=Role.ANALYST)
    for name in ("out_of_hours", "nurse_a"):
        sign_in(name)
        shown = [each.address for each in lines(client).shared]
        assert [client.get(each).status_code for each in shown] == [200] * (name == "nurse_a")


def test_after_a_change_of_role_home_leaves_out_what_is_not_open_and_it_can_be_deleted(client, sign_in, of):
    with as_system():
        view = make_saved_view()
        make_saved_view(list="CAPACITY", words="kind=JOINT", name="Ours")
        Membership.objects.filter(user__username="gp_a").update(role=Role.ANALYST)
    sign_in("gp_a")

    assert [each.name for each in client.get("/").context["page"].saved] == ["Ours"]
    page = client.get("/saved-views/")
    assert "This list is not open to you any more" in page.text
    assert [bool(each.address) for each in page.context["found"].own] == [True, False]
    assert "“Tier 2” is deleted." in client.get(send(client, view, "delete").url).text


def test_a_default_kept_in_a_team_that_one_has_left_is_in_nobodys_way(client, sign_in, world, of):
    hub = world.organisation("HUB2")
    with as_system():
        user = world.user("analyst")
        Membership.objects.create(user=user, organisation=hub, role=Role.ANALYST, from_on=TODAY - DAY)
        usual = {"organisation": world.organisation("PA"), "list": "CAPACITY", "words": "kind=HSCA"}
        make_saved_view("analyst", "HUB2", name="Before", is_default=True, is_shared=False, **usual)
        Membership.objects.filter(organisation=hub).update(to_on=TODAY)
    sign_in("analyst")

    assert save(client, of, list="CAPACITY", words="kind=JOINT", opens="on").status_code == 302
    assert save(client, of, list="CAPACITY", words="kind=HSCA", name="Before").status_code == 302


def test_it_is_renamed_shared_deleted_and_brought_back(client, sign_in, of):
    sign_in("gp_a")
    save(client, of)
    with as_system():
        view = SavedView.objects.get()

    assert send(client, view, "change", name="").status_code == 422
    send(client, view, "change", name="Frail", share=of)
    (line,) = lines(client).own
    assert (line.name, line.shared) == ("Frail", "Practice A")
    undo = client.get(send(client, view, "delete").url)
    assert ("“Frail” is deleted." in undo.text, lines(client).own) == (True, ())
    send(client, view, "back")

    assert [each.name for each in lines(client).own] == ["Frail"]


@pytest.mark.parametrize(
    ("name", "menu"),
    [("REGISTER", "/register/"), ("WORKLIST", "/worklist/"), ("DUE", "/due/"), ("CAPACITY", "/capacity/")],
)
def test_the_menu_opens_a_list_with_its_default_and_the_whole_list_stays_whole(
    client, sign_in, of, name, menu
):
    sign_in("gp_a")
    words = "kind=JOINT" if name in ("DUE", "CAPACITY") else "tier=2"
    for label in ("First", "Second"):
        save(client, of, list=name, words=words, name=label, opens="on")

    with as_system():
        second = SavedView.objects.get(name="Second")
        assert list(SavedView.objects.filter(is_default=True)) == [second]
    assert client.get(menu).url == f"{menu}{of}/?{words}&saved={second.public_id}"
    assert client.get(f"{menu}{of}/").status_code == 200
    sign_in("nurse_a")
    assert client.get(menu).url == f"{menu}{of}/"


@pytest.mark.parametrize(
    ("name", "address", "word"),
    [("LETTERS", "/due/{}/letters/", "kind"), ("MONTHS", "/capacity/{}/months/", "")],
)
def test_letters_and_months_are_saved_and_opened_as_they_are_narrowed(
    client, sign_in, world, name, address, word
):
    with as_system():
        lay_down_practice_c()
    sign_in("coordinator_1")
    hub, practice = (str(world.organisation(code).public_id) for code in ("HUB1", "PA"))
    words = "kind=HSCA" if word else f"practice={practice}"

    answer = save(client, hub, list=name, words=words, name="Narrowed")

    assert answer.url.startswith(f"{address.format(hub)}?{words}&saved=")
    opened, lacks = client.get(answer.url), client.get(answer.url.replace(words, "practice=none"))
    assert (opened.context["saved"].gone, opened.status_code) == ("", 200)
    assert "is not on offer here any more" in lacks.text


def test_somebody_of_two_practices_chooses_and_then_has_the_default(client, sign_in, of):
    sign_in("locum")
    save(client, of, opens="on")

    text = client.get("/register/").text

    assert len(re.findall(rf'href="/register/{of}/\?tier=2&amp;sort=-deficits&amp;saved=', text)) == 1


def test_a_word_that_is_not_on_offer_any_more_is_said(client, sign_in, of):
    with as_system():
        view = make_saved_view(words="tier=2&practice=b5c1c9d8-0000-4000-8000-000000000000")
    sign_in("gp_a")
    (line,) = lines(client).own

    answer = client.get(line.address)

    sentence = "What this saved view asks for under Practice is not on offer here any more"
    assert (sentence in answer.text, answer.context["filter"].chosen()) == (True, {"tier": "2"})
    assert sentence not in client.get(line.address.replace(f"saved={view.public_id}", "")).text


@pytest.mark.fast
@pytest.mark.parametrize(
    ("asked", "shown", "lacks"),
    [
        ({}, {}, ()),
        ({"tier": "2", "page": "3", "saved": "x"}, {"tier": "2"}, ()),
        ({"tier": "2", "practice": "y"}, {"tier": "2"}, ("practice",)),
        ({"tier": "2"}, {"tier": "3"}, ("tier",)),
        ({"tier": "", "size": "50"}, {}, ()),
    ],
)
def test_words_that_a_list_is_shown_without(asked, shown, lacks):
    assert gone(asked, shown) == lacks


@pytest.mark.fast
def test_kept_are_filters_and_order_alone():
    assert kept({"tier": "2", "sort": "name", "page": "2", "given": "x", "list": ""}) == {
        "tier": "2",
        "sort": "name",
    }
    assert gone_sentence([]) == ""
    assert "under Tier and Practice are not on offer" in gone_sentence(["Tier", "Practice"])
