"""Real records of care planning behind the ids of the addresses."""

from pathlib import Path
from uuid import UUID

from careplans.models import CarePlan, PlanningSession
from patients.models import PersonDetail
from tests.careplans import sessions
from tests.careplans.capacity import make_hours
from tests.careplans.factories import (
    make_assessment,
    make_filing,
    make_first_contact,
    make_notice,
    make_plan,
    make_plan_offer,
    make_plan_review,
    make_related,
    make_signature,
    make_task,
)
from tests.careplans.letter_texts import make_text
from tests.careplans.sessions import make_lead, make_offer, make_session
from tests.matrix.owners import CODES, Kind, somebody
from tests.tiers.saved import make_saved_view
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import User
from wsic.dates import months_before
from wsic.organisations.models import Organisation


def _task(owner: str, folder: Path) -> UUID:
    with as_system():
        person = somebody(owner)
        return make_task(person, words=f"canary-task-{owner}").public_id


def _session(owner: str, folder: Path) -> UUID:
    with as_system():
        person = somebody(owner)
        return make_session(person, on=TODAY, state="BOOKED", note=f"canary-session-{owner}").public_id


def _session_lead(owner: str, folder: Path) -> UUID:
    """The hub's; it was given on by nobody since."""
    with as_system():
        person = somebody(owner)
        booked = PlanningSession.objects.filter(person=person, state="BOOKED").first()
        return make_lead(booked or make_session(person, on=TODAY, state="BOOKED")).public_id


def _offer(owner: str, folder: Path) -> UUID:
    with as_system():
        return make_offer(somebody(owner), on=TODAY).public_id


def _first_contact(owner: str, folder: Path) -> UUID:
    with as_system():
        person = somebody(owner)
        return make_first_contact(person, note=f"canary-first-{owner}").public_id


def _notice(owner: str, folder: Path) -> UUID:
    """Told to a GP of whose practice the person is, or was."""
    with as_system():
        person = somebody(owner)
        task = make_task(person, words=f"canary-task-{owner}")
        return make_notice(person, to=f"gp_{'b' if owner == 'B' else 'a'}", task=task).together


def _plan(owner: str, folder: Path) -> UUID:
    with as_system():
        person = somebody(owner)
        return make_plan(person, words=f"canary-plan-{owner}").public_id


def _related(owner: str, folder: Path) -> UUID:
    with as_system():
        person = somebody(owner)
        return make_related(person, name=f"canary-related-{owner}").public_id


def _plan_in_force(owner: str, folder: Path) -> UUID:
    with as_system():
        person = somebody(owner)
        newest = CarePlan.objects.filter(person=person).order_by("-number").first()
        number = newest.number + 1 if newest else 1
        return make_plan(person, agreed=True, number=number, words=f"canary-plan-{owner}").public_id


def _retracted(owner: str, folder: Path) -> UUID:
    """A version in error, beside whatever other ones there are."""
    words = f"canary-retracted-{owner}"
    with as_system():
        person = somebody(owner)
        number, by = 1 + CarePlan.objects.filter(person=person).count(), User.objects.get(username="gp_a")
        wrong = {"in_error_at": NOW, "in_error_by": by, "in_error_reason": "HARMFUL"}
        return make_plan(person, words=words, number=number, agreed=True, **wrong).public_id


def _plan_signature(owner: str, folder: Path) -> UUID:
    with as_system():
        plan = CarePlan.objects.get(public_id=_plan_in_force(owner, folder))
        return make_signature(plan, name=f"gp_{owner.lower()}", code=CODES[owner]).public_id


def _record_filing(owner: str, folder: Path) -> UUID:
    """Filed by a GP of the practice, who says why it would not have been."""
    with as_system():
        plan = CarePlan.objects.get(public_id=_plan_in_force(owner, folder))
        words = {"done": "NOT_FILED", "words": f"canary-filing-{owner}"}
        return make_filing(plan, name=f"gp_{owner.lower()}", code=CODES[owner], **words).public_id


def _plan_offer(owner: str, folder: Path) -> UUID:
    """Recorded by the hub."""
    with as_system():
        return make_plan_offer(somebody(owner)).public_id


def _plan_review(owner: str, folder: Path) -> UUID:
    with as_system():
        person = somebody(owner)
        plan = CarePlan.objects.filter(person=person).first() or make_plan(person)
        return make_plan_review(plan).public_id


def _saved_view(owner: str, folder: Path) -> UUID:
    """A GP's, shared with the practice."""
    with as_system():
        words = f"canary-view-{owner}"
        return make_saved_view(f"gp_{owner.lower()}", CODES[owner], name=words).public_id


def _assessment(owner: str, folder: Path) -> UUID:
    with as_system():
        person = somebody(owner)
        return make_assessment(person, found={"MOOD": ("SOME", f"canary-found-{owner}")}).public_id


def _letters(owner: str, folder: Path) -> UUID:
    """One that goes out: the session is due, and there is an address."""
    with as_system():
        person = somebody(owner)
        PersonDetail.objects.filter(person=person).update(address="1 Road", language="")
        Organisation.objects.filter(code__in=CODES.values()).update(live_on=months_before(TODAY, 24))
        return make_offer(person, on=TODAY, means="LETTER", kind="HSCA", reply_to="020 7946 0000").once


def _asked(owner: str, folder: Path) -> UUID:
    with as_system():
        person = somebody(owner)
        return sessions.make_review(person, on=TODAY, words=f"canary-asked-{owner}").public_id


def _hours(owner: str, folder: Path) -> UUID:
    """Of the hub; its practices see them as well."""
    with as_system():
        return make_hours("HUB1").public_id


def _letter_text(owner: str, folder: Path) -> UUID:
    with as_system():
        return make_text().public_id


CARE_KINDS: dict[str, Kind] = {
    "task": (("A", "B", "LEFT"), _task),
    "session": (("A", "B", "LEFT"), _session),
    "session lead": (("A", "B", "LEFT"), _session_lead),
    "offer": (("A", "B", "LEFT"), _offer),
    "first_contact": (("A", "B", "LEFT"), _first_contact),
    "notice": (("A", "B", "LEFT"), _notice),
    "plan": (("A", "B", "LEFT"), _plan),
    "plan in force": (("A", "B"), _plan_in_force),
    "retracted": (("A", "B"), _retracted),
    "plan signature": (("A", "B"), _plan_signature),
    "record filing": (("A", "B"), _record_filing),
    "plan_offer": (("A", "B"), _plan_offer),
    "related": (("A", "B"), _related),
    "plan_review": (("A", "B"), _plan_review),
    "saved_view": (("A", "B"), _saved_view),
    "assessment": (("A", "B", "LEFT"), _assessment),
    "letters": (("A", "B", "LEFT"), _letters),
    "review_request": (("A", "B", "LEFT"), _asked),
    "hours": (("A",), _hours),
    "letter text": (("CCG",), _letter_text),
}
