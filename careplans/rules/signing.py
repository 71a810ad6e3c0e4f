"""What a GP is told of a plan that is to be signed: what is not as in the version that was signed last."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

FIRST = "No version was signed before"
NOTHING = "Nothing changed"


@dataclass(frozen=True)
class Goal:
    """`said` is everything that stands in it; `ended` where something came of it."""

    what: str
    said: str
    ended: bool


def changes(
    sections: tuple[Mapping[str, str], Mapping[str, str]],
    goals: tuple[Mapping[Hashable, Goal], Mapping[Hashable, Goal]],
) -> tuple[str, ...]:
    """
    In words, each of one kind.

    :param sections: words by label of heading, in the version signed last and in the new one; goals likewise
    """
    before, after = sections
    changed = [label for label in after if before.get(label, "") != after[label]]
    changed += [label for label in before if label not in after]
    found = {"Changed": changed} | _goals(*goals)
    said = tuple(f"{kind}: {', '.join(each)}" for kind, each in found.items() if each)
    return said or (NOTHING,)


def _goals(before: Mapping[Hashable, Goal], after: Mapping[Hashable, Goal]) -> dict[str, list[str]]:
    both = [(before[key], after[key]) for key in after if key in before]
    ended = [new.what for old, new in both if new.ended and not old.ended]
    return {
        "Goals added": [each.what for key, each in after.items() if key not in before],
        "Goals ended": ended,
        "Goals changed": [new.what for old, new in both if old.said != new.said and new.what not in ended],
        "Goals left out": [each.what for key, each in before.items() if key not in after and not each.ended],
    }
