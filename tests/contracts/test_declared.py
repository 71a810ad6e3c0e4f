"""Every model, field and table is declared in wsic/declared, and nothing that is not there."""

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models

from tests.contracts.sources import none_of
from tests.wsic.owner import as_owner, execute, value
from wsic.declared import STAGING, TABLES, Table, Wall

FRAMEWORK_TABLES = {"django_migrations"}
MODELS = {model._meta.label: model for model in apps.get_models()}


def undeclared(model: type[models.Model], declared: Table) -> list[str]:
    """Fields that the declaration lacks, has twice or has too many."""
    fields = {field.name for field in [*model._meta.local_fields, *model._meta.local_many_to_many]}
    stated = declared.identifying | declared.plain
    label = model._meta.label
    return [
        *(f"{label}.{name} is not declared" for name in sorted(fields - stated)),
        *(f"{label}.{name} is declared and not there" for name in sorted(stated - fields)),
        *(f"{label}.{name} is declared twice" for name in sorted(declared.identifying & declared.plain)),
    ]


def points_at_people(model: type[models.Model]) -> bool:
    return any(
        getattr(field, "related_model", None) is MODELS["patients.Person"]
        for field in model._meta.local_fields
    )


def tables() -> set[str]:
    """Every table of the database, by the catalogue; extensions bring none, and months are parts of one."""
    names = value(
        "SELECT array_agg(c.relname::text) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
        " AND c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition"
    )
    return set(names) - FRAMEWORK_TABLES


def declared_tables() -> set[str]:
    of_models = {MODELS[label]._meta.db_table for label in TABLES}
    through = {f.m2m_db_table() for label in TABLES for f in MODELS[label]._meta.local_many_to_many}
    return of_models | through | STAGING


@pytest.mark.fast
def test_every_model_and_no_other_is_declared():
    assert set(TABLES) == set(MODELS)


@pytest.mark.fast
@pytest.mark.parametrize("label", TABLES)
def test_every_field_and_no_other_is_declared(label):
    none_of(undeclared(MODELS[label], TABLES[label]))


@pytest.mark.fast
@pytest.mark.parametrize("label", TABLES)
def test_whatever_points_at_a_person_stands_behind_the_wall(label):
    if points_at_people(MODELS[label]):
        assert TABLES[label].wall in {Wall.PERSON, Wall.REACH, Wall.SYSTEM}


@pytest.mark.fast
def test_a_field_left_out_invented_or_declared_twice_is_found():
    names = frozenset({"session_key", "session_data", "invented"})
    declared = Table(wall=Wall.OPEN, plain=names, identifying=frozenset({"session_key"}))

    found = undeclared(Session, declared)

    assert found == [
        "sessions.Session.expire_date is not declared",
        "sessions.Session.invented is declared and not there",
        "sessions.Session.session_key is declared twice",
    ]


@pytest.mark.django_db
def test_every_table_of_the_database_is_declared():
    assert tables() == declared_tables()


@pytest.mark.django_db
def test_a_table_that_nobody_declared_is_found():
    execute("CREATE TABLE sideboard (name text)")

    assert tables() - declared_tables() == {"sideboard"}


@pytest.mark.django_db
def test_no_view_shows_more_than_its_reader_may_see():
    none_of(leaking_views())


@pytest.mark.django_db
def test_a_view_in_its_owners_name_is_found():
    execute(
        "CREATE VIEW leaking AS SELECT 1 AS a",
        "CREATE VIEW sound WITH (security_invoker) AS SELECT 1 AS a",
        "CREATE MATERIALIZED VIEW stored AS SELECT 1 AS a",
    )

    assert leaking_views() == ["leaking", "stored"]


def leaking_views() -> list[str]:
    """Views that read in their owner's name, and every materialised view; extensions' own are left out."""
    with as_owner():
        names = value(
            "SELECT array_agg(c.relname::text ORDER BY c.relname) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype = 'e'"
            " WHERE n.nspname = 'public' AND d.objid IS NULL AND (c.relkind = 'm' OR (c.relkind = 'v' AND NOT"
            " coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on'], false)))"
        )
    return list(names or [])
