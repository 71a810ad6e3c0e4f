"""Whose records stand behind the ids of the addresses."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from patients.models import Person

CODES = {"A": "PA", "B": "PB", "CCG": "CCG", "HUB": "HUB1"}
NAMES = {"A": ("ADAIR", "BELLO", "DEAN"), "B": ("COHEN",), "LEFT": ("EVANS",)}
Maker = Callable[[str, Path], UUID]
Kind = tuple[tuple[str, ...], Maker]  # owners, and who makes a record for one


def somebody(owner: str) -> Person:
    return Person.objects.get(details__family_name=NAMES[owner][0])
