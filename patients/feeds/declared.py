"""The feeds and their columns, as data. `import_feed --list`, the upload page and the rules are made from it.

Apps above `patients` add their feeds with `register`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from patients.feeds.reading import FeedColumns


class Kind(StrEnum):
    """What a column holds, in the words of the help."""

    NHS_NUMBER = "NHS number, 10 digits"
    DATE = "date, YYYY-MM-DD"
    DATE_TIME = "date and time, YYYY-MM-DDTHH:MM:SS"
    CHOICE = "one of a list"
    YES_NO = "Y or N"
    NUMBER = "number"
    CODE = "code"
    CLINICAL_CODE = "code, letter case kept"
    RESULT = "number, or words"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell or a row is not taken: the reason code, and words that follow the name of the column."""

    reason: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `choices` are upper case; `longest` in characters; `future` allows dates after the
    extract's own. A source of `lacking_in` has no such column, though others must.

    `check` looks at the cell as it is written, once its kind has been found right.
    """

    name: str
    kind: Kind
    says: str
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""
    longest: int = 100
    future: bool = False
    birth: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    lacking_in: frozenset[str] = frozenset()
    check: Callable[[str], Fault | None] | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The date in `later` may not lie before the one in `earlier`, nor on the same day when `apart`."""

    earlier: str
    later: str
    reason: str = "date_order"
    apart: bool = False


Columns = Mapping[
    str, Sequence[str]
]  # column -> its canonical cells ('' where empty or at fault), row by row
RowRule = Callable[[Columns], Iterator[tuple[int, str, Fault]]]  # yields row, column at fault, why


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One feed. `key` names a row for good, a `local_key` only among those of the organisation that brings
    it; `version` is the column that says which content of a key is newer, None where that is the date of the
    file. A `full_list` names everybody of the practices in it: who is missing has left.
    """

    name: str
    title: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    local_key: bool = False
    version: str | None = None
    full_list: bool = False
    orders: tuple[Order, ...] = ()
    row_rules: tuple[RowRule, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def to_read(self) -> FeedColumns:
        """What the reader must know of the feed."""
        required = frozenset(column.name for column in self.columns if column.required)
        return FeedColumns(self.names, required, f"the feed {self.name}")


_FEEDS: dict[str, Feed] = {}


class UnknownFeed(LookupError):
    """There is no feed of this name. Its text is the sentence the user reads."""


def register(feed: Feed) -> Feed:
    """Makes the feed known. The same name twice is a mistake of ours."""
    if _FEEDS.setdefault(feed.name, feed) is not feed:
        raise ValueError(f"The feed {feed.name} is registered twice.")
    return feed


def feed_named(name: str) -> Feed:
    """Raises UnknownFeed."""
    try:
        return _FEEDS[name]
    except KeyError:
        raise UnknownFeed(f"There is no feed {name}. The feeds are: {', '.join(sorted(_FEEDS))}.") from None


def feeds() -> tuple[Feed, ...]:
    """All feeds, in the order in which they are best imported."""
    return tuple(_FEEDS.values())


def _hub_for_practices_only(columns: Columns) -> Iterator[tuple[int, str, Fault]]:
    for row, (kind, hub) in enumerate(zip(columns["kind"], columns["hub_code"], strict=True)):
        if hub and kind and kind != "PRACTICE":
            yield row, "hub_code", Fault("not_in_list", "is only for practices. Leave it empty here.")


def _text(name: str, says: str, *, longest: int = 100, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.TEXT, says=says, longest=longest, required=required)


def _day(
    name: str, says: str, *, required: bool = False, future: bool = False, birth: bool = False
) -> Column:
    return Column(name=name, kind=Kind.DATE, says=says, required=required, future=future, birth=birth)


def _code(name: str, says: str, *, required: bool = False) -> Column:
    return Column(name=name, kind=Kind.CODE, says=says, required=required, longest=12)


def _degrees(name: str, most: int) -> Column:
    return Column(name=name, kind=Kind.NUMBER, says="in degrees", least=Decimal(-most), most=Decimal(most))


def _choice(name: str, says: str, *choices: str, required: bool = False, default: str = "") -> Column:
    return Column(name=name, kind=Kind.CHOICE, says=says, choices=choices, required=required, default=default)


NHS_NUMBER = Column(
    name="nhs_number", kind=Kind.NHS_NUMBER, says="spaces and dashes are allowed", required=True
)
BIRTH_DATE = _day("birth_date", "a person is matched only when it agrees too", required=True, birth=True)

ORGANISATIONS = register(
    Feed(
        name="organisations",
        title="Organisations",
        says="Practices, hubs and partners; which hub serves a practice.",
        key=("code",),
        columns=(
            _code("code", "the organisation's code (ODS)", required=True),
            _text("name", "as it is shown", longest=200, required=True),
            _choice(
                "kind", "what it is",
                "PRACTICE", "HUB", "ACUTE", "COMMUNITY", "MENTAL_HEALTH", "COUNCIL", "VOLUNTARY", "CCG",
                required=True,
            ),
            _text("borough", "where it lies"),
            _code("hub_code", "the hub that serves this practice"),
            _choice("wave", "when it joined", "1", "2", "3"),
            _day("live_on", "its first day in the programme", future=True),
            _day("closed_on", "its first day closed", future=True),
            _degrees("latitude", 90),
            _degrees("longitude", 180),
        ),
        orders=(Order("live_on", "closed_on"),),
        row_rules=(_hub_for_practices_only,),
    )
)  # fmt: skip

PEOPLE = register(
    Feed(
        name="people",
        title="People",
        says="Everybody on the lists of the practices in the file; who is missing has left.",
        key=("nhs_number", "practice_code", "registered_on"),
        full_list=True,
        columns=(
            NHS_NUMBER,
            _text("family_name", "surname", required=True),
            _text("given_name", "first names", required=True),
            BIRTH_DATE,
            _choice("sex", "male, female, indeterminate, unknown", "M", "F", "I", "U", required=True),
            _text("title", "Mrs, Mr, Dr ...", longest=35),
            _text("ethnicity", "in words", longest=60),
            _text("language", "the one preferred, in words", longest=60),
            Column(name="interpreter_needed", kind=Kind.YES_NO, says="whether an interpreter is needed"),
            _text("address", "in one field, commas or line breaks between its lines", longest=300),
            _text("postcode", "with or without the space", longest=10),
            _text("phone", "the one to ring first", longest=40),
            _text("email", "address for e-mail", longest=254),
            _code("practice_code", "the practice whose list it is", required=True),
            _choice(
                "registration_kind", "empty means regular; only regular is in scope",
                "REGULAR", "TEMPORARY", "PRIVATE", default="REGULAR",
            ),
            _text("usual_gp", "the person's usual doctor"),
            _day("registered_on", "first day on this list", required=True),
            _day("deregistered_on", "first day not on this list any more"),
            _day("died_on", "day of death"),
            _choice("imd_quintile", "deprivation, 1 the most deprived", "1", "2", "3", "4", "5"),
            Column(name="housebound", kind=Kind.YES_NO, says="whether the person cannot leave home"),
        ),
        orders=(
            Order("birth_date", "registered_on", "date_before_birth"),
            Order("birth_date", "deregistered_on", "date_before_birth"),
            Order("birth_date", "died_on", "date_before_birth"),
            Order("registered_on", "deregistered_on"),
            Order("registered_on", "died_on"),
        ),
    )
)  # fmt: skip
