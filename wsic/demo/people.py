"""One invented person of the synthetic CCG: a pure function of (seed, practice, slot)."""

from dataclasses import dataclass
from datetime import date, timedelta

from wsic.demo import addresses, frailty
from wsic.demo.cast import NUMBERS, part
from wsic.demo.names import AWKWARD_FAMILY_NAMES, CULTURES, Culture, given_name
from wsic.demo.nhs_numbers import RESERVE, SLOTS, nhs_number
from wsic.demo.streams import Draws, Room, Weighted
from wsic.demo.world import AS_ON, Slots

YEAR = 365.2425  # days
_ZERO_RUN = "00000"  # what a spreadsheet leaves of a number: quarantined as mangled, whatever its check digit

# Single years are even inside a band. Shares of people 65 and over, about those of England.
_AGE_BANDS = (
    (65, 70, 0.275), (70, 75, 0.245), (75, 80, 0.210), (80, 85, 0.135),
    (85, 90, 0.085), (90, 95, 0.038), (95, 100, 0.010), (100, 104, 0.002),
)  # fmt: skip
_IMD = Weighted([("1", 0.24), ("2", 0.27), ("3", 0.21), ("4", 0.16), ("5", 0.09), ("", 0.03)])
_TITLES = {
    "F": Weighted([("Mrs", 0.70), ("Miss", 0.14), ("Ms", 0.10), ("Dr", 0.02), ("", 0.04)]),
    "M": Weighted([("Mr", 0.93), ("Dr", 0.03), ("Rev", 0.01), ("", 0.03)]),
}
_NAMESAKE_EVERY = 128  # one in so many has the name and sex of the person before, at the same practice
_NAMESAKE_AT = 77
_AWKWARD_EVERY = 512
_SEX_NOT_KNOWN = 0.001
_SEX_INDETERMINATE = 0.0005


@dataclass(frozen=True, slots=True)
class Person:
    """`practice` is an index; `deficits` is the count on the as-of date or on the day of death."""

    practice: int
    slot: int
    nhs_number: str
    family_name: str
    given_name: str
    birth_date: date
    sex: str
    title: str
    ethnicity: str
    language: str
    interpreter_needed: str
    address: str
    postcode: str
    phone: str
    email: str
    imd_quintile: str
    housebound: str
    died_on: date | None
    deficits: int


@dataclass(frozen=True, slots=True)
class _Name:
    culture: Culture
    sex: str
    given: str
    family: str


def number_of(practice: int, slot: int) -> str:
    """The NHS number of this slot, which no other slot has."""
    number = nhs_number(practice * SLOTS + slot)
    kept = _kept_back(number)
    return number if kept is None else nhs_number(RESERVE + kept)


def _kept_back(number: str) -> int | None:
    """The place in the reserve for a number that nobody may have: the cast's, and those a feed must doubt."""
    if number in NUMBERS:
        return NUMBERS.index(number)
    if number.endswith(_ZERO_RUN):
        return len(NUMBERS) + int(number[3:5])
    return len(NUMBERS) + 100 if number == number[0] * 10 else None


def person(seed: int, practice: int, slot: int) -> Person:
    """The person in this slot of this practice, in every world with this seed."""
    draws = Draws(seed, Room.PERSON, practice, slot)
    rank = draws.unit()
    died_on = _died_on(slot, draws)
    if died_on:
        rank = 1 - (1 - rank) ** 2  # the dying are older
    age = _age(rank)
    plays = part(practice, slot)
    name = _name_in(seed, practice, slot, draws, age)
    count = frailty.deficit_count(rank, draws, dying=died_on is not None)
    if plays:
        count = plays.deficits
    language = name.culture.language.pick(draws)
    given, family = (plays.given_name, plays.family_name) if plays else (name.given, name.family)
    return Person(
        practice=practice,
        slot=slot,
        nhs_number=plays.nhs_number if plays and plays.nhs_number else number_of(practice, slot),
        family_name=family,
        given_name=given,
        birth_date=plays.birth_date if plays else _birth_date(age, died_on),
        sex=plays.sex if plays else _recorded_sex(name.sex, draws),
        title=plays.title if plays else _TITLES[name.sex].pick(draws),
        ethnicity=plays.ethnicity if plays else name.culture.ethnicity.pick(draws),
        language="English" if plays else language,
        interpreter_needed="N" if plays else _interpreter(name.culture, language, draws),
        address=(plays.address if plays else "") or addresses.address(draws),
        postcode=addresses.postcode(draws),
        phone=addresses.phone(draws),
        email=addresses.email(given, family, slot, draws),
        imd_quintile=_IMD.pick(draws),
        housebound="Y" if frailty.housebound(count, draws) else "N",
        died_on=died_on,
        deficits=count,
    )


def _died_on(slot: int, draws: Draws) -> date | None:
    return AS_ON - timedelta(days=draws.below(3 * 365)) if slot in Slots.DIED else None


def _age(rank: float) -> float:
    """Years, for somebody older than this share of people 65 and over."""
    for start, end, share in _AGE_BANDS:
        if rank < share:
            return start + (end - start) * rank / share
        rank -= share
    return float(_AGE_BANDS[-1][1])


def _birth_date(age: float, died_on: date | None) -> date:
    """At 65 exactly the birthday is today; whole days beyond 65 are counted back from there."""
    on = died_on or AS_ON
    start = date(on.year - 65, on.month, min(on.day, 28) if on.month == 2 else on.day)
    return start - timedelta(days=int((age - 65) * YEAR))


def _name_in(seed: int, practice: int, slot: int, draws: Draws, age: float) -> _Name:
    """The name drawn, or the awkward one that the slot is kept for, or that of the person before."""
    name = _drawn_name(draws, age)
    if slot in Slots.LIVING and slot % _NAMESAKE_EVERY == _NAMESAKE_AT:
        before = Draws(seed, Room.PERSON, practice, slot - 1)
        return _drawn_name(before, _age(before.unit()))
    awkward = AWKWARD_FAMILY_NAMES.get(slot % _AWKWARD_EVERY) if slot in Slots.LIVING else None
    return _Name(name.culture, name.sex, name.given, awkward) if awkward else name


def _drawn_name(draws: Draws, age: float) -> _Name:
    sex = "F" if draws.chance(0.52 + (age - 65) * 0.006) else "M"
    culture = CULTURES.pick(draws)
    return _Name(culture, sex, given_name(culture, sex, draws), draws.pick(culture.family))


def _recorded_sex(sex: str, draws: Draws) -> str:
    chance = draws.unit()
    if chance < _SEX_NOT_KNOWN:
        return "U"
    return "I" if chance < _SEX_NOT_KNOWN + _SEX_INDETERMINATE else sex


def _interpreter(culture: Culture, language: str, draws: Draws) -> str:
    needed = draws.chance(culture.interpreter)
    if draws.chance(0.02):
        return ""
    return "Y" if needed and language != "English" else "N"
