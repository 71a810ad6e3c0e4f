"""What is done with somebody's care plan in the synthetic CCG, without a database."""

from datetime import date, time, timedelta

import pytest

from careplans.forms.plan_agreed import AgreeForm
from careplans.models import (
    AgreedBy,
    PlanAnswer,
    PlanGoal,
    PlanSection,
    RelatedPerson,
    SessionKind,
    SessionState,
)
from careplans.queries.related import RelatedLine
from careplans.rules.plan import Heading
from tests.demo.test_care import SEED
from tests.world import TODAY
from wsic.demo.care.deeds import Booked, Known
from wsic.demo.care.plan_deeds import Asked, End, Named, ReadThrough, Signed, Version
from wsic.demo.care.plan_words import MEMORY, TELLING
from wsic.demo.care.plans import plan_deeds
from wsic.demo.streams import Draws, Room
from wsic.telephones import telephone

pytestmark = pytest.mark.fast
DAYS = [TODAY - timedelta(days=days) for days in (720, 540, 360, 180, 3)]
SESSIONS = [
    Booked(day, day, time(9), SessionKind.JOINT, "HOME", SessionState.HELD, ("PERSON", "GP", "CASE_MANAGER"))
    for day in DAYS
]


def deeds_of(number: int):
    """Of somebody with whatever the record may have."""
    places = sorted(TELLING)
    who = Known(
        key=number, birth_date=date(1940, 1, 1), registered_on=DAYS[0], live_on=DAYS[0],
        until=TODAY + timedelta(days=1), housebound=number % 7 == 0, family_name="Levy",
        deficits=frozenset(places[number % len(places) :][:3]) | (MEMORY.deficits if number % 3 else set()),
        in_home=number % 11 == 0,
    )  # fmt: skip
    return plan_deeds(SESSIONS, who, "Grace Adeyemi, Case Manager", Draws(SEED, Room.PLANS, 1, number))


EVERYBODY = [deeds_of(number) for number in range(400)]
ALL = [each for deeds in EVERYBODY for each in deeds]
VERSIONS = [each for each in ALL if isinstance(each, Version)]


def test_a_plan_is_drawn_alike_each_time_and_everything_happens_to_somebody():
    assert [deeds_of(number) for number in range(400)] == EVERYBODY
    assert {type(each) for each in ALL} == {Asked, Named, Version, ReadThrough, Signed}
    assert {each.end for each in VERSIONS} == set(End)
    assert {each.ended.agreed_with for each in VERSIONS} == set(AgreedBy)
    assert {each.answer for each in ALL if isinstance(each, Asked)} == set(PlanAnswer)
    assert {said.heading for each in VERSIONS for said in each.said} >= set(Heading) - {
        Heading.ALLERGIES, Heading.DOCUMENTS,
    }  # fmt: skip


def test_what_is_done_follows_each_other():
    for deeds in EVERYBODY:
        assert [each.on for each in deeds] == sorted(each.on for each in deeds)
        drafts = [place for place, each in enumerate(deeds) if getattr(each, "end", None) is End.DRAFT]
        assert drafts in ([], [len(deeds) - 1])
        assert all(each.on <= TODAY for each in deeds)


def test_every_agreement_would_be_taken_by_its_form():
    for deeds in EVERYBODY:
        named = {each.place: each for each in deeds if isinstance(each, Named)}
        for each in deeds:
            if isinstance(each, Version):
                _check(each, named)


def _check(version: Version, named) -> None:
    ended, lines = version.ended, {place: _line(each) for place, each in named.items()}
    sent = {
        "mark": "1-1", "agreed_with": ended.agreed_with, "on": version.on, "attended": list(ended.attended),
        "decider": str(lines[ended.decider].public_id) if ended.decider else "", "words": ended.words,
        "capacity": ended.capacity,
    }  # fmt: skip
    deciding = [each for each in lines.values() if each.document]
    form = AgreeForm(sent, today=version.on, died_on=None, deciding=deciding)
    assert form.is_valid(), form.errors


def _line(each: Named) -> RelatedLine:
    said = each.said
    return RelatedLine(
        key=each.place, public_id=f"00000000-0000-0000-0000-00000000000{each.place}", name=said.name,
        relationship=said.relationship, roles=tuple(said.roles), telephone=said.telephone, when=said.when,
        document=said.document, seen_on=said.seen_on, note=said.note, ended="", author="",
    )  # fmt: skip


def test_every_word_has_its_place_and_its_length():
    for version in VERSIONS:
        for said in version.said:
            assert 0 < len(said.words) <= 5000
            assert "{" not in said.words + said.with_whom
            assert "None" not in said.words
            assert len(said.kept_why) <= 300
            PlanSection(heading=said.heading, voice=said.voice).clean_fields(
                exclude={each.name for each in PlanSection._meta.fields} - {"heading", "voice"}
            )
        for _, aim in version.aims:
            for name in ("what", "why", "steps", "outcome_words"):
                assert len(getattr(aim, name)) <= PlanGoal._meta.get_field(name).max_length
                assert "{" not in getattr(aim, name)
    for each in ALL:
        if isinstance(each, Named):
            assert telephone(each.said.telephone) == each.said.telephone
            assert len(each.said.name) <= RelatedPerson._meta.get_field("name").max_length
