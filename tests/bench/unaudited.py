"""The site without its audit, for the benchmark alone: nothing is gathered and nothing appended."""

from typing import Any

from wsic.wsgi import application  # first: it sets Django up

# isort: split
from wsic.audit import actions

__all__ = ["application"]


def _nothing(*_given: Any, **_named: Any) -> None:
    pass


actions.record = _nothing
actions.record_typed = _nothing
actions.Gathering.append = _nothing
actions.Gathering.note_content = _nothing
