"""Rows of people that follow from other rows: worked out anew, and written where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tiers.sets import meanings
from wsic.plans import nested_loops

OF_PEOPLE = "(%(people)s::bigint[] IS NULL OR {}.person_id = ANY (%(people)s::bigint[]))"


@dataclass(frozen=True)
class Change:
    """Rows added or changed, and removed because nothing gives them any more."""

    written: int
    removed: int


@dataclass(frozen=True, kw_only=True)
class Derived:
    """
    A table that is made of others.

    `find` is the query that says what should stand for `people` (primary keys; None for everybody): the
    columns of the key, which begins with the person and has no NULL, and of the content.
    """

    table: str
    key: tuple[str, ...]
    content: tuple[str, ...]
    find: str

    @property
    def _found(self) -> str:
        return f"found_{self.table}"

    @property
    def _same_key(self) -> str:
        return " AND ".join(f"o.{column} = f.{column}" for column in self.key)

    @property
    def _same(self) -> str:
        content = (f"o.{column} IS NOT DISTINCT FROM f.{column}" for column in self.content)
        return " AND ".join((self._same_key, *content))

    @property
    def _remove(self) -> str:
        return f"""
DELETE FROM {self.table} o
WHERE {OF_PEOPLE.format("o")} AND NOT EXISTS (SELECT FROM {self._found} f WHERE {self._same_key})
"""

    @property
    def _write(self) -> str:
        columns = ", ".join((*self.key, *self.content))
        changed = ", ".join(f"{column} = EXCLUDED.{column}" for column in self.content)
        return f"""
INSERT INTO {self.table} ({columns})
SELECT {columns} FROM {self._found} f
WHERE NOT EXISTS (SELECT FROM {self.table} o WHERE {OF_PEOPLE.format("o")} AND {self._same})
ON CONFLICT ({", ".join(self.key)}) DO UPDATE SET {changed}
"""

    @property
    def _difference(self) -> str:
        return f"""
SELECT (SELECT count(*) FROM {self.table} o
        WHERE {OF_PEOPLE.format("o")} AND NOT EXISTS (SELECT FROM {self._found} f WHERE {self._same})),
       (SELECT count(*) FROM {self._found} f
        WHERE NOT EXISTS (SELECT FROM {self.table} o WHERE {self._same_key}))
"""

    def look(self, parameters: Mapping[str, Any]) -> None:
        """Work the rows out without writing any."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{self._found}")  # a test has several at once
            cursor.execute(
                f"CREATE TEMPORARY TABLE {self._found} ON COMMIT DROP AS {self.find}", dict(parameters)
            )
            cursor.execute(f"ANALYZE {self._found}")

    def renew(self, parameters: Mapping[str, Any]) -> Change:
        """Make the rows of these people what they should be, by the lists that are active."""
        meanings.hold_still()
        self.look(parameters)
        # The table grows while it is compared with: a planner that has seen it empty would loop over it.
        with nested_loops(allowed=False), connection.cursor() as cursor:
            cursor.execute(self._remove, dict(parameters))
            removed = cursor.rowcount
            cursor.execute(self._write, dict(parameters))
            return Change(cursor.rowcount, removed)

    def difference(self, parameters: Mapping[str, Any]) -> tuple[int, int]:
        """How many rows of these people should not be there as they are, and how many are missing."""
        self.look(parameters)
        with nested_loops(allowed=False), connection.cursor() as cursor:
            cursor.execute(self._difference, dict(parameters))
            wrong, missing = cursor.fetchone()
        return wrong, missing
