"""Names, ethnicity and languages by family background, from data/names.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from wsic.demo.streams import Draws, Weighted

_FILE = Path(__file__).parent / "data" / "names.toml"

# Names that break careless software: a missing value, a null, and a line too long for most forms.
AWKWARD_FAMILY_NAMES = {
    200: "NA",
    201: "Null",
    300: "Fotheringay-Wolverstone-Abernathy-Balasubramaniam-Okonkwo-Lloyd",
    301: "O'Shaughnessy-Éluard",
}


@dataclass(frozen=True, slots=True)
class Culture:
    """A family background: who is called what, and what is spoken at home."""

    name: str
    female: tuple[str, ...]
    male: tuple[str, ...]
    family: tuple[str, ...]
    ethnicity: Weighted[str]
    language: Weighted[str]
    interpreter: float  # share of those whose language is not English


def _split(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _read() -> Weighted[Culture]:
    with _FILE.open("rb") as source:
        found = tomllib.load(source)
    return Weighted(
        [
            (
                Culture(
                    name=name,
                    female=_split(of["female"]),
                    male=_split(of["male"]),
                    family=_split(of["family"]),
                    ethnicity=Weighted(list(of["ethnicity"].items())),
                    language=Weighted(list(of["language"].items())),
                    interpreter=of["interpreter"],
                ),
                of["share"],
            )
            for name, of in found.items()
        ]
    )


CULTURES = _read()


def given_name(culture: Culture, sex: str, draws: Draws) -> str:
    return draws.pick(culture.female if sex == "F" else culture.male)


def staff_name(draws: Draws) -> str:
    """Given and family name of somebody who works in the invented CCG."""
    culture = CULTURES.pick(draws)
    sex = "F" if draws.chance(0.55) else "M"
    return f"{given_name(culture, sex, draws)} {draws.pick(culture.family)}"
