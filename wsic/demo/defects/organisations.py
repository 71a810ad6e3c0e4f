"""Defects of the organisations feed. Those about practices make the row one first."""

from wsic.demo.defects import broken, dates
from wsic.demo.defects.kinds import Kind, fixed, value, versions, whole
from wsic.demo.lines import ORGANISATIONS, Row, header_line
from wsic.demo.organisations import hub_code
from wsic.demo.streams import Draws

_LIVE_ON = "2025-04-01"
_UNKNOWN_HUB_CODE = "T89999"


def _of_a_practice(name: str, reason: str, column: str, text: str) -> Kind:
    return whole(name, reason, column, lambda row, _: row | {"kind": "practice", column: text})


def _closed_before_live(row: Row, draws: Draws) -> Row:
    return row | {"live_on": _LIVE_ON, "closed_on": dates.shifted(_LIVE_ON, -1 - draws.below(300))}


def _hub_of_a_hub(row: Row, draws: Draws) -> Row:
    return row | {"kind": "hub", "hub_code": hub_code(0)}


def _another_name(row: Row, draws: Draws) -> Row:
    return row | {"name": f"{row['name']} (new name)"}


KINDS: tuple[Kind, ...] = (
    fixed("code_missing", "required_missing", "code", ""),
    fixed("name_missing", "required_missing", "name", ""),
    fixed("kind_missing", "required_missing", "kind", ""),
    fixed("name_of_210_letters", "text_too_long", "name", "Long name" * 23 + "end"),
    value("bell_in_name", "control_character", "name", lambda name, _: f"{name}\a"),
    value("code_with_slash", "code_unknown_shape", "code", lambda code, _: f"{code[:2]}/{code[2:]}"),
    fixed("code_in_words", "code_unknown_shape", "code", "not known yet"),
    fixed("kind_not_in_list", "not_in_list", "kind", "surgery"),
    _of_a_practice("hub_unknown", "organisation_unknown", "hub_code", _UNKNOWN_HUB_CODE),
    whole("hub_of_a_hub", "not_in_list", "hub_code", _hub_of_a_hub),
    _of_a_practice("wave_four", "not_in_list", "wave", "4"),
    _of_a_practice("wave_in_words", "not_in_list", "wave", "first"),
    *dates.shapes("live_on", "day_first", "30_february"),
    *dates.shapes("closed_on", "with_time"),
    whole("closed_before_live", "date_order", "closed_on", _closed_before_live),
    fixed("latitude_151", "value_out_of_range", "latitude", "151.50000"),
    fixed("longitude_in_words", "value_not_numeric", "longitude", "west"),
    versions("two_names", "name", _another_name),
    *broken.KINDS,
    broken.header_again("not_in_list", "kind", header_line(ORGANISATIONS)),
    broken.nothing_but_commas("code"),
)
