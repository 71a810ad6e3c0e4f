"""Statements that turn the judged rows of a list of people into persons, details and registrations.

In the order of `WRITE`; each is static text with the parameters of `Run`. `changed` collects whose data did.
"""

from __future__ import annotations

_DETAILS = (
    "family_name", "given_name", "title", "birth_date", "sex", "ethnicity", "language",
    "interpreter_needed", "address",
    "postcode", "phone", "email", "usual_gp", "imd_quintile", "housebound", "died_on",
)  # fmt: skip
_BLANK = {
    "title",
    "ethnicity",
    "language",
    "address",
    "postcode",
    "phone",
    "email",
    "usual_gp",
}  # '' and never null

_NAMES = ", ".join(_DETAILS)
_VALUES = ", ".join(
    f"COALESCE({name}, '')" if name in _BLANK else f"{name}::smallint" if name == "imd_quintile" else name
    for name in _DETAILS
)
_PARTS = ", ".join(f"COALESCE({name}::text, '')" for name in _DETAILS)
_DIGEST = f"sha256(convert_to(concat_ws(chr(31), {_PARTS}), 'UTF8'))"
# As patients.rules.search.without_accents; not every locale has a capital for ß, and a letter may fall into
# three.
_NAME = "replace(family_name || ' ' || given_name, 'ß', 'ss')"
_SEARCH_TEXT = f"left(upper(regexp_replace(normalize({_NAME}, NFD), '[\u0300-\u036f]', '', 'g')), 210)"

_NEW_PEOPLE = (
    """
CREATE TEMPORARY TABLE new_people ON COMMIT DROP AS
SELECT nhs_number, gen_random_uuid() AS public_id
FROM (SELECT DISTINCT nhs_number FROM incoming WHERE person_id IS NULL AND fate = 'accepted') n""",
    "INSERT INTO patients_person (public_id, imported_by_id) SELECT public_id, %(import)s FROM new_people",
    """
UPDATE incoming i SET person_id = p.id
FROM new_people n JOIN patients_person p USING (public_id)
WHERE i.nhs_number = n.nhs_number AND i.fate = 'accepted'""",
    """
INSERT INTO patients_personidentifier (person_id, kind, value, imported_by_id)
SELECT p.id, 'NHS_NUMBER', n.nhs_number, %(import)s
FROM new_people n JOIN patients_person p USING (public_id)""",
    "ANALYZE incoming (person_id, nhs_number)",
)

# Of several rows for a person the one of the latest regular registration describes them.
_DESCRIBED = (
    f"""
CREATE TEMPORARY TABLE described ON COMMIT DROP AS
SELECT DISTINCT ON (i.person_id) i.person_id, i.fate, i.registered_on, i.registration_kind, i.line,
       {_DIGEST} AS content, NULL::boolean AS newest
FROM incoming i
WHERE i.fate IN ('accepted', 'unchanged', 'superseded')
ORDER BY i.person_id, i.registration_kind = 'REGULAR' DESC, i.registered_on DESC, i.practice_code""",
    # An older list, or the row of a practice that the person has left since, does not describe them now;
    # what somebody has approved does.
    """
UPDATE described w SET newest = d.id IS NULL OR %(identity_approved)s OR (
    d.as_on <= %(as_on)s
    AND (r.person_id IS NULL OR (w.registration_kind = 'REGULAR' AND w.registered_on >= r.from_on)))
FROM described o
LEFT JOIN patients_persondetail d ON d.person_id = o.person_id AND d.replaced_by_id IS NULL
LEFT JOIN (
    SELECT person_id, max(from_on) AS from_on FROM patients_registration
    WHERE replaced_by_id IS NULL AND kind = 'REGULAR' AND person_id IN (SELECT person_id FROM described)
    GROUP BY person_id
) r ON r.person_id = o.person_id
WHERE o.line = w.line""",
    "ANALYZE described",
    """
UPDATE patients_persondetail d SET as_on = %(as_on)s
FROM described w
WHERE d.person_id = w.person_id AND d.replaced_by_id IS NULL AND d.digest = w.content
  AND d.as_on < %(as_on)s""",
    """
DELETE FROM described w USING patients_persondetail d
WHERE d.person_id = w.person_id AND d.digest = w.content AND (d.replaced_by_id IS NULL OR NOT w.newest)""",
    "DELETE FROM described WHERE fate = 'unchanged'",
    """
CREATE TEMPORARY TABLE changed ON COMMIT DROP AS SELECT person_id FROM described WHERE newest""",
)

_DETAIL_COLUMNS = f"person_id, {_NAMES}, search_text, as_on, imported_by_id, replaced_by_id, digest"
_DETAIL_WRITES = (
    # What an older list says is kept, closed from the start.
    f"""
INSERT INTO patients_persondetail ({_DETAIL_COLUMNS})
SELECT i.person_id, {_VALUES}, {_SEARCH_TEXT}, %(as_on)s, %(import)s,
       COALESCE(d.imported_by_id, %(import)s), w.content
FROM described w JOIN incoming i USING (line)
LEFT JOIN (
    SELECT person_id AS known_id, imported_by_id FROM patients_persondetail WHERE replaced_by_id IS NULL
) d ON d.known_id = i.person_id
WHERE NOT w.newest""",
    """
UPDATE patients_persondetail d SET replaced_by_id = %(import)s
FROM described w WHERE d.person_id = w.person_id AND d.replaced_by_id IS NULL AND w.newest""",
    f"""
INSERT INTO patients_persondetail ({_DETAIL_COLUMNS})
SELECT i.person_id, {_VALUES}, {_SEARCH_TEXT}, %(as_on)s, %(import)s, NULL, w.content
FROM described w JOIN incoming i USING (line) WHERE w.newest""",
)

# All that is claimed of the people touched: what stands, except where this list says otherwise, and what it
# says. A list older than the practice's newest, which lacks the person, does not keep them there beyond that
# day.
_CLAIMS = (
    """
CREATE TEMPORARY TABLE newest_lists ON COMMIT DROP AS
SELECT practice_id, max(as_on) AS as_on FROM patients_registration
WHERE replaced_by_id IS NULL AND practice_id IN (SELECT practice_id FROM named) GROUP BY practice_id""",
    """
CREATE TEMPORARY TABLE claims ON COMMIT DROP AS
WITH touched AS (
    SELECT person_id FROM incoming WHERE fate = 'accepted' UNION SELECT person_id FROM missing
)
SELECT r.id AS present_id, r.person_id, r.practice_id, r.kind, r.from_on,
       CASE WHEN m.id IS NULL THEN r.to_on ELSE %(as_on)s END AS stated_to_on,
       CASE WHEN m.id IS NULL THEN r.as_on ELSE %(as_on)s END AS as_on,
       CASE WHEN m.id IS NULL THEN r.digest ELSE ''::bytea END AS digest
FROM touched t
JOIN patients_registration r USING (person_id)
LEFT JOIN missing m ON m.id = r.id
WHERE r.replaced_by_id IS NULL AND m.never IS NOT TRUE
  AND NOT EXISTS (
      SELECT FROM incoming i
      WHERE i.fate = 'accepted' AND i.person_id = r.person_id AND i.practice_id = r.practice_id
        AND i.registered_on = r.from_on)
UNION ALL
SELECT r.id, i.person_id, i.practice_id, i.registration_kind, i.registered_on,
       CASE WHEN r.id IS NULL AND l.as_on > %(as_on)s AND NOT %(partial)s
            THEN LEAST(i.deregistered_on, GREATEST(l.as_on, i.registered_on)) ELSE i.deregistered_on END,
       %(as_on)s, i.digest
FROM incoming i
LEFT JOIN patients_registration r
       ON r.person_id = i.person_id AND r.practice_id = i.practice_id AND r.from_on = i.registered_on
      AND r.replaced_by_id IS NULL
LEFT JOIN newest_lists l ON l.practice_id = i.practice_id
WHERE i.fate = 'accepted'""",
    # Where two regular ones begin on one day the one that ends first comes first, whatever the order of rows
    # and files.
    """
CREATE TEMPORARY TABLE expected ON COMMIT DROP AS
SELECT c.*, CASE WHEN c.kind = 'REGULAR' THEN LEAST(c.stated_to_on, lead(c.from_on) OVER w)
  ELSE c.stated_to_on END AS to_on
FROM claims c JOIN organisations_organisation o ON o.id = c.practice_id
WINDOW w AS (PARTITION BY c.person_id, c.kind = 'REGULAR' ORDER BY c.from_on, c.stated_to_on NULLS LAST,
o.code)""",
    "ANALYZE expected",
)

_REGISTRATION_WRITES = (
    # The same fact on a newer line: the line it rests on moves on, and the older line is kept.
    """
INSERT INTO patients_registration
       (person_id, practice_id, kind, from_on, to_on, as_on, imported_by_id, replaced_by_id, digest)
SELECT r.person_id, r.practice_id, r.kind, r.from_on, r.to_on, r.as_on, r.imported_by_id, %(import)s, r.digest
FROM expected e JOIN patients_registration r ON r.id = e.present_id
WHERE (r.kind, r.to_on) IS NOT DISTINCT FROM (e.kind, e.to_on) AND r.digest <> e.digest""",
    """
UPDATE patients_registration r SET digest = e.digest, as_on = e.as_on
FROM expected e
WHERE r.id = e.present_id AND (r.kind, r.to_on) IS NOT DISTINCT FROM (e.kind, e.to_on)
  AND (r.digest, r.as_on) IS DISTINCT FROM (e.digest, e.as_on)""",
    """
DELETE FROM expected e USING patients_registration r
WHERE r.id = e.present_id AND (r.kind, r.to_on) IS NOT DISTINCT FROM (e.kind, e.to_on)""",
    "INSERT INTO changed SELECT person_id FROM expected UNION SELECT person_id FROM missing WHERE never",
    """
UPDATE patients_registration r SET replaced_by_id = %(import)s
WHERE r.id IN (SELECT present_id FROM expected UNION ALL SELECT id FROM missing WHERE never)""",
    """
INSERT INTO patients_registration
       (person_id, practice_id, kind, from_on, to_on, as_on, imported_by_id, replaced_by_id, digest)
SELECT person_id, practice_id, kind, from_on, to_on, as_on, %(import)s, NULL, digest FROM expected""",
    """
UPDATE patients_registration r SET as_on = %(as_on)s
FROM incoming i
WHERE i.fate = 'unchanged' AND r.person_id = i.person_id AND r.practice_id = i.practice_id
  AND r.from_on = i.registered_on AND r.replaced_by_id IS NULL AND r.as_on < %(as_on)s
    AND r.digest = i.digest""",
    """
INSERT INTO patients_registration
       (person_id, practice_id, kind, from_on, to_on, as_on, imported_by_id, replaced_by_id, digest)
SELECT i.person_id, i.practice_id, i.registration_kind, i.registered_on, i.deregistered_on, %(as_on)s,
%(import)s,
       COALESCE(r.imported_by_id, %(import)s), i.digest
FROM incoming i
LEFT JOIN patients_registration r
  ON r.person_id = i.person_id AND r.practice_id = i.practice_id AND r.from_on = i.registered_on
 AND r.replaced_by_id IS NULL
WHERE i.fate = 'superseded'""",
)

WRITE = (*_NEW_PEOPLE, *_DESCRIBED, *_DETAIL_WRITES, *_CLAIMS, *_REGISTRATION_WRITES)
CHANGED = "SELECT DISTINCT person_id FROM changed ORDER BY person_id"
