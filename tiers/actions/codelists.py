"""Versions of code lists and medicine maps: taken in whole, never changed, one of each active."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import models, transaction

from tiers.codelists.medicines import Medicine, MedicineMap
from tiers.codelists.reading import CodeList, CodeRule
from tiers.models import CodeListRule, CodeListVersion, MappedMedicine, MedicineMapVersion
from tiers.models.codelists import ListVersion
from tiers.rules import DEFICITS
from tiers.sets import meanings
from wsic.accounts.actors import SystemActor
from wsic.audit import actions as audit

from .scoring import ask_for_scores

_AT_ONCE = 2_000  # rows of a list written by one statement
Version = TypeVar("Version", bound=ListVersion)


class NameTaken(Exception):
    """Another version has this name; the text says what to do."""


@dataclass(frozen=True)
class About:
    """What a version says of itself beside its rows."""

    name: str
    source: str
    licence_note: str = ""


@dataclass(frozen=True)
class Taken:
    """What became of a file. `new`: its rows were not there before. `jobs`: practices to score again."""

    version: ListVersion
    new: bool
    activated: bool
    jobs: int = 0


@transaction.atomic
def import_code_list(
    code_list: CodeList,
    *,
    about: About,
    activate: bool | None,
    by: SystemActor,
    at: datetime,
    due_at: datetime,
) -> Taken:
    """
    Take a code list in as a version of its own; the same file again takes nothing in.

    :param activate: None activates a new version, and leaves a known one as it is
    :param due_at: the instant, for the ledger
    :raises NameTaken: another version has this name
    """
    version, new = _version_of(CodeListVersion, code_list.sha256, about, by=by, at=at)
    if new:
        _write(CodeListRule, (_rule(version, row) for row in code_list.rows))
    return _with_activation(version, new=new, activate=activate, by=by, at=at, due_at=due_at)


@transaction.atomic
def import_medicine_map(
    medicine_map: MedicineMap,
    *,
    about: About,
    activate: bool | None,
    by: SystemActor,
    at: datetime,
    due_at: datetime,
) -> Taken:
    """As `import_code_list`, for a map of medicines."""
    version, new = _version_of(MedicineMapVersion, medicine_map.sha256, about, by=by, at=at)
    if new:
        _write(MappedMedicine, (_medicine(version, row) for row in medicine_map.rows))
    return _with_activation(version, new=new, activate=activate, by=by, at=at, due_at=due_at)


def _version_of(
    model: type[Version], sha256: str, about: About, *, by: SystemActor, at: datetime
) -> tuple[Version, bool]:
    """The version with these bytes, and whether it was made just now."""
    meanings.wait_to_change()  # so that of two equal files at once one is the second
    known = model._default_manager.filter(sha256=sha256).first()
    if known is not None:
        return known, False
    if model._default_manager.filter(name=about.name).exists():
        raise NameTaken(f"There is another list named {about.name}. Give this one a name of its own: --name.")
    version = model._default_manager.create(
        name=about.name, source=about.source, licence_note=about.licence_note, imported_at=at, sha256=sha256
    )
    audit.record("list.imported", by=by, subject=_subject(version), sha256=sha256)
    return version, True


def _with_activation(
    version: ListVersion, *, new: bool, activate: bool | None, by: SystemActor, at: datetime, due_at: datetime
) -> Taken:
    wanted = new if activate is None else activate
    if not wanted or version.active:
        return Taken(version, new=new, activated=False)
    others = type(version)._default_manager.filter(active=True)
    before = others.first()
    others.update(active=False)
    version.active = True
    version.save(update_fields=["active"])
    meanings.renew()
    audit.record(
        "list.activated", by=by, subject=_subject(version), instead_of=_subject(before) if before else ""
    )
    return Taken(version, new=new, activated=True, jobs=ask_for_scores(by=by, at=at, due_at=due_at))


def _subject(version: ListVersion) -> str:
    return f"{version._meta.model_name}:{version.pk}"


def _rule(version: CodeListVersion, row: CodeRule) -> CodeListRule:
    return CodeListRule(
        code_list=version,
        deficit=DEFICITS.index(row.deficit) + 1,
        system=row.system,
        code=row.code,
        term=row.term,
        above=row.above,
        below=row.below,
        at_least=row.at_least,
        at_most=row.at_most,
        sex=row.sex,
    )


def _medicine(version: MedicineMapVersion, row: Medicine) -> MappedMedicine:
    return MappedMedicine(
        medicine_map=version,
        medicine_code=row.medicine_code,
        system=row.system,
        medicine=row.medicine,
        ingredient=row.ingredient,
        bnf_chapter=row.bnf_chapter,
    )


Row = TypeVar("Row", bound=models.Model)


def _write(model: type[Row], rows: Iterable[Row]) -> None:
    each = iter(rows)
    while some := list(islice(each, _AT_ONCE)):
        model._default_manager.bulk_create(some)
