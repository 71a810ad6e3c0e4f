"""A CCG's records made by the database itself, in seconds: for benchmarks of scoring."""

from __future__ import annotations

import psycopg

A_PERSON = 391  # coded entries, as of a person of 65 and over with a long record (RELIABILITY.md)
ISSUES_OF_A_PERSON = 60  # of the last 18 months
A_PRACTICE = 512  # people; its rows come together, those of a person scattered among them
NOISE_CODES = 3_000  # that no list knows
KINDS_OF_SIGN = 8  # codes of the list that one person has, again and again

_PRACTICES = """
INSERT INTO organisations_organisation (public_id, code, name, kind, borough)
SELECT gen_random_uuid(), 'BENCH' || n, 'Practice ' || n, 'PRACTICE', ''
FROM generate_series(1, %(practices)s) n
"""
_PEOPLE = """
WITH made AS (
    INSERT INTO patients_person (public_id)
    SELECT gen_random_uuid() FROM generate_series(1, %(people)s) RETURNING id
),
numbered AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM made),
practices AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS n
    FROM organisations_organisation WHERE code LIKE 'BENCH%%'
),
registered AS (
    INSERT INTO patients_registration (person_id, practice_id, kind, from_on, as_on, digest, details_digest)
    SELECT m.id, p.id, 'REGULAR', '2010-01-01', '2026-06-30', '', ''
    FROM numbered m JOIN practices p ON p.n = m.n / %(practice)s::bigint
),
known AS (
    INSERT INTO patients_personidentifier (person_id, kind, value)
    SELECT id, 'NHS_NUMBER', '9' || lpad(n::text, 9, '0') FROM numbered
)
INSERT INTO patients_persondetail (person_id, family_name, given_name, title, birth_date, sex, ethnicity,
    language, address, postcode, phone, email, usual_gp, search_text, as_on, digest)
SELECT id, 'Grey', 'Nell', '', date '1930-01-01' + (n %% 9000)::int,
       (ARRAY['F', 'M', 'F', 'M', 'U'])[n %% 5 + 1],
       '', '', '', '', '', '', '', 'GREY NELL', '2026-06-30', '' FROM numbered
"""
# The list's own codes first, as SystmOne has them: CTV3 and SNOMED CT beside each other where both are known.
_CODES = """
INSERT INTO patients_recordedcode (ctv3, read2, snomed, term, sensitive)
SELECT DISTINCT CASE WHEN system = 'ctv3' THEN code ELSE '' END, '',
       CASE WHEN system = 'snomed' THEN code ELSE '' END, term, false
FROM tiers_codelistrule WHERE system IN ('ctv3', 'snomed')
UNION ALL
SELECT '', '', (10000000 + n)::text, 'Nothing that counts', false FROM generate_series(1, %(noise)s::bigint) n
"""
_MEDICINES = """
INSERT INTO patients_recordedmedicine (code, name, bnf_chapter)
SELECT medicine_code, medicine, NULL FROM tiers_mappedmedicine
"""

# One entry in ten has a code of the list, and they are few for each person; two in five have a result.
_ENTRIES = """
INSERT INTO patients_codedentry (person_id, organisation_id, row_id, effective_on, recorded_on, known_on,
    code_id, value, value_text, unit, deleted, conflicted, line, imported_by_id)
SELECT p.id, p.practice_id, (4000000000000 + g.n)::text, r.day, r.day + r.late, r.day + r.late, c.id,
       CASE WHEN g.n %% 5 < 2 THEN (h & 2047) / 10.0 END, '',
       CASE WHEN g.n %% 5 < 2 THEN 'mmol/L' ELSE '' END,
       g.n %% 97 = 0, false, g.n, 1
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS g (n)
CROSS JOIN LATERAL (SELECT hashint8(g.n) & 2147483647 AS h) hashed
JOIN bench_people p
     ON p.n = g.n / (%(practice)s::bigint * %(each)s::bigint) * %(practice)s::bigint
              + g.n %% %(practice)s::bigint
CROSS JOIN LATERAL (
    SELECT date '2005-01-01' + h %% 7800 AS day, CASE WHEN h / 7 %% 10 = 0 THEN 30 ELSE 0 END AS late
) r
JOIN bench_codes c ON c.n = CASE WHEN h %% 10 = 0
    THEN (hashint8(p.n * 31 + h / 10 %% %(kinds)s::bigint) & 2147483647) %% %(listed)s::bigint
    ELSE %(listed)s::bigint + h / 10 %% %(noise)s::bigint END
"""
_ISSUES = """
INSERT INTO patients_medicationissue (person_id, organisation_id, row_id, issued_on, medicine_id, deleted,
    conflicted, line, imported_by_id)
SELECT p.id, p.practice_id, (4000000000000 + g.n)::text, date '2024-12-30' + h %% 540, m.id,
       g.n %% 97 = 0, false, g.n, 1
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS g (n)
CROSS JOIN LATERAL (SELECT hashint8(g.n) & 2147483647 AS h) hashed
JOIN bench_people p
     ON p.n = g.n / (%(practice)s::bigint * %(each)s::bigint) * %(practice)s::bigint
              + g.n %% %(practice)s::bigint
JOIN bench_medicines m
     ON m.n = (hashint8(p.n * 17 + h %% (p.n %% 9 + 1)) & 2147483647) %% %(medicines)s::bigint
"""
_NUMBERED = """
CREATE TABLE IF NOT EXISTS bench_codes AS
SELECT id, row_number() OVER (ORDER BY term = 'Nothing that counts', id) - 1 AS n FROM patients_recordedcode;
CREATE TABLE IF NOT EXISTS bench_medicines AS
SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM patients_recordedmedicine;
CREATE TABLE bench_people AS
SELECT r.person_id AS id, r.practice_id, row_number() OVER (ORDER BY r.person_id) - 1 AS n
FROM patients_registration r
JOIN organisations_organisation o ON o.id = r.practice_id AND o.code LIKE 'BENCH%';
ANALYZE bench_codes, bench_medicines, bench_people
"""
_UNINDEXED = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid IN ('patients_codedentry'::regclass, 'patients_medicationissue'::regclass)
  AND NOT i.indisprimary
"""


def lay_down_world(connection: psycopg.Connection, *, people: int) -> None:
    """People with practices, a dictionary of codes and one of medicines; the lists must be there."""
    connection.execute(_PRACTICES, {"practices": -(-people // A_PRACTICE)})
    connection.execute(_PEOPLE, {"people": people, "practice": A_PRACTICE})
    connection.execute(_CODES, {"noise": NOISE_CODES})
    connection.execute(_MEDICINES)
    connection.execute(_NUMBERED)


def lay_down_records(connection: psycopg.Connection, *, first: int, last: int) -> None:
    """Entries and issues of the people numbered [first, last), whole practices; then VACUUM ANALYZE."""
    listed = connection.execute("SELECT count(*) FROM bench_codes").fetchone()[0] - NOISE_CODES
    medicines = connection.execute("SELECT count(*) FROM bench_medicines").fetchone()[0]
    common = {"practice": A_PRACTICE, "kinds": KINDS_OF_SIGN, "listed": listed, "noise": NOISE_CODES}
    indexes = connection.execute(_UNINDEXED).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("SET enable_nestloop = off")  # it knows nothing of series
    for statement, each in ((_ENTRIES, A_PERSON), (_ISSUES, ISSUES_OF_A_PERSON)):
        rows = {"first": first * each, "last": last * each - 1, "each": each, "medicines": medicines}
        connection.execute(statement, common | rows)
    connection.execute("SET maintenance_work_mem = '1GB'")
    for _, definition in indexes:
        connection.execute(definition)
    connection.execute("VACUUM ANALYZE")
