"""The feed of what people say about sharing."""

from patients.feeds.declared import BIRTH_DATE, NHS_NUMBER, Column, Feed, Kind, Order, register

KINDS = (
    "DIRECT_CARE_DISSENT", "TYPE_1", "NATIONAL_OPT_OUT", "PORTAL_LIMITS",
    "NO_LETTERS", "LARGE_PRINT", "EASY_READ", "OTHER_FORMAT", "SENSITIVE",
)  # fmt: skip

PREFERENCES = register(
    Feed(
        name="preferences",
        title="Preferences",
        says="What people say about sharing, each with its days; who is not in the file keeps theirs.",
        key=("nhs_number", "kind", "from_on"),
        columns=(
            NHS_NUMBER,
            BIRTH_DATE,
            Column(name="kind", kind=Kind.CHOICE, says="what it is", choices=KINDS, required=True),
            Column(name="from_on", kind=Kind.DATE, says="first day on which it holds", required=True),
            Column(
                name="to_on",
                kind=Kind.DATE,
                says="first day on which it does not hold; the same day where it never held",
                future=True,
            ),
            Column(name="taken_by", kind=Kind.TEXT, says="who took it down", longest=100),
        ),
        orders=(Order("birth_date", "from_on", "date_before_birth"), Order("from_on", "to_on")),
    )
)
