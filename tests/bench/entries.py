"""Coded entries by the million, the people they are about, and a plain reading of some of them."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg

from tests.factories import nhs_number
from tiers.codelists import STARTER_CODE_LIST

A_PERSON = 391  # entries, as of a person of 65 and over with a long record (RELIABILITY.md)
HEADER = "row_id,nhs_number,birth_date,effective_on,recorded_on,system,code,term,value,unit,deleted"
_FIRST = date(2005, 1, 1)
_DAYS = 7_800
_BATCH = 50_000


def birth_date(person: int) -> str:
    return str(date(1930, 1, 1) + timedelta(days=person % 9_000))


def codes() -> list[str]:
    """`system,code,term` of the starter list, with terms that hold commas in quotes."""
    with STARTER_CODE_LIST.open(encoding="utf-8", newline="") as lines:
        rows = [(row["system"], row["code"], row["term"]) for row in csv.DictReader(lines)]
    return [
        f'{system},{code},"{term}"' if "," in term else f"{system},{code},{term}"
        for system, code, term in rows
    ]


def write_entries(path: Path, *, rows: int, seed: int) -> int:
    """A file of so many rows in no order of people; how many people they are about."""
    draws = random.Random(seed)
    people = max(1, rows // A_PERSON)
    who = [f"{nhs_number(person)},{birth_date(person)}" for person in range(people)]
    days = [str(_FIRST + timedelta(days=day)) for day in range(_DAYS)]
    said = codes()
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for start in range(0, rows, _BATCH):
            file.writelines(_lines(draws, range(start, min(rows, start + _BATCH)), who, days, said))
    return people


def _lines(
    draws: random.Random, numbers: range, who: list[str], days: list[str], said: list[str]
) -> Iterator[str]:
    for number in numbers:
        chance = draws.random()
        day = int(chance * (_DAYS - 40))
        recorded = day if chance < 0.9 else day + 30
        value = f"{draws.randrange(20, 2_000) / 10},mmol/L" if chance * 10 % 1 < 0.4 else ","
        person = who[draws.randrange(len(who))]
        dates, row_id = f"{days[day]},{days[recorded]}", 4_000_000_000_000 + number
        yield f"{row_id},{person},{dates},{draws.choice(said)},{value},N\n"


_PEOPLE = """
WITH told AS (
    SELECT number, nhs_number, birth_date FROM unnest(%(numbers)s::text[], %(dates)s::date[])
        WITH ORDINALITY AS t (nhs_number, birth_date, number)
),
brought AS (
    INSERT INTO patients_import (
        public_id, feed, source, organisation_id, file_name, stored_path, sha256, size, encoding, delimiter,
        mapping, as_on, state, rows, accepted, unchanged, superseded, duplicate, quarantined, report, refusal,
        uploaded_at)
    SELECT gen_random_uuid(), 'people', 'own', %(organisation)s, '', '', '', 0, '', '', '{}', '2026-06-30',
           'DONE', 0, 0, 0, 0, 0, 0, '{}', '', now()
    RETURNING id
),
made AS (
    INSERT INTO patients_person (id, public_id, imported_by_id)
    OVERRIDING SYSTEM VALUE
    SELECT 1000000 + number, gen_random_uuid(), brought.id FROM told, brought RETURNING id
),
numbered AS (
    INSERT INTO patients_personidentifier (person_id, kind, value, imported_by_id)
    SELECT 1000000 + number, 'NHS_NUMBER', nhs_number, brought.id FROM told, brought RETURNING id
),
registered AS (
    INSERT INTO patients_registration (
        person_id, practice_id, kind, from_on, as_on, imported_by_id, digest, details_digest)
    SELECT 1000000 + number, %(practice)s, 'REGULAR', '2010-01-01', '2026-06-30', brought.id, '', ''
    FROM told, brought RETURNING id
)
INSERT INTO patients_persondetail (
    person_id, family_name, given_name, title, birth_date, sex, ethnicity, language, address, postcode, phone,
    email, usual_gp, search_text, as_on, imported_by_id, digest)
SELECT 1000000 + number, 'Grey', 'Nell', '', birth_date, 'F', '', '', '', '', '', '', '', 'GREY NELL',
       '2026-06-30', brought.id, ''
FROM told, brought
"""


def lay_down_people(connection: psycopg.Connection, people: int) -> None:
    """The CCG, a practice, and so many people on its list."""
    found = [
        connection.execute(
            "INSERT INTO organisations_organisation (public_id, code, name, kind, borough)"
            " VALUES (gen_random_uuid(), %s, %s, %s, '') RETURNING id",
            [kind, kind, kind],
        ).fetchone()
        for kind in ("CCG", "PRACTICE")
    ]
    organisation, practice = (row[0] for row in found if row)
    connection.execute(
        _PEOPLE,
        {
            "numbers": [nhs_number(person) for person in range(people)],
            "dates": [birth_date(person) for person in range(people)],
            "organisation": organisation, "practice": practice,
        },
    )  # fmt: skip
    connection.execute("ANALYZE")
