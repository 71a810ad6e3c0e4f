"""A link that has ended leaves nothing behind: a world that linked, decided, scored and unlinked is that of
one that never linked."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import transaction

from patients.models import Person, PersonLink
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.tiers.linking import link, somebody, unlink
from tests.world import NOW, SYSTEM, TODAY, World, as_system
from tiers.actions import propose_tiers
from tiers.queries import register, worklist
from tiers.queries.explain import explain
from tiers.queries.export import lines
from tiers.queries.history import tier_history
from tiers.queries.organisation_tiers import organisation_tiers
from tiers.queries.person import tier_panel
from tiers.rules.files import ExportFormat
from wsic.dates import months_before
from wsic.declared import TABLES, Wall
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
WORLDS, STEPS, NAMES = 6, 14, ("ADAIR", "BELLO", "FOX", "GREY", "HALL")
# What a run writes anew has another key, and a decision another public id.
_KEYS = {"id", "public_id"}
Step = tuple[str, str, str, int]


class Undone(Exception):
    """Thrown to take a world back."""


def drawn(chance: random.Random) -> list[Step]:
    """What happens, to whom, with whom, and a number; somebody is linked at least once."""
    steps = [
        (chance.choice(["link", "link", "unlink", "score", "decide", "run"]), *chance.sample(NAMES, 2), n)
        for n in range(STEPS)
    ]
    steps.insert(chance.randrange(STEPS), ("link", *chance.sample(NAMES, 2), STEPS))
    return steps


def happen(world: World, steps: list[Step], *, linking: bool) -> int:
    """Returns how many links there were; at the end none stands, and a last run has counted everybody."""
    made: list[PersonLink] = []
    people = {name: world.person(name) for name in NAMES}
    for what, name, other, number in steps:
        if what == "link" and linking and _free(people[name], people[other]):
            made.append(link(world, people[name], people[other]))
        elif what == "unlink" and linking and _standing():
            unlink(world, _standing()[number % len(_standing())])
        elif what not in {"link", "unlink"}:
            _work(what, people[name], number)
    for each in _standing():
        unlink(world, each)
    with as_system():
        propose_tiers(None, by=SYSTEM, at=NOW)
    return len(made)


def _standing() -> list[PersonLink]:
    with as_system():
        return list(PersonLink.objects.filter(to_on=None).order_by("pk"))


def _free(aside: Person, kept: Person) -> bool:
    pairs = [(each.person_id, each.kept_id) for each in _standing()]
    return not any(aside.pk in pair or kept.pk == pair[0] for pair in pairs)


def _work(what: str, person: Person, number: int) -> None:
    with as_system():
        if what == "score":
            on = months_before(TODAY, number + 1)
            ScoreFactory(person=person, calculated_on=on, deficit_count=(7 * number) % 19)
        elif what == "decide":
            DecisionFactory(person=person, number=number + 1, tier=number % 4, decided_on=TODAY)
        else:
            propose_tiers(None, by=SYSTEM, at=NOW)


def rows_of_all() -> dict[str, list[str]]:
    """Every row of every table about people or organisations, but for links and keys."""
    found = {}
    with as_system():
        for label, declared in TABLES.items():
            model = apps.get_model(label)
            if declared.wall is Wall.SYSTEM or label == "patients.PersonLink":
                continue
            names = [field.attname for field in model._meta.concrete_fields if field.attname not in _KEYS]
            found[label] = sorted(map(repr, model._base_manager.values_list(*names)))
    return found


def pages(world: World) -> list[object]:
    place = world.organisation("PA")
    with as_system():
        exported = "".join(lines(ExportFormat.CSV, on=TODAY, practice=None))
    with acting_as(world.user("gp_a"), on=TODAY) as user:
        shown: list[object] = [
            register.register_page(user, [place], register.Wanted(), on=TODAY),
            worklist.worklist_page(user, [place], worklist.Wanted(), on=TODAY),
            organisation_tiers(user, "A", [place], practice=None, on=TODAY),
        ]
        for person in [world.person(name) for name in NAMES]:
            shown += [tier_panel(person, user=user, on=TODAY), explain(person, user=user, on=TODAY)]
            shown.append(tier_history(person, user=user, on=TODAY, known_on=TODAY, today=TODAY))
    return [exported, *shown]


@contextmanager
def taken_back() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


@pytest.mark.parametrize(
    "world_number", [0, *(pytest.param(more, marks=pytest.mark.long) for more in range(1, WORLDS))]
)
def test_unlinked_everything_is_as_if_it_had_never_been_linked(world, world_number):
    seed = random.SystemRandom().randrange(10**6)
    for name in NAMES[2:]:
        somebody(world, name)
    steps = drawn(random.Random(seed))
    with taken_back():
        links = happen(world, steps, linking=True)
        linked = rows_of_all(), pages(world)
    happen(world, steps, linking=False)

    assert links > 0, f"seed {seed}"
    assert (rows_of_all(), pages(world)) == linked, f"seed {seed}: {steps}"
