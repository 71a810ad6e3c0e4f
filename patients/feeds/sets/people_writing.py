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
SELECT DISTINCT ON (i.person_id) i.person_id, i.practice_id, i.fate, i.registered_on, i.registration_kind,
       i.line, i.digest,
       {_DIGEST} AS content, NULL::boolean AS newest,
       i.deregistered_on <= %(as_on)s IS TRUE AS over
FROM incoming i
WHERE i.fate IN ('accepted', 'unchanged', 'superseded')
ORDER BY i.person_id, i.registration_kind = 'REGULAR' DESC, i.registered_on DESC, i.practice_code""",
    # An older list, or the row of a practice that the person has left since, does not describe them now;
    # what somebody has approved does. A registration that is over does not count against one that lasts.
    """
UPDATE described w SET newest = d.id IS NULL OR %(identity_approved)s OR (
    d.as_on <= %(as_on)s
    AND (r.person_id IS NULL OR (w.registration_kind = 'REGULAR' AND w.registered_on >= r.from_on)))
FROM described o
LEFT JOIN patients_persondetail d ON d.person_id = o.person_id AND d.replaced_by_id IS NULL
LEFT JOIN LATERAL (
    SELECT l.person_id, max(COALESCE(l.stated_from_on, l.from_on)) AS from_on FROM patients_registration l
    WHERE l.person_id = o.person_id AND l.replaced_by_id IS NULL AND l.kind = 'REGULAR'
      AND (o.over OR l.to_on IS NULL OR l.to_on > %(as_on)s)
    GROUP BY l.person_id
) r ON true
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
    # What is known describes nobody anew, but by the line of the practice that has them on this day, where
    # another's has described them since.
    """
DELETE FROM described w
WHERE w.fate = 'unchanged' AND NOT (w.newest AND EXISTS (
    SELECT FROM patients_registration r
    JOIN patients_persondetail d ON d.person_id = r.person_id AND d.replaced_by_id IS NULL
    WHERE r.person_id = w.person_id AND r.practice_id = w.practice_id AND r.replaced_by_id IS NULL
      AND r.kind = 'REGULAR' AND r.digest = w.digest AND r.from_on <= %(as_on)s
      AND (r.to_on IS NULL OR r.to_on > %(as_on)s) AND d.as_on < %(as_on)s))""",
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

# All that is claimed of the people touched, as the lists state it: what stands, except where this list says
# otherwise, and what it says. A list older than the practice's newest, which lacks the person, does not keep
# them there beyond that day.
_CLAIMS = (
    """
CREATE TEMPORARY TABLE newest_lists ON COMMIT DROP AS
SELECT practice_id, max(as_on) AS as_on FROM patients_registration
WHERE replaced_by_id IS NULL AND practice_id IN (SELECT practice_id FROM named) GROUP BY practice_id""",
    """
CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
SELECT person_id FROM incoming WHERE fate = 'accepted'
UNION SELECT person_id FROM missing UNION SELECT person_id FROM lapsed""",
    f"""
CREATE TEMPORARY TABLE claims ON COMMIT DROP AS
WITH ends AS (
    SELECT person_id, practice_id, from_on, bool_or(never) AS never
    FROM (SELECT person_id, practice_id, from_on, never FROM missing
          UNION ALL SELECT person_id, practice_id, from_on, false FROM lapsed) e
    GROUP BY person_id, practice_id, from_on
)
SELECT r.id AS present_id, r.person_id, r.practice_id, r.kind, r.from_on,
       CASE WHEN m.person_id IS NULL THEN r.stated_to_on ELSE %(as_on)s END AS stated_to_on,
       CASE WHEN m.person_id IS NULL THEN r.as_on ELSE %(as_on)s END AS as_on,
       CASE WHEN m.person_id IS NULL THEN r.digest ELSE ''::bytea END AS digest, r.details_digest
FROM touched t
JOIN patients_registration r USING (person_id)
LEFT JOIN ends m USING (person_id, practice_id, from_on)
WHERE r.replaced_by_id IS NULL AND r.stated_from_on IS NULL AND m.never IS NOT TRUE
  AND NOT EXISTS (
      SELECT FROM incoming i
      WHERE i.fate = 'accepted' AND i.person_id = r.person_id AND i.practice_id = r.practice_id
        AND i.registered_on = r.from_on)
UNION ALL
SELECT r.id, i.person_id, i.practice_id, i.registration_kind, i.registered_on,
       CASE WHEN (r.id IS NULL OR r.digest = i.digest) AND l.as_on > %(as_on)s AND NOT %(partial)s
            THEN LEAST(i.deregistered_on, GREATEST(l.as_on, i.registered_on)) ELSE i.deregistered_on END,
       %(as_on)s, i.digest, {_DIGEST}
FROM incoming i
LEFT JOIN patients_registration r
       ON r.person_id = i.person_id AND r.practice_id = i.practice_id AND r.from_on = i.registered_on
      AND r.replaced_by_id IS NULL AND r.stated_from_on IS NULL
LEFT JOIN newest_lists l ON l.practice_id = i.practice_id
WHERE i.fate = 'accepted'""",
    # Where two regular ones begin on one day the one that ends first comes first, whatever the order of rows
    # and files.
    """
CREATE TEMPORARY TABLE expected ON COMMIT DROP AS
SELECT c.*, NULL::date AS stated_from_on, lead(c.from_on) OVER w AS next_on,
       CASE WHEN c.kind = 'REGULAR' THEN LEAST(c.stated_to_on, lead(c.from_on) OVER w)
       ELSE c.stated_to_on END AS to_on
FROM claims c JOIN organisations_organisation o ON o.id = c.practice_id
WINDOW w AS (PARTITION BY c.person_id, c.kind = 'REGULAR' ORDER BY c.from_on, c.stated_to_on NULLS LAST,
o.code)""",
    # When a stay has ended and no other follows, who is named since then by the list of a practice that had
    # them before is there again, from that end on, as far as it states: registrations never overlap, and
    # nobody whom a list names is lost. Of several practices the newest list counts. What ended as missing
    # has no digest, and went on only if a list had named them since.
    """
INSERT INTO expected
SELECT DISTINCT ON (e.person_id, l.to_on)
       r.id, e.person_id, e.practice_id, e.kind, l.to_on, e.stated_to_on, e.as_on, e.digest, e.details_digest,
       e.from_on, NULL, LEAST(e.stated_to_on, l.next_on)
FROM expected l
JOIN expected e ON e.person_id = l.person_id AND e.practice_id <> l.practice_id
LEFT JOIN patients_registration r
       ON r.person_id = e.person_id AND r.practice_id = e.practice_id AND r.stated_from_on = e.from_on
      AND r.from_on = l.to_on AND r.replaced_by_id IS NULL
WHERE (l.kind, e.kind) = ('REGULAR', 'REGULAR') AND (l.next_on IS NULL OR l.next_on > l.to_on)
  AND e.from_on <= l.from_on AND l.to_on <= e.as_on
  AND (e.stated_to_on IS NULL OR e.stated_to_on > l.to_on) AND (e.digest <> '' OR EXISTS (
      SELECT FROM patients_registration v
      WHERE v.person_id = e.person_id AND v.practice_id = e.practice_id AND v.digest <> ''
        AND COALESCE(v.stated_from_on, v.from_on) = e.from_on AND v.as_on >= l.to_on))
  AND NOT EXISTS (
      SELECT FROM expected n
      WHERE n.person_id = e.person_id AND n.practice_id = e.practice_id AND n.kind = 'REGULAR'
        AND n.from_on > e.from_on AND n.from_on <= l.from_on)
ORDER BY e.person_id, l.to_on, e.as_on DESC, e.from_on DESC, e.practice_id""",
    """
CREATE TEMPORARY TABLE outdated ON COMMIT DROP AS
SELECT r.id, r.person_id FROM touched t JOIN patients_registration r USING (person_id)
WHERE r.replaced_by_id IS NULL AND NOT EXISTS (SELECT FROM expected e WHERE e.present_id = r.id)""",
    "ANALYZE expected",
)

_SAME = """(r.kind, r.from_on, r.to_on) IS NOT DISTINCT FROM (e.kind, e.from_on, e.to_on)"""
_COLUMNS = """person_id, practice_id, kind, from_on, to_on, stated_from_on, stated_to_on, as_on,
imported_by_id, replaced_by_id, digest, details_digest"""
_REGISTRATION_WRITES = (
    # The same fact on a newer line: the line it rests on moves on, and the older line is kept.
    f"""
INSERT INTO patients_registration ({_COLUMNS})
SELECT r.person_id, r.practice_id, r.kind, r.from_on, r.to_on, r.stated_from_on, r.stated_to_on, r.as_on,
       r.imported_by_id, %(import)s, r.digest, r.details_digest
FROM expected e JOIN patients_registration r ON r.id = e.present_id
WHERE {_SAME} AND r.digest <> e.digest""",
    f"""
UPDATE patients_registration r
SET digest = e.digest, details_digest = e.details_digest, as_on = e.as_on, stated_to_on = e.stated_to_on
FROM expected e
WHERE r.id = e.present_id AND {_SAME}
  AND (r.digest, r.details_digest, r.as_on, r.stated_to_on)
      IS DISTINCT FROM (e.digest, e.details_digest, e.as_on, e.stated_to_on)""",
    f"""
DELETE FROM expected e USING patients_registration r
WHERE r.id = e.present_id AND {_SAME}""",
    "INSERT INTO changed SELECT person_id FROM expected UNION SELECT person_id FROM outdated",
    """
UPDATE patients_registration r SET replaced_by_id = %(import)s
WHERE r.id IN (SELECT present_id FROM expected UNION ALL SELECT id FROM outdated)""",
    f"""
INSERT INTO patients_registration ({_COLUMNS})
SELECT person_id, practice_id, kind, from_on, to_on, stated_from_on, stated_to_on, as_on, %(import)s, NULL,
       digest, details_digest
FROM expected""",
    """
UPDATE patients_registration r SET as_on = %(as_on)s
FROM incoming i
WHERE i.fate = 'unchanged' AND r.person_id = i.person_id AND r.practice_id = i.practice_id
  AND COALESCE(r.stated_from_on, r.from_on) = i.registered_on AND r.replaced_by_id IS NULL
  AND r.as_on < %(as_on)s AND r.digest = i.digest""",
    f"""
INSERT INTO patients_registration ({_COLUMNS})
SELECT i.person_id, i.practice_id, i.registration_kind, i.registered_on, i.deregistered_on, NULL,
       i.deregistered_on, %(as_on)s, %(import)s, COALESCE(r.imported_by_id, %(import)s), i.digest, {_DIGEST}
FROM incoming i
LEFT JOIN patients_registration r
  ON r.person_id = i.person_id AND r.practice_id = i.practice_id AND r.from_on = i.registered_on
 AND r.replaced_by_id IS NULL AND r.stated_from_on IS NULL
WHERE i.fate = 'superseded'""",
)

# Whose last stay is another than before, because an older list told of it or because a stay elsewhere has
# ended, is as the line of that stay describes them: of the versions known the one with that content. A birth
# date that was approved meanwhile is not taken back.
_DESCRIBED_AGAIN = (
    """
CREATE TEMPORARY TABLE described_again ON COMMIT DROP AS
SELECT d.id AS present_id, v.id AS version_id, r.as_on
FROM (
    SELECT DISTINCT ON (r.person_id) r.person_id, r.details_digest, r.as_on
    FROM (SELECT person_id FROM touched UNION SELECT person_id FROM described WHERE newest) t
    JOIN patients_registration r USING (person_id)
    WHERE r.replaced_by_id IS NULL AND r.kind = 'REGULAR' AND (r.to_on IS NULL OR r.to_on > r.from_on)
    ORDER BY r.person_id, r.from_on DESC
) r
JOIN patients_persondetail d ON d.person_id = r.person_id AND d.replaced_by_id IS NULL
CROSS JOIN LATERAL (
    SELECT max(v.id) AS id FROM patients_persondetail v
    WHERE v.person_id = r.person_id AND v.digest = r.details_digest AND v.birth_date = d.birth_date
) v
WHERE d.digest <> r.details_digest AND v.id IS NOT NULL AND NOT %(identity_approved)s""",
    """
UPDATE patients_persondetail d SET replaced_by_id = %(import)s
FROM described_again a WHERE d.id = a.present_id""",
    f"""
INSERT INTO patients_persondetail ({_DETAIL_COLUMNS})
SELECT v.person_id, {_NAMES}, v.search_text, a.as_on, %(import)s, NULL, v.digest
FROM described_again a JOIN patients_persondetail v ON v.id = a.version_id""",
)

WRITE = (*_NEW_PEOPLE, *_DESCRIBED, *_DETAIL_WRITES, *_CLAIMS, *_REGISTRATION_WRITES, *_DESCRIBED_AGAIN)
CHANGED = "SELECT DISTINCT person_id FROM changed ORDER BY person_id"
