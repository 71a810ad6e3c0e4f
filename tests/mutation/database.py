"""Mutants of the database: policies, rights and functions that leave a condition out, in this process's own.

Each is made by the superuser and undone again, between the tests.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tests.mutation.mutant import ASK_OF_REACH, Mutant
from tests.mutation.sql import left_out, refusals_left_out

# Functions that step over the walls, or keep the audit: which conditions of theirs are a check.
REFUSING = (
    "review_may",
    "review_may_retracted",
    "patients_break_glass",
    "patients_review_step",
    "patients_end_access",
    "patients_review_pages",
)
ASKING = ("review_trail", "review_people", "review_find", "review_day")
ASKING_RETRACTED = ("review_retracted", "review_retracted_stood", "review_retracted_words")
ASKED_BY_POLICIES = ("wsic_places", "wsic_reached")
REVIEW, RETRACTED = "PERFORM review_may();", "PERFORM review_may_retracted();"
DERIVING = "patients_refresh_reach"
DERIVES, DERIVED = "signed AS (", "present AS ("  # before, whose turn it is; after, it is put into the table

Run = Callable[[str], list[tuple[Any, ...]]]


@contextmanager
def superuser() -> Iterator[Run]:
    # When the run has begun: settings stand behind the one, and the test's database behind the other.
    connect = importlib.import_module("tests.database").superuser
    name = importlib.import_module("django.db").connection.settings_dict["NAME"]
    with connect(name) as database:

        def run(statement: str) -> list[tuple[Any, ...]]:
            found = database.execute(statement)
            return found.fetchall() if found.description else []

        yield run


def mutants() -> Iterator[Mutant]:
    with superuser() as run:
        yield from _policies(run)
        yield from _forced(run)
        yield from _rights(run)
        yield from _functions(run)


@contextmanager
def _run(statements: Iterable[str], back: Iterable[str]) -> Iterator[None]:
    with superuser() as run:
        for statement in statements:
            run(statement)
        try:
            yield
        finally:
            for statement in back:
                run(statement)


_POLICIES = """
SELECT tablename, policyname, permissive, cmd, array_to_string(roles, ', ') AS roles, qual, with_check
FROM pg_policies
WHERE schemaname = 'public' AND (coalesce(qual, 'true') <> 'true' OR coalesce(with_check, 'true') <> 'true')
ORDER BY tablename, policyname
"""
_MAY = "SELECT has_any_column_privilege('wsic_app', '{0}', '{1}')"
_MAY_DELETE = "SELECT has_table_privilege('wsic_app', '{0}', 'DELETE')"


@dataclass(frozen=True)
class Policy:
    """A row of `pg_policies`, with the texts of USING and WITH CHECK where there are any."""

    table: str
    name: str
    permissive: str
    command: str
    roles: str
    using: str | None
    check: str | None

    def made(self) -> tuple[str, ...]:
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        kind = f"AS {self.permissive} FOR {self.command} TO {self.roles}"
        return (
            f"DROP POLICY {self.name} ON {self.table}",
            f"CREATE POLICY {self.name} ON {self.table} {kind}{using}{check}",
        )

    def without(self, *, written: bool) -> Iterator[tuple[str, "Policy"]]:
        """
        The policy without all of it, for what is read and what is written, and without each condition.

        :param written: the log-in writes to the table at all
        """
        if self.using:
            yield f"read: {self.using}", replace(self, using="true", check=self.check or self.using)
        if written:
            yield f"written: {self.check or self.using}", replace(self, check="true")
        for words, using in left_out(self.using or ""):
            yield words, replace(self, using=using)


def _policies(run: Run) -> Iterator[Mutant]:
    for policy in (Policy(*row) for row in run(_POLICIES)):
        table, written = policy.table, _may(run, policy.table, "INSERT, UPDATE")
        if policy.command != "ALL" and not _may(run, table, policy.command):
            continue  # for what the log-in has no right to at all: the right is refused before the policy
        met_by = ASK_OF_REACH if table == "patients_reach" else (f"sql:{table}",)
        for number, (words, changed) in enumerate(policy.without(written=written), 1):
            words = " ".join(words.split())[:200]
            yield Mutant(
                kind="policy",
                where=f"{policy.name} of {table}",
                what=f"{number}. {words}",
                met_by=met_by,
                made=partial(_run, changed.made(), policy.made()),
                near="wall of reach" if table == "patients_reach" else "wall",
            )


def _may(run: Run, table: str, command: str) -> bool:
    statement = _MAY_DELETE if command == "DELETE" else _MAY
    return run(statement.format(table, command)) == [(True,)]


_FORCED = "SELECT relname FROM pg_class WHERE relforcerowsecurity AND NOT relispartition ORDER BY 1"


def _forced(run: Run) -> Iterator[Mutant]:
    for (table,) in run(_FORCED):
        there = f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        made = partial(_run, [there.replace(" FORCE", " NO FORCE")], [there])
        met_by = ("file:tests/contracts/test_walls.py", "file:tests/wsic/test_startup.py")
        yield Mutant(kind="forced", where=table, what="FORCE", met_by=met_by, made=made, near="forced")


_TABLES = """
SELECT c.relname, a.login, p.what FROM pg_class c,
       unnest(ARRAY['wsic_app', 'wsic_system']) AS a (login),
       unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p (what)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition AND NOT has_table_privilege(a.login, c.oid, p.what)
ORDER BY 1, 2, 3
"""
_CALLS = """
SELECT p.oid::regprocedure::text, a.login
FROM pg_proc p, unnest(ARRAY['wsic_app', 'wsic_system']) AS a (login)
WHERE p.pronamespace = 'public'::regnamespace AND NOT has_function_privilege(a.login, p.oid, 'EXECUTE')
      AND p.prorettype <> 'trigger'::regtype
ORDER BY 1, 2
"""


def _rights(run: Run) -> Iterator[Mutant]:
    """What a log-in must not have, given."""
    missing = [(f"{right} ON {table}", login) for table, login, right in run(_TABLES)]
    missing += [(f"EXECUTE ON FUNCTION {function}", login) for function, login in run(_CALLS)]
    for right, login in missing:
        made = partial(_run, [f"GRANT {right} TO {login}"], [f"REVOKE {right} FROM {login}"])
        met_by = ("file:tests/contracts/test_rights.py",)
        yield Mutant(kind="right", where=login, what=right, met_by=met_by, made=made, near="right")


def _functions(run: Run) -> Iterator[Mutant]:
    for name in (*REFUSING, *ASKING, *ASKING_RETRACTED, *ASKED_BY_POLICIES, DERIVING):
        ((definition,),) = run(f"SELECT pg_get_functiondef('{name}'::regproc)")
        for number, (words, mutated) in enumerate(_of_function(name, definition), 1):
            made = partial(_run, [mutated], [definition])
            met_by = (f"sql:{name}", *_MET.get(name, ()))
            what = f"{number}. {words}"
            yield Mutant(kind="function", where=name, what=what, met_by=met_by, made=made, near=name)


# What keeps a function to what was entered in error.
_IN_ERROR = tuple(f"{table}.in_error_at IS NOT NULL" for table in "povr")

# Called by no statement of the code, but by other functions and by policies.
_MET = {
    **dict.fromkeys(ASKED_BY_POLICIES, (*ASK_OF_REACH, "file:tests/wsic/test_reached.py")),
    "review_may_retracted": tuple(f"sql:{name}" for name in ASKING_RETRACTED),
    "review_may": tuple(f"sql:{name}" for name in ASKING),
    DERIVING: ("file:tests/wsic/test_reach_facts.py", "file:tests/wsic/test_reach_sharing.py"),
}


def _of_function(name: str, definition: str) -> Iterator[tuple[str, str]]:
    head, opening, body = definition.partition(DERIVES if name == DERIVING else "BEGIN\n")
    if name in ASKING:
        yield REVIEW, definition.replace(REVIEW, "")
        return
    if name in ASKING_RETRACTED:
        yield RETRACTED, definition.replace(RETRACTED, "")
        for words in (each for each in _IN_ERROR if each in definition):
            yield words, definition.replace(words, "true")
        return
    facts, derived, rest = body.partition(DERIVED) if name == DERIVING else (body, "", "")
    found = list(left_out(facts))
    if name in REFUSING:
        found += refusals_left_out(facts)
    seen = set()
    for words, mutated in found:
        if mutated not in seen:
            seen.add(mutated)
            yield words, f"{head}{opening}{mutated}{derived}{rest}"
