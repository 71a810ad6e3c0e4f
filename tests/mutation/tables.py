"""Mutants of the two tables of rights: a role added to a relationship, a verb to a relationship or a role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from tests.mutation.code import anew
from tests.mutation.mutant import Mutant
from wsic.accounts.roles import VERBS, Role, Verb
from wsic.relationships import RELATIONSHIPS, Holder, Why

# What a relationship is asked for by name; the other verbs are asked of the role alone.
ABOUT = (Verb.READ, Verb.CARE_TEAM, Verb.PREFERENCES, Verb.LINK)
TESTED = ("file:tests/wsic/test_relationships.py",)


def mutants() -> Iterator[Mutant]:
    yield from _of_roles()
    for why, opens in RELATIONSHIPS.items():
        for role in Role:
            if role not in opens.roles and opens.verbs:
                yield _related(why, f"{role} too", roles=opens.roles | {role})
        for verb in ABOUT:
            used = verb is Verb.READ or any(verb in VERBS[role] for role in opens.roles)
            if used and verb not in opens.verbs:
                yield _related(why, f"{verb} too", verbs=opens.verbs | {verb})
        for holder in Holder:
            if holder not in opens.held_by and opens.verbs:
                yield _related(why, f"held by {holder.name} too", held_by=opens.held_by | {holder})


def _of_roles() -> Iterator[Mutant]:
    for verb in Verb:
        for role in Role:
            if verb not in VERBS[role]:
                made = partial(_exchanged, VERBS, role, VERBS[role] | {verb})
                yield Mutant(
                    kind="role", where=role, what=f"{verb} too", met_by=TESTED, made=made, near=f"role {verb}"
                )


def _related(why: Why, what: str, **change: Any) -> Mutant:
    made = partial(_exchanged, RELATIONSHIPS, why, replace(RELATIONSHIPS[why], **change))
    return Mutant(kind="relationship", where=why, what=what, met_by=TESTED, made=made, near=f"why {why}")


@contextmanager
def _exchanged(table: dict[Any, Any], key: Any, value: Any) -> Iterator[None]:
    with anew():
        before, table[key] = table[key], value
        try:
            yield
        finally:
            table[key] = before
