"""The crisis page opened by who does not know the person: one person, a short time, nothing else."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import ProgrammingError, transaction

from careplans.models import CarePlan
from careplans.queries.crisis import TREATMENT
from careplans.rules.plan import ALSO_IN_CRISIS, READ_FIRST, Heading
from careplans.sets.crisis import MOST_MINUTES, open_crisis
from careplans.views.crisis import NOTHING, SHUT, TOO_MANY
from patients.actions.reach import refresh_reach
from patients.models import (
    AccessReview,
    PersonDetail,
    Preference,
    PreferenceKind,
    Reach,
    Registration,
)
from patients.sets.reach import difference
from tests.careplans.crisis import FIND, opened
from tests.careplans.factories import make_first_contact, make_plan
from tests.careplans.paper import sheets
from tests.world import NOW, SYSTEM, TODAY, as_system
from tests.wsic.owner import as_owner, value
from wsic import work
from wsic.accounts.models import Membership, User
from wsic.audit.models import AuditEvent
from wsic.organisations.models import Agreement

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)
OVER = AN_HOUR + timedelta(minutes=1)  # the clock of tests goes on
HEADINGS = {*READ_FIRST, *ALSO_IN_CRISIS} - {Heading.HELPS}  # that has its own words
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+')


def add_section(plan, heading: str, words: str) -> None:
    plan.sections.create(
        person=plan.person, heading=heading, revision=1, words=words, voice="STAFF", written_at=NOW,
        organisation=plan.organisation, role=plan.role, written_by=plan.recorded_by, reviewed_on=TODAY,
    )  # fmt: skip


def test_it_opens_for_an_hour_with_what_was_agreed_and_leads_nowhere_else(reader, asked, planned):
    address = opened(reader, asked)
    page = reader.get(address).text

    assert "Sit her up" in page
    assert "open to you until 30-Jun-2026 11:00" in re.sub(r"<[^>]+>", "", page)
    assert set(re.findall(r'href="(/people/[^"]+)"', page)) == {f"{address}pdf/"}
    assert reader.get(f"{address}pdf/").headers["Content-Type"] == "application/pdf"
    for other in ("", "details/", "plan/", "tier/", "contacts/", "related/", "preferences/"):
        assert reader.get(f"/people/{planned.public_id}/{other}").status_code == 404, other
    for passed, status in ((timedelta(minutes=59), 200), (OVER, 404)):
        with time_machine.travel(NOW + passed, tick=False):
            reader.force_login(User.objects.get(username="out_of_hours"))
            assert {reader.get(each).status_code for each in (address, f"{address}pdf/")} == {status}
            over = reader.get(address).text
    assert ('href="/crisis/"' in over, SHUT in over) == (True, True)
    assert over == reader.get(f"/people/{uuid4()}/crisis/").text


def met() -> dict[str, object]:
    """How many rows the transaction's user meets by the database alone."""
    tables = ("patients_person", "careplans_plansection", "patients_registration", "careplans_plangoal",
              "careplans_task", "patients_careteammember", "patients_reachgrant")  # fmt: skip
    return {table: value(f"SELECT count(*) FROM {table}") for table in tables}


def test_the_database_shows_one_person_in_the_tables_that_the_page_asks_and_takes_nothing(
    reader, asked, world
):
    user, nothing = world.user("out_of_hours"), dict.fromkeys(met(), 0)
    with work.acting_as(user, on=TODAY):
        assert met() == nothing
    opened(reader, asked)

    with work.acting_as(user, on=TODAY):
        assert met() == nothing | {"patients_person": 1, "careplans_plansection": 1}
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            value(
                "INSERT INTO patients_preference (person_id, kind, from_on, as_on, said_by, recorded_at,"
                " recorded_by_id) SELECT id, 'TYPE_1', wsic_today(), wsic_today(), '', wsic_now(),"
                " wsic_user() FROM patients_person RETURNING id"
            )
    with time_machine.travel(NOW + OVER, tick=False), work.acting_as(user, on=TODAY):
        assert met() == nothing
    with work.acting_as(world.user("community_nurse"), on=TODAY):
        assert met() == nothing
    with as_system():
        assert difference() == (0, 0)


SLIPS = ["number", "born", "no_plan", "draft", "dissents", "unsigned", "withdrawn", "left", "died"]


def make_so(slip: str, person) -> None:
    """What keeps the page shut."""
    if slip in ("no_plan", "draft"):
        wrong = {"in_error_at": NOW, "in_error_by": User.objects.get(username="gp_a")}
        CarePlan.objects.filter(person=person).update(**wrong, in_error_reason="WRONG_PERSON")
    if slip == "draft":
        make_plan(person, number=2)
    if slip == "dissents":
        kind = PreferenceKind.DIRECT_CARE_DISSENT
        Preference.objects.create(person=person, kind=kind, from_on=TODAY, as_on=TODAY, recorded_at=NOW)
    signed = Agreement.objects.filter(organisation__code="COM" if slip == "withdrawn" else "PA")
    if slip == "unsigned":
        signed.update(replaced_at=NOW)
    if slip == "withdrawn":
        signed.update(withdrawn_on=TODAY - timedelta(days=30), hand_over_until=TODAY)
    if slip == "left":
        Registration.objects.filter(person=person).update(to_on=TODAY, stated_to_on=TODAY)
    if slip == "died":
        PersonDetail.objects.filter(person=person).update(died_on=TODAY)


def entries() -> object:
    """How many entries for review were ever begun, kept or taken back."""
    with as_owner():
        return value(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM patients_accessreview_id_seq"
        )


def test_what_opens_nothing_reads_alike_whatever_it_was_and_is_in_the_audit(reader, asked, planned):
    """Of one who is known by number and birth date the audit says who, the page never, nor how long it took:
    nothing was written and taken back."""
    written = entries()
    slips = {"number": {"nhs_number": "9990260184"}, "born": {"birth_date": "1/1/1940"}}
    answers = set()
    for slip in SLIPS:
        sent = asked | slips.get(slip, {})
        with transaction.atomic():
            with as_system():
                make_so(slip, planned)
                refresh_reach(people=None, by=SYSTEM)
            answer = reader.post(FIND, sent)
            with as_system():
                event = AuditEvent.objects.get(verb="crisis.not_opened")
                assert not Reach.objects.filter(why="OUT_OF_HOURS").exists(), slip
                assert not AccessReview.objects.exists(), slip
            assert event.people == ([] if slip in (*slips, "died") else [planned.pk]), slip
            transaction.set_rollback(True)
        text = TOKEN.sub("", answer.text.partition("<main")[2].partition("</main>")[0])
        for name in sent:
            text = text.replace(sent[name], name)
        answers.add((answer.status_code, text))

    assert len(answers) == 1
    assert {(status, NOTHING in text) for status, text in answers} == {(422, True)}
    assert entries() == written


def test_until_a_dated_hand_over_it_opens_and_the_next_day_not(reader, asked):
    with as_system():
        ending = {"withdrawn_on": TODAY - timedelta(days=9), "hand_over_until": TODAY + timedelta(days=1)}
        Agreement.objects.filter(organisation__code="PA").update(**ending)
        refresh_reach(people=None, by=SYSTEM)
    address = opened(reader, asked)
    assert reader.get(address).status_code == 200

    with as_system():
        Agreement.objects.filter(organisation__code="PA").update(hand_over_until=TODAY)
        refresh_reach(people=None, by=SYSTEM)

    assert reader.get(address).status_code == 404


def test_a_dissent_a_death_or_a_retraction_shuts_what_is_open(reader, asked, planned):
    address = opened(reader, asked)
    for slip in ("dissents", "died"):
        with transaction.atomic():
            with as_system():
                make_so(slip, planned)
                refresh_reach(people=[planned.pk], by=SYSTEM)
            assert reader.get(address).status_code == 404, slip
            transaction.set_rollback(True)
    assert reader.get(address).status_code == 200

    with as_system():
        make_so("draft", planned)

    assert {reader.get(each).status_code for each in (address, f"{address}pdf/")} == {404}


def test_it_is_reviewed_closed_by_hand_and_a_button_pressed_twice_is_one_entry(reader, asked, planned):
    address = opened(reader, asked)
    assert opened(reader, asked) == address
    review = AccessReview.objects.get()
    assert (review.kind, review.reason, review.words) == ("OUT_OF_HOURS", "AMBULANCE", "Fell in the kitchen")
    assert (review.ends_at - review.opened_at, review.state) == (AN_HOUR, "WAITING")

    with as_system():
        AccessReview.objects.update(opened_at=NOW - timedelta(minutes=3))
    opened(reader, asked)
    assert AccessReview.objects.count() == 2
    said = reader.post(f"/emergency-access/{review.public_id}/end/", follow=True).text
    assert "The crisis page is closed." in said
    assert reader.get(address).status_code == 404
    opened(reader, asked | {"words": "Fell once more"})
    assert reader.get(address).status_code == 200
    with as_system():
        verbs = list(AuditEvent.objects.filter(people=[planned.pk]).values_list("verb", flat=True))
        assert difference() == (0, 0)
    assert sorted(verbs) == sorted(["crisis.opened"] * 4 + ["crisis.closed", "crisis.read"])


def test_tries_that_open_nothing_are_counted_and_then_nothing_is_looked_at(reader, asked, settings):
    settings.CRISIS_TRIES = 2
    wrong = asked | {"birth_date": "1/1/1940"}
    assert [NOTHING in reader.post(FIND, wrong).text for _ in range(2)] == [True, True]

    assert TOO_MANY in reader.post(FIND, asked).text
    with time_machine.travel(NOW + OVER, tick=False):
        reader.force_login(User.objects.get(username="out_of_hours"))
        opened(reader, asked)


def test_looking_for_crisis_pages_uses_up_no_try_of_an_emergency_nor_the_other_way(
    client, sign_in, asked, world
):
    with as_system():
        Membership.objects.create(
            user=world.user("gp_b"),
            organisation=world.organisation("COM"),
            role="OUT_OF_HOURS",
            from_on=TODAY,
        )
    sign_in("gp_b")
    emergency = asked | {"reason": "VITAL_INTEREST", "words": "Found on the floor", "confirmed": "on"}
    for _ in range(10):
        assert NOTHING in client.post(FIND, asked | {"birth_date": "1/1/1940"}).text

    for _ in range(10):
        said = client.post("/emergency-access/", emergency | {"birth_date": "1/1/1940"})
        assert "too many wrong tries" not in said.text
    assert "too many wrong tries" in client.post("/emergency-access/", emergency).text
    opened(client, asked)


def test_nothing_typed_is_lost_and_each_gap_is_named(reader, asked):
    answer = reader.post(FIND, {"nhs_number": "12", "words": "Fit, 1122", "reason": "NONE"})

    assert answer.status_code == 422
    for said in ("Check the NHS number", "Enter the person&#x27;s date of birth", "Choose why you open"):
        assert said in answer.text
    assert 'value="Fit, 1122"' in answer.text
    assert "Leave the NHS number out" in reader.post(FIND, asked | {"words": asked["nhs_number"]}).text


@pytest.mark.parametrize(
    "name", ["gp_a", "case_manager_1", "voluntary_provider", "privacy_officer", "nobody"]
)
def test_no_other_role_opens_by_number_by_the_page_or_by_the_database(client, sign_in, asked, world, name):
    sign_in(name)
    assert client.post(FIND, asked).status_code == 403

    given = asked | {"birth_date": date(1940, 1, 1)}
    with work.acting_as(world.user(name), on=TODAY):
        assert open_crisis(**given, minutes=60, tries=9).outcome == "REFUSED"


def test_the_database_keeps_to_its_own_longest_time(asked, planned, world):
    born = date(*map(int, reversed(asked["birth_date"].split("/"))))
    with work.acting_as(world.user("out_of_hours"), on=TODAY):
        assert open_crisis(**asked | {"birth_date": born}, minutes=9999, tries=99).person == planned.pk

    with as_system():
        assert AccessReview.objects.get().ends_at - NOW < timedelta(minutes=MOST_MINUTES, seconds=9)


def test_of_somebody_marked_sensitive_it_says_nothing_of_where_they_are(reader, asked, planned):
    with as_system():
        Preference.objects.create(
            person=planned, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
        make_first_contact(planned)
        plan = make_plan(planned, number=2, words="Sit her up")
        for heading in HEADINGS:
            add_section(plan, heading, f"{heading} at 12 Mill Lane")
        plan.agreed_by, plan.agreed_at, plan.agreed_on = plan.recorded_by, NOW, TODAY
        plan.agreed_with, plan.attended = "PERSON", ["PERSON"]
        plan.save()

    address = opened(reader, asked)
    page, paper = reader.get(address).text, " ".join(" ".join(sheets(reader.get(f"{address}pdf/"))).split())

    for shown in (page, paper):
        assert shown.count("Withheld: nobody is told") == len(HEADINGS) - len(TREATMENT) + 1
        assert set(re.findall(r"(\w+) at 12 Mill Lane", shown)) == TREATMENT
        assert "Sit her up" not in shown
        assert not re.search("Practice A|Hub One|Case Manager 1|020 7946", shown)
