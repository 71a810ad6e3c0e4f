"""In what the statements about the feeds of records differ, as text to put into them; here those of coded
entries and of medicines issued (`records_lists` has the others)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from patients.feeds.declared import Column, Feed
from patients.feeds.merging import Run
from patients.feeds.records import CODED_ENTRIES, MEDICATION_ISSUES
from patients.feeds.sets import judging
from patients.feeds.sets.staging import sql_type, table_of

_KNOWN_ON = ", known_on = CASE WHEN c.wins THEN c.first_on ELSE e.known_on END"
# An entry `q` of quarantine is about a newer version than the row `i`.
_NEWER = (
    r"""q.given ->> 'recorded_on' ~ '^\d{4}-\d\d-\d\d$' AND q.given ->> 'recorded_on' > i.version_on::text"""
)
_NEWER_FILE = "q.as_on > i.version_on"
_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,10})?$"  # as patients.rules.codes.number_of, in canonical digits


@dataclass(frozen=True)
class Part:
    """A part of a row's content: its name in `incoming`, its column in the table, and where it comes from."""

    name: str
    stored: str
    of_staged: str


@dataclass(frozen=True, kw_only=True)
class Records:
    """One of the feeds.

    `content` with version and deletion makes out a row.  `version` is the date that says which content is
    newer, over a row `{}`, or of a staged row `version_told`; `dated` the table's columns that keep it.
    `deleted` says whether a staged row `s` takes the row away, `day` which day it is about.  `words` fill the
    dictionary; `worded` joins a staged row with `words_of w`, which says what is `sensitive`.

    Where the version is the date of the file, the same content in a newer one is no version of its own:
    `said_again` moves the date on.

    What a content `t` with its words `d` of the dictionary (`spelt`) means: `about` whom and in which code;
    with its `meaning` that is one statement, whose first day is kept.  Contents of one date that differ in
    either, or in `on`, contradict each other; so do those that differ in what stands `beside`, where both
    say it.  Nothing else does: of several wordings the greatest `wording` stands, whichever came first.
    """

    feed: Feed
    title: str
    table: str
    day: str
    version: str
    version_told: str = ""
    deleted: str = "s.deleted"
    content: tuple[Part, ...]
    spelt: str = "(SELECT 1) d (one) ON true"  # no dictionary
    about: str
    meaning: str
    on: str
    beside: str
    wording: str
    dated: dict[str, str]
    words: tuple[str, ...]
    worded: str
    has_codes: bool = False  # of which some may be sensitive
    said_again: tuple[str, ...] = ()

    def sql(self, statement: str) -> str:
        """The statement with what is particular to the feed put in."""
        named = ["person_id", *(part.name for part in self.content)]
        stored = ["person_id", *(part.stored for part in self.content)]
        return statement.format(
            table=self.table,
            staged=table_of(self.feed),
            feed=self.feed.name,
            day=self.day,
            deleted_of_s=self.deleted,
            version_of_s=self.version_told or self.version.format("s"),
            version_of_e=self.version.format("e"),
            newer_than_i=_NEWER_FILE if self.said_again else _NEWER,
            any_version="true" if self.said_again else "false",
            named=", ".join(named),
            named_of_i=_of("i", named),
            named_of_c=_of("c", named),
            stored=", ".join([*stored, *self.dated]),
            stored_of_e=_of("e", stored),
            renamed_of_e=", ".join(f"e.{old} AS {new}" for old, new in zip(stored, named, strict=True)),
            content_of_s=", ".join(f"{part.of_staged} AS {part.name}" for part in self.content),
            spelt=self.spelt,
            about=self.about,
            meaning=self.meaning,
            on=self.on,
            beside=self.beside,
            wording=self.wording,
            dated_of_c="".join(f", c.{name}" for name in self.dated.values()),
            dated_of_i="".join(", i.version_on" for _ in self.dated),
            known_on=_KNOWN_ON if "known_on" in self.dated else "",
            late="OR (c.wins AND e.known_on <> c.first_on)" if "known_on" in self.dated else "",
            worded=self.worded,
            empty="".join(f', NULL::{sql_type(column)} AS "{column.name}"' for column in self._others(named)),
            filled="".join(f', "{column.name}" = s."{column.name}"' for column in self._others(named)),
        )

    def _others(self, named: list[str]) -> list[Column]:
        """Columns of the feed that only the rows in quarantine need."""
        have = {*named, "row_id", "deleted"}
        return [column for column in self.feed.columns if column.name not in have]


def _of(alias: str, names: list[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


def execute(records: Records, statements: Sequence[str], run: Run, **more: object) -> list[int]:
    """Run statements with what is particular to the feed put in; how many rows each changed."""
    return judging.execute([records.sql(statement) for statement in statements], run, **more)


ENTRIES = Records(
    feed=CODED_ENTRIES,
    has_codes=True,
    title="coded entries",
    table="patients_codedentry",
    day="s.effective_on",
    version="{}.recorded_on",
    content=(
        Part("code_id", "code_id", "w.id"),
        Part("effective_on", "effective_on", "s.effective_on"),
        Part("number", "value", f"CASE WHEN s.value ~ '{_NUMBER}' THEN s.value::numeric END"),
        Part("words", "value_text", f"CASE WHEN s.value !~ '{_NUMBER}' THEN s.value ELSE '' END"),
        Part("unit", "unit", "COALESCE(s.unit, '')"),
    ),
    spelt="patients_recordedcode d ON d.id = t.code_id",
    # The code that is looked up: CTV3 or Read before SNOMED CT, as `tiers.sets.meanings` does.
    about="""t.person_id || CASE WHEN d.ctv3 <> '' THEN ' ctv3 ' || d.ctv3 WHEN d.read2 <> '' THEN ' read2 '
             || d.read2 ELSE ' snomed ' || d.snomed END""",
    meaning="COALESCE(trim_scale(t.number)::text, '') || ' ' || t.words",
    on="t.effective_on",
    # A unit is of a result, and a system that leaves it out says nothing of it.
    beside="""CASE WHEN t.number IS NOT NULL OR t.words <> ''
             THEN NULLIF(lower(replace(t.unit, ' ', '')), '') END""",
    wording="d.snomed, d.term, t.unit",
    dated={"recorded_on": "version_on", "known_on": "first_on"},
    words=(
        """
CREATE TEMPORARY TABLE words_of ON COMMIT DROP AS
SELECT d.*, EXISTS (
           SELECT FROM patients_sensitivecode x
           WHERE (x.system, x.code) IN (('ctv3', d.ctv3), ('read2', d.read2), ('snomed', d.snomed))
       ) AS sensitive, NULL::bigint AS id
FROM (
    SELECT DISTINCT s.system, s.code, COALESCE(s.snomed_code, '') AS snomed_code,
           COALESCE(s.term, '') AS term,
           CASE WHEN s.system = 'CTV3' THEN s.code ELSE '' END AS ctv3,
           CASE WHEN s.system = 'READ2' THEN s.code ELSE '' END AS read2,
           CASE WHEN s.system = 'SNOMED' THEN s.code ELSE COALESCE(s.snomed_code, '') END AS snomed
    FROM {staged} s WHERE s.import_id = %(import)s
) d""",
        """
INSERT INTO patients_recordedcode (ctv3, read2, snomed, term, sensitive)
SELECT DISTINCT ctv3, read2, snomed, term, false FROM words_of WHERE NOT sensitive ORDER BY 1, 2, 3, 4
ON CONFLICT DO NOTHING""",
        """
UPDATE words_of w SET id = c.id FROM patients_recordedcode c
WHERE (c.ctv3, c.read2, c.snomed, c.term) = (w.ctv3, w.read2, w.snomed, w.term)""",
    ),
    worded="""w.system = s.system AND w.code = s.code
       AND w.snomed_code = COALESCE(s.snomed_code, '') AND w.term = COALESCE(s.term, '')""",
)

ISSUES = Records(
    feed=MEDICATION_ISSUES,
    title="medicines issued",
    table="patients_medicationissue",
    day="s.issued_on",
    version="DATE '0001-01-01'",  # sources do not say when they wrote a row: all its versions are of one date
    content=(
        Part("medicine_id", "medicine_id", "w.id"),
        Part("issued_on", "issued_on", "s.issued_on"),
    ),
    spelt="patients_recordedmedicine d ON d.id = t.medicine_id",
    about="t.person_id || ' ' || d.code",
    meaning="''",
    on="t.issued_on",
    beside="d.bnf_chapter::text",
    wording="COALESCE(d.bnf_chapter::text, ''), d.name",
    dated={},
    words=(
        """
CREATE TEMPORARY TABLE words_of ON COMMIT DROP AS
SELECT DISTINCT s.medicine_code, s.medicine, s.bnf_chapter::smallint AS bnf_chapter, false AS sensitive,
       NULL::bigint AS id
FROM {staged} s WHERE s.import_id = %(import)s""",
        """
INSERT INTO patients_recordedmedicine (code, name, bnf_chapter)
SELECT medicine_code, medicine, bnf_chapter FROM words_of ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING""",
        """
UPDATE words_of w SET id = m.id FROM patients_recordedmedicine m
WHERE m.code = w.medicine_code AND m.name = w.medicine
  AND m.bnf_chapter IS NOT DISTINCT FROM w.bnf_chapter""",
    ),
    worded="""w.medicine_code = s.medicine_code AND w.medicine = s.medicine
       AND COALESCE(w.bnf_chapter, 0) = COALESCE(s.bnf_chapter, 0)""",
)
