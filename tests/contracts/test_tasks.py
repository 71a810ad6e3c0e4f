"""Tasks take what a newer sender may add, are named outright, and may run twice."""

import ast
from collections.abc import Iterator

import pytest
from celery import current_app

from tests.contracts.sources import Source, decorators, everywhere, house, none_of
from tests.world import as_system
from tests.wsic.owner import value
from wsic.declared import TABLES

TASKS = frozenset({"shared_task", "task"})
LETS_BE = {"audit_auditevent", "audit_auditbatch"}  # that it ran twice is itself recorded, and sealed
# What a task is sent, where it cannot run without.
ARGUMENTS: dict[str, dict[str, str]] = {}


def faults(source: Source) -> Iterator[tuple[int, str]]:
    for function in source.functions():
        found = decorators(function)
        if TASKS & set(found):
            decorator = next(found[name] for name in TASKS if name in found)
            yield from (
                (function.lineno, f"{function.name}: {what}") for what in _faults(function, decorator)
            )


def _faults(function: ast.FunctionDef, decorator: ast.expr) -> Iterator[str]:
    words = decorator.keywords if isinstance(decorator, ast.Call) else []
    if "name" not in {word.arg for word in words}:
        yield "has no name of its own"
    if function.args.args:
        yield "takes arguments by position"
    if function.args.kwarg is None or function.args.kwarg.arg != "_newer_arguments":
        yield "breaks when a newer sender says more"


def own_tasks() -> dict[str, object]:
    current_app.loader.import_default_modules()
    return {name: task for name, task in current_app.tasks.items() if not name.startswith("celery.")}


def everything() -> dict[str, str]:
    """A digest of every table's rows."""
    from django.apps import apps

    tables = {apps.get_model(label)._meta.db_table for label in TABLES} - LETS_BE
    with as_system():
        return {
            table: value(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
            )
            for table in tables
        }


@pytest.mark.fast
def test_tasks_are_named_and_take_what_is_new():
    none_of(everywhere(faults, [source for source in house() if source.room == "tasks"]))


@pytest.mark.fast
@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("@shared_task(name='a')\ndef a(**_newer_arguments): pass", 0),
        ("@shared_task\ndef a(**_newer_arguments): pass", 1),
        ("@shared_task(name='a')\ndef a(*, id): pass", 1),
        ("@shared_task(name='a')\ndef a(id, **_newer_arguments): pass", 1),
        ("@app.task(bind=True)\ndef a(self): pass", 3),
    ],
)
def test_a_faulty_task_is_found(text, faulty):
    assert len(list(faults(Source("patients/tasks.py", text)))) == faulty


@pytest.mark.fast
def test_what_beat_sends_is_there():
    scheduled = {entry["task"] for entry in current_app.conf.beat_schedule.values()}

    assert scheduled <= set(own_tasks())


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(own_tasks()))
def test_a_task_may_run_twice(name, world):
    task = current_app.tasks[name]
    arguments = ARGUMENTS.get(name, {})

    task(**arguments, a_newer_argument="1")
    once = everything()
    task(**arguments)

    assert everything() == once
