"""What is copied to the GP record: which events wait, what is said of them, and who files it."""

import random
import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careplans.models import CarePlan, PlanSection, RecordFiling
from careplans.rules.gp_record import Done, RecordEvent, to_do
from patients.actions.reach import refresh_reach
from patients.models import PersonDetail, Preference, Registration
from tests.careplans.factories import make_filing, make_plan, make_plan_offer
from tests.careplans.paper import sheets
from tests.careplans.sessions import make_session
from tests.tiers.factories import DecisionFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.models import TierDecision
from wsic.audit.models import AuditEvent

of_pages = pytest.mark.django_db
IN_ERROR = {"in_error_at": NOW, "in_error_reason": "WRONG_PERSON"}


class Record:
    """The pages as the client asks them."""

    def __init__(self, client, world) -> None:
        self.client, self.world = client, world
        self.practice = world.organisation("PA").public_id

    def listed(self, **words):
        page = self.client.get(reverse("careplans:gp_record_of", args=[self.practice]), words)
        return [row for row, _ in page.context["rows"]]

    def of(self, person, **words):
        return self.client.get(reverse("careplans:person_gp_record", args=[person.public_id]), words)

    def file(self, person, event, done="FILED", **words):
        sent = {"event": str(event), "done": done, **words}
        return self.client.post(reverse("careplans:gp_record_file", args=[person.public_id]), sent)

    def pdf(self, person, **words):
        return self.client.get(reverse("careplans:gp_record_pdf", args=[person.public_id]), words)

    def undo(self, filing):
        return self.client.post(reverse("careplans:gp_record_undo", args=[filing.public_id]))


@pytest.fixture
def bello(world):
    return world.person("BELLO")


@pytest.fixture
def record(client, world, sign_in):
    """As the practice's administrator."""
    sign_in("admin_a")
    return Record(client, world)


@of_pages
def test_every_event_is_listed_with_its_text_until_it_is_filed(record, adair, settings):
    settings.GP_RECORD_CODES = {"SESSION_HELD": "XY2 Planning session"}
    with as_system():
        plan = make_plan(adair, agreed=True, words="Tea helps")
        make_plan_offer(adair, answer="DECLINED", answer_words="Not yet", again_on=TODAY)
        make_session(adair, on=TODAY)
        DecisionFactory(person=adair, tier=2)
        make_plan(adair, number=2)

    rows = record.listed()
    text = " ".join(record.of(adair).text.split())

    assert {row.asked.kind for row in rows} == set(RecordEvent)
    assert len(rows) == 4
    for said in ("Tea helps", "Not yet", "Code: XY2 Planning session", "Service tier 2", "is no diagnosis"):
        assert said in text
    assert record.file(adair, plan.public_id).status_code == 302
    assert record.file(adair, plan.public_id).status_code == 302
    assert plan.public_id not in {row.asked.event for row in record.listed()}
    assert [row.filing.label for row in record.listed(view="filed")] == ["Filed"]
    assert [row.asked.kind for row in record.listed(kind="SESSION_HELD")] == [RecordEvent.SESSION_HELD]
    with as_system():
        assert RecordFiling.objects.count() == 1
        assert AuditEvent.objects.filter(verb="gp_record.filed").count() == 1


@of_pages
def test_a_plan_filed_and_entered_in_error_since_is_taken_out_and_its_words_are_gone(record, adair):
    with as_system():
        plan = make_plan(adair, agreed=True, words="Words of somebody else")
        make_filing(plan)
        CarePlan.objects.filter(pk=plan.pk).update(**IN_ERROR, in_error_by=record.world.user("gp_a"))

    (row,) = record.listed(view="take_out")
    page = record.of(adair, event=plan.public_id)
    assert (record.listed(), row.asked.event) == ([], plan.public_id)
    assert "Entered in error" in page.text
    assert "Words of somebody else" not in page.text
    assert (
        record.client.get(f"/people/{adair.public_id}/gp-record/pdf/?event={plan.public_id}").status_code
        == 404
    )
    assert record.file(adair, plan.public_id).status_code == 302  # a second press of what stands is no error
    assert record.file(adair, plan.public_id, "NOT_FILED", words="x").status_code == 409
    with as_system():
        filed = RecordFiling.objects.get(done="FILED")
        PersonDetail.objects.filter(person=adair).update(died_on=TODAY)
    assert len(record.listed(view="take_out")) == 1  # who died too: their record is read on
    assert "Take it out of the GP record, then say so here" in record.undo(filed).text
    assert record.file(adair, plan.public_id, "TAKEN_OUT").status_code == 302
    assert record.listed(view="take_out") == []


@of_pages
def test_what_is_kept_from_the_person_is_neither_in_text_nor_on_paper(record, adair):
    with as_system():
        plan = make_plan(adair, agreed=True, words="Walk to the shop")
        PlanSection.objects.filter(plan=plan).update(kept_why="Harm to others", words="Son takes the money")
        make_session(adair, on=TODAY)

    page = record.of(adair).text
    papers = [
        " ".join(sheets(record.pdf(adair, **words))[0].split()) for words in ({"event": plan.public_id}, {})
    ]

    (text,) = re.findall(r"<textarea[^>]*>(Care plan agreed.*?)</textarea>", page, re.DOTALL)
    assert "kept from the person, who may read their GP record: What helps." in page
    for each in (text, *papers):
        assert "Walk to the shop" in each
        assert not [words for words in ("Son takes", "Harm to others", "What helps", "kept") if words in each]
    assert "Planning session held" in papers[1]


@of_pages
def test_a_text_says_that_something_has_replaced_it(record, adair):
    with as_system():
        make_plan(adair, agreed=True, words="Give warfarin")
        make_plan(adair, agreed=True, number=2, words="Stop warfarin")
        for number in (1, 2):
            DecisionFactory(person=adair, tier=number, number=number)

    texts = re.findall(r"<textarea[^>]*>(.*?)</textarea>", record.of(adair).text, re.DOTALL)

    said = {each: "A later version has replaced this one." in each for each in texts if "warfarin" in each}
    assert sorted(said.values()) == [False, True]
    assert next(replaced for each, replaced in said.items() if "Give warfarin" in each)
    assert sum("Another decision followed on" in each for each in texts) == 1


@of_pages
def test_paper_about_somebody_sensitive_names_nobody_who_cares_for_them(record, adair):
    with as_system():
        sensitive = {"kind": "SENSITIVE", "from_on": TODAY, "as_on": TODAY, "recorded_at": NOW}
        Preference.objects.create(person=adair, **sensitive)
        for make in (make_plan, make_session):
            make(adair, **{"agreed": True} if make is make_plan else {"on": TODAY})
    paper = " ".join("".join(sheets(record.pdf(adair))).split())
    assert "Planning session held" in paper
    assert not [words for words in ("Practice A", "Hub One", "Recorded by") if words in paper]


@of_pages
def test_only_the_practice_of_the_regular_registration_files_and_signs(record, adair, sign_in):
    with as_system():
        plan = make_plan(adair, agreed=True)
        stay = {"practice": record.world.organisation("PB"), "kind": "TEMPORARY", "as_on": TODAY}
        Registration.objects.create(person=adair, from_on=TODAY - timedelta(days=5), **stay)
        refresh_reach(people=[adair.pk], by=SYSTEM)
    sign_in("gp_b")
    assert record.file(adair, plan.public_id).status_code == 403
    assert record.client.post(f"/plans/{plan.public_id}/sign/record/").status_code == 403


@of_pages
def test_not_to_be_filed_says_why_and_is_undone(record, adair):
    with as_system():
        plan = make_plan(adair, agreed=True)

    refused = record.file(adair, plan.public_id, "NOT_FILED")
    assert (refused.status_code, "<title>Error: " in " ".join(refused.text.split())) == (422, True)
    field = re.search(r'href="#([^"]+)">Say why it is not filed', refused.text)[1]
    assert f'id="{field}"' in refused.text
    record.file(adair, plan.public_id, "NOT_FILED", words="Is there by letter")
    other = record.file(adair, plan.public_id, "NOT_FILED", words="Other words")
    assert (other.status_code, "You had written: Other words" in other.text) == (409, True)
    assert "Is there by letter" in record.of(adair).text
    with as_system():
        filing = RecordFiling.objects.get()
    assert (record.undo(filing).status_code, record.undo(filing).status_code) == (302, 302)
    assert [row.asked.event for row in record.listed()] == [plan.public_id]


@of_pages
def test_strangers_file_nothing_and_an_event_of_somebody_else_is_none(record, adair, bello, sign_in):
    with as_system():
        plan = make_plan(adair, agreed=True)

    assert record.file(bello, plan.public_id).status_code == 409
    assert record.file(adair, uuid.uuid4()).status_code == 409
    sign_in("case_manager_1")
    assert "Copy and file" not in record.client.get(f"/gp-record/{record.practice}/").text
    for name, status in (("case_manager_1", 403), ("gp_b", 404), ("gp_a", 302)):
        sign_in(name)
        assert record.file(adair, plan.public_id).status_code == status


@of_pages
@pytest.mark.parametrize("event", ["", "x", "%s", "%(a)s", "{}"])
def test_what_names_no_event_files_nothing(record, adair, event):
    refused = record.file(adair, event)
    assert (refused.status_code, "Choose what was filed" in refused.text) == (422, True)


@of_pages
def test_what_was_recorded_before_the_day_of_the_settings_is_not_listed(record, adair, settings):
    with as_system():
        make_plan(adair, agreed=True)
    settings.GP_RECORD_FROM = (TODAY + timedelta(days=1)).isoformat()
    assert record.listed() == []
    settings.GP_RECORD_FROM = TODAY.isoformat()
    assert len(record.listed()) == 1


def of_lot(lot, person, number, wrong):
    """An event of any of the four kinds."""
    kind = lot.choice(list(RecordEvent))
    if kind is RecordEvent.PLAN_AGREED:
        reason = {"in_error_reason": "WRONG_PERSON"} if wrong else {}
        return make_plan(person, agreed=True, number=number, **wrong, **reason)
    if kind is RecordEvent.PLAN_DECLINED:
        return make_plan_offer(person, answer="DECLINED", again_on=TODAY, **wrong)
    if kind is RecordEvent.SESSION_HELD:
        return make_session(person, on=TODAY, **({"state": "IN_ERROR"} | wrong if wrong else {}))
    return DecisionFactory(person=person, number=number)


@of_pages
def test_the_list_has_what_the_rule_says_of_each_event(record, adair, bello):
    """Events and what was done about them by lot: the statement of the list and the rule agree."""
    seed = random.SystemRandom().randrange(10**6)
    lot = random.Random(seed)
    with as_system():
        by, expected = record.world.user("gp_a"), {"file": set(), "take_out": set()}
        for number in range(1, 17):
            who, in_error = lot.choice((adair, bello)), lot.random() < 0.5
            event = of_lot(lot, who, number, {"in_error_at": NOW, "in_error_by": by} if in_error else {})
            done = lot.choice(((), ("FILED",), ("NOT_FILED",), ("FILED", "TAKEN_OUT")))
            for each in done:
                make_filing(event, done=each, words="x" if each == "NOT_FILED" else "")
            make_filing(event, undone_at=NOW, undone_by=by)
            wrong = in_error and not isinstance(event, TierDecision)
            asked = to_do(in_error=wrong, listed=True, done=frozenset(map(Done, done)))
            if asked:
                expected[asked.lower()].add(event.public_id)
    for view, events in expected.items():
        assert {row.asked.event for row in record.listed(view=view)} == events, f"seed {seed}"


@of_pages
def test_the_list_asks_as_many_statements_for_many_as_for_one(record, adair):
    counts = []
    for first, last in ((1, 1), (2, 9)):
        with as_system():
            for number in range(first, last + 1):
                make_plan(adair, agreed=True, number=number)
        with CaptureQueriesContext(connection) as asked:
            assert len(record.listed()) == last
        counts.append(len(asked))
    assert counts[0] == counts[1]
