"""Why a row is not taken, in the few words of a tab or a column."""

WORDS = {
    "nhs_number_invalid": "NHS number not valid",
    "nhs_number_mangled": "NHS number mangled",
    "date_invalid": "Not a date",
    "date_in_future": "Date in the future",
    "date_before_birth": "Date before birth",
    "date_order": "Dates in the wrong order",
    "value_not_numeric": "Not a number",
    "value_out_of_range": "Number out of range",
    "code_unknown_shape": "Not a code",
    "organisation_unknown": "Organisation not known",
    "person_unknown": "Person not known",
    "identity_mismatch": "Identity does not agree",
    "required_missing": "Required and missing",
    "not_in_list": "Not in the list",
    "text_too_long": "Text too long",
    "control_character": "Control character",
    "too_few_fields": "Too few fields",
    "too_many_fields": "Too many fields",
    "unterminated_quote": "Quote not closed",
    "nul_character": "NUL character",
    "field_too_long": "Field too long",
    "bad_encoding": "Encoding broken",
    "status_contradicts": "Status contradicts the rest",
    "conflicting_versions": "Versions contradict each other",
}


def words(reason: str) -> str:
    """A reason that has no words yet is shown as it is, so that nothing is hidden."""
    return WORDS.get(reason) or reason.replace("_", " ").capitalize()
