"""The feed of current medicines: what each person takes, with the dose, as a list of a day says."""

from patients.feeds.declared import BIRTH_DATE, NHS_NUMBER, Column, Feed, Kind, Order, register
from patients.feeds.records import MEDICINE, MEDICINE_CODE, ROW_ID

CURRENT_MEDICINES = register(
    Feed(
        name="current_medicines",
        title="Current medicines",
        says="What each person takes; what is not in the file stays as the list before it says.",
        key=("row_id",),
        local_key=True,
        columns=(
            ROW_ID,
            NHS_NUMBER,
            BIRTH_DATE,
            MEDICINE_CODE,
            MEDICINE,
            Column(name="dose", kind=Kind.TEXT, says="as it is to be taken", required=True, longest=255),
            Column(name="started_on", kind=Kind.DATE, says="the first day"),
            Column(name="ended_on", kind=Kind.DATE, says="the first day without it", future=True),
            Column(name="repeat", kind=Kind.YES_NO, says="whether it is prescribed again and again"),
        ),
        orders=(
            Order("birth_date", "started_on", "date_before_birth"),
            Order("birth_date", "ended_on", "date_before_birth"),
            Order("started_on", "ended_on"),
        ),
    )
)
