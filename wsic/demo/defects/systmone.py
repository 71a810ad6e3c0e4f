"""Defects of the tables of a SystmOne extract, named by its own columns."""

from wsic.demo.defects import broken
from wsic.demo.defects.kinds import Kind, fixed, versions

CODE, MEDICATION = "SRCode", "SRPrimaryCareMedication"
_NOBODY = "99999999"


def _days(column: str) -> tuple[Kind, ...]:
    """Everybody here was born after 1920."""
    return (
        fixed(f"{column}_30_february", "date_invalid", column, "30 Feb 2019"),
        fixed(f"{column}_day_first", "date_invalid", column, "05/03/2019"),
        fixed(f"{column}_tomorrow", "date_in_future", column, "01 Jul 2026"),
        fixed(f"{column}_before_birth", "date_before_birth", column, "05 Mar 1919"),
    )


_WHO = (
    fixed("row_id_missing", "required_missing", "RowIdentifier", ""),
    fixed("patient_missing", "required_missing", "IDPatient", ""),
    fixed("patient_without_row", "person_unknown", "IDPatient", _NOBODY),
    fixed("removed_2", "not_in_list", "RemovedData", "2"),
)

KINDS: dict[str, tuple[Kind, ...]] = {
    CODE: (
        *_WHO,
        *_days("DateEvent"),
        fixed("recorded_missing", "required_missing", "DateEventRecorded", ""),
        fixed("ctv3_without_dots", "code_unknown_shape", "CTV3Code", "G20"),
        fixed("snomed_check_digit_wrong", "code_unknown_shape", "SNOMEDCode", "59621001"),
        versions("two_results", "NumericValue", lambda row, _: row | {"NumericValue": "777"}),
        *broken.KINDS,
    ),
    MEDICATION: (
        *_WHO,
        *_days("DateEvent"),
        fixed("code_shortened", "code_unknown_shape", "IDMultiLexDMD", "3.24371E+15"),
        fixed("code_missing", "required_missing", "IDMultiLexDMD", ""),
        fixed("name_missing", "required_missing", "NameOfMedication", ""),
        *broken.KINDS,
    ),
}
