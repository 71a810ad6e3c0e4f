"""Real records behind the ids of the addresses, and the words that give them away on a page."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from patients.models import Person, PersonDetail, PersonIdentifier
from tests.matrix.answers import FOUND_NOBODY
from tests.matrix.care_records import CARE_KINDS
from tests.matrix.owners import CODES, NAMES, Kind, Maker, somebody
from tests.matrix.personas import (
    BRING_FOR,
    PRACTICE_A,
    PRACTICE_B,
    REACH,
    REVIEWERS,
    SEE_HELD_OF,
    SEE_IMPORTS_OF,
    SEE_REVIEWS_OF,
)
from tests.patients.quarantined import a_file, make_import, make_row
from tests.patients.reviews import make_review
from tests.tiers.factories import ScoreFactory
from tests.world import NOW, SYSTEM, as_system
from tiers.actions import propose_tiers
from wsic.accounts.models import User
from wsic.organisations.models import Organisation


@dataclass(frozen=True)
class Secret:
    """Words that only some may read: on anybody else's page they are a leak."""

    words: tuple[str, ...]
    readers: frozenset[str]
    what: str


def _person(owner: str, folder: Path) -> UUID:
    with as_system():
        return somebody(owner).public_id


def _organisation(owner: str, folder: Path) -> UUID:
    return Organisation.objects.get(code=CODES[owner]).public_id


def _to_look_at(owner: str, folder: Path) -> UUID:
    """Everybody is proposed on tier 2, and nobody has decided."""
    with as_system():
        for person in Person.objects.filter(frailty_scores=None):
            ScoreFactory(person=person, deficit_count=9)
        propose_tiers(None, by=SYSTEM, at=NOW)
    return _organisation(owner, folder)


def _user(owner: str, folder: Path) -> UUID:
    return User.objects.get(username="gp_a").public_id


def _import(state: str) -> Maker:
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


def _review(state: str) -> Maker:
    def make(owner: str, folder: Path) -> UUID:
        words = f"canary-review-{owner}"
        return make_review(f"gp_{owner.lower()}", CODES[owner], state=state, words=words).public_id

    return make


KINDS: dict[str, Kind] = {
    "person": (("A", "B", "LEFT"), _person),
    **CARE_KINDS,
    "user": (("GP",), _user),
    "practice": (("A", "B"), _organisation),
    "register": (("A", "B", "HUB"), _organisation),
    "worklist": (("A", "B", "HUB"), _to_look_at),
    "any register": (("A", "B", "HUB", "CCG"), _organisation),
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
    found += [
        Secret((f"canary-retracted-{owner}".lower(),), REVIEWERS, f"retracted plan of {owner}")
        for owner in "AB"
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
