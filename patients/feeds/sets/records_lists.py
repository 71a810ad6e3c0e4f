"""In what the statements about allergies and about current medicines differ: see `records_of`."""

from __future__ import annotations

from patients.feeds.allergies import ALLERGIES as ALLERGIES_FEED
from patients.feeds.medicines import CURRENT_MEDICINES
from patients.feeds.sets.records_of import Part, Records

ALLERGIES = Records(
    feed=ALLERGIES_FEED,
    title="allergies",
    table="patients_allergy",
    day="s.recorded_on",
    version="{}.recorded_on",
    deleted="s.status = 'ENTERED_IN_ERROR'",
    content=(
        Part("substance", "substance", "s.substance"),
        Part("reaction", "reaction", "COALESCE(s.reaction, '')"),
        Part("status", "status", "s.status"),
    ),
    about="t.person_id || ' ' || lower(t.substance)",
    meaning="t.status",
    on="''",
    beside="NULLIF(lower(t.reaction), '')",  # left out it says nothing
    wording="t.reaction, t.substance",
    dated={"recorded_on": "version_on"},
    words=("CREATE TEMPORARY TABLE words_of ON COMMIT DROP AS SELECT false AS sensitive",),
    worded="true",
)

MEDICINES = Records(
    feed=CURRENT_MEDICINES,
    title="current medicines",
    table="patients_currentmedicine",
    day="COALESCE(s.started_on, %(as_on)s)",
    version="{}.listed_on",
    version_told="%(as_on)s::date",  # sources do not say when they wrote a row; the list has its date
    deleted="false",
    content=(
        Part("medicine_code", "medicine_code", "s.medicine_code"),
        Part("medicine", "medicine", "s.medicine"),
        Part("dose", "dose", "s.dose"),
        Part("started_on", "started_on", "s.started_on"),
        Part("ended_on", "ended_on", "s.ended_on"),
        Part("repeat", "repeat", "s.repeat"),
    ),
    about="t.person_id || ' ' || t.medicine_code",
    meaning="lower(t.dose)",
    on="COALESCE(t.started_on::text, '-') || ' ' || COALESCE(t.ended_on::text, '-')",
    beside="t.repeat::text",
    wording="COALESCE(t.repeat::text, ''), t.medicine, t.dose",
    dated={"listed_on": "version_on"},
    words=(
        """
CREATE TEMPORARY TABLE words_of ON COMMIT DROP AS
SELECT DISTINCT s.medicine_code, EXISTS (
           SELECT FROM patients_sensitivecode x WHERE x.system = 'snomed' AND x.code = s.medicine_code
       ) AS sensitive
FROM {staged} s WHERE s.import_id = %(import)s""",
    ),
    worded="w.medicine_code = s.medicine_code",
    has_codes=True,
    said_again=(
        """
UPDATE {table} e SET listed_on = %(as_on)s
FROM incoming i
WHERE i.fate = 'unchanged' AND e.organisation_id = %(source)s AND e.row_id = i.row_id
  AND e.replaced_by_id IS NULL AND NOT e.conflicted AND e.listed_on < %(as_on)s""",
    ),
)
