"""When each deficit of each person began to count, from coded entries: worked out anew, written where it
differs.

The oracle is `tiers.codelists.oracle`.  `counted_from` is the first day on which an entry that shows the
deficit was both effective and recorded; later rows never change what was true as of an earlier day, but for
corrections and deletions, which say that it never was so.
"""

from collections.abc import Iterable
from typing import Any

from tiers.sets.derived import OF_PEOPLE, Change, Derived

_COUNTED_FIRST = "counted_from, effective_on, row_id, organisation_id"
_EFFECTIVE_FIRST = "effective_on, counted_from, row_id, organisation_id"

# The alternatives of a code for one deficit are one row: by mere presence, or by the results that count for
# the sex.  So an entry shows a deficit once, however many rules it meets.
_SIGNS = f"""
meaning AS (
    SELECT m.code_id, r.deficit, bool_or(w.within IS NULL) AS by_presence,
           range_agg(w.within) FILTER (WHERE r.sex IN ('', 'M')) AS for_men,
           range_agg(w.within) FILTER (WHERE r.sex IN ('', 'F')) AS for_women,
           range_agg(w.within) FILTER (WHERE r.sex = '') AS for_anybody
    FROM tiers_codemeaning m JOIN tiers_codelistrule r ON r.id = m.rule_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN num_nonnulls(r.above, r.below, r.at_least, r.at_most) > 0 THEN
               numrange(COALESCE(r.at_least, r.above), COALESCE(r.at_most, r.below),
                        CASE WHEN r.at_least IS NULL THEN '(' ELSE '[' END
                        || CASE WHEN r.at_most IS NULL THEN ')' ELSE ']' END) END AS within
    ) w
    GROUP BY m.code_id, r.deficit
),
signs AS (
    SELECT e.person_id, m.deficit, e.id, GREATEST(e.effective_on, e.known_on) AS counted_from,
           e.effective_on, e.row_id COLLATE "C" AS row_id, e.organisation_id
    FROM patients_codedentry e JOIN meaning m ON m.code_id = e.code_id
    LEFT JOIN patients_persondetail d ON d.person_id = e.person_id AND d.replaced_by_id IS NULL
    WHERE e.replaced_by_id IS NULL AND NOT e.conflicted AND NOT e.deleted AND {OF_PEOPLE.format("e")}
      AND (m.by_presence OR e.value <@ CASE d.sex WHEN 'M' THEN m.for_men WHEN 'F' THEN m.for_women
                                                  ELSE m.for_anybody END)
)
"""

# The entry of the least effective day is the one that made the deficit count, unless that day is an earlier
# one: then it was recorded late.  So the second order is only made of those that were.
_FIND = f"""
WITH {_SIGNS},
deficits AS (
    SELECT person_id, deficit, count(*) AS entries, min(effective_on) AS first_on,
           (array_agg(id ORDER BY {_COUNTED_FIRST}))[1] AS entry_id,
           (array_agg(counted_from ORDER BY {_COUNTED_FIRST}))[1] AS counted_from,
           (array_agg(effective_on ORDER BY {_COUNTED_FIRST}))[1] AS entry_effective_on,
           (array_agg(id ORDER BY {_EFFECTIVE_FIRST})
               FILTER (WHERE effective_on < counted_from))[1] AS late_id
    FROM signs GROUP BY person_id, deficit
)
SELECT person_id, deficit, counted_from, entry_id, first_on,
       CASE WHEN first_on < entry_effective_on THEN late_id ELSE entry_id END AS first_entry_id,
       entries, (SELECT id FROM tiers_codelistversion WHERE active) AS code_list_id
FROM deficits
"""

_ONSETS = Derived(
    table="tiers_deficitonset",
    key=("person_id", "deficit"),
    content=("counted_from", "entry_id", "first_on", "first_entry_id", "entries", "code_list_id"),
    find=_FIND,
)


def renew(people: Iterable[int] | None) -> Change:
    """Make the onsets of these people, or of everybody, what their entries say by the active list."""
    return _ONSETS.renew(_parameters(people))


def look(people: Iterable[int] | None) -> None:
    """Work them out without writing any."""
    _ONSETS.look(_parameters(people))


def difference(people: Iterable[int] | None) -> tuple[int, int]:
    """How many onsets of these people follow from no entry as they stand, and how many are missing."""
    return _ONSETS.difference(_parameters(people))


def _parameters(people: Iterable[int] | None) -> dict[str, Any]:
    return {"people": None if people is None else sorted(set(people))}
