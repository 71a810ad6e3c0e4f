"""The register: who is on it, what it counts, how it is filtered, sorted and paged."""

from datetime import date, timedelta

import pytest

from patients.models import PersonDetail, Preference, PreferenceKind
from tests.factories import PersonFactory
from tests.tiers.asking import print_of, register_of
from tests.tiers.factories import ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.queries import register
from tiers.queries.register import Wanted
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)


def scored(person, *counts):
    """Scores of March and June, or of June alone."""
    for on, count in zip((MARCH, JUNE)[-len(counts) :], counts, strict=True):
        ScoreFactory(person=person, calculated_on=on, deficit_count=count)
    propose_tiers([person.pk], by=SYSTEM, at=NOW)


@pytest.fixture
def practice(world):
    """Practice A with ADAIR (15), BELLO (8 to 11), FOX (4, new) and GREY without a score.

    DEAN has died, EVANS has left, HILL is too young."""
    place = world.organisation("PA")
    with as_system():
        scored(world.person("ADAIR"), 15)
        scored(world.person("BELLO"), 8, 11)
        fox = PersonFactory(
            practice=place,
            practice__from_on=date(2025, 9, 1),
            details__family_name="FOX",
            details__given_name="Ann",
            details__birth_date=date(1961, 6, 30),
        )
        scored(fox, 4)
        PersonFactory(practice=place, details__family_name="GREY", details__sex="M")
        PersonFactory(practice=place, details__family_name="HILL", details__birth_date=date(1961, 7, 1))
    return place


def read(world, practice, wanted=None, user="gp_a", **options):
    with acting_as(world.user(user), on=TODAY) as reader:
        return register.register_page(reader, [practice], wanted or Wanted(), on=TODAY, **options)


def names(shown):
    return [row.person.family_name for row in shown.rows]


def test_on_it_are_those_of_65_registered_and_alive_today(world, practice):
    shown = read(world, practice)

    assert names(shown) == ["ADAIR", "BELLO", "FOX", "GREY"]
    assert (shown.counts.everybody, shown.counts.total) == (4, 4)


def test_each_row_says_why_to_look(world, practice):
    reasons = {row.person.family_name: row.reasons for row in read(world, practice).rows}

    assert reasons == {
        "ADAIR": "",
        "BELLO": "Tier up, 8 to 11",
        "FOX": "4/36, near mild; new at the practice",
        "GREY": "No score",
    }


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(view="near"), ["FOX"]),
        (Wanted(view="changed"), ["BELLO"]),
        (Wanted(view="proposed"), ["ADAIR", "BELLO"]),
        (Wanted(view="unscored"), ["GREY"]),
        (Wanted(tier=2), ["BELLO"]),
        (Wanted(tier=3, view="changed"), []),
        (Wanted(ages=(65, 75)), ["FOX"]),
        (Wanted(ages=(85, 95)), ["ADAIR"]),
        (Wanted(sex="M"), ["BELLO", "GREY"]),
        (Wanted(housebound=True), []),
        (Wanted(housebound=False), ["ADAIR", "BELLO", "FOX", "GREY"]),
    ],
)
def test_filters_leave_whom_they_name(world, practice, wanted, expected):
    assert names(read(world, practice, wanted)) == expected


def test_the_count_of_a_view_is_what_its_link_opens(world, practice):
    counts = read(world, practice, Wanted(sex="M")).counts

    opened = {name: len(read(world, practice, Wanted(sex="M", view=name)).rows) for name in counts.views}

    assert dict(counts.views) == opened == {"": 2, "near": 0, "changed": 1, "proposed": 1, "unscored": 1}


def test_the_count_of_a_tier_is_what_its_link_opens(world, practice):
    counts = read(world, practice, Wanted(view="proposed")).counts

    opened = {tier: len(read(world, practice, Wanted(view="proposed", tier=tier)).rows) for tier in range(4)}

    assert dict(counts.tiers) == opened == {0: 0, 1: 0, 2: 1, 3: 1}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["ADAIR", "BELLO", "FOX", "GREY"]),
        ("-name", ["GREY", "FOX", "BELLO", "ADAIR"]),
        ("born", ["ADAIR", "GREY", "BELLO", "FOX"]),
        ("tier", ["FOX", "BELLO", "ADAIR", "GREY"]),
        ("-deficits", ["ADAIR", "BELLO", "FOX", "GREY"]),
        ("-scored", ["ADAIR", "BELLO", "FOX", "GREY"]),
    ],
)
def test_sorting_puts_what_is_unknown_last(world, practice, sort, expected):
    assert names(read(world, practice, sort=sort)) == expected


@pytest.fixture
def marked(world, practice):
    """Adair, of practice A; at practice B there is Cohen."""
    with as_system():
        since = {"from_on": TODAY, "as_on": TODAY, "recorded_at": NOW}
        Preference.objects.create(person=world.person("ADAIR"), kind=PreferenceKind.SENSITIVE, **since)


@pytest.mark.parametrize(
    ("sort", "of", "expected"),
    [
        ("practice", None, ["BELLO", "FOX", "GREY", "COHEN", "ADAIR"]),
        ("-practice", None, ["COHEN", "BELLO", "FOX", "GREY", "ADAIR"]),
        ("name", "PA", ["BELLO", "FOX", "GREY"]),
        ("name", "PB", ["COHEN"]),
    ],
)
def test_of_several_practices_no_order_or_filter_says_where_somebody_marked_is(
    world, practice, marked, sort, of, expected
):
    both = [practice, world.organisation("PB")]
    wanted = Wanted(practice=str(world.organisation(of).public_id)) if of else Wanted()

    with acting_as(world.user("locum"), on=TODAY) as reader:
        shown = register.register_page(reader, both, wanted, on=TODAY, sort=sort)

    assert names(shown) == expected
    assert shown.counts.everybody == 5


def test_their_own_practice_lists_them(world, practice, marked):
    wanted = Wanted(practice=str(practice.public_id))

    assert names(read(world, practice, wanted)) == ["ADAIR", "BELLO", "FOX", "GREY"]


def test_namesakes_stand_in_the_same_order_on_every_page(world, practice):
    with as_system():
        twins = [
            PersonFactory(practice=practice, details__family_name="ABEL", details__given_name="Ada")
            for _ in range(3)
        ]

    pages = [read(world, practice, number=number, size=1).ids for number in (1, 2, 3)]

    assert pages == [[twin.pk] for twin in twins]


@pytest.mark.parametrize(
    ("number", "expected"), [(1, ["ADAIR", "BELLO", "FOX"]), (2, ["GREY"]), (9, ["GREY"])]
)
def test_a_page_beyond_the_end_is_the_last_one(world, practice, number, expected):
    assert names(read(world, practice, number=number, size=3)) == expected


def test_nobody_of_another_practice_is_counted(world, practice):
    shown = read(world, practice, user="gp_b")

    assert (names(shown), shown.counts.everybody) == ([], 0)


def test_the_wall_in_code_holds_without_that_of_the_database(world, practice):
    with as_system():
        shown = register.register_page(world.user("gp_b"), [practice], Wanted(), on=TODAY)

    assert shown.counts.everybody == 0


def test_counts_by_practice_are_those_of_its_register(world, practice):
    with acting_as(world.user("case_manager_1"), on=TODAY) as reader:
        counts = register.counts_by_practice(reader, [practice], on=TODAY)[practice.pk]

    assert counts == read(world, practice).counts


def test_the_data_are_as_old_as_the_newest_list_and_score(world, practice):
    counts = read(world, practice).counts

    assert (counts.listed_on, counts.scores_on) == (TODAY, JUNE)


@pytest.mark.parametrize(("days", "kind"), [(7, ""), (8, "soon"), (31, "soon"), (32, "over")])
def test_the_head_says_when_the_scores_are_old(client, sign_in, world, days, kind):
    with as_system():
        ScoreFactory(person=world.person("ADAIR"), calculated_on=TODAY - timedelta(days=days))
    sign_in("gp_a")

    text, paper = client.get(register_of(world, "PA")).text, client.get(print_of(world, "PA")).text

    assert (f'class="clock clock--{kind}"' in text) is bool(kind)
    assert ("old data" in text, "old data" in paper) == (bool(kind), bool(kind))


def test_the_page_takes_as_many_statements_for_fifty_as_for_one(
    client, sign_in, world, django_assert_max_num_queries
):
    sign_in("gp_b")
    address = register_of(world, "PB") + "?size=50"
    with django_assert_max_num_queries(12) as of_one:
        client.get(address)
    with as_system():
        PersonFactory.create_batch(49, practice=world.organisation("PB"))

    with django_assert_max_num_queries(12) as of_fifty:
        response = client.get(address)

    assert len(response.context["page"].rows) == 50
    assert len(of_fifty) == len(of_one)


def test_somebody_who_changed_name_stands_once(world, practice):
    with as_system():
        person = world.person("ADAIR")
        old = PersonDetail.objects.get(person=person)
        from tests.factories import ImportFactory

        PersonDetail.objects.filter(pk=old.pk).update(replaced_by=ImportFactory(organisation=practice))
        old.pk, old.family_name, old.search_text, old.replaced_by = None, "ZED", "ZED MOIRA", None
        old.save(force_insert=True)

    assert names(read(world, practice)) == ["BELLO", "FOX", "GREY", "ZED"]
