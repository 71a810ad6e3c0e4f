"""The feed of where people live: at home, in a care home, for a time in between."""

from patients.feeds.declared import BIRTH_DATE, NHS_NUMBER, Column, Feed, Kind, Order, register

KINDS = ("OWN_HOME", "CARE_HOME", "NURSING_HOME", "INTERMEDIATE_CARE", "OTHER")

RESIDENCE = register(
    Feed(
        name="residence",
        title="Residence",
        says="Where people live, each with its days; a later place ends the one before.",
        key=("nhs_number", "from_on"),
        columns=(
            NHS_NUMBER,
            BIRTH_DATE,
            Column(name="from_on", kind=Kind.DATE, says="first day there", required=True),
            Column(
                name="to_on",
                kind=Kind.DATE,
                says="first day not there any more; the same day where they never were",
                future=True,
            ),
            Column(name="kind", kind=Kind.CHOICE, says="what it is", choices=KINDS, required=True),
        ),
        orders=(Order("birth_date", "from_on", "date_before_birth"), Order("from_on", "to_on")),
    )
)
