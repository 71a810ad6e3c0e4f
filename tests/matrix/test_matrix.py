"""Every address as everybody, with both walls; with each of them alone as one of all who are alike."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.contracts.sources import none_of
from tests.matrix import counting
from tests.matrix.machine import (
    Asker,
    Visitors,
    cells,
    cells_of_one_wall,
    differences,
    names,
    parameter_of,
    sample,
)
from tests.matrix.records import behind, secrets
from tests.matrix.table import TABLE
from tests.matrix.walls import WALLS, take_down
from tests.world import World

SHARE = 0.04  # of the cells, in a run that asks for a sample; make matrix and .ci/run ask all
OTHER_METHODS = ("put", "patch", "delete", "trace")


@pytest.mark.fast
def test_every_address_and_no_other_is_declared():
    none_of(sorted(set(names()) ^ set(TABLE)))


@pytest.mark.fast
@pytest.mark.parametrize("name", TABLE)
def test_an_id_in_the_address_has_records_behind_it(name):
    assert bool(parameter_of(name)) == bool(TABLE[name].record)


@pytest.mark.matrix
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "walls"),
    [(name, walls) for name in TABLE for walls in (WALLS if TABLE[name].walled else WALLS[:1])],
)
def test_matrix(name, walls, world, monkeypatch, tmp_path, record_property):
    address, owners = TABLE[name], behind(TABLE[name].record, tmp_path)
    known = secrets()
    take_down(walls, monkeypatch)
    seed = f"{counting.seed()} {name} {walls}"
    both = walls == WALLS[0]
    found = (
        cells(address, owners, seed=seed) if both else cells_of_one_wall(address, owners, known, seed=seed)
    )
    chosen = sample(found, seed=seed, share=1 if counting.is_full() else SHARE)
    asker = Asker(Visitors(World()), name, address, owners)

    answers = {cell: asker.ask(cell) for cell in chosen}

    record_property(counting.CELLS, len(answers))
    none_of(list(differences(address, answers, known)))


@pytest.mark.matrix
@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLE)
def test_no_address_takes_another_method(name, world, tmp_path):
    owners = behind(TABLE[name].record, tmp_path)
    client = Client()
    client.force_login(world.user("gp_a"))

    for owner in set(owners.values()):
        path = reverse(name, kwargs={parameter_of(name): owner} if owner else {})
        statuses = {getattr(client, method)(path).status_code for method in OTHER_METHODS}
        assert statuses == {405}
