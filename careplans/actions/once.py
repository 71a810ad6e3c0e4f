"""A form does something once, however often its button is pressed."""

from django.db import IntegrityError, transaction
from django.db.models import Model


class UsedForm(Exception):
    """The form was used for something else.  Its text is the sentence the user reads."""


def add_once(row: Model, *, constraint: str) -> bool:
    """
    Add the row, unless its form has added one before; then nothing is written.

    :param constraint: name of the one that keeps rows of a form apart
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        if constraint not in str(taken):
            raise
        return False
    return True
