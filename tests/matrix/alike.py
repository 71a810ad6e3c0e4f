"""Cells that would only repeat one another, and who is asked in their place.

With both walls standing everybody is asked everything.  With one of them down the question is whether the
other holds, and a wall knows no more of somebody than where they work and whom they reach.  So then, of

- personas who work at the same organisations (who reach nobody: wherever), may read the same words of the
  world and get the same answer for every method and record of the address, one is asked, and
- a page and what htmx asks of it, which differ by what is drawn around the same rows, the one or the other.

And a method that an address does not take is refused before it is looked at who asks: of those signed in one
is asked.  Who and which is drawn by the run's seed, so that every persona's turn comes.
"""

import random
from collections.abc import Iterable, Sequence

from tests.matrix.answers import METHODS, Address, expected
from tests.matrix.personas import PERSONAS, REACH, SIGNED_OUT
from tests.matrix.records import Secret
from tests.world import CAST


def groups(address: Address, owners: Sequence[str], secrets: Sequence[Secret]) -> list[tuple[str, ...]]:
    """Personas whom neither the table nor the walls tell apart at this address."""
    found: dict[object, list[str]] = {}
    for persona in PERSONAS:
        answers = tuple(expected(address, how, persona, owner) for how in METHODS for owner in owners)
        words = tuple(persona in each.readers for each in secrets)
        found.setdefault((answers, words, _works_at(persona)), []).append(persona)
    return [tuple(each) for each in found.values()]


def _works_at(persona: str) -> frozenset[str]:
    if not any(persona in readers for readers in REACH.values()):
        return frozenset()
    return frozenset(code for _, code in CAST[persona])


def one_of_each(groups: Iterable[Sequence[str]], *, seed: str) -> dict[str, str]:
    """Who is asked, and the one way in which they ask for a page."""
    drawn = random.Random(seed)
    return {drawn.choice(group): drawn.choice(("GET", "HTMX")) for group in groups}


def who_meets_a_refused_method(*, seed: str) -> tuple[str, ...]:
    signed_in = [persona for persona in PERSONAS if persona not in SIGNED_OUT]
    return (*SIGNED_OUT, random.Random(seed).choice(signed_in))
