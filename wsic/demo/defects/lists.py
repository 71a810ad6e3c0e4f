"""Defects of the feeds of allergies, current medicines and residence."""

from wsic.demo.defects import broken, dates
from wsic.demo.defects.kinds import Kind, fixed, versions, whole
from wsic.demo.defects.records import WHO, WITH_ROW_ID, before_birth
from wsic.demo.lines import ALLERGIES, CURRENT_MEDICINES, RESIDENCE, Row, header_line
from wsic.demo.streams import Draws

_NO_STATUS = {"status": ""}


def _said(name: str, column: str, substance: str, reaction: str, status: str) -> Kind:
    said = {"substance": substance, "reaction": reaction, "status": status}
    return whole(name, "status_contradicts", column, lambda row, _: row | said)


def _ends_first(earlier: str, later: str) -> Kind:
    def change(row: Row, draws: Draws) -> Row:
        return row | {later: dates.shifted(row[earlier], -1 - draws.below(200))}

    return whole(f"{later}_before_{earlier}", "date_order", later, change)


_ALLERGIES: tuple[Kind, ...] = (
    *dates.shapes("recorded_on"),
    dates.tomorrow("recorded_on"),
    dates.next_century("recorded_on"),
    fixed("recorded_on_missing", "required_missing", "recorded_on", ""),
    before_birth("recorded_on"),
    fixed("substance_missing", "required_missing", "substance", ""),
    fixed("substance_too_long", "text_too_long", "substance", "Penicillin, " * 22),
    fixed("reaction_too_long", "text_too_long", "reaction", "rash " * 60),
    fixed("status_in_words", "not_in_list", "status", "allergic"),
    fixed("status_as_in_another_system", "not_in_list", "status", "confirmed"),
    _said("none_known_of_a_substance", "status", "Penicillin", "", "no_known_allergies"),
    _said("none_in_place_of_a_substance", "status", "None known", "", ""),
    _said("none_known_with_a_reaction", "reaction", "No known allergies", "Rash", "no_known_allergies"),
    versions("two_substances", "substance", lambda row, _: row | {"substance": "Iodine"} | _NO_STATUS),
)

_TAKEN: tuple[Kind, ...] = (
    *dates.shapes("started_on"),
    dates.tomorrow("started_on"),
    before_birth("started_on"),
    *dates.shapes("ended_on", "day_first", "30_february", "excel_serial"),
    _ends_first("started_on", "ended_on"),
    fixed("medicine_code_missing", "required_missing", "medicine_code", ""),
    fixed("medicine_code_in_words", "code_unknown_shape", "medicine_code", "omeprazole 20mg"),
    fixed("medicine_code_shortened", "code_unknown_shape", "medicine_code", "3.24371E+15"),
    fixed("medicine_missing", "required_missing", "medicine", ""),
    fixed("dose_missing", "required_missing", "dose", ""),
    fixed("dose_too_long", "text_too_long", "dose", "one in the morning and " * 12),
    fixed("repeat_in_words", "not_in_list", "repeat", "repeat"),
    fixed("repeat_1", "not_in_list", "repeat", "1"),
    versions("two_doses", "dose", lambda row, _: row | {"dose": "Half of what the other row says"}),
)

_LIVED: tuple[Kind, ...] = (
    *dates.shapes("from_on"),
    dates.tomorrow("from_on"),
    dates.next_century("from_on"),
    fixed("from_on_missing", "required_missing", "from_on", ""),
    before_birth("from_on"),
    *dates.shapes("to_on", "day_first", "30_february", "excel_serial"),
    _ends_first("from_on", "to_on"),
    fixed("kind_missing", "required_missing", "kind", ""),
    fixed("kind_in_words", "not_in_list", "kind", "residential home"),
    fixed("kind_hospital", "not_in_list", "kind", "hospital"),
    versions("two_kinds", "kind", lambda row, _: row | {"kind": "other"}),
)


def _broken(feed: str) -> tuple[Kind, ...]:
    first = header_line(feed).split(",")[0]
    again = broken.header_again("nhs_number_invalid", "nhs_number", header_line(feed))
    return (*broken.KINDS, again, broken.nothing_but_commas(first))


ALLERGY_KINDS = (*WITH_ROW_ID, *WHO, *_ALLERGIES, *_broken(ALLERGIES))
MEDICINE_KINDS = (*WITH_ROW_ID, *WHO, *_TAKEN, *_broken(CURRENT_MEDICINES))
RESIDENCE_KINDS = (*WHO, *_LIVED, *_broken(RESIDENCE))
