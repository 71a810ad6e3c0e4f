"""What is copied to the GP record: which events wait, what their text says, and who files it."""

import random
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careplans.models import CarePlan, PlanSection, RecordFiling
from careplans.rules.gp_record import Done, Entry, Goal, RecordEvent, ToDo, Whose, fits, text_of, to_do
from careplans.settings import gp_record_settings
from tests.careplans.factories import make_filing, make_plan, make_plan_offer
from tests.careplans.paper import sheets
from tests.careplans.sessions import make_session
from tests.tiers.factories import DecisionFactory
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent

of_pages = pytest.mark.django_db
NOBODY = frozenset[Done]()
IN_ERROR = {"in_error_at": NOW, "in_error_reason": "WRONG_PERSON"}


@pytest.mark.fast
@pytest.mark.parametrize(
    ("in_error", "listed", "done", "asked"),
    [
        (False, True, NOBODY, ToDo.FILE),
        (False, False, NOBODY, None),
        (False, True, {Done.FILED}, None),
        (False, True, {Done.NOT_FILED}, None),
        (True, True, NOBODY, None),
        (True, True, {Done.NOT_FILED}, None),
        (True, False, {Done.FILED}, ToDo.TAKE_OUT),
        (True, True, {Done.FILED, Done.TAKEN_OUT}, None),
    ],
)
def test_what_is_to_be_done_about_an_event(in_error, listed, done, asked):
    assert to_do(in_error=in_error, listed=listed, done=frozenset(done)) is asked


@pytest.mark.fast
def test_only_what_is_asked_can_be_said():
    assert {each for each in Done if fits(each, ToDo.FILE)} == {Done.FILED, Done.NOT_FILED}
    assert {each for each in Done if fits(each, ToDo.TAKE_OUT)} == {Done.TAKEN_OUT}
    assert not any(fits(each, None) for each in Done)


@pytest.mark.fast
def test_a_text_stands_by_itself():
    entry = Entry(
        event=RecordEvent.PLAN_AGREED,
        on=date(2026, 3, 12),
        lines=["Version 3. The person"],
        goals=[Goal(what="Walk to the shop", said=["by 1-May-2026", "confidence 7 of 10"])],
        sections={"What to do": "Ring Karen"},
        kept=["Risks and safety alerts"],
        by="Grace Adeyemi, Case Manager, Hub North",
    )
    whose = Whose(name="SMITH, Ann (Ms)", birth_date=date(1940, 3, 3), nhs_number="")
    assert text_of(entry, whose, code="XY1 Care plan agreed").split("\n") == [
        "Care plan agreed, 12-Mar-2026",
        "SMITH, Ann (Ms), born 03-Mar-1940, NHS number not recorded",
        "Code: XY1 Care plan agreed",
        "Version 3. The person",
        "Goals:",
        "- Walk to the shop; by 1-May-2026; confidence 7 of 10",
        "What to do: Ring Karen",
        "Not copied, being kept from the person, who may read this record: Risks and safety alerts",
        "Recorded by Grace Adeyemi, Case Manager, Hub North",
    ]


@pytest.mark.fast
def test_settings_say_which_code_is_of_no_event(settings):
    settings.GP_RECORD_CODES = {"PLAN": "XY1"}
    with pytest.raises(ValueError, match=r"'PLAN' is no event. There are PLAN_AGREED, PLAN_DECLINED"):
        gp_record_settings()


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
    assert record.file(adair, plan.public_id, "TAKEN_OUT").status_code == 302
    assert record.listed(view="take_out") == []
    with as_system():
        filed = RecordFiling.objects.get(done="FILED")
    assert "Undo that first" in record.undo(filed).text


@of_pages
def test_what_is_kept_from_the_person_is_not_in_the_text(record, adair):
    with as_system():
        plan = make_plan(adair, agreed=True, words="Son takes the money")
        PlanSection.objects.filter(plan=plan).update(kept_why="Harm to others")

    page = record.of(adair).text
    paper = sheets(record.pdf(adair))[0]

    for each in (page, paper):
        assert "Son takes the money\n(" not in each
        assert "Not copied, being kept from the person" in " ".join(each.split())
    assert "What helps: Son takes the money" not in page


@of_pages
def test_not_to_be_filed_says_why_and_is_undone(record, adair):
    with as_system():
        plan = make_plan(adair, agreed=True)

    refused = record.file(adair, plan.public_id, "NOT_FILED")
    assert (refused.status_code, "Say why it is not filed" in refused.text) == (422, True)
    record.file(adair, plan.public_id, "NOT_FILED", words="Is there by letter")
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
    for name, status in (("case_manager_1", 403), ("gp_b", 404), ("gp_a", 302)):
        sign_in(name)
        assert record.file(adair, plan.public_id).status_code == status


@of_pages
def test_what_was_recorded_before_the_day_of_the_settings_is_not_listed(record, adair, settings):
    with as_system():
        make_plan(adair, agreed=True)
    settings.GP_RECORD_FROM = (TODAY + timedelta(days=1)).isoformat()
    assert record.listed() == []
    settings.GP_RECORD_FROM = TODAY.isoformat()
    assert len(record.listed()) == 1


@of_pages
def test_the_list_has_what_the_rule_says_of_each_event(record, adair, bello):
    """Events and what was done about them by lot: the statement of the list and the rule agree."""
    seed = random.SystemRandom().randrange(10**6)
    lot = random.Random(seed)
    with as_system():
        by, expected = record.world.user("gp_a"), {"file": set(), "take_out": set()}
        for number in range(1, 13):
            wrong = IN_ERROR | {"in_error_by": by} if lot.random() < 0.5 else {}
            plan = make_plan(lot.choice((adair, bello)), agreed=True, number=number, **wrong)
            done = lot.choice(((), ("FILED",), ("NOT_FILED",), ("FILED", "TAKEN_OUT")))
            for each in done:
                make_filing(plan, done=each, words="x" if each == "NOT_FILED" else "")
            make_filing(plan, undone_at=NOW, undone_by=by)
            asked = to_do(in_error=bool(wrong), listed=True, done=frozenset(map(Done, done)))
            if asked:
                expected[asked.lower()].add(plan.public_id)
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
