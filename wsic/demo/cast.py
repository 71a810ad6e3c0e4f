"""The people whom the design's pictures show, at the practice they are shown at. Invented like all others.

They take the first slots of the first practice. Their NHS numbers are outside the serials' order, so whoever
would have been given one of them takes a number of the reserve instead.
"""

from dataclasses import dataclass
from datetime import date

CAST_PRACTICE = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What a picture shows of a person; the rest is drawn as for anybody."""

    family_name: str
    given_name: str
    title: str
    sex: str
    birth_date: date
    nhs_number: str
    deficits: int
    ethnicity: str
    address: str = ""


# A second Joan Smith, born the same month: names that a careless reader takes for one another.
CAST = (
    Part("Smith", "Joan", "Mrs", "F", date(1945, 7, 14), "9990260184", 9, "A", "14 Quarry Court, London"),
    Part("Smith", "Joan", "Mrs", "F", date(1945, 7, 4), "", 3, "A"),
    Part("Adair", "Moira", "Mrs", "F", date(1937, 12, 12), "9990400008", 15, "A"),
    Part("Ahmed", "Fatima", "Mrs", "F", date(1944, 1, 11), "9990324808", 10, "S"),
    Part("Bello", "Samuel", "Mr", "M", date(1948, 7, 1), "9990407134", 9, "N"),
    Part("Brown", "Winston", "Mr", "M", date(1951, 8, 8), "9990345104", 6, "M"),
    Part("Cohen", "Ruth", "Mrs", "F", date(1943, 4, 19), "9990414262", 11, "A"),
    Part("da Silva", "Manuel", "Mr", "M", date(1941, 5, 30), "9990320128", 13, "C"),
    Part("Dean", "Edna", "Mrs", "F", date(1934, 3, 7), "9990421390", 16, "A"),
    Part("Evans", "Gwyn", "Mr", "M", date(1952, 9, 28), "9990428522", 2, "A"),
    Part("Fofana", "Mariam", "Mrs", "F", date(1950, 6, 15), "9990435650", 7, "N"),
    Part("Gill", "Surjit", "Mr", "M", date(1947, 11, 3), "9990442789", 4, "H"),
    Part("Green", "Pauline", "Mrs", "F", date(1953, 6, 3), "9990360316", 3, "A"),
    Part("Hall", "Dorothy", "Miss", "F", date(1940, 5, 22), "9990449910", 12, "A"),
    Part("Jones", "Alwyn", "Mr", "M", date(1939, 9, 23), "9990330190", 9, "A"),
    Part("Kaur", "Harbans", "Mrs", "F", date(1942, 4, 5), "9990335184", 10, "H"),
    Part("Levy", "David", "Dr", "M", date(1940, 10, 14), "9990355088", 9, "A"),
    Part("Murphy", "Bridget", "Miss", "F", date(1936, 3, 17), "9990340773", 17, "B"),
    Part("Osei", "Abena", "Ms", "F", date(1949, 11, 19), "9990312788", 2, "N"),
    Part("Patel", "Ramesh", "Mr", "M", date(1938, 2, 2), "9990312044", 14, "H"),
    Part("Rossi", "Carla", "Mrs", "F", date(1946, 12, 26), "9990350221", 6, "C"),
)

NUMBERS = tuple(sorted(part.nhs_number for part in CAST if part.nhs_number))


def part(practice: int, slot: int) -> Part | None:
    """The part that this slot plays, if any."""
    return CAST[slot] if practice == CAST_PRACTICE and slot < len(CAST) else None
