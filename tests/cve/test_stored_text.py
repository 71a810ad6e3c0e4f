"""Stored text: what somebody wrote, or a feed brought, is text on every page and no formula in any file."""

import csv
import io

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from tests.careplans.paper import sheets_of
from tests.contracts.sources import none_of
from tests.matrix.answers import FOUND_NOBODY, Answers
from tests.matrix.machine import parameter_of
from tests.matrix.records import KINDS, behind
from tests.matrix.table import TABLE
from tests.world import as_system
from wsic.declared import TABLES

pytestmark = pytest.mark.django_db
OURS = ("organisations.", "patients.", "tiers.")
SCRIPT = "<b id=x>'\""
FORMULA = "=1+1"
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
# Text that code reads: other words there would be another thing, not a text that somebody wrote.
_WORDS_OF_CODE = (
    "code sha256 stored_path source feed encoding delimiter role reason key value instrument deficit system"
    " settings_version code_list_version ctv3 read2 snomed column entry postcode counted_from"
)
READ_BY_CODE = frozenset(_WORDS_OF_CODE.split())


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """What holds words that somebody else chose."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.unique or field.name in READ_BY_CODE)
        and (field.max_length or 1000) >= len(SCRIPT)
    ]


def write_everywhere(words: str) -> int:
    """Into every text field of every row of ours; returns how many fields that were."""
    written = 0
    with as_system():
        for label in (each for each in TABLES if each.startswith(OURS)):
            model = apps.get_model(label)
            names = [field.name for field in text_fields(model)]
            if names and model._base_manager.update(**dict.fromkeys(names, words)):
                written += len(names)
    return written


def answers(world, folder, words: str):
    """Each address that is read, by one who may read the record behind it; lists have one of every kind."""
    behind_of = {kind: behind(kind, folder) for kind in ("", *KINDS)}
    write_everywhere(words)
    for name, address in TABLE.items():
        if address.get != 405:
            for persona, identifier in _readers(address, behind_of[address.record]):
                yield name, _ask(world, name, persona, identifier)


def _readers(address, owners):
    """A persona and an id for each record that somebody may read."""
    to = address.get.to if isinstance(address.get, Answers) else {owner: ["gp_a"] for owner in owners}
    for owner, personas in to.items():
        if owner in owners and owner != FOUND_NOBODY and personas:
            yield min(personas), owners[owner]


def _ask(world, name: str, persona: str, identifier):
    client = Client()
    client.force_login(world.user(persona))
    return client.get(reverse(name, kwargs={parameter_of(name): identifier} if identifier else {}))


def test_there_is_text_to_write(world):
    assert write_everywhere(SCRIPT) > 10


@pytest.mark.long
def test_no_page_takes_stored_text_for_markup(world, tmp_path):
    shown, printed, wrong = 0, 0, []
    for name, response in answers(world, tmp_path, SCRIPT):
        assert response.status_code < 500, name
        if "pdf" in response.headers.get("Content-Type", ""):
            printed += "<bid=x>" in "".join("".join(sheets_of(response.content)).split())
            continue
        text = response.content.decode()
        if "html" in response.headers.get("Content-Type", ""):
            shown += "&lt;b id=x&gt;" in text
            wrong += [name] if SCRIPT in text or "<b id=x" in text else []

    none_of(wrong)
    assert shown > 5
    assert printed  # as words, where markup would have gone


@pytest.mark.long
def test_no_file_holds_a_formula(world, tmp_path):
    files, wrong = 0, []
    for name, response in answers(world, tmp_path, FORMULA):
        if "csv" in response.headers.get("Content-Type", ""):
            files += 1
            cells = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
            wrong += [f"{name}: {cell}" for line in cells for cell in line if cell.startswith(FORMULAS)]

    none_of(wrong)
    assert files > 2
