"""Real records behind the ids of the addresses, and the words that give them away on a page."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from careplans.models import CarePlan, PlanningSession
from patients.models import Person, PersonDetail, PersonIdentifier
from tests.careplans import sessions
from tests.careplans.capacity import make_hours
from tests.careplans.factories import (
    make_assessment,
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
from tests.matrix.answers import FOUND_NOBODY
from tests.matrix.personas import (
    BRING_FOR,
    PRACTICE_A,
    PRACTICE_B,
    REACH,
    SEE_HELD_OF,
    SEE_IMPORTS_OF,
    SEE_REVIEWS_OF,
)
from tests.patients.quarantined import a_file, make_import, make_row
from tests.patients.reviews import make_review
from tests.tiers.factories import ScoreFactory
from tests.tiers.saved import make_saved_view
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from wsic.accounts.models import User
from wsic.dates import months_before
from wsic.organisations.models import Organisation

CODES = {"A": "PA", "B": "PB", "CCG": "CCG", "HUB": "HUB1"}
NAMES = {"A": ("ADAIR", "BELLO", "DEAN"), "B": ("COHEN",), "LEFT": ("EVANS",)}


@dataclass(frozen=True)
class Secret:
    """Words that only some may read: on anybody else's page they are a leak."""

    words: tuple[str, ...]
    readers: frozenset[str]
    what: str


def _person(owner: str, folder: Path) -> UUID:
    with as_system():
        return Person.objects.get(details__family_name=NAMES[owner][0]).public_id


def _task(owner: str, folder: Path) -> UUID:
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        return make_task(person, words=f"canary-task-{owner}").public_id


def _session(owner: str, folder: Path) -> UUID:
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        return make_session(person, on=TODAY, state="BOOKED", note=f"canary-session-{owner}").public_id


def _session_lead(owner: str, folder: Path) -> UUID:
    """The hub's; it was given on by nobody since."""
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        booked = PlanningSession.objects.filter(person=person, state="BOOKED").first()
        return make_lead(booked or make_session(person, on=TODAY, state="BOOKED")).public_id


def _offer(owner: str, folder: Path) -> UUID:
    with as_system():
        return make_offer(Person.objects.get(details__family_name=NAMES[owner][0]), on=TODAY).public_id


def _first_contact(owner: str, folder: Path) -> UUID:
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        return make_first_contact(person, note=f"canary-first-{owner}").public_id


def _notice(owner: str, folder: Path) -> UUID:
    """Told to a GP of whose practice the person is, or was."""
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        task = make_task(person, words=f"canary-task-{owner}")
        return make_notice(person, to=f"gp_{'b' if owner == 'B' else 'a'}", task=task).together


def _plan(owner: str, folder: Path) -> UUID:
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        return make_plan(person, words=f"canary-plan-{owner}").public_id


def _related(owner: str, folder: Path) -> UUID:
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        return make_related(person, name=f"canary-related-{owner}").public_id


def _plan_in_force(owner: str, folder: Path) -> UUID:
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        newest = CarePlan.objects.filter(person=person).order_by("-number").first()
        number = newest.number + 1 if newest else 1
        return make_plan(person, agreed=True, number=number, words=f"canary-plan-{owner}").public_id


def _plan_signature(owner: str, folder: Path) -> UUID:
    with as_system():
        plan = CarePlan.objects.get(public_id=_plan_in_force(owner, folder))
        return make_signature(plan, name=f"gp_{owner.lower()}", code=CODES[owner]).public_id


def _plan_offer(owner: str, folder: Path) -> UUID:
    """Recorded by the hub."""
    with as_system():
        return make_plan_offer(Person.objects.get(details__family_name=NAMES[owner][0])).public_id


def _plan_review(owner: str, folder: Path) -> UUID:
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        plan = CarePlan.objects.filter(person=person).first() or make_plan(person)
        return make_plan_review(plan).public_id


def _saved_view(owner: str, folder: Path) -> UUID:
    """A GP's, shared with the practice."""
    with as_system():
        words = f"canary-view-{owner}"
        return make_saved_view(f"gp_{owner.lower()}", CODES[owner], name=words).public_id


def _assessment(owner: str, folder: Path) -> UUID:
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        return make_assessment(person, found={"MOOD": ("SOME", f"canary-found-{owner}")}).public_id


def _letters(owner: str, folder: Path) -> UUID:
    """One that goes out: the session is due, and there is an address."""
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        PersonDetail.objects.filter(person=person).update(address="1 Road", language="")
        Organisation.objects.filter(code__in=CODES.values()).update(live_on=months_before(TODAY, 24))
        return make_offer(person, on=TODAY, means="LETTER", kind="HSCA", reply_to="020 7946 0000").once


def _asked(owner: str, folder: Path) -> UUID:
    with as_system():
        person = Person.objects.get(details__family_name=NAMES[owner][0])
        return sessions.make_review(person, on=TODAY, words=f"canary-asked-{owner}").public_id


def _organisation(owner: str, folder: Path) -> UUID:
    return Organisation.objects.get(code=CODES[owner]).public_id


def _hours(owner: str, folder: Path) -> UUID:
    """Of the hub; its practices see them as well."""
    with as_system():
        return make_hours("HUB1").public_id


def _letter_text(owner: str, folder: Path) -> UUID:
    with as_system():
        return make_text().public_id


def _to_look_at(owner: str, folder: Path) -> UUID:
    """Everybody is proposed on tier 2, and nobody has decided."""
    with as_system():
        for person in Person.objects.filter(frailty_scores=None):
            ScoreFactory(person=person, deficit_count=9)
        propose_tiers(None, by=SYSTEM, at=NOW)
    return _organisation(owner, folder)


def _user(owner: str, folder: Path) -> UUID:
    return User.objects.get(username="gp_a").public_id


def _import(state: str) -> Callable[[str, Path], UUID]:
    def make(owner: str, folder: Path) -> UUID:
        a_file(folder)
        path = str(folder / "people.csv")
        fields = {"state": state, "file_name": f"canary-file-{owner}.csv", "stored_path": path}
        return make_import(CODES[owner], **fields).public_id

    return make


def _held(owner: str, folder: Path) -> UUID:
    """Held, as it takes everybody away; the CCG oversees what a practice brought."""
    overseer = None if owner == "CCG" else Organisation.objects.get(code="CCG")
    with as_system():
        everybody = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    people = {"missing": {"count": len(everybody), "first": everybody}}
    report = {"missing": {"of": len(everybody)}, "people": people}
    fields = {"state": "HELD", "file_name": f"canary-held-{owner}.csv", "overseer": overseer}
    return make_import(CODES[owner], report=report, **fields).public_id


def _row(owner: str, folder: Path) -> UUID:
    """A row of practice A's that the CCG brought, of B's that B brought itself, and the CCG's own."""
    importer = "CCG" if owner == "A" else owner
    imported = make_import(CODES[importer], file_name=f"canary-file-{importer}.csv")
    words = f"CANARY-ROW-{owner}"
    fields = {"raw": words, "given": {"family_name": words}, "sentence": f"{words} is not a date."}
    return make_row(imported, CODES[owner], **fields).public_id


def _review(state: str) -> Callable[[str, Path], UUID]:
    def make(owner: str, folder: Path) -> UUID:
        words = f"canary-review-{owner}"
        return make_review(f"gp_{owner.lower()}", CODES[owner], state=state, words=words).public_id

    return make


# kind -> (owners, maker of a record for an owner)
KINDS: dict[str, tuple[tuple[str, ...], Callable[[str, Path], UUID]]] = {
    "person": (("A", "B", "LEFT"), _person),
    "task": (("A", "B", "LEFT"), _task),
    "session": (("A", "B", "LEFT"), _session),
    "session lead": (("A", "B", "LEFT"), _session_lead),
    "offer": (("A", "B", "LEFT"), _offer),
    "first_contact": (("A", "B", "LEFT"), _first_contact),
    "notice": (("A", "B", "LEFT"), _notice),
    "plan": (("A", "B", "LEFT"), _plan),
    "plan in force": (("A", "B"), _plan_in_force),
    "plan signature": (("A", "B"), _plan_signature),
    "plan_offer": (("A", "B"), _plan_offer),
    "related": (("A", "B"), _related),
    "plan_review": (("A", "B"), _plan_review),
    "saved_view": (("A", "B"), _saved_view),
    "assessment": (("A", "B", "LEFT"), _assessment),
    "letters": (("A", "B", "LEFT"), _letters),
    "review_request": (("A", "B", "LEFT"), _asked),
    "user": (("GP",), _user),
    "practice": (("A", "B"), _organisation),
    "register": (("A", "B", "HUB"), _organisation),
    "worklist": (("A", "B", "HUB"), _to_look_at),
    "any register": (("A", "B", "HUB", "CCG"), _organisation),
    "hours": (("A",), _hours),
    "letter text": (("CCG",), _letter_text),
    "organisation": (("A", "B", "CCG"), _organisation),
    "import": (("A", "B", "CCG"), _import("DONE")),
    "import to match": (("A", "B", "CCG"), _import("MAPPING")),
    "import held": (("A", "B", "CCG"), _held),
    "row": (("A", "B", "CCG"), _row),
    "review": (("A", "B"), _review("WAITING")),
    "review asked": (("A", "B"), _review("ASKED")),
}


def behind(kind: str, folder: Path) -> dict[str, UUID | None]:
    """Owner -> id, with one that nobody has; an address without a record has the one owner ""."""
    if not kind:
        return {"": None}
    owners, make = KINDS[kind]
    return {**{owner: make(owner, folder) for owner in owners}, FOUND_NOBODY: uuid4()}


def secrets() -> list[Secret]:
    """Every person's name, number and birth date, and the words of files and rows, with who may read them."""
    found = [
        Secret((f"canary-file-{owner}",), SEE_IMPORTS_OF[owner], f"file of {owner}")
        for owner in SEE_IMPORTS_OF
    ]
    found += [
        Secret((f"canary-held-{owner}",), SEE_HELD_OF[owner], f"held file of {owner}")
        for owner in SEE_HELD_OF
    ]
    rows = {"A": BRING_FOR["A"] | BRING_FOR["CCG"], "B": BRING_FOR["B"], "CCG": BRING_FOR["CCG"]}
    found += [Secret((f"canary-row-{owner}",), rows[owner], f"row of {owner}") for owner in rows]
    found += [
        Secret((f"canary-review-{owner}".lower(),), SEE_REVIEWS_OF[owner], f"access review of {owner}")
        for owner in SEE_REVIEWS_OF
    ]
    found += [
        Secret((f"canary-view-{owner}".lower(),), readers, f"saved view of {owner}")
        for owner, readers in (("A", PRACTICE_A), ("B", PRACTICE_B))
    ]
    for what in ("found", "task", "session", "asked", "first"):
        found += [
            Secret((f"canary-{what}-{owner}".lower(),), REACH[owner], f"{what} of {owner}") for owner in REACH
        ]
    with as_system():
        for owner, names in NAMES.items():
            for detail in PersonDetail.objects.filter(family_name__in=names):
                number = PersonIdentifier.objects.get(person=detail.person_id).value
                found.append(Secret(words_of(detail, number), REACH[owner], detail.family_name))
    return found


def words_of(detail: PersonDetail, number: str) -> tuple[str, ...]:
    born = detail.birth_date
    forms = (f"{born:%Y-%m-%d}", f"{born:%d-%b-%Y}", f"{born:%d/%m/%Y}", f"{born.day} {born:%B %Y}")
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    return tuple(word.lower() for word in (detail.family_name, number, spaced, *forms))
