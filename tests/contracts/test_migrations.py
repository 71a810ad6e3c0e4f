"""Migrations change tables, not rows: with FORCE the UPDATE of the owner changes none, silently."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.contracts.sources import ROOT, Source, called, everywhere, house, none_of

DATA = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|COPY\s)", re.IGNORECASE
)
MIGRATIONS = [source for source in house() if source.room == "migrations"]


def data_operations(source: Source) -> Iterator[tuple[int, str]]:
    for call in source.calls():
        if called(call) == "RunPython":
            yield call.lineno, "RunPython"
        if called(call) == "RunSQL":
            texts = [each.value for each in ast.walk(call) if isinstance(each, ast.Constant)]
            yield from (
                (call.lineno, "data") for text in texts if isinstance(text, str) and DATA.search(text)
            )


@pytest.mark.fast
def test_no_migration_touches_data():
    none_of(everywhere(data_operations, MIGRATIONS))


@pytest.mark.fast
@pytest.mark.parametrize(
    "text",
    ["migrations.RunPython(f)", "RunSQL('UPDATE a SET b = 1')", "RunSQL(['DELETE FROM a', 'SELECT 1'])"],
)
def test_a_data_migration_is_found(text):
    assert list(data_operations(Source("patients/migrations/0009_a.py", text)))


def test_the_models_are_migrated():
    made = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert made.returncode == 0, made.stdout
