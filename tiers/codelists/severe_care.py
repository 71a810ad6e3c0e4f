"""The codes by which what is due with severe frailty is recorded, as data (`severe_care.csv`)."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("severe_care.csv")


@cache
def severe_care_codes() -> dict[tuple[str, str], str]:
    """(system, code) -> the name of what it records, as in `tiers.rules.severe_care.Care`."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {(row["system"], row["code"]): row["care"] for row in csv.DictReader(lines)}
