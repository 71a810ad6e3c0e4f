"""Foreign keys of tables with millions of rows."""

from typing import Any

from django.db import models


def unchecked_key(to: Any, **options: Any) -> Any:
    """
    A foreign key that the database does not check row by row, which would cost more than all else.

    Only for tables that set-based statements alone write, from rows that are there; `manage.py verify` looks.
    No index: who needs one declares it.
    """
    return models.ForeignKey(
        to, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False, **options
    )
