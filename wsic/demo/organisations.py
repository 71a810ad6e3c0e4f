"""The organisations of the synthetic CCG: the same in every world, whatever the seed. All names are invented.

Codes look like ODS codes (a letter and five digits) but begin with T9, T8, T7 and T6: in the ODS coding
frames (NHS Data Dictionary, "Organisation Coding Frames") a T begins care trusts, of three characters.
The seven hubs are this project's own; nothing published names them.
"""

from dataclasses import dataclass
from datetime import date

from wsic.demo.lines import Row
from wsic.demo.names import staff_name
from wsic.demo.nhs_numbers import PRACTICES as MOST_PRACTICES
from wsic.demo.streams import Draws, Room

BOROUGHS = ("Aldermere", "Kingsholt")
WAVES = {1: date(2024, 4, 1), 2: date(2024, 10, 1), 3: date(2025, 4, 1)}

CCG_CODE = "T70001"
CLOSED_PRACTICE_CODE = "T90999"
CLOSED_PRACTICE_CLOSED_ON = date(2024, 3, 31)
UNKNOWN_PRACTICE_CODE = "T99999"

HUBS = ("Golborne", "Lanternfield", "Orchardway", "Tollgate", "Millrace", "Fernhallow", "Starling")
_HUB_WAVE = (1, 1, 2, 2, 2, 3, 3)

ACUTE_CODE = "T60001"
COMMUNITY_CODE = "T60002"
MENTAL_HEALTH_CODE = "T60003"
COUNCIL_CODES = ("T60004", "T60005")
VOLUNTARY_CODES = ("T60006", "T60007", "T60008")
OUT_OF_HOURS_CODE = "T60009"

_PARTNERS = (
    (ACUTE_CODE, "St Ansgar's Hospital", "acute", BOROUGHS[0]),
    (COMMUNITY_CODE, "Aldermere and Kingsholt Community Health", "community", BOROUGHS[0]),
    (MENTAL_HEALTH_CODE, "Fenwater Mental Health Trust", "mental_health", BOROUGHS[1]),
    (COUNCIL_CODES[0], "Aldermere Council", "council", BOROUGHS[0]),
    (COUNCIL_CODES[1], "Kingsholt Council", "council", BOROUGHS[1]),
    (VOLUNTARY_CODES[0], "Lantern House Befriending", "voluntary", BOROUGHS[0]),
    (VOLUNTARY_CODES[1], "Chairs and Chatter Exercise Club", "voluntary", BOROUGHS[1]),
    (VOLUNTARY_CODES[2], "Quarry Lane Community Kitchen", "voluntary", BOROUGHS[0]),
    (OUT_OF_HOURS_CODE, "Nightjar Out-of-Hours Care", "community", BOROUGHS[0]),
)

_FIRST_PRACTICE = "Lancefield Surgery"
_HEADS = (
    "Quill",
    "Thrim",
    "Osk",
    "Vael",
    "Brond",
    "Ull",
    "Merrin",
    "Tarn",
    "Skell",
    "Dunna",
    "Fenna",
    "Hask",
    "Ivel",
    "Jessa",
    "Kesten",
    "Lorn",
    "Nessa",
    "Orrin",
    "Pask",
    "Rell",
    "Sorrel",
    "Yarl",
)
_TAILS = ("mere", "holt", "garth", "wick", "stead")
_KINDS = ("Surgery", "Medical Centre", "Group Practice", "Health Centre")
_STEMS = len(_HEADS) * len(_TAILS)
_CENTRE = (51.52, -0.2)  # degrees; places are scattered around it and stand for nothing


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice by its place in the list, from 0; `gps` are its doctors, the first the demo user."""

    index: int
    code: str
    name: str
    borough: str
    hub_code: str
    wave: int
    latitude: str
    longitude: str
    gps: tuple[str, ...]


def hub_code(index: int) -> str:
    return f"T8{index + 1:04d}"


def practice_code(index: int) -> str:
    return f"T9{index + 1:04d}"


def practice(index: int) -> Practice:
    """The practice at this place, from 0 to 438; sevens of practices share a hub."""
    if not 0 <= index < MOST_PRACTICES:
        raise ValueError(f"No practice {index}: there are {MOST_PRACTICES}")
    draws = Draws(0, Room.PRACTICE, index)
    hub = index // len(HUBS) % len(HUBS)
    doctors = 4 + draws.below(3)
    gps = tuple(f"Dr {staff_name(draws)}" for _ in range(doctors))
    return Practice(
        index=index,
        code=practice_code(index),
        name=_practice_name(index),
        borough=BOROUGHS[hub % len(BOROUGHS)],
        hub_code=hub_code(hub),
        wave=_HUB_WAVE[hub],
        latitude=f"{_CENTRE[0] + (draws.unit() - 0.5) * 0.06:.5f}",
        longitude=f"{_CENTRE[1] + (draws.unit() - 0.5) * 0.1:.5f}",
        gps=("Dr Ngozi Okafor", *gps[1:]) if index == 0 else gps,
    )


def _practice_name(index: int) -> str:
    if index == 0:
        return _FIRST_PRACTICE
    stem = index * 37 % _STEMS  # 37 is prime to 110: neighbours in the list do not sound alike
    kind = _KINDS[(index // _STEMS + index) % len(_KINDS)]
    return f"{_HEADS[stem % len(_HEADS)]}{_TAILS[stem // len(_HEADS)]} {kind}"


def organisation_rows(practices: int) -> list[Row]:
    """Rows of organisations.csv: the CCG, hubs, partners, so many practices and one that has closed."""
    ccg = _row(CCG_CODE, "Aldermere and Kingsholt Clinical Commissioning Group", "ccg")
    hubs = [
        _row(
            hub_code(place),
            f"{name} Hub",
            "hub",
            borough=BOROUGHS[place % 2],
            live_on=WAVES[_HUB_WAVE[place]],
        )
        for place, name in enumerate(HUBS)
    ]
    partners = [_row(code, name, kind, borough=borough) for code, name, kind, borough in _PARTNERS]
    closed = _row(
        CLOSED_PRACTICE_CODE, "Ambleford Road Surgery", "practice", borough=BOROUGHS[1],
        closed_on=CLOSED_PRACTICE_CLOSED_ON,
    )  # fmt: skip
    return [ccg, *hubs, *partners, *(_practice_row(practice(index)) for index in range(practices)), closed]


def _practice_row(of: Practice) -> Row:
    row = _row(of.code, of.name, "practice", borough=of.borough, live_on=WAVES[of.wave])
    return row | {
        "hub_code": of.hub_code,
        "wave": str(of.wave),
        "latitude": of.latitude,
        "longitude": of.longitude,
    }


def _row(
    code: str,
    name: str,
    kind: str,
    *,
    borough: str = "",
    live_on: date | None = None,
    closed_on: date | None = None,
) -> Row:
    return {
        "code": code,
        "name": name,
        "kind": kind,
        "borough": borough,
        "hub_code": "",
        "wave": "",
        "live_on": live_on.isoformat() if live_on else "",
        "closed_on": closed_on.isoformat() if closed_on else "",
        "latitude": "",
        "longitude": "",
    }
