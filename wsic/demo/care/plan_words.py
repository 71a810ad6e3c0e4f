"""What stands in the care plans of the synthetic CCG, read from data/plans.toml: words of ours, of nobody."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from careplans.rules.plan import Heading
from tiers.rules import DEFICITS

_FILE = Path(__file__).parents[1] / "data" / "plans.toml"


@dataclass(frozen=True, slots=True)
class Purpose:
    """A goal: what, why, which steps; what is said of it when something came of it, or did not; `out`: not of
    who is housebound."""

    what: str
    why: str
    steps: str
    met: str
    not_met: str
    out: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """
    What a plan turns about.

    :param deficits: their places in the index; it is taken of who has one of them
    :param first: words by heading as they are first written
    :param later: those that are written anew, each time that the plan is
    :param carer: it is told by a carer or by staff, and not in the person's own words
    """

    deficits: frozenset[int]
    first: Mapping[Heading, str]
    later: tuple[Mapping[Heading, str], ...]
    purposes: tuple[Purpose, ...]
    carer: bool


@dataclass(frozen=True, slots=True)
class Also:
    """What is said beside the theme of who has a deficit; `adjustments` "" where nothing is."""

    adjustments: str
    purpose: Purpose


def _places(names: list[str]) -> frozenset[int]:
    return frozenset(DEFICITS.index(name) + 1 for name in names)


def _by_heading(words: Mapping[str, str]) -> dict[Heading, str]:
    return {Heading(name): text.strip() for name, text in words.items()}


def _theme(of: Mapping[str, Any]) -> Theme:
    return Theme(
        deficits=_places(of["deficits"]),
        first=_by_heading(of["first"]),
        later=tuple(map(_by_heading, of["later"])),
        purposes=tuple(Purpose(**each) for each in of["purposes"]),
        carer=of.get("carer", False),
    )


with _FILE.open("rb") as source:
    _found = tomllib.load(source)

THEMES: dict[str, Theme] = {name: _theme(of) for name, of in _found["themes"].items()}
MEMORY, HOME, STEADY, ALONE = (THEMES[name] for name in ("memory", "home", "steady", "alone"))
ALSO: dict[int, Also] = {
    DEFICITS.index(name) + 1: Also(of.get("ADJUSTMENTS", ""), Purpose(**of["purpose"]))
    for name, of in _found["also"].items()
}
WORDS: dict[str, tuple[str, ...]] = {name: tuple(texts) for name, texts in _found["words"].items()}
COMMON: tuple[Purpose, ...] = tuple(Purpose(**each) for each in _found["common"])
# Deficits that decide what a plan says.
TELLING = frozenset(ALSO).union(*(theme.deficits for theme in THEMES.values()))
